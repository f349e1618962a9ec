import type { Cluster } from '../../cluster/cluster';
import { SERVICE_ACCOUNT_NAME } from '../../dialects/stage';
import { contains, type LabelSpace, listedValues, otherThan, statesIn, within } from '../../policy/label-space';
import { NAMESPACE_NAME_LABEL, type StringMap } from '../../policy/manifest';
import { dnsLabelProblems, dnsSubdomainProblems } from '../../policy/validation/names';
import type { NamespaceOfPod } from '../pods/endpoint';
import { type AskedText, isAsAsked, type TextSyntax, valueWithTexts } from '../pods/label-texts';
import type { NamespaceUniverse } from '../pods/namespace-universe';
import { UndecidedError } from './budget';

/** Label maps by what each label may be, and by what is asked of the texts of some. */
export interface TextedSpace {
  readonly labels: LabelSpace;
  readonly texts: ReadonlyMap<string, readonly AskedText[]>;
}

/** What is asked of a pod, of its namespace and of its ServiceAccount. */
export interface AskedPod {
  readonly pod: TextedSpace;
  readonly namespace: TextedSpace;
  readonly account: TextedSpace;
}

/** A pod that is as it is asked. */
export interface PossiblePod {
  readonly labels: StringMap;
  readonly namespace: NamespaceOfPod;
  /** Absent where nothing is asked of it. */
  readonly serviceAccount?: string;
}

/** Every pod that there can be in a cluster: namespaces and ServiceAccounts that are declared have just their labels. */
export class PossiblePods {
  /** The labels of declared accounts, by name and namespace. */
  private readonly accounts = new Map<string, Map<string, StringMap>>();

  constructor(
    private readonly universe: NamespaceUniverse,
    serviceAccounts: Cluster['serviceAccounts'],
  ) {
    for (const [id, labels] of serviceAccounts) {
      const [namespace = '', name = ''] = id.split('/');
      const ofName = this.accounts.get(name) ?? new Map<string, StringMap>();
      this.accounts.set(name, ofName.set(namespace, { ...labels, [SERVICE_ACCOUNT_NAME]: name }));
    }
  }

  /** Whether a ServiceAccount is declared. */
  hasAccount(namespace: string, name: string): boolean {
    return this.accounts.get(name)?.has(namespace) === true;
  }

  /**
   * @param besides a pod of which this one is to differ in what is not declared of its namespace and its account, if it can
   * @throws UndecidedError where so much is asked of a text that it is not worked out
   */
  exampleOf(asked: AskedPod, besides?: PossiblePod): PossiblePod | undefined {
    return (besides && this.podBesides(asked, besides)) ?? this.podBesides(asked, undefined);
  }

  private podBesides({ pod, namespace: anywhere, account }: AskedPod, other: PossiblePod | undefined) {
    const labels = labelsIn(pod);
    if (labels === undefined) return undefined;
    const isElsewhere = other !== undefined && !this.universe.isDeclared(other.namespace.name);
    const namespace = isElsewhere ? restricted(anywhere, 'NotIn', [other.namespace.name]) : anywhere;
    if (namespace === undefined) return undefined;
    if (account.labels.size + account.texts.size === 0) {
      const place = this.namespaceIn(namespace);
      return place && { labels, namespace: place };
    }
    const names = this.accountNames(account, other?.serviceAccount);
    for (const name of names) {
      for (const [of, known] of this.accounts.get(name) ?? []) {
        if (!isIn(account, known)) continue;
        const place = this.namespaceIn(restricted(namespace, 'In', [of]));
        if (place !== undefined) return { labels, namespace: place, serviceAccount: name };
      }
    }
    // Of an account that is not declared nothing is known but its name.
    if (labelsIn(account, SERVICE_ACCOUNT_NAME) === undefined) return undefined;
    for (const name of names) {
      const not = [...(this.accounts.get(name)?.keys() ?? [])];
      if (name === other?.serviceAccount) not.push(other.namespace.name);
      const place = this.namespaceIn(not.length === 0 ? namespace : restricted(namespace, 'NotIn', not));
      if (place !== undefined) return { labels, namespace: place, serviceAccount: name };
    }
    return undefined;
  }

