import { Construct } from 'constructs';
import { AppJudgement } from './app-judgement';
import type { ReachabilityContractProps } from './contract-props';

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
    /** @internal */
    readonly _props: ReachabilityContractProps,
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
}
