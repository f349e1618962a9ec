import type { DialectObject, DialectWorld } from '../dialect';
import {
  type EndBox,
  EVERY_PORT_MATCH,
  EVERYONE,
  type LabelCondition,
  type Stage,
  type StageAction,
  type StageRule,
} from '../stage';
import { inheritedAs, type LabelOwner, type ResolvedKey, textOfKey } from './selector-keys';

/**
 * What pods may do that have a label such as `pcns.team` of their own. By this name Calico looks up the label `team` of their namespace,
 * and it looks among a pod's own labels first (felix, labelindex). So who may label pods can take on the labels of another namespace.
 * Where a policy asks for that label, it depends what goes to and from such a pod: it is not worked out which policies then select it.
 * @returns undefined where no pod has such a label that some policy asks for
 */
export function shadowingStage(stages: readonly Stage[], workloads: DialectWorld['workloads']): Stage | undefined {
  const shadowing = keysOf(workloads).flatMap((key) => {
    const inherited = inheritedAs(key);
    return inherited === undefined ? [] : [{ key, inherited }];
  });
  // What policies ask for is only looked through where pods have such labels, which is rare.
  if (shadowing.length === 0) return undefined;
  const asking = policiesByKey(stages);
  const rules = shadowing.flatMap(({ key, inherited }) => {
    const policy = asking.get(textOfKey(inherited));
    return policy === undefined ? [] : rulesFor(key, inherited, policy);
  });
  const [first] = rules;
  if (first === undefined) return undefined;
  const { policy } = first.origin;
  return { name: 'the pod labels before inherited ones', ranks: [{ policies: [{ policy, rules }] }] };
}

function keysOf(workloads: DialectWorld['workloads']): string[] {
  const keys = new Set<string>();
  for (const { pods } of workloads) {
    for (const { labels } of pods) for (const key of Object.keys(labels)) keys.add(key);
  }
  return [...keys].sort();
}

/** For each label of namespaces and service accounts that is asked for, one policy that asks. */
function policiesByKey(stages: readonly Stage[]): Map<string, DialectObject> {
  const found = new Map<string, DialectObject>();
  const note = (policy: DialectObject, of: LabelOwner, conditions: readonly LabelCondition[] = []) => {
    for (const { key } of conditions) {
      const name = textOfKey({ of, key });
      if (!found.has(name)) found.set(name, policy);
    }
  };
  const rules = stages.flatMap(({ ranks }) => ranks.flatMap(({ policies }) => policies.flatMap((one) => one.rules)));
  for (const { subjects, peers, origin } of rules) {
    for (const box of [...subjects, ...peers]) {
      if (box.kind !== 'pod') continue;
      note(origin.policy, 'namespaces', box.namespaces);
      note(origin.policy, 'serviceAccounts', box.serviceAccounts);
    }
  }
  return found;
}

function rulesFor(key: string, { of, key: label }: ResolvedKey, policy: DialectObject): StageRule[] {
  const pods: readonly EndBox[] = [{ kind: 'pod', pods: [{ key, operator: 'Exists' }], namespaces: [] }];
  const owner = of === 'namespaces' ? 'namespace' : 'service account';
  const perhaps = (action: StageAction, subjects: readonly EndBox[], peers: readonly EndBox[]) => ({
    action,
    subjects,
    peers,
    ports: EVERY_PORT_MATCH,
    circumstances: [
      {
        key: `shadowing ${JSON.stringify([key, action])}`,
        sentence: `the pod label ${key}, which Calico takes for the label ${label} of the ${owner}, makes policies ${action} it`,
      },
    ],
    origin: { policy, path: 'spec' },
  });
  return [
    perhaps('deny', pods, EVERYONE),
    perhaps('deny', EVERYONE, pods),
    perhaps('allow', pods, EVERYONE),
    perhaps('allow', EVERYONE, pods),
  ];
}
