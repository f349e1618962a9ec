import type { LabelSelector, LabelSelectorRequirement, StringMap } from './manifest';

/**
 * What a label may be: absent, or one of some values, or any but some values. Label values are unbounded for every
 * purpose here, so "any but" is never empty.
 */
export interface KeyStates {
  readonly absent: boolean;
  /** Whether the label may have any value but `values`, and not just one of them. */
  readonly except: boolean;
  readonly values: ReadonlySet<string>;
}

/** A set of label maps, as one condition a key; keys that are not named are free. */
export type LabelSpace = ReadonlyMap<string, KeyStates>;

const FREE: KeyStates = { absent: true, except: true, values: new Set() };

/** Every label map. */
export const EVERYTHING: LabelSpace = new Map();

/** All label maps that the selector matches; undefined where no pod can match it. */
export function spaceOf(selector: LabelSelector): LabelSpace | undefined {
  return within(EVERYTHING, selector);
}

/** The label maps of the space that the selector matches; undefined where there are none. */
export function within(space: LabelSpace, selector: LabelSelector): LabelSpace | undefined {
  return restrictAll(
    space,
    requirementsOf(selector).map(({ key, states }) => [key, states]),
  );
}

/** The label maps of both spaces; undefined where there are none. */
export function inBoth(a: LabelSpace, b: LabelSpace): LabelSpace | undefined {
  // Mostly one of them asks for nothing.
  if (b.size === 0) return a;
  return a.size === 0 ? b : restrictAll(a, [...b]);
}

/**
 * The label maps of the first space that are not in the second, as disjoint spaces: up to one for each condition of the second, with
 * the conditions of both. Each is made when it is asked for.
 */
export function outside(space: LabelSpace, other: LabelSpace): Iterable<LabelSpace> {
  return subtractAll(
    space,
    [...other].map(([key, states]) => ({ key, states })),
  );
}

/** Whether every label map of the first space is in the second. */
export function isWithin(space: LabelSpace, other: LabelSpace): boolean {
  for (const _ of outside(space, other)) return false;
  return true;
}

/** What a label may be by one or the other. */
export function eitherOf(a: KeyStates, b: KeyStates): KeyStates {
  return complement(intersect(complement(a), complement(b)));
}

export function areEqual(a: KeyStates, b: KeyStates): boolean {
  return (
    a.absent === b.absent &&
    a.except === b.except &&
    a.values.size === b.values.size &&
    [...a.values].every((value) => b.values.has(value))
  );
}

/** What a label may be in a space; anything where the space does not name it. */
export function statesIn(space: LabelSpace, key: string): KeyStates {
  return space.get(key) ?? FREE;
}

/** Whether a pod with exactly these labels is matched by the selector. */
export function admits(selector: LabelSelector, labels: StringMap): boolean {
  const { matchLabels, matchExpressions } = selector;
  const has = (key: string) => Object.hasOwn(labels, key);
  return (
    Object.entries(matchLabels ?? {}).every(([key, value]) => has(key) && labels[key] === value) &&
    (matchExpressions ?? []).every((requirement) => {
      const { absent, except, values } = statesOf(requirement);
      return has(requirement.key) ? values.has(labels[requirement.key] as string) !== except : absent;
    })
  );
}

/** Whether some label map is in the space and matched by the selector. */
export function overlaps(space: LabelSpace, selector: LabelSelector): boolean {
  return within(space, selector) !== undefined;
}

/** Whether this label map is in the space. */
export function contains(space: LabelSpace, labels: StringMap): boolean {
  return [...space].every(([key, { absent, except, values }]) =>
    Object.hasOwn(labels, key) ? values.has(labels[key] as string) !== except : absent,
  );
}

/** A label map of the space: with no more labels than needed, and listed values where there are any. */
export function exampleOf(space: LabelSpace): StringMap {
  const labels: [string, string][] = [];
  for (const [key, { absent, except, values }] of space) {
    if (!absent) labels.push([key, except ? otherThan(values) : ([...values].sort()[0] as string)]);
  }
  return Object.fromEntries(labels);
}

/** The values that a key may have where it must be one of some; undefined where any but some will do. */
export function listedValues(space: LabelSpace, key: string): ReadonlySet<string> | undefined {
  const { except, values } = space.get(key) ?? FREE;
  return except ? undefined : values;
}

