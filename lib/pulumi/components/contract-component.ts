import type { core } from '@pulumi/kubernetes';
import { ComponentResource, type ComponentResourceOptions, type Input, runtime } from '@pulumi/pulumi';
import { type CniChoice, readCni } from '../../cni/read-cni';
import { kindOf } from '../../policy/unknown-value';
import { type Finding, invalid } from '../../policy/validation/finding';
import type { ContractTerms } from '../../reachability/claims/contract';
import { type Count, isDeferred, type Text } from '../deferred/deferred';
import type { Workload } from '../peers/resources-as-peers';
import { programError } from '../program-error';
import { isEngineConnection } from '../pulumi-internals';
import type { OtherPolicy, PolicyManifests } from '../stack/contract-cluster';
import type { GivenContract } from '../stack/contract-judge';
import { endsProgram } from '../stack/program-end';
import { settingsOfProgram } from '../stack/program-settings';
import { StackBoundaries } from '../stack/stack-boundaries';
import { also, providerOf } from './component-options';

/** The props of `ReachabilityContract`. */
export interface ReachabilityContractProps extends ContractTerms<Text, Count> {
  /**
   * Policies of the cluster that no boundary of this program writes: resources, manifests, or an Output of a list of
   * manifests, such as what another stack exports. What a claim of access or of denial comes to depends on every policy
   * there is.
   * @default - none
   */
  readonly policies?: readonly OtherPolicy[] | Input<PolicyManifests>;
  /**
   * Workloads and namespaces of the cluster. A claim is about pods by their labels, and these say which labels, ports and
   * network real ones have.
   * @default - none: the claims stand on labels and namespaces alone
   */
  readonly declared?: readonly (Workload | core.v1.Namespace)[];
  /**
   * What the cluster's network plugin does where the specification leaves it open: a word of `Cni`, or a name.
   * @default - what `configureBoundaries` says; else the specification read cautiously
   */
  readonly cni?: CniChoice;
}

/**
 * States who may reach whom by the boundaries of a program, and fails the preview and the deployment where they say
 * otherwise. It registers nothing but itself. A warning lists the values that a preview does not know yet, and the
 * contract is judged when the stack is deployed.
 *
 * @example
 * new ReachabilityContract('contract', {
 *   onlyInto: [{ target: cache, flows: [Flow.from(proxy).to(cache).on(Port.tcp(6379))] }],
 * });
 */
export class ReachabilityContract extends ComponentResource {
  readonly #registers: Promise<void>;
  readonly #proved: Promise<void>;

  /** @throws where plain claims cannot be read; nothing is registered then */
  constructor(name: string, props: ReachabilityContractProps, opts: ComponentResourceOptions = {}) {
    const type = 'ringfence:boundary:ReachabilityContract';
    const author = `${type} ${name}`;
    const contract = readContract(author, props);
    const stack = StackBoundaries.of(providerOf(opts));
    const judged = endsProgram(
      stack.judgedBoundaries(author).then((entries) => judge().judgeContract(author, entries, contract)),
    );
    // With mocks there is no engine to fail: a test that does not look at `proved` fails by its rejection.
    const isDeployed = isEngineConnection(runtime.getMonitor());
    const registers = isDeployed ? judged : judged.catch(() => undefined);
    super(type, name, {}, { ...opts, dependsOn: also(opts.dependsOn, registers) });
    this.#registers = registers;
    this.#proved = judged.then(() => undefined);
    if (isDeployed) this.#proved.catch(() => undefined);
  }

  /**
   * Done when the contract was proved, or when a preview does not know enough to judge it. Rejects with the reason where it
   * does not hold or cannot be judged, for unit tests: `await expect(contract.proved).rejects.toThrow('does not hold')`.
   */
  get proved(): Promise<void> {
    return this.#proved;
  }

  /** What depends on the contract waits for its judgement. Pulumi calls it before the constructor has gone on. */
  protected override async initialize(): Promise<void> {
    await Promise.resolve();
    await this.#registers;
  }
}

/** The judge is loaded where there is a contract: a program without one does not pay for it. */
function judge(): typeof import('../stack/contract-judge') {
  return require('../stack/contract-judge');
}

function readContract(author: string, props: ReachabilityContractProps): GivenContract {
  const { policies = [], declared = [], cni: said, ...terms } = props ?? {};
  const { profile: cni = settingsOfProgram().cni, findings: wrongCni } = readCni(said);
  const findings: Finding[] = [...wrongCni];
  for (const [path, list] of Object.entries({ policies, declared })) {
    if (!Array.isArray(list) && !(path === 'policies' && isDeferred(list))) {
      findings.push(invalid(path, list, `must be a list, not ${kindOf(list)}`, `write ${path}: [...]`));
    }
  }
  const lines = [
    ...findings.map(({ path, message, fix }) => `${path}: ${message}\n      ${fix}`),
    ...judge().unreadSoFar(terms),
  ];
  if (lines.length > 0) throw programError(author, lines, 'the contract cannot be read');
  return { terms, policies, declared, cni };
}