  /** The names that distinguish accounts: those that are listed, or those that are declared and any other but one. */
  private accountNames({ labels, texts }: TextedSpace, but: string | undefined): string[] {
    const asked = texts.get(SERVICE_ACCOUNT_NAME) ?? [];
    const listed = listedValues(labels, SERVICE_ACCOUNT_NAME);
    if (listed !== undefined) {
      return [...listed].filter(
        (name) => dnsSubdomainProblems(name).length === 0 && asked.every((one) => isAsAsked(name, one)),
      );
    }
    const { values } = statesIn(labels, SERVICE_ACCOUNT_NAME);
    const known = [...this.accounts.keys()].filter(
      (name) => !values.has(name) && asked.every((one) => isAsAsked(name, one)),
    );
    const named = [...values, ...this.accounts.keys(), ...(but === undefined ? [] : [but])];
    const other = valueFor(new Set(named), true, asked, 'name');
    return other === undefined ? known : [...known, other];
  }

  private namespaceIn(space: TextedSpace | undefined): NamespaceOfPod | undefined {
    if (space === undefined) return undefined;
    const { labels, texts } = space;
    if (texts.size === 0) return this.universe.exampleOf(labels);
    const declared = this.universe.declaredIn(labels).find((one) => isIn(space, one.labels));
    if (declared !== undefined) return declared;
    const asked = texts.get(NAMESPACE_NAME_LABEL) ?? [];
    const rest = labelsIn(space, NAMESPACE_NAME_LABEL);
    if (rest === undefined) return undefined;
    const listed = listedValues(labels, NAMESPACE_NAME_LABEL);
    const { values } = statesIn(labels, NAMESPACE_NAME_LABEL);
    const name =
      listed === undefined
        ? valueFor(new Set([...values, ...this.universe.declaredNames()]), true, asked, 'name')
        : [...listed].find(
            (one) =>
              !this.universe.isDeclared(one) &&
              dnsLabelProblems(one).length === 0 &&
              asked.every((text) => isAsAsked(one, text)),
          );
    return name === undefined ? undefined : { name, labels: { ...rest, [NAMESPACE_NAME_LABEL]: name } };
  }
}

function restricted(
  { labels, texts }: TextedSpace,
  operator: 'In' | 'NotIn',
  values: readonly string[],
): TextedSpace | undefined {
  const left = within(labels, { matchExpressions: [{ key: NAMESPACE_NAME_LABEL, operator, values }] });
  return left && { labels: left, texts };
}

/** Whether a label map that is known is as it is asked. */
function isIn({ labels, texts }: TextedSpace, known: StringMap): boolean {
  return (
    contains(labels, known) &&
    [...texts].every(([key, asked]) => {
      const value = Object.hasOwn(known, key) ? known[key] : undefined;
      return asked.every((one) => isAsAsked(value, one));
    })
  );
}

/** A label map with no more labels than needed; undefined where there is none. */
function labelsIn({ labels, texts }: TextedSpace, except?: string): StringMap | undefined {
  const found: [string, string][] = [];
  for (const key of new Set([...labels.keys(), ...texts.keys()])) {
    if (key === except) continue;
    const states = statesIn(labels, key);
    const asked = texts.get(key) ?? [];
    if (states.absent && asked.every(({ not }) => not)) continue;
    const value = valueFor(states.values, states.except, asked, 'label');
    if (value === undefined) return undefined;
    found.push([key, value]);
  }
  return Object.fromEntries(found);
}

function valueFor(
  values: ReadonlySet<string>,
  except: boolean,
  asked: readonly AskedText[],
  syntax: TextSyntax,
): string | undefined {
  if (except && asked.length === 0) return otherThan(values);
  const found = valueWithTexts({ except, values }, asked, syntax);
  if (found === 'undecided') {
    throw new UndecidedError('what policies ask of the text of one label is too much to be worked out');
  }
  return found?.value;
}
