import type { UnknownLabel } from '../../cluster/cluster';
import { inBoth, isWithin, type KeyStates, type LabelSpace, spaceOf } from '../../policy/label-space';
import {
  type LabelSelector,
  type LabelSelectorRequirement,
  NAMESPACE_NAME_LABEL,
  type PolicyType,
  type StringMap,
} from '../../policy/manifest';
import { selectorMatches } from '../../policy/selector';
import type { NamespaceOfPod, PodEndpoint } from '../pods/endpoint';
import type { End } from './box';

/**
 * The unknowns that have a key of their own in the labels of a box: a label of a namespace that no manifest declares, a
 * label that a controller puts on a pod, what policies that are not judged do in one direction, a label of the service account or
 * of the node of a pod, a circumstance of a rule, which of some policies comes first, and what was not worked out.
 */
export type UnknownKey =
  | readonly ['namespace', namespace: string, label: string]
  | readonly ['pod', end: End, label: string]
  | readonly ['policies', direction: PolicyType, may: 'open' | 'close']
  | readonly ['service-account', end: End, label: string]
  | readonly ['node', end: End, label: string]
  | readonly ['circumstance', key: string, sentence: string]
  | readonly ['first', of: string, policies: string]
  | readonly ['undecided'];

/** One text for each unknown: two namespaces, or the two ends, never share one. */
export function textOfKey(key: UnknownKey): string {
  return JSON.stringify(key);
}

export function keyOfText(text: string): UnknownKey {
  return JSON.parse(text);
}

/** What the unknown labels of a pod may be, before any policy is looked at. */
export function unknownLabelsOf({ unknownLabels = [] }: PodEndpoint, end: End): LabelSpace {
  return new Map(unknownLabels.map((label) => [textOfKey(['pod', end, label.key]), presentBut(label)]));
}

function presentBut({ except = NO_VALUES }: UnknownLabel): KeyStates {
  return { absent: false, except: true, values: except };
}

/**
 * What a selector asks of the unknown labels of a pod, once it was held against the known ones.
 * @returns an empty space where it matches certainly; undefined where it does not, whatever they are
 */
export function asksOfPod(selector: LabelSelector, pod: PodEndpoint, end: End): LabelSpace | undefined {
  const { labels, unknownLabels = [], anyLabels } = pod;
  if (unknownLabels.length === 0 && !anyLabels) return selectorMatches(selector, labels) ? NOTHING_ASKED : undefined;
  return asks(selector, labels, unknownOfPod(pod, end));
}

/** The same of a namespace: where it is not declared, it may have any label besides its name. */
export function asksOfNamespace(selector: LabelSelector, namespace: NamespaceOfPod): LabelSpace | undefined {
  const { labels, declared = true } = namespace;
  if (declared) return selectorMatches(selector, labels) ? NOTHING_ASKED : undefined;
  return asks(selector, labels, unknownOfNamespace(namespace));
}

/** What the name of a namespace must be. */
export function asksOfName(name: string, namespace: NamespaceOfPod): LabelSpace | undefined {
  if (namespace.name !== '') return namespace.name === name ? NOTHING_ASKED : undefined;
  return asksOfNamespace({ matchLabels: { [NAMESPACE_NAME_LABEL]: name } }, namespace);
}

/** The same of a space of label maps, such as the conditions of a stage's rule. */
export function asksOfSpace(
  space: LabelSpace,
  labels: StringMap,
  unknownOf: (key: string) => Unknown | undefined,
): LabelSpace | undefined {
  let asked = NOTHING_ASKED;
  for (const [key, states] of space) {
    if (Object.hasOwn(labels, key)) {
      if (states.values.has(labels[key] as string) === states.except) return undefined;
      continue;
    }
    const unknown = unknownOf(key);
    if (unknown === undefined) {
      if (!states.absent) return undefined;
      continue;
    }
    const wanted = possible(states, unknown);
    const may: LabelSpace = new Map([[unknown.key, unknown.may]]);
    const want: LabelSpace = new Map([[unknown.key, wanted]]);
    if (inBoth(may, want) === undefined) return undefined;
    if (!isWithin(may, want)) asked = new Map(asked).set(unknown.key, wanted);
  }
  return asked;
}

/** What a label of a pod may be that a controller adds; undefined where the pod has just its known labels. */
export function unknownOfPod({ unknownLabels = [], anyLabels }: PodEndpoint, end: End) {
  return (key: string): Unknown | undefined => {
    const unknown = unknownLabels.find((label) => label.key === key);
    if (unknown === undefined) return anyLabels ? anything(['pod', end, key]) : undefined;
    return { key: textOfKey(['pod', end, key]), may: presentBut(unknown) };
  };
}

/** The same of the labels of a namespace, which may be any where it is not declared. */
export function unknownOfNamespace({ name, declared = true, noneOf }: NamespaceOfPod) {
  return (key: string): Unknown | undefined => {
    if (declared) return undefined;
    // Every namespace has a label with its name.
    if (key !== NAMESPACE_NAME_LABEL) return anything(['namespace', name, key]);
    return { key: textOfKey(['namespace', name, key]), may: ANY_VALUE, ...(noneOf && { noneOf }) };
  };
}

/** A label whose value is not known: what it may be. */
interface Unknown {
  readonly key: string;
  readonly may: KeyStates;
  /** Values that it does not have, beside: there may be many, and no box holds them. */
  readonly noneOf?: ReadonlySet<string>;
}

/** What is wanted of a label without what cannot be. */
function possible(wanted: KeyStates, { noneOf }: Unknown): KeyStates {
  if (noneOf === undefined) return wanted;
  return { ...wanted, values: new Set([...wanted.values].filter((value) => !noneOf.has(value))) };
}

/** A label of which nothing is known, not even whether it is there. */
export function anything(key: UnknownKey): Unknown {
  return { key: textOfKey(key), may: ANYTHING };
}

const NO_VALUES: ReadonlySet<string> = new Set();
const ANYTHING: KeyStates = { absent: true, except: true, values: NO_VALUES };
const ANY_VALUE: KeyStates = { ...ANYTHING, absent: false };
const NOTHING_ASKED: LabelSpace = new Map();

function asks(
  selector: LabelSelector,
  labels: StringMap,
  unknownOf: (key: string) => Unknown | undefined,
): LabelSpace | undefined {
  let asked = NOTHING_ASKED;
  for (const [key, requirement] of requirementsOf(selector)) {
    const unknown = Object.hasOwn(labels, key) ? undefined : unknownOf(key);
    if (unknown === undefined) {
      if (!selectorMatches(requirement, labels)) return undefined;
      continue;
    }
    const states = spaceOf(requirement)?.get(key);
    if (states === undefined) return undefined;
    const wanted = possible(states, unknown);
    const may: LabelSpace = new Map([[unknown.key, unknown.may]]);
    const want: LabelSpace = new Map([[unknown.key, wanted]]);
    if (inBoth(may, want) === undefined) return undefined;
    if (isWithin(may, want)) continue;
    const both = inBoth(asked, want);
    if (both === undefined) return undefined;
    asked = both;
  }
  return asked;
}

function* requirementsOf({ matchLabels, matchExpressions }: LabelSelector): Iterable<[string, LabelSelector]> {
  for (const [key, value] of Object.entries(matchLabels ?? {})) yield [key, { matchLabels: { [key]: value } }];
  for (const requirement of matchExpressions ?? []) yield [requirement.key, withOne(requirement)];
}

function withOne(requirement: LabelSelectorRequirement): LabelSelector {
  return { matchExpressions: [requirement] };
}
