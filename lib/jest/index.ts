import { expect } from '@jest/globals';
import { matchers, serializer } from '../matchers';
import type { ReachabilityMatchers } from '../matchers/reachability-matchers';

/** Registers the matchers and the snapshot serializer with jest: `import 'ringfence/jest'`. */
expect.extend(matchers as never);
expect.addSnapshotSerializer(serializer as never);

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> extends ReachabilityMatchers<R> {}
}

declare global {
  namespace jest {
    interface Matchers<R> extends ReachabilityMatchers<R> {}
  }
}
