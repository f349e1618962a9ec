import type { AddressCondition, EndBox, LabelCondition, TextOperator } from '../../dialects/stage';
import { within } from '../../policy/label-space';
import { NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import { AddressSet } from '../sets/address-set';
import type { CompiledBox, CompiledText } from './compiled-rules';
import { Interned } from './interned';

/**
 * Makes boxes of what rules say of their ends. Equal boxes are one object, and so are equal lists of them: what is worked out of one is
 * worked out for all rules that have it.
 */
export class BoxCompiler {
  private readonly conditions = {
    pod: new Interned((list: readonly LabelCondition[]) => readConditions(list, 'pod')),
    namespace: new Interned((list: readonly LabelCondition[]) => readConditions(list, 'namespace')),
    'service-account': new Interned((list: readonly LabelCondition[]) => readConditions(list, 'service-account')),
    node: new Interned((list: readonly LabelCondition[]) => readConditions(list, 'node')),
  } as const satisfies Record<CompiledText['of'], unknown>;
  private readonly addresses = new Interned(addressesOf);
  private readonly boxes = new Map<EndBox, CompiledBox | undefined>();
  private readonly lists = new Map<readonly EndBox[], readonly CompiledBox[]>();
  private readonly equal = { boxes: new Map<string, CompiledBox>(), lists: new Map<string, readonly CompiledBox[]>() };
  private readonly numbers = new Map<object, number>();

  listOf(list: readonly EndBox[]): readonly CompiledBox[] {
    const known = this.lists.get(list);
    if (known !== undefined) return known;
    const compiled = list.flatMap((box) => this.boxOf(box) ?? []);
    const text = compiled.map((box) => this.numberOf(box)).join();
    const equal = this.equal.lists.get(text) ?? compiled;
    this.equal.lists.set(text, equal);
    this.lists.set(list, equal);
    return equal;
  }

  private boxOf(box: EndBox): CompiledBox | undefined {
    if (this.boxes.has(box)) return this.boxes.get(box);
    const compiled = this.compiled(box);
    this.boxes.set(box, compiled);
    return compiled;
  }

  /** @returns undefined where nothing can be in it */
  private compiled(box: EndBox): CompiledBox | undefined {
    const addresses = box.addresses === undefined ? AddressSet.all : this.addresses.of(box.addresses);
    if (addresses.isEmpty) return undefined;
    switch (box.kind) {
      case 'outside':
        return this.once([box.kind, addresses], () => ({ kind: 'outside', addresses }));
      case 'node': {
        const nodes = this.conditions.node.of(box.nodes);
        if (nodes === undefined) return undefined;
        return this.once([box.kind, addresses, nodes], () => ({
          kind: 'node',
          nodes: nodes.space,
          texts: nodes.texts,
          addresses,
        }));
      }
      case 'pod': {
        const pods = this.conditions.pod.of(box.pods);
        const namespaces = this.conditions.namespace.of(box.namespaces);
        const accounts = this.conditions['service-account'].of(box.serviceAccounts ?? NO_CONDITIONS);
        if (pods === undefined || namespaces === undefined || accounts === undefined) return undefined;
        const name = namespaces.space.get(NAMESPACE_NAME_LABEL);
        return this.once([box.kind, addresses, pods, namespaces, accounts], () => ({
          kind: 'pod',
          pods: pods.space,
          namespaces: namespaces.space,
          serviceAccounts: accounts.space,
          texts: [...pods.texts, ...namespaces.texts, ...accounts.texts],
          addresses,
          inNamespaces: name === undefined || name.except ? undefined : name.values,
        }));
      }
    }
  }

  private once([kind, ...parts]: readonly [string, ...object[]], make: () => CompiledBox): CompiledBox {
    const text = `${kind} ${parts.map((part) => this.numberOf(part)).join()}`;
    let box = this.equal.boxes.get(text);
    if (box === undefined) {
      box = make();
      this.equal.boxes.set(text, box);
    }
    return box;
  }

  private numberOf(part: object): number {
    let number = this.numbers.get(part);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(part, number);
    }
    return number;
  }
}

const NO_CONDITIONS: readonly LabelCondition[] = [];

/** @returns undefined where no labels are as they ask */
function readConditions(conditions: readonly LabelCondition[], of: CompiledText['of']) {
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

function addressesOf(condition: AddressCondition): AddressSet {
  const inside = condition.in === undefined ? AddressSet.all : AddressSet.blocks(condition.in);
  const left = condition.notIn === undefined ? inside : inside.difference(AddressSet.blocks(condition.notIn));
  return condition.and === undefined ? left : left.intersection(addressesOf(condition.and));
}
