import { readInput } from '../inputs';

/** What an input calls its workloads (`namespace/name`) and namespaces. */
export interface InputNames {
  readonly workloads: readonly string[];
  readonly namespaces: readonly string[];
}

/** Names that a shell takes as they stand. Others are no names of Kubernetes, and are not offered to a shell. */
const PLAIN_NAME = /^[a-z0-9][a-z0-9./-]*$/;

/** The names in manifests, in their order; none where something cannot be read. Standard input is not read. */
export function namesIn(paths: readonly string[]): InputNames {
  const files = paths.filter((path) => path !== '-');
  const silent = { out: () => {}, err: () => {}, stdin: () => '' };
  try {
    const { workloads, namespaces } = readInput(files, silent).cluster;
    return {
      workloads: plainNames(workloads.map(({ namespace, name }) => `${namespace}/${name}`)),
      namespaces: plainNames([...namespaces.keys()]),
    };
  } catch {
    return { workloads: [], namespaces: [] };
  }
}

function plainNames(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => PLAIN_NAME.test(name));
}
