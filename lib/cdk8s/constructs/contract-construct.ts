import { Construct } from 'constructs';
import { type CniChoice, readCni } from '../../cni/read-cni';
import type { ContractTerms } from '../../reachability/claims/contract';
import { AppJudgement } from '../judgement/app-judgement';
import type { ReadContract } from '../judgement/judged';
import { resolveTokens } from '../tokens/resolve-tokens';
import { freeId } from './free-id';

/** The props of `ReachabilityContract`. */
export interface ReachabilityContractProps extends ContractTerms {
  /**
   * What the cluster's network plugin does where the specification leaves it open: a word of `Cni`, or a name.
   * @default - what `configureBoundaries` says of the app; else the specification read cautiously
   */
  readonly cni?: CniChoice;
}

/**
 * States who may reach whom in an app. The synth fails where the policies of the app, also those that other code wrote, say
 * otherwise. It writes nothing.
 *
 * @example
 * new ReachabilityContract(chart, 'contract', {
 *   onlyInto: [{ target: cache, flows: [Flow.from(proxy).to(cache).on(Port.tcp(6379))] }],
 * });
 */
export class ReachabilityContract extends Construct {
  readonly #judgement: AppJudgement;
  readonly #props: ReachabilityContractProps;

  /** @throws where another construct has the id */
  constructor(scope: Construct, id: string, props: ReachabilityContractProps) {
    super(scope, freeId(scope, id, new.target.name));
    this.#props = props;
    this.#judgement = AppJudgement.of(this.node.root);
    this.#judgement.addContract(this);
  }

  /** What of the contract is broken; cdk8s asks when the app is synthesized. */
  validate(): string[] {
    return this.#judgement.linesOf(this);
  }

  /**
   * What it claims, with what its tokens come to.
   * @internal
   */
  _read(): ReadContract {
    const { value: terms, findings } = resolveTokens(this.#props, this);
    const { profile: cni, findings: wrongCni } = readCni(terms?.cni);
    return { contract: this, terms, cni, findings: [...findings, ...wrongCni] };
  }
}
