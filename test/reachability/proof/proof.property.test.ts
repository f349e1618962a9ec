import fc from 'fast-check';
import type { Flow } from '../../../lib/policy/flow';
import type { AbsolutePeer } from '../../../lib/policy/peer';
import type { ProofVerdict } from '../../../lib/reachability/proof/verdict';
import { Reachability } from '../../../lib/reachability/reachability';
import { withAdmin, worldsWithAdmin } from '../../reference/admin-arbitraries';
import type { AdminManifest } from '../../reference/admin-reference';
import { worlds } from '../../reference/arbitraries';
import { completions, type PartlyKnown } from '../../reference/completions';
import { type Endpoint, isAllowed, type World } from '../../reference/reference';
import { worldText } from '../../reference/world-text';
import { expectShare, findNothing, runs, seed } from '../../support/property';
import { type AnyFlow, asReference, draws, flowsBetween } from '../any-endpoints';
import { claimAbout, claimedFlow, spoiling } from './claims';
import { covers, isMeant } from './slow-claims';

const RUNS = runs(400);

/** A claim, and the connections that would break it if they were allowed. */
interface Claim {
  readonly text: unknown;
  readonly verdict: (reachability: Reachability) => ProofVerdict;
  readonly from?: AbsolutePeer;
  readonly to?: AbsolutePeer;
  readonly isAgainst: (flow: AnyFlow) => boolean;
}

const claimsOf = {
  'nothing else reaches some pods': fc.tuple(fc.nat(), spoiling).map(([number, spoiling]) => (world: World): Claim => {
    const { subject, flows } = claimAbout(world, 'Ingress', number, spoiling);
    return {
      text: { target: subject, flows },
      verdict: (reachability) => reachability.onlyAllowsInto(subject, ...flows),
      to: subject,
      isAgainst: (flow) => isMeant(subject, flow.to) && !flows.some((claim) => covers(claim, flow)),
    };
  }),
  'some pods reach nothing else': fc.tuple(fc.nat(), spoiling).map(([number, spoiling]) => (world: World): Claim => {
    const { subject, flows } = claimAbout(world, 'Egress', number, spoiling);
    return {
      text: { subject, flows },
      verdict: (reachability) => reachability.onlyAllowsOutOf(subject, ...flows),
      from: subject,
      isAgainst: (flow) => isMeant(subject, flow.from) && !flows.some((claim) => covers(claim, flow)),
    };
  }),
  'a flow is denied': fc
    .tuple(fc.nat(), fc.boolean(), claimedFlow)
    .map(([number, isInto, flow]) => (world: World): Claim => {
      const { subject } = claimAbout(world, isInto ? 'Ingress' : 'Egress', number, NOT_SPOILED);
      const denied: Flow = isInto ? { ...flow, to: subject } : { ...flow, from: subject };
      return {
        text: { denied },
        verdict: (reachability) => reachability.denies(denied),
        from: denied.from,
        to: denied.to,
        isAgainst: (flow) => covers(denied, flow),
      };
    }),
};

const NOT_SPOILED = { leftOut: Number.NaN, added: [], pods: undefined };

/** NetworkPolicies by themselves, and together with policies of another API. */
const AMONG = { NetworkPolicies: worlds, 'policies of several APIs': worldsWithAdmin };

const CASES = Object.entries(AMONG).flatMap(([what, among]) =>
  Object.entries(claimsOf).map(([claim, claims]) => [claim, what, claims, among] as const),
);

test.each(CASES)(
  `a proof that %s by %s holds against any pod and address, or shows one that breaks it (seed ${seed})`,
  (_, what, claims, among) => {
    const counts = { holds: 0, fails: 0, undecided: 0 };
    findNothing(fc.tuple(among, claims, draws), RUNS, ([world, claimIn, draw]) => {
      const claim = claimIn(world);
      const verdict = claim.verdict(Reachability.of(world.cluster, { cni: world.cni }));
      counts[verdict.verdict]++;
      if (what === 'NetworkPolicies') {
        const byStages = claim.verdict(Reachability.of(withAdmin(world, [NO_ONES]).cluster, { cni: world.cni }));
        if (byStages.verdict !== verdict.verdict)
          return `${verdict.verdict}, and as stages ${byStages.verdict}\n${worldText(world)}`;
      }
      const problem = wrongCounterexample(world, claim, verdict) ?? missedViolation(world, claim, verdict, draw);
      return problem && `${problem}\n\n${JSON.stringify(claim.text, null, 1)}\n\n${worldText(world)}`;
    });
    expectShare(counts.holds, RUNS, 0.1);
    expectShare(counts.fails, RUNS, 0.1);
  },
);

/** A policy that selects no pod, so that NetworkPolicies are judged as stages. */
const NO_ONES = {
  kind: 'ClusterNetworkPolicy',
  metadata: { name: 'none' },
  spec: {
    tier: 'Admin',
    priority: 1,
    subject: {
      namespaces: {
        matchExpressions: [
          { key: 'a', operator: 'Exists' },
          { key: 'a', operator: 'DoesNotExist' },
        ],
      },
    },
    ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
  },
} as const satisfies AdminManifest;

function wrongCounterexample(world: World, claim: Claim, verdict: ProofVerdict): string | undefined {
  if (verdict.verdict !== 'fails') return undefined;
  const { source, destination, protocol, port } = verdict.counterexample;
  const flow = { from: asReference(source), to: asReference(destination), protocol, port };
  // An address that is not given does not matter: the connection is allowed at each.
  const all = [...completions(world, known(flow.from), known(flow.to))];
  const allowed = all.filter((one) => isAllowed(one.world, { ...flow, from: one.from, to: one.to }));
  // Which policy comes first, and what a domain's addresses are, no counterexample says.
  const isSo = world.admin === undefined ? allowed.length === all.length : allowed.length > 0;
  if (all.length === 0 || !isSo) return `is not allowed: ${JSON.stringify(flow)}`;
  return claim.isAgainst(flow) ? undefined : `does not break the claim: ${JSON.stringify(flow)}`;
}

/** With all that is unknown about it: nothing but the address that a pod may lack. */
function known(endpoint: Endpoint): PartlyKnown {
  return endpoint.type === 'pod' ? { ...endpoint, namespaceDeclared: true, unknownLabels: [] } : endpoint;
}

function missedViolation(
  world: World,
  claim: Claim,
  verdict: ProofVerdict,
  draw: Parameters<typeof flowsBetween>[1],
): string | undefined {
  if (verdict.verdict !== 'holds') return undefined;
  const missed = flowsBetween(world, draw, claim.from, claim.to).find(
    (flow) => claim.isAgainst(flow) && isAllowed(world, flow),
  );
  return missed && `is said to hold, and is broken by ${JSON.stringify(missed)}`;
}
