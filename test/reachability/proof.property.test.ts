import fc from 'fast-check';
import type { Flow } from '../../lib/policy/flow';
import type { AbsolutePeer } from '../../lib/policy/peer';
import type { ProofVerdict } from '../../lib/reachability/proof/verdict';
import { Reachability } from '../../lib/reachability/reachability';
import { worlds } from '../reference/arbitraries';
import { completions, type PartlyKnown } from '../reference/completions';
import { type Endpoint, isAllowed, type World } from '../reference/reference';
import { worldText } from '../reference/world-text';
import { findNothing, runs, seed } from '../support/property';
import { type AnyFlow, asReference, draws, flowsBetween } from './any-endpoints';
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

test.each(Object.entries(claimsOf))(
  `a proof that %s holds against any pod and address, or shows one that breaks it (seed ${seed})`,
  (_, claims) => {
    const counts = { holds: 0, fails: 0, undecided: 0 };
    findNothing(fc.tuple(worlds, claims, draws), RUNS, ([world, claimIn, draw]) => {
      const claim = claimIn(world);
      const verdict = claim.verdict(Reachability.of(world.cluster, { cni: world.cni }));
      counts[verdict.verdict]++;
      const problem = wrongCounterexample(world, claim, verdict) ?? missedViolation(world, claim, verdict, draw);
      return problem && `${problem}\n\n${JSON.stringify(claim.text, null, 1)}\n\n${worldText(world)}`;
    });
    expect(counts.holds / RUNS).toBeGreaterThan(0.1);
    expect(counts.fails / RUNS).toBeGreaterThan(0.1);
  },
);

function wrongCounterexample(world: World, claim: Claim, verdict: ProofVerdict): string | undefined {
  if (verdict.verdict !== 'fails') return undefined;
  const { source, destination, protocol, port } = verdict.counterexample;
  const flow = { from: asReference(source), to: asReference(destination), protocol, port };
  // An address that is not given does not matter: the connection is allowed at each.
  const all = [...completions(world, known(flow.from), known(flow.to))];
  const isAlways = all.length > 0 && all.every(({ from, to }) => isAllowed(world, { ...flow, from, to }));
  if (!isAlways) return `is not allowed: ${JSON.stringify(flow)}`;
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
