// Stays in the declarations, where the compiler adds to an interface of vitest only behind an import of it.
import 'vitest';
import { expect } from 'vitest';
import { matchers, serializer } from '../matchers/index.js';
import type { ReachabilityMatchers } from '../matchers/reachability-matchers.js';

/** Registers the matchers and the snapshot serializer with vitest: `import 'ringfence/vitest'`, or as a setup file. */
expect.extend(matchers as never);
expect.addSnapshotSerializer(serializer as never);

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration of vitest that this adds to has it.
  interface Assertion<T = any> extends ReachabilityMatchers<void> {}
}
