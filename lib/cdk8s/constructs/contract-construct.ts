import { Construct } from 'constructs';
import { type CniChoice, type ReadCni, readCni } from '../../cni/read-cni';
import type { ContractTerms } from '../../reachability/claims/contract';
import { AppJudgement } from '../judgement/app-judgement';
import { freeId } from './free-id';

export interface ReachabilityContractProps extends ContractTerms {
  /**
   * What the cluster's network plugin does where the specification leaves it open: a word of `Cni`, or a name.
   * @default - what `configureBoundaries` says of the app; else the specification read cautiously
   */
  readonly cni?: CniChoice;
}

/**
 * States who may reach whom in an app. The synth fails where the policies of the app, whoever wrote them, say
 * otherwise. It writes nothing.
 *
 * @example
 * new ReachabilityContract(chart, 'contract', {
 *   onlyInto: [{ target: cache, flows: [Flow.from(proxy).to(cache).on(Port.tcp(6379))] }],
 * });
 */
export class ReachabilityContract extends Construct {
  /** @internal */
  readonly _cni: ReadCni;
  /** @internal */
  readonly _terms: ContractTerms;

  readonly #judgement: AppJudgement;

  /** @throws where another construct has the id */
  constructor(scope: Construct, id: string, props: ReachabilityContractProps) {
    super(scope, freeId(scope, id, new.target.name));
    this._terms = props;
    this._cni = readCni(props?.cni);
    this.#judgement = AppJudgement.of(this.node.root);
    this.#judgement.addContract(this);
    this.node.addValidation(this);
  }

  /** What of the contract is broken; cdk8s asks when the app is synthesized. */
  validate(): string[] {
    return this.#judgement.linesOf(this);
  }
}
