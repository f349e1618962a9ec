// Stays in the declarations, where the compiler adds to an interface of vitest only behind an import of it.
import 'vitest';
import { expect } from 'vitest';
import { matchers, serializer } from '../matchers/index.js';
import type { ReachabilityMatchers } from '../matchers/reachability-matchers.js';

/** Registers the matchers and the snapshot serializer with vitest: `import 'ringfence/vitest'`, or as a setup file. */
expect.extend(matchers as never);
expect.addSnapshotSerializer(serializer as never);

declare global {
  namespace Chai {
    // Of it vitest makes its own assertions, whose type parameters differ from one major to the next.
    interface Assertion extends ReachabilityMatchers<void> {}
  }
}
