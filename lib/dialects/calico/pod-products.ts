import { addTo } from '../../policy/grouped';
import { inBoth, type KeyStates } from '../../policy/label-space';
import { hasText } from '../label-conditions';
import type { LabelCondition, PodBox, TextOperator } from '../stage';
import { foldSelector, type Selector, type SelectorPredicate } from './calico-selector';
import {
  isOnEveryPod,
  type LabelOwner,
  ORCHESTRATOR,
  type ResolvedKey,
  resolvedKey,
  type SelectorScope,
  textOfKey,
} from './selector-keys';

/** A selector, and whose labels it speaks of. */
export interface ScopedSelector {
  readonly scope: SelectorScope;
  readonly selector: Selector;
}

/** More products are not worked out, nor more conditions in all of them. */
const MOST_PRODUCTS = 256;
const MOST_CONDITIONS = 4_096;

/**
 * The pods that all of some selectors select, as boxes of which each is one of conditions that must all hold; none where no pod can be
 * one. Or `many`, where the boxes are too many.
 */
export function podProducts(selectors: readonly ScopedSelector[]): readonly PodBox[] | 'many' {
  const all = both(selectors.map(({ scope, selector }) => productsOf(scope, selector)));
  return all === MANY ? 'many' : all.map(boxOf);
}

/** Conditions by owner and key, as `textOfKey` names them, and those on texts. */
interface Product {
  readonly states: Map<string, KeyStates>;
  readonly texts: TextCondition[];
}

interface TextCondition {
  readonly of: LabelOwner;
  readonly condition: LabelCondition;
}

const MANY = 'many';
type Products = Product[] | typeof MANY;

function productsOf(scope: SelectorScope, selector: Selector): Products {
  return foldSelector<Products>(selector, {
    predicate: (predicate) => ofPredicate(scope, predicate),
    and: both,
    or: either,
  });
}

const ALL = (): Product[] => [{ states: new Map(), texts: [] }];
const NONE = (): Product[] => [];

function ofPredicate(scope: SelectorScope, predicate: SelectorPredicate): Product[] {
  const not = predicate.not === true;
  // Every pod is in a namespace.
  if (predicate.type === 'all') return not ? NONE() : ALL();
  if (predicate.type === 'global') return not ? ALL() : NONE();
  const key = resolvedKey(scope, predicate.key);
  if (key.of === 'orchestrator') return ofConstant(predicate, not);
  switch (predicate.type) {
    case 'has':
      if (isOnEveryPod(key)) return not ? NONE() : ALL();
      return [one(key, { absent: not, except: !not, values: new Set() })];
    case 'in':
      if (predicate.values.length === 0) return not ? ALL() : NONE();
      return [one(key, { absent: not, except: not, values: new Set(predicate.values) })];
    default: {
      const condition: LabelCondition = {
        key: key.key,
        operator: TEXT_OPERATORS[predicate.type],
        text: predicate.text,
        ...(not && { not }),
      };
      return [{ states: new Map(), texts: [{ of: key.of, condition }] }];
    }
  }
}

const TEXT_OPERATORS: Readonly<Record<'contains' | 'starts with' | 'ends with', TextOperator>> = {
  contains: 'Contains',
  'starts with': 'StartsWith',
  'ends with': 'EndsWith',
};

function ofConstant(predicate: Exclude<SelectorPredicate, { type: 'all' | 'global' }>, not: boolean): Product[] {
  return isSo(predicate, ORCHESTRATOR) !== not ? ALL() : NONE();
}

/** Whether a value is what a predicate asks for, its `not` left out. */
export function isSo(predicate: Exclude<SelectorPredicate, { type: 'all' | 'global' }>, value: string): boolean {
  switch (predicate.type) {
    case 'has':
      return true;
    case 'in':
      return predicate.values.includes(value);
    default:
      return hasText(value, TEXT_OPERATORS[predicate.type], predicate.text);
  }
}

function one(key: ResolvedKey, states: KeyStates): Product {
  return { states: new Map([[textOfKey(key), states]]), texts: [] };
}

