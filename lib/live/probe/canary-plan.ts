import type { PolicyType } from '../../policy/manifest';
import type { JsonMap } from '../../policy/validation/structure';
import type { Expected } from '../../report/probe/probe-result';
import {
  allowManifest,
  allowName,
  CANARY_CONTAINER,
  CANARY_PROBE_PORT,
  type CanaryOptions,
  type CanaryPod,
  denyManifest,
  denyName,
  namespaceManifest,
  podManifest,
} from './canary-manifests';
import type { Permission } from './permissions';
import type { PlannedStep } from './planned-step';
import { connectArgs, detectArgs, type PodContainer } from './pod-exec';
import { canaryNamespace, type ProbeRun } from './probe-run';

/** One step: the policies that it adds or removes, and who reaches the server then. */
export interface CanaryStep {
  readonly words: string;
  /** What it shows. */
  readonly check: string;
  readonly add?: JsonMap;
  readonly remove?: readonly string[];
  readonly expected: (client: CanaryPod) => Expected;
}

const all = (): Expected => 'allowed';
const none = (): Expected => 'denied';
const chosen = ({ role }: CanaryPod): Expected => (role === 'chosen' ? 'allowed' : 'denied');

/** For each direction: no policies, then one that isolates all pods, then one that lets the chosen clients through. */
export function canarySteps(run: ProbeRun): CanaryStep[] {
  const ways: readonly PolicyType[] = ['Ingress', 'Egress'];
  return ways.flatMap((way, index): CanaryStep[] => {
    const name = way.toLowerCase();
    const before = ways[index - 1];
    const remove = before === undefined ? undefined : [denyName(before), allowName(before)];
    return [
      {
        words: 'Without policies, every client reaches the server.',
        check: `${name}, no policy`,
        ...(remove !== undefined && { remove }),
        expected: all,
      },
      {
        words: `With a policy that isolates all pods for ${name}, no client does.`,
        check: `${name}, default deny`,
        add: denyManifest(way, run),
        expected: none,
      },
      {
        words: `With one more that opens the server to the chosen client, only that one does.`,
        check: `${name}, allow one`,
        add: allowManifest(way, run),
        expected: chosen,
      },
    ];
  });
}

/** One server and two clients on its node, and two more on another node where there is one. */
export function canaryPods(nodes: readonly string[]): CanaryPod[] {
  const [first, second] = nodes;
  if (first === undefined || second === undefined) {
    return [pod('server', 'server'), pod('client-chosen', 'chosen'), pod('client-other', 'other')];
  }
  return [
    pod('server', 'server', first),
    pod('client-chosen', 'chosen', first),
    pod('client-other', 'other', first),
    pod('far-client-chosen', 'chosen', second),
    pod('far-client-other', 'other', second),
  ];
}

function pod(name: string, role: CanaryPod['role'], node?: string): CanaryPod {
  return { name, role, ...(node !== undefined && { node }) };
}

/** What a run of canaries may do in the cluster. */
export function canaryPermissions(run: ProbeRun): Permission[] {
  const namespace = canaryNamespace(run);
  const of = (group: string, resource: string, verbs: readonly string[], subresource?: string): Permission[] =>
    verbs.map((verb) => ({ verb, group, resource, namespace, ...(subresource !== undefined && { subresource }) }));
  return [
    ...of('', 'namespaces', ['create', 'get', 'delete']).map(({ namespace: _, ...cluster }) => cluster),
    ...of('', 'pods', ['create', 'get', 'list']),
    ...of('', 'pods', ['create', 'get'], 'exec'),
    ...of('networking.k8s.io', 'networkpolicies', ['create', 'delete']),
  ];
}

export function containerOf(name: string, run: ProbeRun): PodContainer {
  return { namespace: canaryNamespace(run), pod: name, container: CANARY_CONTAINER };
}

export const createArgs = ['create', '--validate=false', '--filename=-'] as const;

export function removePoliciesArgs(names: readonly string[], run: ProbeRun): string[] {
  return ['delete', 'networkpolicy', ...names, `--namespace=${canaryNamespace(run)}`, '--ignore-not-found'];
}

export function deleteNamespaceArgs(name: string): string[] {
  return ['delete', 'namespace', name, '--ignore-not-found', '--wait=false'];
}

/** Stands for an address that is known only when the server runs. */
const EXAMPLE_ADDRESS = '192.0.2.1';

/** What a run of canaries would do, in its order. */
export function canaryPlan(run: ProbeRun, pods: readonly CanaryPod[], options: CanaryOptions): PlannedStep[] {
  const clients = pods.filter(({ role }) => role !== 'server');
  const nonce = 'NONCE';
  const connects = clients.map(({ name }) => ({
    args: connectArgs(containerOf(name, run), 'bash', { address: EXAMPLE_ADDRESS, port: CANARY_PROBE_PORT }, nonce),
    replaces: [EXAMPLE_ADDRESS, 'SERVER_ADDRESS'] as const,
  }));
  return [
    { words: 'Make a namespace for the canaries.', commands: [{ args: createArgs, input: [namespaceManifest(run)] }] },
    {
      words: `Make a server and ${clients.length} clients in it; wait until they run. SERVER_ADDRESS below is the address of the server.`,
      commands: [{ args: createArgs, input: pods.map((one) => podManifest(one, run, options)) }],
    },
    {
      words: 'Ask each pod which tools it has.',
      commands: pods.map(({ name }) => ({ args: detectArgs(containerOf(name, run), nonce) })),
    },
    ...canarySteps(run).map(({ words, add, remove }, index) => ({
      words,
      commands: [
        ...(remove === undefined ? [] : [{ args: removePoliciesArgs(remove, run) }]),
        ...(add === undefined ? [] : [{ args: createArgs, input: [add] }]),
        // The same each time.
        ...(index === 0 ? connects : []),
      ],
      ...(index > 0 && { repeats: 'Then connect from each client as above.' }),
    })),
    { words: 'Remove all of it.', commands: [{ args: deleteNamespaceArgs(canaryNamespace(run)) }] },
  ];
}
