import { quote, withSortedKeys } from '../policy/unknown-value';
import { duplicate, tooLong, unreadable } from '../policy/validation/finding';
import { dnsLabelProblems } from '../policy/validation/names';
import type { Cluster, ClusterPolicy, ClusterProblem, ClusterService } from './cluster';
import { type DeclaredNamespace, namespacesOf } from './cluster-namespaces';
import { type ClusterObject, GENERATED, readObject, titleOf } from './cluster-object';
import { foldWorkloads, type PodMaker } from './fold-workloads';
import { objectsIn } from './lists';
import { checkPlain } from './plain';
import { PodShapes } from './pod-shape';
import { describeSource, type Source } from './source';
import { readText } from './text/read-text';
import { withOwnText, withoutText } from './text/text-source';

export interface ClusterOptions {
  /**
   * The namespace of objects that name none.
   * @default 'default'
   */
  readonly defaultNamespace?: string;
}

/** A manifest of any kind, of which nothing is known, and where it came from. */
export interface SourcedManifest {
  readonly manifest: unknown;
  readonly source: Source;
}

/** A text can have millions; nothing can be claimed of the cluster anyway, so what follows need not be read. */
const MOST_PROBLEMS = 1000;

type Kept =
  | (DeclaredNamespace & { readonly type: 'namespace' })
  | (PodMaker & { readonly type: 'workload' })
  | (ClusterService & { readonly type: 'service' })
  | (ClusterPolicy & { readonly type: 'policy' });

/**
 * Puts a cluster together from manifests, one by one. What cannot be read takes no part and becomes a problem of the
 * cluster; nothing throws.
 *
 * @example
 * const cluster = new ClusterBuilder().addText(text, 'shop.yaml').add({ manifest, source }).build();
 */
export class ClusterBuilder {
  private readonly defaultNamespace: string;
  private readonly objects = new Map<string, Kept>();
  private readonly problems: ClusterProblem[] = [];
  private readonly shapes = new PodShapes();
  private generated = 0;

  /** @throws where the default namespace can be none */
  constructor({ defaultNamespace = 'default' }: ClusterOptions = {}) {
    const [problem] = dnsLabelProblems(defaultNamespace);
    if (problem !== undefined) throw new Error(`defaultNamespace: ${quote(defaultNamespace)}: ${problem}`);
    this.defaultNamespace = defaultNamespace;
  }

  /** Adds an object, or the objects of a `List`. */
  add({ manifest, source }: SourcedManifest): this {
    this.reading(source, () => {
      checkPlain(manifest);
      for (const { value } of objectsIn(manifest)) this.addObject(value, source);
    });
    return this;
  }

  /**
   * Adds every document of a YAML or JSON text, as kubectl would read it.
   * @param file what the text is called in messages
   */
  addText(text: string, file?: string): this {
    for (const read of readText(text, file)) {
      if (this.problems.length > MOST_PROBLEMS) break;
      if ('finding' in read) this.addProblem(read);
      else this.reading(read.source, () => this.addObject(read.value, read.source));
    }
    return this;
  }

  /** Adds something that could not be read at all. */
  addProblem(problem: ClusterProblem): this {
    if (this.problems.length > MOST_PROBLEMS) return this;
    const { source, finding, ...rest } = this.problems.length < MOST_PROBLEMS ? problem : tooMany(problem);
    const isText = source.type === 'text';
    // A finding holds parts of what it is about, and with them the whole text.
    this.problems.push({ ...rest, source: withOwnText(source), finding: isText ? structuredClone(finding) : finding });
    return this;
  }

