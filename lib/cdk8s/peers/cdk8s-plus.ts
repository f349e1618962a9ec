import type { IConstruct } from 'constructs';
import { stringAt, stringMapAt } from '../../cluster/json';
import type { LabelCondition } from '../../policy/label-expression';
import { type LabelOperator, NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import type { NamespaceSelection } from '../../policy/namespaces';
import type { Peer } from '../../policy/peer';
import { everything, type Selection } from '../../policy/selection';
import { isPlain } from '../../policy/unknown-value';
import type { JsonMap } from '../../policy/validation/structure';
import { IpBlock } from '../../policy/words';

/**
 * Reads what cdk8s-plus calls a network policy peer. cdk8s-plus itself is never loaded: its load would double that of
 * cdk8s, and tie users to one release of Kubernetes.
 */

export interface PlusSelection extends IConstruct {
  toNetworkPolicyPeerConfig(): object;
}

/** Whether this is a selection or an IP block of cdk8s-plus, and no object of its own. */
export function isPlusSelection(construct: IConstruct): construct is PlusSelection {
  return (
    typeof (construct as Partial<PlusSelection>).toNetworkPolicyPeerConfig === 'function' &&
    construct.node.defaultChild === undefined
  );
}

/**
 * The selection as words. Without namespaces it means those of the policy, as in cdk8s-plus.
 * @returns undefined where it lists no namespace at all
 */
export function readPlusSelection(construct: PlusSelection): Peer | undefined {
  const config = plain(construct.toNetworkPolicyPeerConfig());
  if ('ipBlock' in config) {
    const { cidr, except } = plain(config.ipBlock) as { cidr: string; except?: readonly string[] };
    return cidr.includes(':') ? IpBlock.ipv6(cidr, { except }) : IpBlock.ipv4(cidr, { except });
  }
  const podSelector = plain(config.podSelector);
  const pods = selectionOf(plain(podSelector.labelSelector));
  if (podSelector.namespaces === undefined) return { type: 'pods', ...pods, place: { in: 'same-namespace' } };
  const namespaces = namespacesOf(plain(podSelector.namespaces));
  return namespaces && { type: 'pods', ...pods, place: { in: 'namespaces', namespaces } };
}

function namespacesOf(config: JsonMap): NamespaceSelection | undefined {
  const names = Array.isArray(config.names) ? (config.names as readonly string[]) : undefined;
  const labels = selectionOf(plain(config.labelSelector));
  if (names === undefined) return { type: 'namespaces', ...labels };
  if (names.length === 0) return undefined;
  const named: LabelCondition = { key: NAMESPACE_NAME_LABEL, operator: 'In', values: names };
  const { matchLabels, matchExpressions = [] } = labels.selector;
  return {
    type: 'namespaces',
    all: false,
    selector: labels.all
      ? { matchExpressions: [named] }
      : { matchLabels, matchExpressions: [...matchExpressions, named] },
    ...(labels.all && { names }),
  };
}

/** cdk8s-plus does not distinguish "all" from an empty selection; it is taken for what it writes. */
function selectionOf(labelSelector: JsonMap): Selection {
  const conditions = listOf(labelSelector.expressions).map(
    (expression): LabelCondition => ({
      key: stringAt(expression, 'key') ?? '',
      operator: stringAt(expression, 'operator') as LabelOperator,
      ...(Array.isArray(expression.values) && { values: expression.values as readonly string[] }),
    }),
  );
  const labels = stringMapAt({ labels: plain(labelSelector.labels) }, 'labels');
  if (conditions.length === 0 && Object.keys(labels).length === 0) return everything();
  return {
    all: false,
    selector: {
      ...(Object.keys(labels).length > 0 && { matchLabels: labels }),
      ...(conditions.length > 0 && { matchExpressions: conditions }),
    },
  };
}

function listOf(value: unknown): JsonMap[] {
  return Array.isArray(value) ? value.map(plain) : [];
}

/** The own fields of an instance of one of cdk8s-plus' classes. */
function plain(value: unknown): JsonMap {
  if (typeof value !== 'object' || value === null) return {};
  return isPlain(value) ? (value as JsonMap) : { ...value };
}
