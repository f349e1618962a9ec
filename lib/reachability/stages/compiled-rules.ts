import type {
  AddressCondition,
  Circumstance,
  EndBox,
  LabelCondition,
  PortMatch,
  Stage,
  StagePorts,
  StageRule,
  Stages,
  TextOperator,
} from '../../dialects/stage';
import { type KeyStates, type LabelSpace, within } from '../../policy/label-space';
import { NAMESPACE_NAME_LABEL, type PolicyType, PROTOCOLS } from '../../policy/manifest';
import { AddressSet } from '../sets/address-set';
import { ConnectionSet } from '../sets/connection-set';
import { textOfKey } from '../unknowns/unknown-labels';

/** Stages as they are asked: every condition as a set. */
export type CompiledStages = { readonly [direction in PolicyType]: readonly CompiledStage[] };

export interface CompiledStage {
  readonly stage: Stage;
  readonly ranks: readonly CompiledRank[];
}

export interface CompiledRank {
  readonly policies: readonly CompiledPolicy[];
  /** Whether its policies decide in more than one way, so that it matters which of them comes first. */
  readonly isMixed: boolean;
}

/** The rules of a policy in a rank, in order. */
export interface CompiledPolicy {
  /** What distinguishes it from all others. */
  readonly id: string;
  /** Of the same one are those whose order is known; its id where it is the only one. */
  readonly series: string;
  readonly rules: readonly CompiledRule[];
}

export interface CompiledRule {
  readonly rule: StageRule;
  readonly stage: Stage;
  readonly action: StageRule['action'];
  /** Those that no endpoint can be in are left out. */
  readonly subjects: readonly CompiledBox[];
  readonly peers: readonly CompiledBox[];
  readonly ports: CompiledPorts;
  /** As labels of a box; without those of requests, which leave a port open. */
  readonly circumstances: LabelSpace;
  /** What requests have to be like; empty where any will do. */
  readonly requests: readonly string[];
}

/** One end of a rule. */
export type CompiledBox =
  | {
      readonly kind: 'pod';
      readonly pods: LabelSpace;
      readonly namespaces: LabelSpace;
      readonly serviceAccounts: LabelSpace;
      readonly texts: readonly CompiledText[];
      readonly addresses: AddressSet;
      /** The namespaces that it may be in, by name; undefined for any. */
      readonly inNamespaces: ReadonlySet<string> | undefined;
    }
  | {
      readonly kind: 'node';
      readonly nodes: LabelSpace;
      readonly texts: readonly CompiledText[];
      readonly addresses: AddressSet;
    }
  | { readonly kind: 'outside'; readonly addresses: AddressSet };

/** A condition on the text of a label. */
export interface CompiledText {
  readonly of: 'pod' | 'namespace' | 'service-account' | 'node';
  readonly key: string;
  readonly operator: TextOperator;
  readonly text: string;
  /** Whether it asks for the contrary, which an absent label is too. */
  readonly not: boolean;
  /** `app contains 'web'`. */
  readonly sentence: string;
}

/** Ports by number, and by names that a destination resolves; less others. */
export interface CompiledPorts {
  readonly any: CompiledPortSet;
  readonly none: CompiledPortSet | undefined;
}

export interface CompiledPortSet {
  readonly numbers: ConnectionSet;
  readonly named: readonly Extract<PortMatch, { name: string }>[];
}

export function compiledStages(stages: Stages): CompiledStages {
  const labelled = new Map<readonly LabelCondition[], ReturnType<typeof readConditions>>();
  const conditionsOf = (conditions: readonly LabelCondition[] = NO_CONDITIONS, of: CompiledText['of']) => {
    let read = labelled.get(conditions);
    if (read === undefined) {
      read = readConditions(conditions, of);
      labelled.set(conditions, read);
    }
    return read;
  };
  const boxes = new Map<EndBox, CompiledBox | undefined>();
  const boxOf = (box: EndBox): CompiledBox | undefined => {
    if (!boxes.has(box)) boxes.set(box, compiledBox(box, conditionsOf));
    return boxes.get(box);
  };
  const lists = new Map<readonly EndBox[], readonly CompiledBox[]>();
  const boxesOf = (list: readonly EndBox[]): readonly CompiledBox[] => {
    let compiled = lists.get(list);
    if (compiled === undefined) {
      compiled = list.flatMap((box) => boxOf(box) ?? []);
      lists.set(list, compiled);
    }
    return compiled;
  };
  const ofStage = (stage: Stage): CompiledStage => ({
    stage,
    ranks: stage.ranks.map(({ policies }): CompiledRank => {
      const compiled = policies.map(({ policy, series, rules }): CompiledPolicy => {
        const { group, kind, namespace = '', name } = policy;
        const id = JSON.stringify([kind, namespace, name, group]);
        return {
          id,
          series: series ?? id,
          rules: rules.flatMap((rule) => {
            const circumstances = compiledCircumstances(rule.circumstances ?? []);
            if (circumstances === undefined) return [];
            return [
              {
                rule,
                stage,
                action: rule.action,
                subjects: boxesOf(rule.subjects),
                peers: boxesOf(rule.peers),
                ports: compiledPorts(rule.ports),
                circumstances,
                requests: (rule.circumstances ?? []).flatMap(({ layer7, sentence }) => (layer7 ? [sentence] : [])),
              },
            ];
          }),
        };
      });
      const actions = new Set(compiled.flatMap(({ rules }) => rules.map(({ action }) => action)));
      const series = new Set(compiled.map((one) => one.series));
      return { policies: compiled, isMixed: series.size > 1 && actions.size > 1 };
    }),
  });
  return { Ingress: stages.Ingress.map(ofStage), Egress: stages.Egress.map(ofStage) };
}

