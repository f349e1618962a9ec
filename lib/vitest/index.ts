// Stays in the declarations, where the compiler adds to an interface of vitest only behind an import of it.
import 'vitest';
import { expect } from 'vitest';
import { matchers, serializer } from '../matchers';
import type { ReachabilityMatchers } from '../matchers/reachability-matchers';

/**
 * The entry point for vitest as CommonJS sees it, so that a project without `"type": "module"` compiles. Nothing more:
 * vitest runs all tests as ESM, and throws where it is required.
 */
expect.extend(matchers as never);
expect.addSnapshotSerializer(serializer as never);

declare global {
  namespace Chai {
    // Of it vitest makes its own assertions, whose type parameters differ from one major to the next.
    interface Assertion extends ReachabilityMatchers<void> {}
  }
}
