import type { EphemeralContainers } from './ephemeral-containers';
import type { PodContainer, PodExec, Target } from './pod-exec';
import { podTitle, type RunningPod } from './running-pods';
import type { Connect } from './tool-answers';
import type { Tool } from './tools';

/** A program in a container of a pod. */
interface Program {
  readonly container: PodContainer;
  readonly tool: Tool;
}

/** So many containers of a pod are asked for tools. */
const MOST_CONTAINERS = 3;

/** Connects from pods of the user, with the program that has connected from there before, and else with each in turn. */
export class PodConnector {
  private readonly programs = new Map<string, Promise<readonly Program[] | string>>();
  /** Those that have opened a connection. */
  private readonly proved = new Map<string, Program>();

  /** @param ephemeral adds a container where a pod has no tools of its own; absent where that is not permitted */
  constructor(
    private readonly exec: PodExec,
    private readonly ephemeral?: EphemeralContainers,
  ) {}

  /** The tool that has connected from a pod; undefined where none has. */
  toolOf(pod: RunningPod): Tool | undefined {
    return this.proved.get(podTitle(pod))?.tool;
  }

  async connect(pod: RunningPod, target: Target): Promise<Connect> {
    const key = podTitle(pod);
    const proved = this.proved.get(key);
    if (proved !== undefined) return this.exec.connect(proved.container, proved.tool, target);
    const programs = await this.programsOf(pod);
    if (typeof programs === 'string') return { type: 'error', reason: programs };
    let last: Connect = { type: 'error', reason: 'no tool was tried' };
    for (const program of programs) {
      last = await this.exec.connect(program.container, program.tool, target);
      if (last.type !== 'open') continue;
      this.proved.set(key, program);
      break;
    }
    return last;
  }

  private programsOf(pod: RunningPod): Promise<readonly Program[] | string> {
    const key = podTitle(pod);
    const known = this.programs.get(key) ?? this.findPrograms(pod);
    this.programs.set(key, known);
    return known;
  }

  /** Containers of a pod have one network, so that any of them will do. */
  private async findPrograms(pod: RunningPod): Promise<readonly Program[] | string> {
    const { namespace, name, containers } = pod;
    let why = 'it has no container that can be asked';
    for (const one of containers.slice(0, MOST_CONTAINERS)) {
      const container = { namespace, pod: name, container: one };
      const found = await this.exec.tools(container);
      if (found.type === 'tools') return found.tools.map((tool) => ({ container, tool }));
      why = found.reason;
    }
    if (this.ephemeral === undefined) return why;
    const added = await this.ephemeral.in(pod);
    if (added.type === 'none') return `${why}; ${added.reason}`;
    const found = await this.exec.tools(added.container);
    return found.type === 'tools' ? found.tools.map((tool) => ({ container: added.container, tool })) : found.reason;
  }
}