const NO_CONDITIONS: readonly LabelCondition[] = [];

/** Undefined where one of them is asked to be so and not to be so. */
function compiledCircumstances(circumstances: readonly Circumstance[]): LabelSpace | undefined {
  const space = new Map<string, KeyStates>();
  for (const { key, sentence, not, layer7 } of circumstances) {
    if (layer7) continue;
    const text = textOfKey(['circumstance', key, sentence]);
    const states = not === true ? IS_NOT_SO : IS_SO;
    if ((space.get(text) ?? states) !== states) return undefined;
    space.set(text, states);
  }
  return space;
}

/** Of a fact that is a coordinate of a box. */
export const IS_SO: KeyStates = { absent: false, except: false, values: new Set(['yes']) };
export const IS_NOT_SO: KeyStates = { absent: true, except: true, values: new Set(['yes']) };

type ConditionsOf = (
  conditions: readonly LabelCondition[] | undefined,
  of: CompiledText['of'],
) => ReturnType<typeof readConditions>;

/** @returns undefined where nothing can be in it */
function compiledBox(box: EndBox, conditionsOf: ConditionsOf): CompiledBox | undefined {
  const addresses = addressesOf(box.addresses);
  if (addresses.isEmpty) return undefined;
  switch (box.kind) {
    case 'outside':
      return { kind: 'outside', addresses };
    case 'node': {
      const nodes = conditionsOf(box.nodes, 'node');
      return nodes && { kind: 'node', nodes: nodes.space, texts: nodes.texts, addresses };
    }
    case 'pod': {
      const pods = conditionsOf(box.pods, 'pod');
      const namespaces = conditionsOf(box.namespaces, 'namespace');
      const accounts = conditionsOf(box.serviceAccounts ?? NO_CONDITIONS, 'service-account');
      if (pods === undefined || namespaces === undefined || accounts === undefined) return undefined;
      const name = namespaces.space.get(NAMESPACE_NAME_LABEL);
      return {
        kind: 'pod',
        pods: pods.space,
        namespaces: namespaces.space,
        serviceAccounts: accounts.space,
        texts: [...pods.texts, ...namespaces.texts, ...accounts.texts],
        addresses,
        inNamespaces: name === undefined || name.except ? undefined : name.values,
      };
    }
  }
}

/** @returns undefined where no labels are as they ask */
function readConditions(
  conditions: readonly LabelCondition[],
  of: CompiledText['of'],
): { readonly space: LabelSpace; readonly texts: readonly CompiledText[] } | undefined {
  const requirements = conditions.flatMap((condition) => ('text' in condition ? [] : [condition]));
  const space = within(new Map(), { matchExpressions: requirements });
  const texts = conditions.flatMap((condition) => ('text' in condition ? [compiledText(condition, of)] : []));
  return space && !areContrary(texts) ? { space, texts } : undefined;
}

/** Whether one of them is asked to be so and not to be so. */
function areContrary(texts: readonly CompiledText[]): boolean {
  const asked = new Map<string, boolean>();
  return texts.some(({ sentence, not }) => {
    const before = asked.get(sentence);
    asked.set(sentence, not);
    return before !== undefined && before !== not;
  });
}

const VERBS: Readonly<Record<TextOperator, string>> = {
  Contains: 'contains',
  StartsWith: 'starts with',
  EndsWith: 'ends with',
};

function compiledText(condition: Extract<LabelCondition, { text: string }>, of: CompiledText['of']): CompiledText {
  const { key, operator, text, not = false } = condition;
  return { of, key, operator, text, not, sentence: `${key} ${VERBS[operator]} ${JSON.stringify(text)}` };
}

function addressesOf(condition: AddressCondition | undefined): AddressSet {
  if (condition === undefined) return AddressSet.all;
  const inside = condition.in === undefined ? AddressSet.all : AddressSet.blocks(condition.in);
  const left = condition.notIn === undefined ? inside : inside.difference(AddressSet.blocks(condition.notIn));
  return condition.and === undefined ? left : left.intersection(addressesOf(condition.and));
}

function compiledPorts({ any, none }: StagePorts): CompiledPorts {
  return { any: portSet(any), none: none && portSet(none) };
}

function portSet(matches: readonly PortMatch[]): CompiledPortSet {
  const named: Extract<PortMatch, { name: string }>[] = [];
  let numbers = ConnectionSet.none;
  for (const match of matches) {
    if ('name' in match) {
      named.push(match);
      continue;
    }
    const { protocol, port, endPort } = match;
    if (protocol === undefined && port === undefined) return { numbers: ConnectionSet.all, named: [] };
    const range = port === undefined ? EVERY_NUMBER : { port, endPort: endPort ?? port };
    const protocols = protocol === undefined ? PROTOCOLS : [protocol];
    numbers = numbers.union(ConnectionSet.of(...protocols.map((one) => ({ protocol: one, ...range }))));
  }
  return { numbers, named };
}

const EVERY_NUMBER = { port: 1, endPort: 65_535 };
