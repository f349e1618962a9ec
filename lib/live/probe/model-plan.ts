import { addArgs, type EphemeralOptions } from './ephemeral-containers';
import type { Permission } from './permissions';
import type { PlannedPair, UnplannedPair } from './planned-pair';
import type { PlannedStep } from './planned-step';
import { connectArgs, controlSeconds, detectArgs, type PodContainer } from './pod-exec';
import { portTitle } from './probe-port';
import type { ProbeRun } from './probe-run';
import { podTitle, type RunningPod } from './running-pods';

/** What trying these connections takes: commands in pods, and nothing else. */
export function modelPermissions(pairs: readonly PlannedPair[], isEphemeral = false): Permission[] {
  const namespaces = new Set(
    pairs.flatMap(({ from, controls }) => [from, ...controls].map(({ namespace }) => namespace)),
  );
  const of = (namespace: string, verb: string, subresource?: string): Permission => ({
    verb,
    group: '',
    resource: 'pods',
    namespace,
    ...(subresource !== undefined && { subresource }),
  });
  return [...namespaces].flatMap((namespace) => [
    ...['create', 'get'].map((verb) => of(namespace, verb, 'exec')),
    // kubectl reads what it patches.
    ...(isEphemeral
      ? [of(namespace, 'get'), ...['get', 'patch'].map((verb) => of(namespace, verb, 'ephemeralcontainers'))]
      : []),
  ]);
}

const NONCE = 'NONCE';

/** What adding a container takes, where pods without tools may get one. */
export interface EphemeralPlan {
  readonly run: ProbeRun;
  readonly options: EphemeralOptions;
}

/** What would be run, in its order. */
export function modelPlan(
  pairs: readonly PlannedPair[],
  unplanned: readonly UnplannedPair[],
  ephemeral?: EphemeralPlan,
): PlannedStep[] {
  const pods = new Map(pairs.flatMap(({ from, controls }) => [from, ...controls]).map((pod) => [podTitle(pod), pod]));
  if (pairs.length + unplanned.length === 0)
    return [{ words: 'Nothing: the policies close no pod that runs and may be probed to another one.', commands: [] }];
  return [
    {
      words: `Ask each of these ${pods.size} pods which tools it has${ephemeral === undefined ? '; nothing is made or changed' : ''}.`,
      commands: [...pods.values()].map((pod) => ({ args: detectArgs(containerOf(pod), NONCE) })),
    },
    ...(ephemeral === undefined
      ? []
      : [
          {
            words: `To pods without any, add a container. It ends after ${ephemeral.options.lifetime} seconds at most, and stays in the description of the pod, which nothing removes.`,
            commands: [...pods.values()].map((pod) => ({ args: addArgs(pod, ephemeral.run, ephemeral.options) })),
          },
        ]),
    ...pairs.map(({ check, from, to, address, port, expected, controls }): PlannedStep => {
      const target = { address, port };
      const [control] = controls;
      const title = to === undefined ? address : `${podTitle(to)} (${address})`;
      return {
        words: `${check}: ${podTitle(from)} ${port.protocol === 'UDP' ? 'asks' : 'connects to'} ${title} ${portTitle(port)}, which should be ${expected}.`,
        commands: [
          { args: connectArgs(containerOf(from), 'bash', target, NONCE) },
          ...(control === undefined
            ? []
            : [{ args: connectArgs(containerOf(control), 'bash', target, NONCE, controlSeconds(port)) }]),
        ],
        ...(control !== undefined && {
          repeats: `The second command is the control: from ${podTitle(control)} the same port has to ${port.protocol === 'UDP' ? 'answer' : 'be open'}.`,
        }),
      };
    }),
    ...unplanned.map(({ words, why }): PlannedStep => ({ words: `Not probed: ${words}: ${why}.`, commands: [] })),
  ];
}

function containerOf({ namespace, name, containers }: RunningPod): PodContainer {
  return { namespace, pod: name, container: containers[0] ?? '' };
}
