import type { StringMap } from '../policy/manifest';
import { detached } from '../policy/own-text';
import { compareTexts } from '../policy/texts';
import { quote } from '../policy/unknown-value';
import { duplicate, type Finding, tooLong, unreadable } from '../policy/validation/finding';
import { dnsLabelProblems } from '../policy/validation/names';
import type {
  Cluster,
  ClusterDialectObject,
  ClusterPolicy,
  ClusterProblem,
  ClusterService,
  IgnoredPolicies,
  UnjudgedPolicy,
} from './cluster';
import { namespacesOf } from './cluster-namespaces';
import type { ClusterObject } from './cluster-object';
import type { ServiceEndpoints } from './endpoints';
import { familiesOf } from './families';
import { foldWorkloads } from './fold-workloads';
import { GENERATED, titleOf } from './identity';
import { type Kept, keptOf, meaningOf, Shared } from './kept-objects';
import { type IgnoredKinds, kindName } from './kinds/ignored-kinds';
import { objectsIn } from './lists';
import { numberedPodsApart, selectorsIn } from './numbered-pods';
import { checkPlain } from './plain';
import { podsByAddress } from './pod-maker';
import { readObject } from './read-object';
import { describeSource, type Source } from './source';
import { readText } from './text/read-text';
import { forgetLastMatch, type TextObject, withOwnText, withoutText } from './text/text-source';
import { UNREADABLE, type Unjudged } from './unjudged';

/** How objects are read. */
export interface ClusterOptions {
  /**
   * The namespace of objects that name none.
   * @default 'default'
   */
  readonly defaultNamespace?: string;
  /**
   * The labels of namespaces, by name, where the manifests that are read do not declare them. A namespace that is declared has the
   * labels of its manifest.
   * @default - unknown, but for `kubernetes.io/metadata.name`
   */
  readonly namespaceLabels?: ReadonlyMap<string, StringMap>;
  /**
   * Kinds of policies that are not judged and do not matter, by `Kind.group`, such as `AuthorizationPolicy.security.istio.io`,
   * each with the reason. They are counted, and nothing depends on them.
   * @default - none: connections depend on every policy that is not judged
   */
  readonly ignoredKinds?: IgnoredKinds;
}

/** A manifest of any kind, of which nothing is known, and where it came from. */
export interface SourcedManifest {
  readonly manifest: unknown;
  readonly source: Source;
}

/** A text can have millions; what follows is not read any more, and so may hold anything. */
const MOST_PROBLEMS = 1000;

type KeptOf<T extends Kept['type']> = Extract<Kept, { type: T }>['value'];

/**
 * Puts a cluster together from manifests, one by one. What cannot be read takes no part and becomes a problem of the
 * cluster; nothing throws.
 *
 * @example
 * const cluster = new ClusterBuilder().addText(text, 'shop.yaml').add({ manifest, source }).build();
 */
export class ClusterBuilder {
  private readonly defaultNamespace: string;
  private readonly namespaceLabels: ReadonlyMap<string, StringMap>;
  private readonly objects = new Map<string, Kept>();
  private readonly judged: ClusterPolicy[] = [];
  private readonly unjudged: UnjudgedPolicy[] = [];
  private readonly ignoredKinds: IgnoredKinds;
  private readonly ignored = new Map<string, IgnoredPolicies>();
  private readonly problems: ClusterProblem[] = [];
  private readonly warnings: ClusterProblem[] = [];
  private readonly shared = new Shared();
  private generated = 0;

  /** @throws where the default namespace, or a namespace with labels, can be none */
  constructor({
    defaultNamespace = 'default',
    namespaceLabels = new Map(),
    ignoredKinds = new Map(),
  }: ClusterOptions = {}) {
    checkNamespace('defaultNamespace', defaultNamespace);
    for (const name of namespaceLabels.keys()) checkNamespace('namespaceLabels', name);
    this.defaultNamespace = defaultNamespace;
    this.namespaceLabels = namespaceLabels;
    this.ignoredKinds = ignoredKinds;
  }

  /**
   * Adds an object, or the objects of a `List`.
   * @param ignoredKinds the kinds that do not matter here, in place of those of the options
   */
  add({ manifest, source }: SourcedManifest, ignoredKinds = this.ignoredKinds): this {
    this.reading(source, () => {
      checkPlain(manifest);
      for (const { value } of objectsIn(manifest)) this.addObject(value, source, ignoredKinds);
    });
    return this;
  }

