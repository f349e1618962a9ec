/** The versions that check-package installs the package beside, and runs. docs/stability.md lists them. */

/** Releases of Node. */
export const NODES: readonly number[] = [20, 22, 24];

/** Releases of TypeScript. */
export const COMPILERS: readonly string[] = ['5.4', '5.9', '6.0', '7'];

/** Releases of jest: 29 in the project that `cdk8s init` makes, 30 in a project of its own. */
export const JEST = { ofCdk8sInit: 29, current: 30 };

/** Releases of vitest, each with the oldest Node that it runs on. */
export const VITESTS: readonly { readonly major: number; readonly node: number }[] = [
  { major: 3, node: 20 },
  { major: 4, node: 20 },
  { major: 5, node: 22 },
];
