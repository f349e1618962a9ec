import { type Client, clientEgress } from '../../grants/client-egress';
import { isPlainTarget, type TargetIngress, targetIngress } from '../../grants/target-ingress';
import type { ClientEgress } from '../../patterns/client-egress-option';
import { Isolation } from '../../policy/isolation';
import type { NetworkPolicyManifest, PolicyType } from '../../policy/manifest';
import { namesOfNamespaces } from '../../policy/namespaces';
import type { Peer } from '../../policy/peer';
import type { PodsInNamespace, PodsPeer } from '../../policy/pods';
import { policyTypesOf } from '../../policy/policy-types';
import { selectorsExclude } from '../../policy/selector';
import { quote } from '../../policy/unknown-value';
import { type FieldPath, type Finding, forbidden } from '../../policy/validation/finding';
import { isMap } from '../../policy/validation/structure';
import { deferredIn, isDeferred, type Text } from '../deferred/deferred';
import type { PulumiManifest } from '../deferred/pulumi-draft';
import { NamespaceNames, sameNamespace, selectsKnown, widened } from './same-namespace';

/** A client of a grant, in words. */
export interface PulumiClient {
  readonly peer: Peer<Text>;
  readonly path: FieldPath;
}

/** What a grant has to know of the other boundaries of the stack before its policies are final. */
export interface EgressQuestion {
  readonly clients: readonly PulumiClient[];
  readonly targets: readonly PodsInNamespace<Text>[];
  readonly clientEgress: ClientEgress;
  /** Whether the target is protected; undefined where it was not said. */
  readonly targetIngress: TargetIngress | undefined;
  /** Whether the target is a workload of the program. */
  readonly isDeclared: boolean;
  /** The specs of the policies of the boundary that asks: what these isolate, they isolate on purpose. */
  readonly own?: ReadonlySet<object>;
}

export interface EgressAnswer {
  /** The clients whose way out has to be opened. */
  readonly open: readonly PodsInNamespace<Text>[];
  /** Whether the policies that protect the target are written. */
  readonly protects: boolean;
  readonly findings: readonly Finding[];
  /** What is closed, and cannot be opened. */
  readonly closed: readonly Finding[];
}

/**
 * Decides, as for cdk8s, who is isolated by the policies of the stack. What they select by, and where, may be known only
 * later: two namespaces are compared where both are names or both are resources, labels where both are plain. A question
 * that depends on anything else is not answered by guessing.
 */
export class EgressAnswers {
  private readonly names = new NamespaceNames();
  private readonly egress: readonly PulumiManifest[];
  /** Those of which it is not known where they are or whom they select. */
  private readonly uncertain: readonly PulumiManifest[];
  private readonly certain: Isolation;
  private ingress: Isolation | undefined;

  /** @param policies every policy of the stack but those that follow from an answer and those for whole namespaces */
  constructor(private readonly policies: readonly PulumiManifest[]) {
    this.egress = policies.filter((policy) => isolatesIn(policy, 'Egress'));
    this.uncertain = this.egress.filter(
      (policy) => typeof policy.metadata.namespace !== 'string' || !selectsKnown(policy),
    );
    this.certain = this.isolation('Egress');
  }

  of(question: EgressQuestion): EgressAnswer {
    const answer = this.ofClients(question);
    const { protects, findings } = this.ofTarget(question);
    return { ...answer, protects, findings: [...answer.findings, ...findings] };
  }

  /** The answer but for whether the target may be protected at all. */
  ofClients(question: EgressQuestion): Omit<EgressAnswer, 'protects'> {
    const answers = question.clients.map((client) => this.ofClient(client, question));
    return {
      open: distinct(answers.flatMap(({ open }) => open)),
      findings: answers.flatMap(({ findings }) => findings),
      closed: answers.flatMap(({ closed }) => closed),
    };
  }

  private ofClient(
    { peer, path }: PulumiClient,
    { clientEgress: mode, targets, own: itself }: EgressQuestion,
  ): Omit<EgressAnswer, 'protects'> {
    if (mode === 'never' || peer.type !== 'pods') return { open: [], findings: [], closed: [] };
    const own = targets[0]?.place.name as Text;
    const client: Client = { peer: this.shown(peer), path, own: itself };
    const answer = clientEgress(client, mode, this.names.of(own), {
      egress: this.certain,
      namespaceLabels: new Map(),
    });
    const { selector, all } = peer;
    const open = answer.open.map(
      ({ place }): PodsInNamespace<Text> => ({
        type: 'pods',
        selector,
        all,
        place: { in: 'namespace', name: this.names.textOf(place.name) },
      }),
    );
    const { closed: shut = [] } = answer;
    if (mode === 'always' || answer.findings.length > 0) return { open, findings: answer.findings, closed: shut };
    const closed = placesOf(peer, own)?.filter((place) => !open.some((pods) => pods.place.name === place));
    const policies = (closed?.every((place) => typeof place === 'string') ?? true) ? this.uncertain : this.egress;
    const undecided = policies.find(
      (policy) => !itself?.has(policy.spec) && this.mayIsolate(policy, client.peer as PodsPeer, closed),
    );
    // Where the namespaces of a client are not named, nothing could be opened in any case.
    if (closed === undefined && undecided !== undefined) {
      return { open, findings: [], closed: [...shut, this.undecidable(undecided, path)] };
    }
    return { open, findings: undecided === undefined ? [] : [this.undecidable(undecided, path)], closed: shut };
  }

