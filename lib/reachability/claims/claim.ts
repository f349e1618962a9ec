import type { Flow } from '../../policy/flow';
import type { AbsolutePeer } from '../../policy/peer';
import { type Direction, POLICY_TYPES } from '../../policy/policy-types';
import { unsupported } from '../../policy/validation/finding';
import { flowText, peerText } from '../explanation/text';
import { LEFT_OUT } from '../proof/proof';
import { type BoundaryClaim, InvalidClaimError, readBoundaryClaim, readFlow, readNamespace } from '../proof/read-claim';
import type { ProofVerdict } from '../proof/verdict';
import type { Reachability } from '../reachability';
import { isolationText, verdictText } from './verdict-text';

/** Something that may be claimed of a cluster, in words and with its proof. */
export interface Claim {
  /** The claim as a sentence has it, such as `nothing reaches app=cache in namespace shop`. */
  readonly text: string;
  judge(reachability: Reachability): Judgement;
}

export interface Judgement {
  readonly verdict: ProofVerdict['verdict'];
  /** Why it does not hold: a counterexample with what policies say of it. Empty where it holds. */
  readonly reason: string;
}

/** What every claim leaves out, in one line. */
export const NOT_JUDGED = `not judged: ${LEFT_OUT.join('; ')}`;

/**
 * Claims in words that fail tests and deployments where they do not hold. Each throws InvalidClaimError, with every
 * finding, for what says less than it seems to.
 */
export const Claims = {
  allowed: (flow: Flow): Claim =>
    proved(`${flowText(readFlow(flow))} is allowed`, (reachability) => reachability.allows(flow)),

  denied: (flow: Flow): Claim =>
    proved(`${flowText(readFlow(flow))} is denied`, (reachability) => reachability.denies(flow)),

  onlyInto: (target: AbsolutePeer, flows: readonly Flow[]): Claim => {
    const claimed = readBoundaryClaim('target', target, flows);
    return proved(`nothing reaches ${peerText(claimed.pods)}${but(claimed)}`, (reachability) =>
      reachability.onlyAllowsInto(target, ...flows),
    );
  },

  onlyOutOf: (subject: AbsolutePeer, flows: readonly Flow[]): Claim => {
    const claimed = readBoundaryClaim('subject', subject, flows);
    return proved(`${peerText(claimed.pods)} reaches nothing${but(claimed)}`, (reachability) =>
      reachability.onlyAllowsOutOf(subject, ...flows),
    );
  },

  isolated: (namespace: string, direction: Direction): Claim => {
    if (!Object.hasOwn(POLICY_TYPES, direction)) {
      throw new InvalidClaimError([unsupported('direction', direction, Object.keys(POLICY_TYPES))]);
    }
    const name = readNamespace(namespace);
    return {
      text: `every pod of namespace ${name} is isolated for ${direction === 'both' ? 'ingress and egress' : direction}`,
      judge: (reachability) => {
        const judgements = POLICY_TYPES[direction].map((type): Judgement => {
          const proof = reachability.isolates(name, type);
          return { verdict: proof.verdict, reason: isolationText(reachability, type, name, proof) };
        });
        return judgements.find(({ verdict }) => verdict !== 'holds') ?? { verdict: 'holds', reason: '' };
      },
    };
  },
};

function proved(text: string, prove: (reachability: Reachability) => ProofVerdict): Claim {
  return {
    text,
    judge: (reachability) => {
      const verdict = prove(reachability);
      return { verdict: verdict.verdict, reason: verdictText(reachability, verdict) };
    },
  };
}

function but({ flows }: BoundaryClaim): string {
  return flows.length === 0 ? '' : ` except by ${flows.map(flowText).join(', and ')}`;
}
