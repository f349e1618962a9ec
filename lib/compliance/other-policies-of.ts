import { addTo } from '../policy/grouped';
import { contains } from '../policy/label-space';
import type { PolicyType } from '../policy/manifest';
import type { Engine } from '../reachability/engine';
import { AddressSet } from '../reachability/sets/address-set';
import type { CompiledBox, CompiledRule } from '../reachability/stages/compiled-rules';

/** What policies of other APIs than networking.k8s.io do with pods of a namespace in one direction. */
export interface OtherPolicies {
  /** Those that allow whatever there is, and whether they do so for every pod of the namespace. */
  readonly opening: readonly { readonly title: string; readonly ofEveryPod: boolean }[];
  /** Those that deny something, by their titles. */
  readonly closing: readonly string[];
}

interface Ruled {
  readonly rule: CompiledRule;
  readonly subject: Extract<CompiledBox, { kind: 'pod' }>;
}

interface ByNamespace {
  readonly named: ReadonlyMap<string, readonly Ruled[]>;
  readonly anywhere: readonly Ruled[];
}

const known = new WeakMap<Engine, Map<PolicyType, ByNamespace>>();

/** Rules for nodes, and those that policies of networking.k8s.io became, are left out. */
export function otherPoliciesOf(engine: Engine, namespace: string, direction: PolicyType): OtherPolicies {
  const { named, anywhere } = rulesOf(engine, direction);
  const own = engine.cluster.namespaces.get(namespace);
  const opening = new Map<string, boolean>();
  const closing = new Set<string>();
  for (const { rule, subject } of [...(named.get(namespace) ?? []), ...anywhere]) {
    if (own?.declared && !contains(subject.namespaces, own.labels)) continue;
    const { policy } = rule.rule.origin;
    const title = `${policy.kind} ${policy.namespace === undefined ? '' : `${policy.namespace}/`}${policy.name}`;
    if (rule.action === 'deny') closing.add(title);
    else if (rule.action === 'allow' && allowsAll(rule)) {
      const ofEveryPod = subject.pods.size + subject.serviceAccounts.size + subject.texts.length === 0;
      opening.set(title, opening.get(title) || ofEveryPod);
    }
  }
  return { opening: Array.from(opening, ([title, ofEveryPod]) => ({ title, ofEveryPod })), closing: [...closing] };
}

function rulesOf(engine: Engine, direction: PolicyType): ByNamespace {
  const ofEngine = known.get(engine) ?? new Map<PolicyType, ByNamespace>();
  known.set(engine, ofEngine);
  let found = ofEngine.get(direction);
  if (found === undefined) {
    found = byNamespace(engine, direction);
    ofEngine.set(direction, found);
  }
  return found;
}

function byNamespace({ stages }: Engine, direction: PolicyType): ByNamespace {
  const named = new Map<string, Ruled[]>();
  const anywhere: Ruled[] = [];
  const policies = (stages?.compiled[direction] ?? []).flatMap(({ ranks }) => ranks.flatMap((rank) => rank.policies));
  for (const rule of policies.flatMap(({ rules }) => rules)) {
    if (rule.rule.origin.policy.group === 'networking.k8s.io') continue;
    for (const subject of rule.subjects) {
      if (subject.kind !== 'pod') continue;
      if (subject.inNamespaces === undefined) anywhere.push({ rule, subject });
      for (const name of subject.inNamespaces ?? []) addTo(named, name, { rule, subject });
    }
  }
  return { named, anywhere };
}

/** Every pod and every address of a family, on every port, for every request. */
function allowsAll({ peers, ports, circumstances, requests }: CompiledRule): boolean {
  if (!ports.any.numbers.isAll || ports.none !== undefined || circumstances.size + requests.length > 0) return false;
  const outside = AddressSet.unionOf(peers.flatMap((box) => (box.kind === 'outside' ? [box.addresses] : [])));
  return holdsAFamily(outside) && peers.some(isEveryPod);
}

function holdsAFamily(addresses: AddressSet): boolean {
  return ['0.0.0.0/0', '::/0'].some((cidr) => addresses.includesAll(AddressSet.block(cidr)));
}

function isEveryPod(box: CompiledBox): boolean {
  if (box.kind !== 'pod' || box.texts.length > 0) return false;
  return box.pods.size + box.namespaces.size + box.serviceAccounts.size === 0 && holdsAFamily(box.addresses);
}