/** The one value that a key has to have; undefined where there are others, or none. */
export function onlyValue(space: LabelSpace, key: string): string | undefined {
  const [value, ...others] = listedValues(space, key) ?? [];
  return others.length === 0 ? value : undefined;
}

/** A value that is none of these, to stand for all that are not listed. */
export function otherThan(values: ReadonlySet<string>): string {
  let other = 'any-other';
  for (let number = 2; values.has(other); number++) other = `any-other-${number}`;
  return other;
}

/**
 * What is left of the space when everything that the selector matches is taken out, as disjoint spaces: one for each
 * requirement that a label map can be the first to fail.
 */
export function subtract(space: LabelSpace, selector: LabelSelector): Iterable<LabelSpace> {
  return subtractAll(space, requirementsOf(selector));
}

function* subtractAll(space: LabelSpace, requirements: readonly KeyRequirement[]): Iterable<LabelSpace> {
  const matched = new Map(space);
  for (const { key, states } of requirements) {
    const before = statesIn(matched, key);
    const failing = intersect(before, complement(states));
    if (!isNothing(failing)) yield new Map(matched).set(key, failing);
    const rest = intersect(before, states);
    if (isNothing(rest)) return;
    matched.set(key, rest);
  }
}

/**
 * Two label maps of the space that escape most selectors: one without any label that may be absent, one with values that
 * no selector lists wherever that may be. Where one escapes all of them, nothing more has to be decided.
 */
export function outliers(space: LabelSpace, selectors: readonly LabelSelector[]): [bare: StringMap, odd: StringMap] {
  const requirements = selectors.flatMap(requirementsOf);
  const keys = new Set([...space.keys(), ...requirements.map(({ key }) => key)]);
  let longest = 0;
  for (const { values } of [...space.values(), ...requirements.map(({ states }) => states)]) {
    for (const value of values) longest = Math.max(longest, value.length);
  }
  const bare: [string, string][] = [];
  const odd: [string, string][] = [];
  for (const key of keys) {
    const { absent, except, values } = space.get(key) ?? FREE;
    const [first = ''] = values;
    const label: [string, string] = [key, except ? 'x'.repeat(longest + 1) : first];
    if (!absent) bare.push(label);
    if (!absent || except) odd.push(label);
  }
  return [Object.fromEntries(bare), Object.fromEntries(odd)];
}

interface KeyRequirement {
  readonly key: string;
  readonly states: KeyStates;
}

function requirementsOf(selector: LabelSelector): KeyRequirement[] {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, states: oneOf([value]) }));
  const expressions = (selector.matchExpressions ?? []).map((requirement) => ({
    key: requirement.key,
    states: statesOf(requirement),
  }));
  return [...labels, ...expressions];
}

/** In and Exists need the key; NotIn and DoesNotExist also match where it is absent. */
function statesOf({ operator, values = [] }: LabelSelectorRequirement): KeyStates {
  switch (operator) {
    case 'In':
      return oneOf(values);
    case 'NotIn':
      return { absent: true, except: true, values: new Set(values) };
    case 'Exists':
      return { absent: false, except: true, values: new Set() };
    case 'DoesNotExist':
      return { absent: true, except: false, values: new Set() };
  }
}

function oneOf(values: readonly string[]): KeyStates {
  return { absent: false, except: false, values: new Set(values) };
}

/** Copied once, since there may be thousands of them. */
function restrictAll(
  space: LabelSpace,
  requirements: readonly (readonly [key: string, states: KeyStates])[],
): LabelSpace | undefined {
  if (requirements.length === 0) return space;
  const rest = new Map(space);
  for (const [key, states] of requirements) {
    const both = intersect(rest.get(key) ?? FREE, states);
    if (isNothing(both)) return undefined;
    rest.set(key, both);
  }
  return rest;
}

function isNothing({ absent, except, values }: KeyStates): boolean {
  return !absent && !except && values.size === 0;
}

function intersect(a: KeyStates, b: KeyStates): KeyStates {
  const absent = a.absent && b.absent;
  if (a.except && b.except) return { absent, except: true, values: new Set([...a.values, ...b.values]) };
  const [listed, other] = a.except ? [b, a] : [a, b];
  const values = [...listed.values].filter((value) => other.values.has(value) !== other.except);
  return { absent, except: false, values: new Set(values) };
}

function complement({ absent, except, values }: KeyStates): KeyStates {
  return { absent: !absent, except: !except, values };
}
