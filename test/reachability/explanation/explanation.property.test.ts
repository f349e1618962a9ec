import { isDeepStrictEqual } from 'node:util';
import { addressOwners } from '../../../lib/cluster/address-owners';
import type { ClusterPolicy } from '../../../lib/cluster/cluster';
import { grantCode } from '../../../lib/codegen/grant-code';
import { grantManifests } from '../../../lib/codegen/grant-manifests';
import type { NetworkPolicySpec } from '../../../lib/policy/manifest';
import type { DirectionExplanation } from '../../../lib/reachability/explanation/direction-explanation';
import type { Explanation } from '../../../lib/reachability/explanation/explanation';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import type { Endpoint as EngineEndpoint } from '../../../lib/reachability/pods/endpoint';
import { Reachability } from '../../../lib/reachability/reachability';
import type { Rule } from '../../../lib/reachability/rules/policy-rules';
import { addressText, parseAddress } from '../../../lib/reachability/sets/address-set';
import { completions, type PartlyKnown } from '../../reference/completions';
import { worldsWithFlows } from '../../reference/flows';
import { directionsOf, isAllowed, shareFamily, type World } from '../../reference/reference';
import { type Answer, judge, type WorkloadFlow } from '../../reference/workloads';
import { worldText } from '../../reference/world-text';
import { findNothing, runs, seed } from '../../support/property';
import { runGrant } from '../../support/run-grant';
import { type AnyFlow, asReference } from '../any-endpoints';

const RUNS = runs(500);

test(`an explanation names what decides, and a grant that it suggests opens the way (seed ${seed})`, () => {
  const counts = { allowed: 0, denied: 0, depends: 0, grant: 0, egress: 0 };
  findNothing(worldsWithFlows(8), RUNS, ({ world, flows }) => {
    const reachability = Reachability.of(world.cluster, { cni: world.cni });
    for (const flow of flows) {
      const explanation = explained(reachability, flow);
      const meant = withWorkloads(reachability, flow);
      if (meant === undefined) continue;
      counts[explanation.verdict]++;
      if (explanation.grant) counts[explanation.grant.type]++;
      const problem = problemIn(world, meant, explanation);
      if (problem) return [problem, explanationText(explanation), worldText(world)].join('\n\n');
    }
    return undefined;
  });
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(RUNS / 10);
});

function explained(reachability: Reachability, { from, to, protocol, port }: WorkloadFlow): Explanation {
  const endOf = (name: string) => {
    const address = parseAddress(name);
    const workload = reachability.cluster.workloads.find(({ id }) => id === name);
    return workload ?? ({ type: 'address', address } as EngineEndpoint);
  };
  return reachability.explain(endOf(from), endOf(to), { type: 'port', protocol, port });
}

/**
 * The question with workloads in place of addresses of their pods, which mean these; undefined where that is one of several
 * pods of a workload or one of several addresses, of which the reference knows no question.
 */
function withWorkloads({ cluster }: Reachability, flow: WorkloadFlow): WorkloadFlow | undefined {
  const meant = (name: string) => {
    const [owner] = parseAddress(name) ? addressOwners(cluster, name) : [];
    if (owner?.type !== 'pod' || owner.group.hostNetwork) return name;
    const { workload, addresses } = owner;
    const pods = workload.pods.reduce((sum, group) => sum + group.replicas, 0);
    return pods === 1 && addresses.length === 1 ? workload.id : undefined;
  };
  const [from, to] = [meant(flow.from), meant(flow.to)];
  return from === undefined || to === undefined ? undefined : { ...flow, from, to };
}

function problemIn(world: World, answered: WorkloadFlow, explanation: Explanation): string | undefined {
  const { verdict, flow, ways, groups, itself } = explanation;
  const answer = judge(world, answered);
  // Whether pods run on one node the reference does not ask: then it adds a way (rule 16).
  const isOwnNode = ways.some((way) => way.some(({ type }) => type === 'same-node'));
  if (isOwnNode !== (answer !== 'allowed' && areOnNodeAndNot(world, explanation)))
    return 'own nodes are not as they should be';
  if (verdict !== (isOwnNode ? 'depends' : answer)) return `is called ${verdict}, and is ${answer}`;
  if ((verdict === 'depends') !== ways.length > 0) return `${ways.length} ways`;
  if (groups !== undefined && verdict !== 'depends') return `is ${verdict}, and depends on which pods they are`;
  if (itself) return undefined;
  // What is unknown of the pods that are shown turns out in one of these ways.
  const ends = { from: partly(world, flow.source), to: partly(world, flow.destination) };
  if (!shareFamily(ends.from, ends.to)) return explanation.grant && 'no grant can make them meet';
  const all = [...completions(world, ends.from, ends.to)];
  const on = { protocol: flow.protocol, port: flow.port };
  const meant = all.map(({ from, to }): AnyFlow => ({ from, to, ...on }));
  if (verdict !== 'allowed' && meant.every((one) => isAllowed(world, one))) return 'is explained for other pods';
  return (
    problemAt(world, meant, explanation.egress) ??
    problemAt(world, meant, explanation.ingress) ??
    uselessGrant(world, meant, explanation)
  );
}

