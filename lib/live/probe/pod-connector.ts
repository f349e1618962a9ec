import type { EphemeralContainers } from './ephemeral-containers';
import type { FoundTools, PodContainer, PodExec, Target } from './pod-exec';
import type { ProbedProtocol } from './probe-port';
import { podTitle, type RunningPod } from './running-pods';
import type { Connect } from './tool-answers';
import { type Tool, toolsFor } from './tools';

/** A program in a container of a pod. */
interface Program {
  readonly container: PodContainer;
  readonly tool: Tool;
}

/** A refusal is one where nothing can listen. */
export type Proof = 'open' | 'refused';

/** So many containers of a pod are asked for tools. */
const MOST_CONTAINERS = 3;

/** Connects from pods of the user, with the program that has connected from there before, and else with each in turn. */
export class PodConnector {
  private readonly programs = new Map<string, Promise<readonly Program[] | string>>();
  /** Those that have opened a connection, or got an answer. */
  private readonly proved = new Map<string, Program>();
  private readonly found = new Map<string, Promise<FoundTools>>();

  /** @param ephemeral adds a container where a pod has no tools of its own; absent where that is not permitted */
  constructor(
    private readonly exec: PodExec,
    private readonly ephemeral?: EphemeralContainers,
  ) {}

  /** The tool that has connected from a pod, or got an answer; undefined where none has. */
  toolOf(pod: RunningPod, protocol: ProbedProtocol): Tool | undefined {
    return this.proved.get(keyOf(pod, protocol))?.tool;
  }

  /**
   * @param proof how an attempt ends that shows that a tool works
   * @param seconds how long one may take; as long as a connection may where that is not said
   */
  async connect(pod: RunningPod, target: Target, proof: Proof = 'open', seconds?: number): Promise<Connect> {
    const { protocol } = target.port;
    const key = keyOf(pod, protocol);
    const proved = this.proved.get(key);
    if (proved !== undefined) return this.exec.connect(proved.container, proved.tool, target, seconds);
    const programs = await this.programsOf(pod, protocol);
    if (typeof programs === 'string') return { type: 'error', reason: programs };
    let last: Connect = { type: 'error', reason: 'no tool was tried' };
    for (const program of programs) {
      last = await this.exec.connect(program.container, program.tool, target, seconds);
      if (last.type !== proof) continue;
      this.proved.set(key, program);
      break;
    }
    return last;
  }

  private programsOf(pod: RunningPod, protocol: ProbedProtocol): Promise<readonly Program[] | string> {
    const key = keyOf(pod, protocol);
    const known = this.programs.get(key) ?? this.findPrograms(pod, protocol);
    this.programs.set(key, known);
    return known;
  }

  /** Containers of a pod have one network, so that any of them will do. */
  private async findPrograms(pod: RunningPod, protocol: ProbedProtocol): Promise<readonly Program[] | string> {
    const { namespace, name, containers } = pod;
    let why = 'it has no container that can be asked';
    for (const one of containers.slice(0, MOST_CONTAINERS)) {
      const found = await this.programsIn({ namespace, pod: name, container: one }, protocol);
      if (typeof found !== 'string') return found;
      why = found;
    }
    if (this.ephemeral === undefined) return why;
    const added = await this.ephemeral.in(pod);
    return added.type === 'none' ? `${why}; ${added.reason}` : this.programsIn(added.container, protocol);
  }

  private async programsIn(container: PodContainer, protocol: ProbedProtocol): Promise<readonly Program[] | string> {
    const key = `${podTitle({ ...container, name: container.pod })} ${container.container}`;
    const asked = this.found.get(key) ?? this.exec.tools(container);
    this.found.set(key, asked);
    const found = await asked;
    if (found.type === 'none') return found.reason;
    const usable = toolsFor(protocol);
    const tools = found.tools.filter((tool) => usable.includes(tool));
    if (tools.length > 0) return tools.map((tool) => ({ container, tool }));
    return `container ${container.container} has none of the tools that ask over ${protocol} (${usable.join(', ')})`;
  }
}

function keyOf(pod: RunningPod, protocol: ProbedProtocol): string {
  return `${podTitle(pod)} ${protocol}`;
}
