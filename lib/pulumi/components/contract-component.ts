import type { core } from '@pulumi/kubernetes';
import { ComponentResource, type ComponentResourceOptions, type Input, log, output, runtime } from '@pulumi/pulumi';
import { type CniChoice, readCni } from '../../cni/read-cni';
import { kindOf } from '../../policy/unknown-value';
import { type Finding, invalid } from '../../policy/validation/finding';
import { type ContractTerms, judgeTerms, NOT_HELD, unreadTerms } from '../../reachability/claims/contract';
import { Reachability } from '../../reachability/reachability';
import { type Count, deferredIn, isDeferred, resolveDeferred, type Text } from '../deferred/deferred';
import type { Workload } from '../peers/resources-as-peers';
import { programError } from '../program-error';
import { isEngineConnection } from '../pulumi-internals';
import { contractCluster, type OtherPolicy, type PolicyManifests } from '../stack/contract-cluster';
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

const NOT_JUDGED = 'the contract cannot be judged';

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
      stack.judgedBoundaries(author).then(async (entries) => {
        const { known, secret, value } = await resolveDeferred(output(contract.terms));
        const { cluster, ...parts } = await contractCluster({ entries, ...contract });
        if (parts.undefined.length > 0) throw programError(author, parts.undefined.map(undefinedLine), NOT_JUDGED);
        const unknown = known ? parts.unknown : ['its claims', ...parts.unknown];
        if (unknown.length > 0) return reportUnknown(author, unknown);
        const broken = judgeTerms(value as ContractTerms, Reachability.of(cluster, { cni: contract.cni }));
        const lines = broken.map(({ text }) => text);
        if (lines.length > 0) throw programError(author, secret || parts.secret ? [SECRET] : lines, NOT_HELD);
      }),
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

function undefinedLine(what: string): string {
  return `${what}: the Output that was given is undefined\n      check where it comes from, such as the name of an output of a StackReference`;
}

const SECRET = 'a secret has a part in this, so what is allowed is not shown';

/** A preview says what it does not know; a deployment does not go on without it. */
function reportUnknown(author: string, unknown: readonly string[]): void {
  const what = unknown.join('\n  ');
  if (!runtime.isDryRun()) {
    const why = 'not known when nothing else is left to do; something there waits for this contract, or has failed:';
    throw programError(author, [`${why}\n  ${what}`], NOT_JUDGED);
  }
  log.warn(
    `${author} is not judged by this preview, but when the stack is deployed: these are not known yet\n  ${what}`,
  );
}

function readContract(author: string, props: ReachabilityContractProps) {
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
    ...(deferredIn(terms).size === 0 ? unreadTerms(terms as ContractTerms) : []),
  ];
  if (lines.length > 0) throw programError(author, lines, 'the contract cannot be read');
  return { terms, policies, declared, cni };
}
