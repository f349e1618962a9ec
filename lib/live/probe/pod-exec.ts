import { dnsLabelProblems, dnsSubdomainProblems } from '../../policy/validation/names';
import { parseAddress } from '../../reachability/sets/address-set';
import type { Limiter } from './limits';
import type { ProbeKubectl } from './probe-kubectl';
import type { ProbePort } from './probe-port';
import { newNonce } from './probe-run';
import { type Connect, connectIn, toolsIn } from './tool-answers';
import { connectScript, DETECT_SCRIPT, GRACE_SECONDS, inPod, type Tool } from './tools';

/** A container in which a command can run. */
export interface PodContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Where a connection goes, or a question to a DNS server. */
export interface Target {
  readonly address: string;
  readonly port: ProbePort;
}

/**
 * How long a connection may take: a lost first packet is sent again after one second and after three, and rules that reject
 * may take more than a second.
 */
const CONNECT_SECONDS = 4;
const DETECT_SECONDS = 10;
/**
 * How long a control may take to get an answer over UDP. A server that is slow, as one that waits for another server, answers a
 * control and not the question beside it: its silence would pass for a drop. So a control has less time.
 */
const ANSWER_SECONDS = 2;

/** How long a control of a port may take. */
export function controlSeconds({ protocol }: ProbePort): number {
  return protocol === 'UDP' ? ANSWER_SECONDS : CONNECT_SECONDS;
}

/**
 * The request that runs a command in a container. Each argument stays one.
 * @throws RangeError for names that no object of Kubernetes has: they could pass for options
 */
function execArgs({ namespace, pod, container }: PodContainer, command: readonly string[]): string[] {
  const problems = [dnsLabelProblems(namespace), dnsSubdomainProblems(pod), dnsLabelProblems(container)].flat();
  if (problems.length > 0) throw new RangeError(problems.join(', '));
  return ['exec', `--namespace=${namespace}`, pod, `--container=${container}`, '--', ...command];
}

/**
 * The request that opens one connection, or asks a DNS server.
 * @throws RangeError for what is no address, or no port
 */
export function connectArgs(
  from: PodContainer,
  tool: Tool,
  { address, port }: Target,
  nonce: string,
  seconds = CONNECT_SECONDS,
): string[] {
  if (parseAddress(address) === undefined || !isPort(port.port)) throw new RangeError('no address or no port');
  const script = connectScript(tool, port.protocol);
  return execArgs(from, inPod(script, nonce, address, String(port.port), String(seconds)));
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535;
}

/** The request that asks a container for its tools. */
export function detectArgs(from: PodContainer, nonce: string): string[] {
  return execArgs(from, inPod(DETECT_SCRIPT, nonce));
}

/** Which tools a container has, or why that is not known. */
export type FoundTools =
  | { readonly type: 'tools'; readonly tools: readonly Tool[] }
  | { readonly type: 'none'; readonly reason: string };

/** Opens connections from inside of pods, by commands in their containers. */
export class PodExec {
  constructor(
    private readonly kubectl: ProbeKubectl,
    private readonly limiter: Limiter,
  ) {}

  async tools(from: PodContainer): Promise<FoundTools> {
    const nonce = newNonce();
    const answer = await this.kubectl.exec(detectArgs(from, nonce), DETECT_SECONDS);
    if (answer.type === 'failed') return { type: 'none', reason: answer.reason };
    const tools = toolsIn(answer.text, nonce);
    if (tools === undefined) return { type: 'none', reason: 'the command in the pod was cut off' };
    return tools.length > 0
      ? { type: 'tools', tools }
      : { type: 'none', reason: `container ${from.container} has none of the tools that connect` };
  }

  async connect(from: PodContainer, tool: Tool, target: Target, seconds = CONNECT_SECONDS): Promise<Connect> {
    if (!(await this.limiter.turn())) return { type: 'error', reason: 'the limit of --most connections is reached' };
    const nonce = newNonce();
    const args = connectArgs(from, tool, target, nonce, seconds);
    const answer = await this.kubectl.exec(args, seconds + GRACE_SECONDS);
    return answer.type === 'failed' ? { type: 'error', reason: answer.reason } : connectIn(tool, answer.text, nonce);
  }
}