  /**
   * Adds every document of a YAML or JSON text, as kubectl would read it.
   * @param file what the text is called in messages
   * @param isForUs whether a document is for Kubernetes; others are passed over
   */
  addText(text: string, file?: string, isForUs: (read: TextObject | ClusterProblem) => boolean = () => true): this {
    for (const read of readText(text, file)) {
      if (this.problems.length > MOST_PROBLEMS) break;
      if (!isForUs(read)) continue;
      if ('finding' in read) this.addProblem(read);
      else this.reading(read.source, () => this.addObject(read.value, read.source));
    }
    forgetLastMatch();
    return this;
  }

  /** Adds something that could not be read at all: it may have been a policy of any namespace. */
  addProblem(problem: ClusterProblem): this {
    this.note(problem);
    return this.addUnjudged(UNREADABLE, problem.source);
  }

  /** Adds something that may be there and was not read, with what it may decide. */
  addUnread(problem: ClusterProblem, unjudged: readonly Omit<UnjudgedPolicy, 'source'>[]): this {
    this.note(problem);
    for (const one of unjudged) this.addUnjudged(one, problem.source);
    return this;
  }

  /** Adds policies that were judged as sound already. */
  addPolicies(policies: readonly ClusterPolicy[]): this {
    for (const policy of policies) this.judged.push(policy);
    return this;
  }

  /** The cluster of what was added so far. */
  build(): Cluster {
    const nodes = this.ofType('node').sort(byName);
    const services = this.services();
    const policies = [...this.ofType('policy'), ...this.judged].sort(byNamespaceAndName);
    const makers = this.ofType('workload');
    const used = new Set([...makers, ...services, ...policies].map(({ namespace }) => namespace));
    const workloads = numberedPodsApart(foldWorkloads(makers), () => selectorsIn({ policies, services }));
    return {
      type: 'cluster',
      namespaces: namespacesOf(this.ofType('namespace'), used, this.namespaceLabels),
      workloads,
      services,
      endedPods: this.ofType('ended-pod').map(({ source: _, ...pod }) => pod),
      podsByAddress: podsByAddress(makers),
      nodes,
      serviceAccounts: new Map(this.ofType('service-account').map(({ id, labels }) => [id, labels])),
      policies,
      dialectObjects: this.ofType('dialect-object').sort(byKindAndName),
      unjudged: [...this.unjudged],
      ignored: [...this.ignored.values()],
      notShown: this.ofType('hidden'),
      callers: this.ofType('caller'),
      families: familiesOf({ workloads, services, nodes, policies }),
      warnings: [...this.warnings],
      problems: [...this.problems],
    };
  }

  private services(): ClusterService[] {
    const endpoints = new Map<string, ServiceEndpoints[]>();
    for (const { service, endpoints: of } of this.ofType('endpoints')) {
      endpoints.set(service, [...(endpoints.get(service) ?? []), ...of]);
    }
    const withEndpoints = this.ofType('service').map((service): ClusterService => {
      const isSelecting = Object.keys(service.selector).length > 0;
      const behind = isSelecting ? undefined : endpoints.get(`${service.namespace}/${service.name}`);
      return { ...service, endpoints: behind ?? [] };
    });
    return withEndpoints.sort(byNamespaceAndName);
  }

  private ofType<T extends Kept['type']>(type: T): KeptOf<T>[] {
    const values: KeptOf<T>[] = [];
    for (const kept of this.objects.values()) if (kept.type === type) values.push(kept.value as KeptOf<T>);
    return values;
  }

  /** Data from texts never throws; getters and proxies of values may. */
  private reading(source: Source, read: () => void): void {
    try {
      read();
    } catch (error) {
      this.addProblem({ source, finding: unreadable('', error, 'give plain data, as read from YAML or JSON') });
    }
  }