  /** The cluster of what was added so far. */
  build(): Cluster {
    const kept = [...this.objects.values()];
    const ofType = <T extends Kept['type']>(type: T) =>
      kept.filter((one): one is Kept & { type: T } => one.type === type);
    const withoutType = <K extends Kept>({ type: _, ...rest }: K) => rest;
    const makers = ofType('workload');
    const services = ofType('service').map(withoutType).sort(byNamespaceAndName);
    const policies = ofType('policy').map(withoutType).sort(byNamespaceAndName);
    const used = new Set([...makers, ...services, ...policies].map(({ namespace }) => namespace));
    return {
      type: 'cluster',
      namespaces: namespacesOf(ofType('namespace'), used),
      workloads: foldWorkloads(makers),
      services,
      nodes: [],
      policies,
      unjudged: [],
      notShown: [],
      families: ['IPv4'],
      warnings: [],
      problems: [...this.problems],
    };
  }

  /** Data from texts never throws; getters and proxies of values may. */
  private reading(source: Source, read: () => void): void {
    try {
      read();
    } catch (error) {
      this.addProblem({ source, finding: unreadable('', error, 'give plain data, as read from YAML or JSON') });
    }
  }

  private addObject(value: unknown, source: Source): void {
    const { says: read, title, findings } = readObject(value, this.defaultNamespace);
    for (const finding of findings) this.addProblem({ source, ...(title && { object: title }), finding });
    if (read === undefined) return;
    const says = this.withOwnName(read);
    const key = `${says.kind} ${says.namespace}/${says.name}`;
    const before = this.objects.get(key);
    const now = this.kept(says, source);
    if (before !== undefined && meaningOf(before) !== meaningOf(now)) {
      const detail = `is declared in ${describeSource(before.source)} too, with other content; the last one counts`;
      const finding = duplicate('metadata.name', says.name, detail, 'keep one of them');
      this.addProblem({ source, object: titleOf(says), finding });
    }
    this.objects.set(key, before?.type === 'policy' && now.type === 'policy' ? repeating(now, before) : now);
  }

  /** Objects whose names the API server makes up are all different. */
  private withOwnName(says: ClusterObject): ClusterObject {
    if (!says.name.endsWith(GENERATED)) return says;
    this.generated++;
    return { ...says, name: `${says.name}${this.generated}` };
  }

  private kept(says: ClusterObject, source: Source): Kept {
    const { type } = says;
    switch (type) {
      case 'namespace':
        return { type, ...detached({ name: says.name, labels: says.labels }), source: withoutText(source) };
      case 'service':
        return { type, ...detached({ ...says.service, ...identityOf(says) }), source: withoutText(source) };
      case 'policy': {
        const { name, namespace } = detached(identityOf(says));
        const id = `${namespace}/${name}`;
        const emptied = says.emptied.length > 0 && { emptied: detached(says.emptied) };
        return { type, id, name, namespace, manifest: says.manifest, ...emptied, source: withOwnText(source) };
      }
      case 'workload': {
        const { pods, owner, replicas, addresses } = says.workload;
        const own = detached({ ...identityOf(says), owner, addresses });
        return {
          type,
          kind: says.kind,
          name: own.name,
          namespace: own.namespace,
          owner: own.owner,
          shape: this.shapes.of(pods),
          replicas,
          addresses: own.addresses,
          source: withoutText(source),
        };
      }
    }
  }
}

function identityOf({ name, namespace }: ClusterObject): Pick<ClusterObject, 'name' | 'namespace'> {
  return { name, namespace };
}

function tooMany({ source }: ClusterProblem): ClusterProblem {
  const detail = `there are more than ${MOST_PROBLEMS} problems; what follows is not told`;
  return { source, finding: tooLong('', detail, 'mend those before it first') };
}

/** A copy that does not keep the text in memory that it was read from, as parts of a text do. */
function detached<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** A policy that was declared before, and where. */
function repeating(now: Kept & { type: 'policy' }, before: Kept & { type: 'policy' }): Kept {
  return { ...now, repeats: [...(before.repeats ?? []), withoutText(before.source)] };
}

/** What of an object matters, as a text to compare: not where it stands, nor a policy's annotations. */
function meaningOf(kept: Kept): string {
  const { source: _, ...content } = kept;
  return JSON.stringify(withSortedKeys(kept.type === 'policy' ? kept.manifest.spec : content));
}

function byNamespaceAndName(a: { namespace: string; name: string }, b: { namespace: string; name: string }): number {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