/** What is in all of some. The largest one is changed and not copied, so that deep nesting does not cost its square. */
function both(parts: Products[]): Products {
  if (parts.some((part) => part !== MANY && part.length === 0)) return NONE();
  const many = parts.filter((part) => part !== MANY && part.length > 1);
  const singles = parts.flatMap((part) => (part !== MANY && part.length === 1 ? part : []));
  const merged = inAll(singles);
  if (merged === undefined) return NONE();
  if (parts.includes(MANY)) return MANY;
  let all: Product[] = [merged];
  for (const part of many) {
    if (all.length * part.length > MOST_PRODUCTS * 4) return MANY;
    all = all.flatMap((a) => (part as Product[]).flatMap((b) => inAll([copyOf(a), copyOf(b)]) ?? []));
    if (isTooMuch(all)) return MANY;
  }
  return all;
}

/** What is in any of some. */
function either(parts: Products[]): Products {
  const all: Product[] = [];
  const listed = new Map<string, Set<string>>();
  for (const part of parts) {
    if (part === MANY) return MANY;
    for (const product of part) {
      if (product.states.size + product.texts.length === 0) return ALL();
      if (!joins(product, listed)) all.push(product);
      if (all.length > MOST_PRODUCTS) return MANY;
    }
  }
  return isTooMuch(all) ? MANY : all;
}

/** Lists of values of one label are one list; gives whether the product was added to one. */
function joins({ states, texts }: Product, listed: Map<string, Set<string>>): boolean {
  const [first] = states;
  if (first === undefined || states.size > 1 || texts.length > 0) return false;
  const [key, { absent, except, values }] = first;
  if (absent || except) return false;
  const known = listed.get(key);
  if (known === undefined) {
    const own = new Set(values);
    listed.set(key, own);
    states.set(key, { absent, except, values: own });
    return false;
  }
  for (const value of values) known.add(value);
  return true;
}

function isTooMuch(products: readonly Product[]): boolean {
  if (products.length <= 1) return false;
  if (products.length > MOST_PRODUCTS) return true;
  return products.reduce((sum, { states, texts }) => sum + states.size + texts.length, 0) > MOST_CONDITIONS;
}

/** @returns undefined where no labels are in all */
function inAll(products: readonly Product[]): Product | undefined {
  let largest: Product | undefined;
  for (const product of products) {
    if (largest === undefined || product.states.size > largest.states.size) largest = product;
  }
  if (largest === undefined) return { states: new Map(), texts: [] };
  const others = new Map<string, KeyStates[]>();
  for (const product of products) {
    if (product === largest) continue;
    for (const [key, states] of product.states) addTo(others, key, states);
    for (const text of product.texts) largest.texts.push(text);
  }
  for (const [key, states] of others) {
    const known = largest.states.get(key);
    const met = metOf(known === undefined ? states : [known, ...states]);
    if (met === undefined) return undefined;
    largest.states.set(key, met);
  }
  return largest;
}

/** What is in all of some states of one label; by halves, so that thousands of values are not copied as often. */
function metOf(states: readonly KeyStates[]): KeyStates | undefined {
  if (states.length < 2) return states[0];
  const half = states.length >> 1;
  const [a, b] = [metOf(states.slice(0, half)), metOf(states.slice(half))];
  return a && b && inBoth(new Map([['', a]]), new Map([['', b]]))?.get('');
}

function copyOf({ states, texts }: Product): Product {
  return { states: new Map(states), texts: [...texts] };
}

function boxOf({ states, texts }: Product): PodBox {
  const of: Record<LabelOwner, LabelCondition[]> = { pods: [], namespaces: [], serviceAccounts: [] };
  for (const [text, one] of states) {
    const [owner = '', key = ''] = text.split('\n');
    for (const condition of conditionsOf(key, one)) of[owner as LabelOwner].push(condition);
  }
  for (const { of: owner, condition } of texts) of[owner].push(condition);
  return { kind: 'pod', ...of };
}

function conditionsOf(key: string, { absent, except, values }: KeyStates): LabelCondition[] {
  const listed = [...values];
  if (!except) return [absent ? { key, operator: 'DoesNotExist' } : { key, operator: 'In', values: listed }];
  return [
    ...(absent ? [] : [{ key, operator: 'Exists' as const }]),
    ...(listed.length === 0 ? [] : [{ key, operator: 'NotIn' as const, values: listed }]),
  ];
}
