import { SERVICE_ACCOUNT_NAME } from '../../dialects/stage';
import { inBoth, type KeyStates, type LabelSpace, onlyValue } from '../../policy/label-space';
import { NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import type { AskedText } from '../pods/label-texts';
import type { NamespaceUniverse } from '../pods/namespace-universe';
import { FAMILIES } from '../sets/address-set';
import { ENDS, type End } from '../unknowns/box';
import { atEnd, type FlowBox, keyOf, type OwnerOfLabel, ofEnd, textOfName } from './flow-box';
import type { AskedPod, PossiblePod, PossiblePods } from './possible-pods';

/** Which connections there can be at all: a product is empty where no pod can be what it asks of an end. */
export class PossibleFlows {
  private readonly known = new Map<string, PossiblePod | undefined>();

  constructor(
    private readonly universe: NamespaceUniverse,
    private readonly pods: PossiblePods,
  ) {}

  /**
   * Whether both ends can be, and have addresses of one family.
   * @throws UndecidedError
   */
  has(asked: FlowBox): boolean {
    const box = this.asBothAsk(asked);
    if (box === undefined) return false;
    const meet = FAMILIES.some(
      (family) => box.source.intervals(family).length > 0 && box.destination.intervals(family).length > 0,
    );
    if (!meet || box.ports.isEmpty) return false;
    return ENDS.every((end) => {
      if (box.kinds[end] !== 'pod') return true;
      return asksMore(box, end)
        ? this.podAt(box, end) !== undefined
        : this.universe.has(ofEnd(box.labels, 'namespace', end));
    });
  }

  /**
   * Where both ends have to be in one namespace, or to have one ServiceAccount, that is not declared, it is as either of them asks.
   * @returns undefined where there is none
   */
  asBothAsk(box: FlowBox): FlowBox | undefined {
    if (ENDS.some((end) => box.kinds[end] !== 'pod')) return box;
    const namespace = nameOfBoth(box, 'namespace', NAMESPACE_NAME_LABEL);
    if (namespace === undefined) return box;
    const account = nameOfBoth(box, 'service-account', SERVICE_ACCOUNT_NAME);
    const shared = new Set<OwnerOfLabel>();
    if (!this.universe.isDeclared(namespace)) shared.add('namespace');
    if (account !== undefined && !this.pods.hasAccount(namespace, account)) shared.add('service-account');
    if (shared.size === 0) return box;
    const [source, destination] = ENDS.map((end) => withoutEnd(box, end, shared)) as [LabelSpace, LabelSpace];
    const both = inBoth(source, destination);
    return both && { ...box, labels: new Map([...box.labels, ...ENDS.flatMap((end) => [...withEnd(both, end)])]) };
  }

  /**
   * What the pod at an end may be, where its texts or its account matter; undefined where there is none, or they do not.
   * @param besides the pod at the other end, which has a namespace or an account of its own where that is possible
   */
  narrowed(box: FlowBox, end: End, besides?: PossiblePod): PossiblePod | undefined {
    return box.kinds[end] === 'pod' && asksMore(box, end) ? this.pods.exampleOf(askedAt(box, end), besides) : undefined;
  }

  private podAt(box: FlowBox, end: End): PossiblePod | undefined {
    const asked = askedAt(box, end);
    const key = textOf(asked);
    if (!this.known.has(key)) this.known.set(key, this.pods.exampleOf(asked));
    return this.known.get(key);
  }
}

/** The value that a label has to have at both ends, where there is but one. */
function nameOfBoth({ labels }: FlowBox, of: OwnerOfLabel, key: string): string | undefined {
  const [name, other] = ENDS.map((end) => onlyValue(labels, keyOf(of, end, key)));
  return name === other ? name : undefined;
}

/** The labels of some owners at an end and the facts of their texts, under keys that do not name the end. */
function withoutEnd({ labels }: FlowBox, end: End, owners: ReadonlySet<OwnerOfLabel>): LabelSpace {
  const texts = [...ofEnd(labels, 'text', end)].filter(([name]) => owners.has(textOfName(name).of));
  return new Map([
    ...[...owners].flatMap((of) => [...atEnd(of, '', ofEnd(labels, of, end))]),
    ...atEnd('text', '', new Map(texts)),
  ]);
}

function withEnd(labels: LabelSpace, end: End): LabelSpace {
  return new Map(
    (['namespace', 'service-account', 'text'] as const).flatMap((of) => [...atEnd(of, end, ofEnd(labels, of, ''))]),
  );
}

/** Whether anything is asked but labels of pods and of namespaces, which are what they are asked each by itself. */
function asksMore({ labels }: FlowBox, end: End): boolean {
  for (const key of labels.keys()) {
    if (key.startsWith('text ') ? key.startsWith(`text ${end} `) : key.startsWith(`service-account ${end} `))
      return true;
  }
  return false;
}

function askedAt(box: FlowBox, end: End): AskedPod {
  const texts: { readonly [owner in OwnerOfLabel]: Map<string, AskedText[]> } = {
    pod: new Map(),
    namespace: new Map(),
    'service-account': new Map(),
  };
  for (const [name, states] of ofEnd(box.labels, 'text', end)) {
    const { of, key, operator, text } = textOfName(name);
    // The fact that it is not so is asked where it may be absent.
    for (const not of notsOf(states)) texts[of].set(key, [...(texts[of].get(key) ?? []), { operator, text, not }]);
  }
  const of = (owner: OwnerOfLabel) => ({ labels: ofEnd(box.labels, owner, end), texts: texts[owner] });
  return { pod: of('pod'), namespace: of('namespace'), account: of('service-account') };
}

/** A fact that may be either is not asked. */
function notsOf({ absent, except, values }: KeyStates): boolean[] {
  const maySo = values.has('yes') !== except;
  return absent === maySo ? [] : [absent];
}

function textOf({ pod, namespace, account }: AskedPod): string {
  return JSON.stringify(
    [pod, namespace, account].map(({ labels, texts }) => [
      // Labels of pods without a text are what they are asked, whatever that is.
      [...labels]
        .filter(([key]) => labels !== pod.labels || texts.has(key))
        .map(([key, { absent, except, values }]) => [key, absent, except, [...values].sort()])
        .sort(),
      [...texts]
        .map(([key, asked]) => [key, asked.map(({ operator, text, not }) => [operator, text, not]).sort()])
        .sort(),
    ]),
  );
}