  /** Whether a policy isolates some of these pods if values that are known later turn out so. */
  private mayIsolate(policy: PulumiManifest, client: PodsPeer, closed: readonly Text[] | undefined): boolean {
    const namespace = policy.metadata.namespace as Text;
    // Where the client's namespaces are not named, policies of which all is known have been asked about already.
    const places = closed?.map((place) => sameNamespace(namespace, place)) ?? ['unknown' as const];
    const somewhere = places.some((same) => same === 'unknown' || (same && !selectsKnown(policy)));
    return somewhere && !selectorsExclude(client.selector, widened(policy.spec.podSelector ?? {}));
  }

  private undecidable(policy: PulumiManifest, path: FieldPath): Finding {
    const { name, namespace } = policy.metadata;
    const shown = `${this.names.of(namespace as Text)}/${typeof name === 'string' ? name : '<Output>'}`;
    return forbidden(
      path,
      `it is not known before the deployment whether ${quote(shown)} isolates this client for egress: one of the namespaces or labels is known only then`,
      "say clientEgress: 'always' or 'never'; or write both namespaces as names, or both as the Namespace resource",
    );
  }

  /** Whether a grant protects its target. */
  ofTarget({ targetIngress: mode, targets, isDeclared }: EgressQuestion) {
    const shown = targets.map((target) => this.shown(target) as PodsInNamespace);
    if (isPlainTarget(mode, shown)) return { protects: mode !== 'never', findings: [] };
    this.ingress ??= this.isolation('Ingress');
    const uncertain = mode === 'auto' ? this.mayProtect(targets) : undefined;
    if (uncertain !== undefined) return { protects: false, findings: [uncertain] };
    return targetIngress(mode, shown, {
      ingress: this.ingress,
      declares: () => isDeclared,
      denyOf: (name) =>
        `new DefaultDenyNamespace('deny', ${typeof this.names.textOf(name) === 'string' ? `{ namespace: ${quote(name)} }` : '{ namespace }'})`,
    });
  }

  /** That it depends on values which are known later whether a policy isolates a target. */
  private mayProtect(targets: readonly PodsInNamespace<Text>[]): Finding | undefined {
    const policy = this.policies
      .filter((one) => isolatesIn(one, 'Ingress'))
      .find(({ metadata, spec }) =>
        targets.some(({ place, selector }) => {
          const same = sameNamespace(metadata.namespace as Text, place.name);
          const { podSelector = {} } = spec;
          const selectsAll =
            !isDeferred(podSelector.matchLabels) && Object.values(podSelector).flatMap(Object.keys).length === 0;
          const isCertain = same !== 'unknown' && (selectsAll || deferredIn([selector, podSelector]).size === 0);
          return same !== false && !isCertain && !selectorsExclude(widened(selector), widened(podSelector));
        }),
      );
    if (policy === undefined) return undefined;
    const { name, namespace } = policy.metadata;
    const shown = `${this.names.of(namespace as Text)}/${typeof name === 'string' ? name : '<Output>'}`;
    return forbidden(
      'to',
      `it is known only at the deployment whether ${quote(shown)} isolates the target for ingress: one of the namespaces or labels is not known before`,
      "say targetIngress: 'always' or 'never'; or write both namespaces as names, or both as the Namespace resource",
    );
  }

  private isolation(direction: PolicyType): Isolation {
    const known = this.policies.filter((policy) => isolatesIn(policy, direction) && selectsKnown(policy));
    return new Isolation(
      direction,
      known.map(
        ({ metadata, spec, ...type }) =>
          ({
            ...type,
            metadata: {
              name: typeof metadata.name === 'string' ? metadata.name : '<Output>',
              namespace: this.names.of(metadata.namespace as Text),
            },
            spec,
          }) as NetworkPolicyManifest,
      ),
    );
  }

  /** A peer with names in the place of namespaces, and at least the pods that it selects. */
  private shown(peer: PodsPeer<Text>): PodsPeer {
    const pods = { type: 'pods', selector: widened(peer.selector), all: peer.all } as const;
    const { place } = peer;
    if (place.in === 'same-namespace') return { ...pods, place };
    if (place.in === 'namespace') return { ...pods, place: { in: 'namespace', name: this.names.of(place.name) } };
    const { namespaces } = place;
    const names = namesOfNamespaces(namespaces)?.map((name) => this.names.of(name));
    return {
      ...pods,
      place: {
        in: 'namespaces',
        namespaces: { type: 'namespaces', all: namespaces.all, selector: widened(namespaces.selector), names },
      },
    };
  }
}

/** The namespaces of a client, where they are said one by one. */
function placesOf({ place }: PodsPeer<Text>, own: Text): readonly Text[] | undefined {
  switch (place.in) {
    case 'namespace':
      return [place.name];
    case 'same-namespace':
      return [own];
    case 'namespaces':
      return namesOfNamespaces(place.namespaces);
  }
}

/** Whether a policy isolates whom it selects in a direction. */
export function isolatesIn({ spec }: PulumiManifest, direction: PolicyType): boolean {
  return policyTypesOf(spec as NetworkPolicyManifest['spec']).includes(direction);
}

/** The same selection once, also where two clients of a grant are the same pods in other words. */
function distinct(open: readonly PodsInNamespace<Text>[]): readonly PodsInNamespace<Text>[] {
  return open.filter(
    (pods, index) =>
      open.findIndex((other) => other.place.name === pods.place.name && sameTree(other.selector, pods.selector)) ===
      index,
  );
}

function isTree(value: unknown): value is object {
  return Array.isArray(value) || isMap(value);
}

/** Whether two trees of lists and maps have the same leaves in the same places. */
function sameTree(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isTree(a) || !isTree(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameTree((a as never)[key], (b as never)[key]));
}
