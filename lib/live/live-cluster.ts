import { problemWords } from '../cluster/problem-words';
import type { LiveSource } from '../cluster/source';
import { dialectKind } from '../dialects/dialects';
import { UsageError } from '../files/usage-error';
import { dnsLabelProblems } from '../policy/validation/names';
import { field, isMap, type JsonMap } from '../policy/validation/structure';
import { discover, type FoundKind } from './discovery';
import type { Kubectl } from './kubectl';
import { readList } from './list-pages';
import type { LiveObjects } from './live-objects';
import { problemOf, type Unread, unjudgedOf } from './unread';
import { WANTED_KINDS, type WantedKind } from './wanted-kinds';

/** What was read of a cluster, besides its objects. */
export interface LiveCluster {
  /** What it is called: the context of the kubeconfig. */
  readonly name: string;
  /** What was not read, and what does not change an answer. */
  readonly notes: readonly string[];
  /** Kinds of which some or all objects were not read, or that are not served: `discovery.k8s.io/EndpointSlice`. */
  readonly unreadKinds: ReadonlySet<string>;
}

/** What may say which namespaces there are, where they cannot be listed. */
export interface LiveHints {
  readonly context?: string;
  readonly namespace?: string;
}

/**
 * Adds all objects of a running cluster that decide who reaches whom. What may not be read is a problem of the cluster, and
 * whatever it may decide depends on it.
 * @throws UsageError where the cluster cannot be read
 */
export function addLiveCluster(builder: LiveObjects, kubectl: Kubectl, hints: LiveHints = {}): LiveCluster {
  const { kinds, unavailable } = discover(kubectl);
  const context = currentContext(kubectl);
  const source: LiveSource = { type: 'live', cluster: hints.context ?? context.name };
  const names = new Set<string>();
  const unread: Unread[] = unavailable.map((wanted) => ({ wanted, why: 'unavailable', message: 'no answer' }));
  let areNamesKnown = true;
  let hasDialects = false;
  for (const kind of kinds) {
    const isNamespace = kind.group === 'core' && kind.kind === 'Namespace';
    const isDialect = dialectKind(kind.group, kind.kind) !== undefined;
    const take = (items: readonly JsonMap[]) => {
      for (const manifest of items) {
        builder.add({ manifest, source });
        if (isNamespace) names.add(nameOf(manifest));
      }
      hasDialects ||= isDialect && items.length > 0;
    };
    const missing = readKind(kubectl, kind, { names, areNamesKnown }, take);
    if (missing !== undefined) unread.push(missing);
    if (isNamespace && missing !== undefined) {
      areNamesKnown = false;
      for (const name of [hints.namespace, context.namespace]) if (name !== undefined) names.add(name);
    }
  }
  if (!areNamesKnown && isNothingRead(unread, names)) throw nothingPermitted(source.cluster, unread);
  const notes = unread.flatMap((one) => note(one, hasDialects, builder, source));
  const read = new Set(kinds.map(kindName));
  const unreadKinds = new Set([
    ...unread.map(({ wanted }) => kindName(wanted)),
    ...WANTED_KINDS.map(kindName).filter((name) => !read.has(name)),
  ]);
  return { name: source.cluster, notes, unreadKinds };
}

function kindName({ group, kind }: Pick<WantedKind, 'group' | 'kind'>): string {
  return `${group}/${kind}`;
}

interface Names {
  readonly names: ReadonlySet<string>;
  readonly areNamesKnown: boolean;
}

/** Reads a kind in all namespaces; where that is forbidden, in each of those that are known. Gives what was not read. */
function readKind(
  kubectl: Kubectl,
  found: FoundKind,
  { names, areNamesKnown }: Names,
  take: (items: readonly JsonMap[]) => void,
): Unread | undefined {
  const { wanted } = found;
  const all = readList(kubectl, found, undefined, take);
  if (all.type === 'read') return undefined;
  const { why, message } = all;
  if (!found.namespaced || why !== 'forbidden') return { wanted, found, why, message };
  const namespaces = [...names].filter((name) => readList(kubectl, found, name, take).type !== 'read');
  if (namespaces.length === 0 && areNamesKnown) return undefined;
  return { wanted, found, why, message, namespaces, elsewhere: !areNamesKnown };
}

/** Marks what depends on it, or gives a note where no answer does. */
function note(unread: Unread, hasDialects: boolean, builder: LiveObjects, source: LiveSource): string[] {
  const { role, kind } = unread.wanted;
  const problem = problemOf(unread, source);
  // Namespaces that were not read have labels that are not known, on which answers depend by themselves.
  const isContext = role === 'context' && (!hasDialects || kind === 'Namespace');
  if (role === 'callers' || isContext) {
    const { what, fix } = problemWords(problem);
    return [`${what}; ${fix}`];
  }
  builder.addUnread(problem, unjudgedOf(unread));
  return [];
}

/** Whether not even the policies and pods of one namespace were read. */
function isNothingRead(unread: readonly Unread[], names: ReadonlySet<string>): boolean {
  return ['NetworkPolicy', 'Pod'].every((kind) =>
    unread.some(({ wanted, namespaces = [] }) => wanted.kind === kind && namespaces.length === names.size),
  );
}

/** Not even the policies and pods of one namespace may be read. */
export class NothingPermittedError extends UsageError {}

function nothingPermitted(cluster: string, unread: readonly Unread[]): UsageError {
  const messages = unread.filter(({ wanted }) => ['NetworkPolicy', 'Pod', 'Namespace'].includes(wanted.kind));
  return new NothingPermittedError(
    messages.map(({ message }) => `cluster ${cluster}: ${message}`),
    'docs/cluster.md has the permissions; with those of one namespace alone, name it by -n',
  );
}

/** What the cluster of the current context is called. */
export function clusterName(kubectl: Kubectl): string {
  return currentContext(kubectl).name;
}

interface Context {
  readonly name: string;
  readonly namespace?: string;
}

/** In a pod of the cluster there may be no kubeconfig, and so no context. */
const NO_CONTEXT: Context = { name: 'of the current context' };

function currentContext(kubectl: Kubectl): Context {
  try {
    const config: unknown = JSON.parse(kubectl.config());
    const [entry] = (isMap(config) && (field(config, 'contexts') as unknown[])) || [];
    const name = isMap(entry) ? field(entry, 'name') : undefined;
    if (!isMap(entry) || typeof name !== 'string') return NO_CONTEXT;
    const context = field(entry, 'context');
    const namespace = (isMap(context) && field(context, 'namespace')) || 'default';
    const isName = typeof namespace === 'string' && dnsLabelProblems(namespace).length === 0;
    return { name, ...(isName && { namespace }) };
  } catch {
    return NO_CONTEXT;
  }
}

function nameOf(manifest: JsonMap): string {
  const metadata = field(manifest, 'metadata');
  return isMap(metadata) ? String(field(metadata, 'name')) : '';
}
