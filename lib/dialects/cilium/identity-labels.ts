/**
 * The labels by which Cilium knows a pod: others are on the pod, and no selector matches them.
 * Source: cilium/cilium pkg/labelsfilter/filter.go; Cilium documentation, identity-relevant labels.
 */
export interface IdentityLabels {
  /** Whether Cilium knows a label of a pod by this key. */
  has(key: string): boolean;
}

/** One entry of the list: keys that begin so are taken, or are left out. */
interface Entry {
  readonly leavesOut: boolean;
  readonly expression: RegExp;
}

/** As Cilium is installed. */
const INSTALLED: readonly string[] = [
  'io\\.kubernetes\\.pod\\.namespace',
  'io\\.cilium\\.k8s\\.namespace\\.labels',
  'app\\.kubernetes\\.io',
  'io\\.cilium\\.k8s\\.policy\\.cluster',
  '!io\\.kubernetes',
  '!kubernetes\\.io',
  '!statefulset\\.kubernetes\\.io/pod-name',
  '!apps\\.kubernetes\\.io/pod-index',
  '!batch\\.kubernetes\\.io/job-completion-index',
  '!batch\\.kubernetes\\.io/controller-uid',
  '!.*beta\\.kubernetes\\.io',
  '!k8s\\.io',
  '!pod-template-generation',
  '!pod-template-hash',
  '!controller-revision-hash',
  '!controller-uid',
  '!annotation.*',
  '!etcd_node',
];

/**
 * Reads the list of prefixes that is added to Cilium's own.
 * @param added as in `k8s:app` and `k8s:!team`; one that takes labels leaves out all that no entry takes
 * @throws RangeError for an entry that is no regular expression
 */
export function identityLabels(added: readonly string[] = []): IdentityLabels {
  const own = added.flatMap((text) => entryOf(text) ?? []);
  const entries = [...INSTALLED.flatMap((text) => entryOf(text) ?? []), ...own];
  const takesOnly = own.some(({ leavesOut }) => !leavesOut);
  const known = new Map<string, boolean>();
  const isTaken = (key: string): boolean => {
    let [taken, leftOut] = [0, 0];
    for (const { leavesOut, expression } of entries) {
      const length = expression.exec(key)?.[0].length ?? 0;
      if (length === 0) continue;
      if (!leavesOut) taken = Math.max(taken, length);
      else leftOut = leftOut === 0 ? length : Math.min(leftOut, length);
    }
    return taken > leftOut || (!takesOnly && leftOut === 0);
  };
  return {
    has: (key) => {
      const before = known.get(key);
      if (before !== undefined) return before;
      const is = isTaken(key);
      known.set(key, is);
      return is;
    },
  };
}

/** Undefined for one that is about labels of another source than pods. */
function entryOf(text: string): Entry | undefined {
  const colon = text.indexOf(':');
  const [source, rest] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
  if (source !== '' && source !== 'k8s') return undefined;
  const leavesOut = rest.startsWith('!');
  const prefix = leavesOut ? rest.slice(1) : rest;
  try {
    return { leavesOut, expression: new RegExp(`^(?:${prefix})`) };
  } catch {
    throw new RangeError(
      `labels of Cilium: ${JSON.stringify(text)} is no regular expression: write prefixes of keys such as k8s:app`,
    );
  }
}
