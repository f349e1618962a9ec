import type { Cluster, HiddenPods, PolicyReach, UnjudgedPolicy } from '../cluster/cluster';
import { describeSource } from '../cluster/source';
import { grouped } from '../policy/grouped';
import type { PolicyType } from '../policy/manifest';
import { someOf } from '../policy/texts';

/** So many policies of one kind are named each; more are counted. */
const MOST_OF_A_KIND = 3;
/** So many namespaces are named; the others are counted. */
const MOST_NAMESPACES = 4;

type Unjudged = Pick<Cluster, 'unjudged'>;

/**
 * A line for each policy of another API that was not judged, or for all of a kind where there are many: where it is, and what it
 * may do to whose connections.
 */
export function unjudgedLines({ unjudged }: Unjudged): string[] {
  const others = unjudged.filter(({ reason }) => reason === 'other-api');
  return [...grouped(others, kindOf).values()].flatMap((same) =>
    same.length <= MOST_OF_A_KIND ? same.map(lineOf) : [lineOfMany(same)],
  );
}

/** What depends on policies that could not be read or that the API server refuses, in one line; undefined where there are none. */
export function faultyLine({ unjudged }: Unjudged): string | undefined {
  const faulty = unjudged.filter(({ reason }) => reason === 'faulty');
  if (faulty.length === 0) return undefined;
  return `connections to and from ${podsText(faulty.map(({ reach }) => reach))} depend on what could not be read or is refused`;
}

/** All of that, for a page or a comment on a pull request. */
export function notesOf(cluster: Pick<Cluster, 'unjudged' | 'ignored' | 'notShown'>): string[] {
  const faulty = faultyLine(cluster);
  return [
    ...unjudgedLines(cluster),
    ...(faulty === undefined ? [] : [faulty]),
    ...ignoredLines(cluster),
    ...notShownLines(cluster),
  ];
}

/** `3 AuthorizationPolicies (security.istio.io) are ignored: the mesh only closes further`, a line a kind. */
export function ignoredLines({ ignored }: Pick<Cluster, 'ignored'>): string[] {
  return ignored.map(
    ({ group, kind, count, reason }) =>
      `${countedKind(count, group, kind)} ${count === 1 ? 'is' : 'are'} ignored: ${reason}`,
  );
}

/** `the pods of 2 VirtualMachines (kubevirt.io) are not shown: ...`, a line a kind. */
export function notShownLines({ notShown }: Pick<Cluster, 'notShown'>): string[] {
  return [...grouped(notShown, ({ group, kind }) => `${group}/${kind}`).values()].map((same) => {
    const [{ group, kind }] = same as [HiddenPods];
    const names = same.map(({ namespace, name }) => `${namespace}/${name}`);
    const which = someOf(names, MOST_OF_A_KIND);
    return `the pods of ${countedKind(same.length, group, kind)} are not shown, since no manifest has them: ${which}`;
  });
}

function lineOf(policy: UnjudgedPolicy): string {
  const { group, kind, namespace, name = '', source } = policy;
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  return `${describeSource(source)}: ${kind} ${place} (${group}) is not judged; it ${unjudgedText(policy)}`;
}

function lineOfMany(policies: readonly UnjudgedPolicy[]): string {
  const [first] = policies as readonly [UnjudgedPolicy];
  const { group = '', kind = '', source } = first;
  const what = countedKind(policies.length, group, kind);
  const reaches = policies.map(({ reach }) => reach);
  return `${describeSource(source)}: ${what} are not judged, of which this is the first; they ${mayText(first, reaches)}`;
}

/** What one of them may do: `may allow or deny connections to and from the pods of namespace data`. */
export function unjudgedText(policy: UnjudgedPolicy): string {
  return mayText(policy, [policy.reach]);
}

function mayText({ canOpen, canClose, directions }: UnjudgedPolicy, reaches: readonly PolicyReach[]): string {
  const verbs = [...(canOpen ? ['allow'] : []), ...(canClose ? ['deny'] : [])].join(' or ');
  return `may ${verbs} connections ${directionsText(directions)} ${podsText(reaches)}`;
}

function directionsText(directions: readonly PolicyType[]): string {
  if (directions.length > 1) return 'to and from';
  return directions[0] === 'Ingress' ? 'to' : 'from';
}

function podsText(reaches: readonly PolicyReach[]): string {
  const names = new Set<string>();
  for (const reach of reaches) {
    if (reach.type === 'cluster') return 'every pod';
    names.add(reach.namespace);
  }
  return `the pods of namespace${names.size === 1 ? '' : 's'} ${someOf([...names], MOST_NAMESPACES)}`;
}

/** `3 AuthorizationPolicies (security.istio.io)`. */
function countedKind(count: number, group: string, kind: string): string {
  return `${count} ${count === 1 ? kind : pluralOf(kind)} (${group})`;
}

function pluralOf(kind: string): string {
  if (kind.endsWith('s')) return kind;
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

function kindOf({ group, kind }: UnjudgedPolicy): string {
  return `${group}/${kind}`;
}