  private addObject(value: unknown, source: Source, ignoredKinds = this.ignoredKinds): void {
    const { says: read, unjudged, title, findings, warnings = [] } = readObject(value, this.defaultNamespace);
    const object = title && { object: title };
    for (const finding of findings) this.note({ source, ...object, finding });
    for (const finding of warnings) this.warn({ source, ...object, finding });
    if (unjudged !== undefined && !this.ignores(unjudged, ignoredKinds)) this.addUnjudged(unjudged, source);
    if (read === undefined) return;
    const says = this.withOwnName(read);
    // Joined, it is a text of its own; a template would keep the parts of the file that it is put together of, and so the file.
    const key = [says.kind, '.', says.group, ' ', says.namespace, '/', says.name].join('');
    const before = this.objects.get(key);
    const now = keptOf(says, source, this.shared);
    const isRepeated = before !== undefined && meaningOf(before) === meaningOf(now);
    // What calls pods decides nothing: of two, the last one counts, without a word.
    if (before !== undefined && !isRepeated && says.type !== 'caller')
      this.warn(replaced(says, before.value.source, source));
    this.objects.set(key, isRepeated ? repeating(now, before) : now);
  }

  /** Objects whose names the API server makes up are all different. */
  private withOwnName(says: ClusterObject): ClusterObject {
    if (!says.name.endsWith(GENERATED)) return says;
    this.generated++;
    return { ...says, name: `${says.name}${this.generated}` };
  }

  private addUnjudged(unjudged: Unjudged, source: Source): this {
    if (this.unjudged.length > MOST_PROBLEMS && unjudged.reason === 'faulty') return this;
    this.unjudged.push({ ...detached(unjudged), source: withoutText(source) });
    return this;
  }

  /** Counts a policy of a kind that does not matter. What is faulty always does. */
  private ignores({ reason: why, group, kind }: Unjudged, ignoredKinds: IgnoredKinds): boolean {
    if (why === 'faulty' || group === undefined || kind === undefined) return false;
    const name = kindName({ group, kind });
    const reason = ignoredKinds.get(name);
    if (reason === undefined) return false;
    this.ignored.set(name, { group, kind, count: (this.ignored.get(name)?.count ?? 0) + 1, reason });
    return true;
  }

  private note(problem: ClusterProblem): void {
    if (this.problems.length === MOST_PROBLEMS) this.addUnjudged(UNREADABLE, problem.source);
    keep(this.problems, problem, 'problems; the rest is not reported');
  }

  private warn(warning: ClusterProblem): void {
    keep(this.warnings, warning, 'warnings; the rest is not reported');
  }
}

function checkNamespace(option: string, name: string): void {
  const [problem] = dnsLabelProblems(name);
  if (problem !== undefined) throw new Error(`${option}: ${quote(name)}: ${problem}`);
}

function keep(list: ClusterProblem[], problem: ClusterProblem, what: string): void {
  if (list.length > MOST_PROBLEMS) return;
  const { source, finding, ...rest } = list.length < MOST_PROBLEMS ? problem : tooMany(problem, what);
  const isText = source.type === 'text';
  // A finding holds parts of what it is about, and with them the whole text.
  list.push({ ...rest, source: withOwnText(source), finding: isText ? structuredClone(finding) : finding });
}

function tooMany({ source }: ClusterProblem, what: string): ClusterProblem {
  const detail = `there are more than ${MOST_PROBLEMS} ${what}`;
  return { source, finding: tooLong('', detail, 'correct the ones before it first') };
}

/** One object of two contents: what is applied last is in the cluster. */
function replaced(says: ClusterObject, before: Source, source: Source): ClusterProblem {
  const detail = `is declared in ${describeSource(before)} too, with other content; the last one counts`;
  const finding: Finding = duplicate('metadata.name', says.name, detail, 'keep one of them');
  return { source, object: titleOf(says), finding, before: withoutText(before) };
}

/** A policy that was declared before with the same spec, and where. */
function repeating(now: Kept, before: Kept): Kept {
  if (now.type !== 'policy' || before.type !== 'policy') return now;
  const repeats = [...(before.value.repeats ?? []), withoutText(before.value.source)];
  return { type: 'policy', value: { ...now.value, repeats } };
}

function byName(a: { name: string }, b: { name: string }): number {
  return compareTexts(a.name, b.name);
}

function byNamespaceAndName(a: { namespace: string; name: string }, b: { namespace: string; name: string }): number {
  return compareTexts(a.namespace, b.namespace) || byName(a, b);
}

function byKindAndName(a: ClusterDialectObject, b: ClusterDialectObject): number {
  return compareTexts(a.group, b.group) || compareTexts(a.kind, b.kind) || compareTexts(a.id, b.id);
}
