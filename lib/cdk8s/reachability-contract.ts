import { Construct } from 'constructs';
import type { CniProfile } from '../cni/cni-profile';
import type { Flow } from '../policy/flow';
import type { AbsolutePeer } from '../policy/peer';
import { kindOf } from '../policy/unknown-value';
import { type Finding, invalid, item, required, unreadable } from '../policy/validation/finding';
import { isMap } from '../policy/validation/structure';
import { type Claim, Claims, NOT_JUDGED } from '../reachability/explanation/claim';
import { InvalidClaimError } from '../reachability/proof/claim';
import type { Reachability } from '../reachability/reachability';
import { AppJudgement } from './app-judgement';

/** All that may reach some pods. */
export interface OnlyInto {
  /** The pods: those with these labels and any others. */
  readonly target: AbsolutePeer;
  /** Who may reach them; none where the list is empty. */
  readonly flows: readonly Flow[];
}

/** All that some pods may reach. */
export interface OnlyOutOf {
  /** The pods: those with these labels and any others. */
  readonly subject: AbsolutePeer;
  /** Whom they may reach; none where the list is empty. */
  readonly flows: readonly Flow[];
}

export interface ReachabilityContractProps {
  /**
   * Flows that have to be allowed, for every declared pod that they select.
   * @default - none
   */
  readonly allowed?: readonly Flow[];
  /**
   * Flows of which nothing may be allowed, whatever pods there will ever be.
   * @default - none
   */
  readonly denied?: readonly Flow[];
  /**
   * Pods that nobody may reach but by the flows that are listed: no other pod, whatever its labels, and no address.
   * @default - none
   */
  readonly onlyInto?: readonly OnlyInto[];
  /**
   * Pods that may reach nobody but by the flows that are listed.
   * @default - none
   */
  readonly onlyOutOf?: readonly OnlyOutOf[];
  /**
   * What the cluster's network plugin does where the specification leaves it open.
   * @default Cni.specification()
   */
  readonly cni?: CniProfile;
}

/**
 * States who may reach whom in an app, and fails its synthesis where the policies of the app, whoever wrote them, say
 * otherwise. It writes nothing.
 *
 * @example
 * new ReachabilityContract(chart, 'contract', {
 *   onlyInto: [{ target: cache, flows: [Flow.from(proxy).to(cache).on(Port.tcp(6379))] }],
 * });
 */
export class ReachabilityContract extends Construct {
  private readonly judgement: AppJudgement;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ReachabilityContractProps,
  ) {
    super(scope, id);
    this.judgement = AppJudgement.of(this.node.root);
    this.judgement.addContract(this);
    this.node.addValidation(this);
  }

  /** What of the contract is broken; cdk8s asks when the app is synthesized. */
  validate(): string[] {
    return this.judgement.linesOf(this);
  }

  /** @internal */
  get _cni(): CniProfile | undefined {
    return this.props?.cni;
  }

  /**
   * What of the contract cannot be read, or is broken, a line each.
   * @internal
   */
  _broken(reachability: Reachability): string[] {
    const findings: Finding[] = [];
    const claims = this.claims(findings);
    if (claims.length === 0 && findings.length === 0) {
      findings.push(required('', 'the contract claims nothing', 'say allowed, denied, onlyInto or onlyOutOf'));
    }
    return [
      ...findings.map(({ path, message, fix }) => `${path === '' ? '' : `${path}: `}${message}\n      ${fix}`),
      ...claims.flatMap((claim) => brokenLine(claim, reachability)),
    ];
  }

  private claims(findings: Finding[]): Claim[] {
    const { allowed = [], denied = [], onlyInto = [], onlyOutOf = [] } = this.props ?? {};
    const each = <T>(list: readonly T[], path: string, example: string, claim: (one: T) => Claim): Claim[] => {
      if (!Array.isArray(list))
        findings.push(invalid(path, list, `must be a list, not ${kindOf(list)}`, `write ${path}: [...]`));
      const items: readonly T[] = Array.isArray(list) ? Array.from(list) : [];
      return items.flatMap((one, index) => {
        const at = item(path, index);
        if (isMap(one)) return readable(at, findings, () => claim(one));
        findings.push(invalid(at, one, `must be a claim, not ${kindOf(one)}`, `write ${example}`));
        return [];
      });
    };
    return [
      ...each(allowed, 'allowed', FLOW, (flow) => Claims.allowed(flow)),
      ...each(denied, 'denied', FLOW, (flow) => Claims.denied(flow)),
      ...each(onlyInto, 'onlyInto', '{ target, flows: [...] }', ({ target, flows }) => Claims.onlyInto(target, flows)),
      ...each(onlyOutOf, 'onlyOutOf', '{ subject, flows: [...] }', ({ subject, flows }) =>
        Claims.onlyOutOf(subject, flows),
      ),
    ];
  }
}

const FLOW = 'Flow.from(...).to(...).on(Port.tcp(6379))';

/** An item of `allowed` or `denied` is the flow itself. */
function pathIn(path: string, found: string): string {
  return `${path}.${found}`.replace(/\]\.flow\b/, ']');
}

function readable(path: string, findings: Finding[], read: () => Claim): Claim[] {
  try {
    return [read()];
  } catch (error) {
    if (error instanceof InvalidClaimError) {
      findings.push(...error.findings.map((finding) => ({ ...finding, path: pathIn(path, finding.path) })));
    } else findings.push(unreadable(path, error, 'check the types of the claim'));
    return [];
  }
}

function brokenLine({ text, judge }: Claim, reachability: Reachability): string[] {
  const { verdict, reason } = judge(reachability);
  if (verdict === 'holds') return [];
  return [`the contract does not hold: ${text}\n${reason}\n${NOT_JUDGED}`.replaceAll('\n', '\n      ')];
}
