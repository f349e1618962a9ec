import type { StringMap } from '../policy/manifest';
import { detached, ownText, withOwnTexts } from '../policy/own-text';
import { withSortedKeys } from '../policy/unknown-value';
import type { ClusterDialectObject, ClusterNode, ClusterPolicy, ClusterService, EndedPod, HiddenPods } from './cluster';
import type { DeclaredNamespace } from './cluster-namespaces';
import type { ClusterObject } from './cluster-object';
import type { ServiceEndpoints } from './endpoints';
import type { DeclaredCaller } from './entries/declared-caller';
import { titleOf } from './identity';
import type { PodMaker } from './pod-maker';
import { PodShapes } from './pod-shape';
import { completed } from './policy';
import type { Source } from './source';
import { ObjectSource, withOwnText, withoutText } from './text/text-source';

/** What is kept of an object until the cluster is built, without the text that it was read from. */
export type Kept =
  | { readonly type: 'namespace'; readonly value: DeclaredNamespace }
  | { readonly type: 'workload'; readonly value: PodMaker }
  | { readonly type: 'ended-pod'; readonly value: EndedPod & { readonly source: Source } }
  | { readonly type: 'service'; readonly value: Omit<ClusterService, 'endpoints'> }
  | { readonly type: 'endpoints'; readonly value: KeptEndpoints }
  | { readonly type: 'service-account'; readonly value: KeptServiceAccount }
  | { readonly type: 'node'; readonly value: ClusterNode }
  | { readonly type: 'policy'; readonly value: ClusterPolicy }
  | { readonly type: 'dialect-object'; readonly value: ClusterDialectObject }
  | { readonly type: 'hidden'; readonly value: HiddenPods }
  | { readonly type: 'caller'; readonly value: DeclaredCaller };

interface KeptEndpoints {
  /** `namespace/name`. */
  readonly service: string;
  readonly endpoints: readonly ServiceEndpoints[];
  readonly source: Source;
}

interface KeptServiceAccount {
  /** `namespace/name`. */
  readonly id: string;
  readonly labels: StringMap;
  readonly source: Source;
}

/** What objects have in common is kept once: pods by the thousand are of few shapes, namespaces and owners. */
export class Shared {
  readonly shapes = new PodShapes();
  private readonly texts = new Map<string, string>();

  /** The same text, of which no more is kept than itself. */
  text(text: string): string {
    let known = this.texts.get(text);
    if (known === undefined) {
      known = ownText(text);
      this.texts.set(known, known);
    }
    return known;
  }
}

export function keptOf(says: ClusterObject, source: Source, shared: Shared): Kept {
  const { name, namespace } = says;
  switch (says.type) {
    case 'namespace': {
      const { labels } = says;
      return { type: 'namespace', value: { ...detached({ name, labels }), source: withoutText(source) } };
    }
    case 'ended-pod':
      return {
        type: 'ended-pod',
        value: { ...detached({ ...says.pod, name, namespace }), source: withoutText(source) },
      };
    case 'service':
      return {
        type: 'service',
        value: { ...detached({ ...says.service, name, namespace }), source: withoutText(source) },
      };
    case 'endpoints': {
      const endpoints = detached({ service: `${namespace}/${says.service}`, endpoints: says.endpoints });
      return { type: 'endpoints', value: { ...endpoints, source: withoutText(source) } };
    }
    case 'service-account': {
      const account = detached({ id: `${namespace}/${name}`, labels: says.labels });
      return { type: 'service-account', value: { ...account, source: withoutText(source) } };
    }
    case 'node':
      return { type: 'node', value: { ...detached({ name, ...says.node }), source: withoutText(source) } };
    case 'hidden': {
      const { group, kind } = says;
      return { type: 'hidden', value: { ...detached({ group, kind, name, namespace }), source: withoutText(source) } };
    }
    case 'caller': {
      const caller = detached({ title: titleOf(says), name, namespace, ...says.calls });
      // Of a large object nothing but its place is kept.
      const place = says.kind === 'CustomResourceDefinition' ? withoutText(source) : withOwnText(source);
      return { type: 'caller', value: { ...caller, source: place } };
    }
    case 'policy': {
      return { type: 'policy', value: policyOf(says, source, shared) };
    }
    case 'dialect-object': {
      const { group, kind, version, spec } = says;
      const own = detached({ group, kind, version, ...(namespace !== '' && { namespace }), name, spec });
      const id = namespace === '' ? own.name : `${own.namespace}/${own.name}`;
      return { type: 'dialect-object', value: { ...own, id, source: withOwnText(source) } };
    }
    case 'workload':
      return { type: 'workload', value: makerOf(says, source, shared) };
  }
}

function policyOf(
  { name, namespace, manifest, emptied }: ClusterObject & { type: 'policy' },
  source: Source,
  shared: Shared,
): ClusterPolicy {
  const own = {
    id: [namespace, '/', name].join(''),
    name: ownText(name),
    namespace: shared.text(namespace),
    // Only now: a value may have a `toJSON`, which says what its copy holds.
    manifest: completed(ownCopy(manifest, source)),
  };
  const place = withOwnText(source);
  return emptied.length === 0 ? { ...own, source: place } : { ...own, emptied: detached(emptied), source: place };
}

/** What was read from a text is data; what was given as a value may be anything that passes for it. */
function ownCopy<T>(value: T, source: Source): T {
  return source instanceof ObjectSource ? withOwnTexts(value) : detached(value);
}

function makerOf(says: ClusterObject & { type: 'workload' }, source: Source, shared: Shared): PodMaker {
  const { pods, added, owner, selector, replicas, addresses, startedAt } = says.workload;
  const controller = owner && {
    group: shared.text(owner.group),
    kind: shared.text(owner.kind),
    name: shared.text(owner.name),
  };
  return {
    group: shared.text(says.group),
    kind: shared.text(says.kind),
    name: ownText(says.name),
    namespace: shared.text(says.namespace),
    owner: controller,
    shape: shared.shapes.of(pods, added),
    numbers: added?.numbers && detached(added.numbers),
    selector: selector && ownCopy(selector, source),
    replicas,
    addresses: addresses.map(ownText),
    startedAt,
    source: withoutText(source),
  };
}

/** What of an object matters, as a text to compare: not where it stands, nor a policy's annotations. */
export function meaningOf(kept: Kept): string {
  if (kept.type === 'policy') return JSON.stringify(withSortedKeys(kept.value.manifest.spec));
  const { source: _, ...content } = kept.value;
  return JSON.stringify(withSortedKeys(content));
}
