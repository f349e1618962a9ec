import { isDeepStrictEqual } from 'node:util';
import type { ClusterPolicy } from '../../lib/cluster/cluster';
import { grantCode } from '../../lib/codegen/grant-code';
import { grantManifests } from '../../lib/codegen/grant-manifests';
import type { NetworkPolicySpec } from '../../lib/policy/manifest';
import type { DirectionExplanation, Explanation } from '../../lib/reachability/explanation/explanation';
import { explanationText } from '../../lib/reachability/explanation/explanation-text';
import type { Endpoint as EngineEndpoint } from '../../lib/reachability/pods/endpoint';
import { Reachability } from '../../lib/reachability/reachability';
import type { Rule } from '../../lib/reachability/rules/policy-rules';
import { parseAddress } from '../../lib/reachability/sets/address-set';
import { worldsWithFlows } from '../reference/flows';
import { directionsOf, isAllowed, shareFamily, type World } from '../reference/reference';
import { judge, type WorkloadFlow } from '../reference/workloads';
import { worldText } from '../reference/world-text';
import { findNothing, runs, seed } from '../support/property';
import { runGrant } from '../support/run-grant';
import { type AnyFlow, asReference } from './any-endpoints';

const RUNS = runs(500);

test(`an explanation names what decides, and a grant that it suggests opens the way (seed ${seed})`, () => {
  const counts = { allowed: 0, denied: 0, grant: 0, egress: 0 };
  findNothing(worldsWithFlows(8), RUNS, ({ world, flows }) => {
    const reachability = Reachability.of(world.cluster, { cni: world.cni });
    for (const flow of flows) {
      const explanation = explained(reachability, flow);
      counts[explanation.verdict]++;
      if (explanation.grant) counts[explanation.grant.type]++;
      const problem = problemIn(world, flow, explanation);
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

function problemIn(world: World, told: WorkloadFlow, explanation: Explanation): string | undefined {
  const { verdict, flow, onlySomePods, egress, ingress } = explanation;
  const { certain, allowed } = judge(world, told);
  if (verdict !== (certain ? 'allowed' : 'denied')) return `is called ${verdict}`;
  if (onlySomePods !== (allowed && !certain ? true : undefined)) return `only some pods: ${onlySomePods}`;
  const ends = { from: asReference(flow.source), to: asReference(flow.destination) };
  const meant: AnyFlow = { ...ends, protocol: flow.protocol, port: flow.port };
  if (isAllowed(world, meant, 'never') !== certain) return 'is told of other pods';
  if (!shareFamily(meant.from, meant.to)) return explanation.grant && 'no grant can make them meet';
  return problemAt(world, meant, egress) ?? problemAt(world, meant, ingress) ?? uselessGrant(world, meant, explanation);
}

function problemAt(world: World, flow: AnyFlow, end: DirectionExplanation): string | undefined {
  const { direction, state, allowedBy, perhapsAllowedBy, nearMisses, isolatedBy } = end;
  const isOpen = (some: (rule: RuleName) => boolean, blocks: 'never' | 'may' = 'never') =>
    isAllowed(withRules(world, direction, some), flow, blocks);
  if ((state === 'denied') === isOpen(() => true)) return `${direction} is called ${state}`;
  if ((state === 'denied' || state === 'allowed') === isOpen(() => false)) return `${direction} is called ${state}`;
  const wrong = allowedBy.find((rule) => !isOpen(isRule(rule)));
  if (wrong) return `${nameOf(wrong)} does not allow it`;
  if (state === 'allowed' && isOpen((rule) => !allowedBy.some((one) => isRule(one)(rule)))) return 'others allow it';
  const never = perhapsAllowedBy.find((rule) => isOpen(isRule(rule)) || !isOpen(isRule(rule), 'may'));
  if (never) return `${nameOf(never)} does not perhaps allow it`;
  const rules = isolatedBy.flatMap(({ ingress, egress }) => (direction === 'Ingress' ? ingress : egress) ?? []);
  if (nearMisses.length > 0 !== (state === 'denied' && rules.length > 0)) return `${nearMisses.length} near misses`;
  const hit = nearMisses.find(({ rule, misses }) => misses.length === 0 || isOpen(isRule(rule)));
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

function uselessGrant(world: World, flow: AnyFlow, { grant, egress, verdict }: Explanation): string | undefined {
  if (grant === undefined) return undefined;
  if (verdict === 'allowed') return 'a grant is suggested for what is allowed';
  const code = grantCode(grant);
  const written = runGrant(code, grant.type === 'grant' && egress.state === 'denied');
  const manifests = grantManifests({ grant, egress }, new Set());
  if (!isDeepStrictEqual(manifests, written)) return `the manifests are not what the code writes: ${code}`;
  const policies = written.map((manifest): ClusterPolicy => {
    const { name, namespace = '' } = manifest.metadata;
    return { id: `${namespace}/${name}`, name, namespace, manifest, source: { type: 'value', index: 0 } };
  });
  const cluster = { ...world.cluster, policies: [...world.cluster.policies, ...policies] };
  return isAllowed({ ...world, cluster }, flow, 'never') ? undefined : `does not open the way: ${code}`;
}
