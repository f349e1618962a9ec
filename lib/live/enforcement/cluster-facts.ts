import { field, isMap, type JsonMap } from '../../policy/validation/structure';
import { answerOfKind } from '../api-answer';
import type { Kubectl } from '../kubectl';
import { readList, type ServedKind } from '../list-pages';
import { mapIn, textIn } from '../object-fields';

/** What was read, or why it was not. */
export type Known<T> =
  | { readonly type: 'known'; readonly value: T }
  | { readonly type: 'unknown'; readonly why: string };

/** A program that runs on every node. */
export interface DaemonSetFact {
  readonly namespace: string;
  readonly name: string;
  readonly containers: readonly ContainerFact[];
  /** On how many nodes it should run, and on how many its pod of today's template is ready. */
  readonly desired: number;
  readonly ready: number;
}

export interface ContainerFact {
  readonly name: string;
  readonly image: string;
  /** Its command and arguments. */
  readonly args: readonly string[];
}

export interface NodeFact {
  readonly name: string;
  readonly labels: JsonMap;
  readonly annotations: JsonMap;
  readonly kubeletVersion: string;
}

/** What shows which network plugin runs, and how it is set up. */
export interface ClusterFacts {
  readonly daemonSets: Known<readonly DaemonSetFact[]>;
  readonly nodes: Known<readonly NodeFact[]>;
  /** How many NetworkPolicies there are. */
  readonly policies: Known<number>;
  /** One object, undefined where there is none. It is read when it is asked for. */
  objectAt(path: string, kind: string): Known<JsonMap | undefined>;
}

const DAEMON_SETS: ServedKind = kind('apps', 'apps/v1', 'DaemonSet', 'daemonsets', true);
const NODES: ServedKind = kind('core', 'v1', 'Node', 'nodes', false);
const POLICIES: ServedKind = kind(
  'networking.k8s.io',
  'networking.k8s.io/v1',
  'NetworkPolicy',
  'networkpolicies',
  true,
);

function kind(group: string, apiVersion: string, name: string, resource: string, namespaced: boolean): ServedKind {
  return { group, apiVersion, kind: name, resource, namespaced };
}

/**
 * Reads what shows which network plugin runs.
 * @throws UsageError where the cluster cannot be read; what may not be read is unknown
 */
export function factsOf(kubectl: Kubectl): ClusterFacts {
  const policies = listed(kubectl, POLICIES, () => true);
  return {
    daemonSets: listed(kubectl, DAEMON_SETS, daemonSetOf),
    nodes: listed(kubectl, NODES, nodeOf),
    policies: policies.type === 'known' ? { type: 'known', value: policies.value.length } : policies,
    objectAt(path, kindOfObject) {
      const answer = kubectl.get(path);
      if (answer.type === 'absent') return { type: 'known', value: undefined };
      if (answer.type !== 'text') return { type: 'unknown', why: answer.message };
      return { type: 'known', value: answerOfKind(answer.text, kindOfObject, path) };
    },
  };
}

function listed<T>(kubectl: Kubectl, served: ServedKind, read: (object: JsonMap) => T): Known<readonly T[]> {
  const value: T[] = [];
  const list = readList(kubectl, served, undefined, (items) => {
    for (const item of items) value.push(read(item));
  });
  return list.type === 'read' ? { type: 'known', value } : { type: 'unknown', why: list.message };
}

function daemonSetOf(object: JsonMap): DaemonSetFact {
  const metadata = mapIn(object, 'metadata');
  const status = mapIn(object, 'status');
  const containers = field(mapIn(object, 'spec', 'template', 'spec'), 'containers');
  return {
    namespace: textIn(metadata, 'namespace'),
    name: textIn(metadata, 'name'),
    containers: Array.isArray(containers) ? containers.filter(isMap).map(containerOf) : [],
    desired: countIn(status, 'desiredNumberScheduled'),
    ready: Math.min(countIn(status, 'numberReady'), countIn(status, 'updatedNumberScheduled')),
  };
}

function containerOf(container: JsonMap): ContainerFact {
  const args = ['command', 'args'].flatMap((name) => {
    const given = field(container, name);
    return Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [];
  });
  return { name: textIn(container, 'name'), image: textIn(container, 'image'), args };
}

function nodeOf(object: JsonMap): NodeFact {
  return {
    name: textIn(mapIn(object, 'metadata'), 'name'),
    labels: mapIn(object, 'metadata', 'labels'),
    annotations: mapIn(object, 'metadata', 'annotations'),
    kubeletVersion: textIn(mapIn(object, 'status', 'nodeInfo'), 'kubeletVersion'),
  };
}

function countIn(map: JsonMap, name: string): number {
  const value = field(map, name);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