/** Whether what is shown is a pod, and a node or a pod on the network of one. */
function areOnNodeAndNot({ cluster }: World, { flow, itself }: Explanation): boolean {
  const isNode = (end: EngineEndpoint) =>
    end.type === 'pod'
      ? end.hostNetwork
      : addressOwners(cluster, addressText(end.address)).some(
          (owner) => owner.type === 'pod' && owner.group.hostNetwork,
        );
  const isPod = (end: EngineEndpoint) => end.type === 'pod' && !end.hostNetwork;
  const { source, destination } = flow;
  return !itself && ((isNode(source) && isPod(destination)) || (isPod(source) && isNode(destination)));
}

/** An endpoint that is shown, with what is unknown about it. */
function partly({ cluster }: World, endpoint: EngineEndpoint): PartlyKnown {
  const known = asReference(endpoint);
  if (known.type !== 'pod' || endpoint.type !== 'pod') return known as PartlyKnown;
  const namespaceDeclared = cluster.namespaces.get(known.namespace)?.declared ?? false;
  return { ...known, namespaceDeclared, unknownLabels: endpoint.unknownLabels ?? [] };
}

/** What is said of one direction, held against each way in which the unknowns may turn out. */
function problemAt(world: World, flows: readonly AnyFlow[], explained: DirectionExplanation): string | undefined {
  const { direction, state, allowedBy, perhapsAllowedBy, nearMisses, isolatedBy, perhapsIsolatedBy } = explained;
  const answerOf = (some: (rule: RuleName) => boolean): Answer => {
    const rest = withRules(world, direction, some);
    const answers = new Set(flows.map((flow) => isAllowed(rest, flow)));
    return answers.size > 1 ? 'depends' : answers.has(true) ? 'allowed' : 'denied';
  };
  const isOpen = state === 'open' || state === 'outside' || state === 'on-node';
  const answer = answerOf(() => true);
  if (answer !== (isOpen ? 'allowed' : state)) return `${direction} is called ${state}, and is ${answer}`;
  if (isOpen !== (answerOf(() => false) === 'allowed')) return `${direction} is called ${state}`;
  const wrong = allowedBy.find((rule) => perhapsIsolatedBy.length === 0 && answerOf(isRule(rule)) !== 'allowed');
  if (wrong) return `${nameOf(wrong)} does not allow it`;
  const others = (rule: RuleName) =>
    ![...allowedBy, ...perhapsAllowedBy.map(({ rule: one }) => one)].some((one) => isRule(one)(rule));
  if (allowedBy.length === 0 && answerOf(others) !== answerOf(() => false)) return 'others allow it';
  const never = perhapsAllowedBy.find(({ rule }) => answerOf(isRule(rule)) === 'denied');
  if (never) return `${nameOf(never.rule)} does not perhaps allow it`;
  const isolating = [...isolatedBy, ...perhapsIsolatedBy.map(({ rules }) => rules)];
  const rules = isolating.flatMap(({ ingress, egress }) => (direction === 'Ingress' ? ingress : egress) ?? []);
  if (nearMisses.length > 0 !== (state === 'denied' && rules.length > 0)) return `${nearMisses.length} near misses`;
  const hit = nearMisses.find(({ rule, misses }) => misses.length === 0 || answerOf(isRule(rule)) === 'allowed');
  return hit && `${nameOf(hit.rule)} misses nothing`;
}

interface RuleName {
  readonly policy: ClusterPolicy;
  readonly index: number;
}

function isRule({ policy, index }: Rule): (rule: RuleName) => boolean {
  return (rule) => rule.policy.id === policy.id && rule.index === index;
}

function nameOf({ policy, direction, index }: Rule): string {
  return `${direction} rule ${index} of ${policy.id}`;
}

/** The world in one direction only, with some of the rules. */
function withRules(world: World, direction: 'Ingress' | 'Egress', some: (rule: RuleName) => boolean): World {
  const policies = world.cluster.policies
    .filter(({ manifest }) => directionsOf(manifest.spec).includes(direction))
    .map((policy) => {
      const { podSelector, ingress, egress } = policy.manifest.spec;
      const kept = <T>(rules: readonly T[] | undefined) => (rules ?? []).filter((_, index) => some({ policy, index }));
      const spec: NetworkPolicySpec = {
        podSelector,
        policyTypes: [direction],
        ...(direction === 'Ingress' ? { ingress: kept(ingress) } : { egress: kept(egress) }),
      };
      return { ...policy, manifest: { ...policy.manifest, spec } };
    });
  return { ...world, cluster: { ...world.cluster, policies } };
}

function uselessGrant(
  world: World,
  flows: readonly AnyFlow[],
  { grant, egress, verdict }: Explanation,
): string | undefined {
  if (grant === undefined) return undefined;
  if (verdict === 'allowed') return 'a grant is suggested for what is allowed';
  const code = grantCode(grant);
  const written = runGrant(code, grant.type === 'grant' && (egress.state === 'denied' || egress.state === 'depends'));
  const manifests = grantManifests({ grant, egress }, new Set());
  if (!isDeepStrictEqual(manifests, written)) return `the manifests are not what the code writes: ${code}`;
  const policies = written.map((manifest): ClusterPolicy => {
    const { name, namespace = '' } = manifest.metadata;
    return { id: `${namespace}/${name}`, name, namespace, manifest, source: { type: 'value', index: 0 } };
  });
  const cluster = { ...world.cluster, policies: [...world.cluster.policies, ...policies] };
  return flows.every((flow) => isAllowed({ ...world, cluster }, flow)) ? undefined : `does not open the way: ${code}`;
}
