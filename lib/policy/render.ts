import type { DeferredCheck } from './deferred-check';
import { type IpBlockPeer, unreadOptions } from './ip-block';
import { type LabelSelector, NAMESPACE_NAME_LABEL, type NetworkPolicyPeer, type NetworkPolicyPort } from './manifest';
import type { Peer } from './peer';
import type { PodSelection, PodsPeer } from './pods';
import type { PortWord } from './port';
import type { Selection } from './selection';
import { copied, kindOf } from './unknown-value';
import { type FieldPath, type Finding, invalid, item, required } from './validation/finding';
import { isMap } from './validation/structure';

/**
 * Turns words into pieces of a manifest, and collects what is wrong with how they were put together. It never looks
 * into a leaf: what depends on one is left as a late check.
 */
export class Renderer<S, N> {
  readonly findings: Finding[] = [];
  readonly deferred: DeferredCheck<S>[] = [];

  /** The peers of a rule; an empty list is an error, since Kubernetes takes it for everyone. */
  peers(value: Peer<S> | readonly Peer<S>[], path: FieldPath): NetworkPolicyPeer<S>[] {
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) {
      this.findings.push(
        required(
          path,
          `${value === undefined || value === null ? 'nothing' : 'an empty list'} was given, which Kubernetes takes for everyone`,
          'list at least one peer; everyone is spelled Pods.all().inAnyNamespace(), IpBlock.anyIpv4() and IpBlock.anyIpv6()',
        ),
      );
      return [];
    }
    if (!Array.isArray(value)) return this.peer(value, path);
    return Array.from(value as readonly unknown[]).flatMap((peer, index) => this.peer(peer, item(path, index)));
  }

  /** The ports of a rule; undefined where every port was meant, and said. */
  ports(value: readonly PortWord<S, N>[], path: FieldPath): NetworkPolicyPort<S, N>[] | undefined {
    if (!Array.isArray(value) || value.length === 0) {
      const received = Array.isArray(value)
        ? 'an empty list was given, which Kubernetes takes for every port'
        : `must be a list of ports, not ${kindOf(value)}`;
      this.findings.push(
        required(path, received, 'list the ports, such as [Port.tcp(6379)]; every port is spelled [Port.all()]'),
      );
      return undefined;
    }
    const ports = Array.from(value, (port, index) => this.port(port, item(path, index)));
    return ports.includes('all') ? undefined : (ports as NetworkPolicyPort<S, N>[]);
  }

  /** The selector of pods or namespaces; an empty one is an error unless "all" was said. */
  selector(selection: Selection<S>, path: FieldPath): LabelSelector<S> {
    if (!isMap(selection.selector)) {
      const received = `must be a selector, not ${kindOf(selection.selector)}`;
      this.findings.push(invalid(path, selection.selector, received, "write Pods.labelled({ app: 'web' })"));
      return {};
    }
    if (isEmpty(selection.selector) && !selection.all) {
      this.findings.push(
        required(
          path,
          'no label was given, which Kubernetes takes for everything',
          'give at least one label; everything is spelled .all()',
        ),
      );
    }
    return copied(selection.selector);
  }

  /** The pods of the policy's own namespace that it isolates. */
  subject(selection: PodSelection<S>, path: FieldPath): LabelSelector<S> {
    if (typeOf(selection) === 'pod-selection') return this.selector(selection, path);
    this.findings.push(
      invalid(
        path,
        selection,
        `must be a pod selection without a place, not ${kindOf(selection)}`,
        "write Pods.labelled({ app: 'web' }) or Pods.all(); the place is the policy's namespace",
      ),
    );
    return {};
  }

  /** A namespace that has to be known by name. */
  namespace(name: S, path: FieldPath): S {
    if (name === undefined || name === null) {
      this.findings.push(
        required(path, 'no namespace was given', "name it, as in .inNamespace('shop'), or as namespace: 'shop'"),
      );
    } else {
      this.deferred.push({ path, value: name, rule: 'namespace' });
    }
    return name;
  }

  private peer(peer: unknown, path: FieldPath): NetworkPolicyPeer<S>[] {
    switch (typeOf(peer)) {
      case 'pods':
        return [this.pods(peer as unknown as PodsPeer<S>, path)];
      case 'ipBlock':
        return [this.ipBlock(peer as unknown as IpBlockPeer<S>, path)];
      case 'pod-selection':
        this.findings.push(noPlace(path));
        return [];
      case 'namespaces':
        this.findings.push(
          required(
            path,
            'a selection of namespaces is no peer until it says which pods',
            'write Pods.all().inNamespaces(...)',
          ),
        );
        return [];
      default:
        this.findings.push(
          invalid(
            path,
            peer,
            `must be a peer, not ${kindOf(peer)}`,
            "write Pods.labelled({ app: 'web' }).inNamespace('shop') or IpBlock.ipv4('10.0.0.0/8')",
          ),
        );
        return [];
    }
  }

  private pods(peer: PodsPeer<S>, path: FieldPath): NetworkPolicyPeer<S> {
    const podSelector = this.selector(peer, path);
    switch (peer.place?.in) {
      case 'namespace': {
        const name = this.namespace(peer.place.name, path);
        const namespaceSelector = { matchLabels: { [NAMESPACE_NAME_LABEL]: name } };
        return peer.all ? { namespaceSelector } : { namespaceSelector, podSelector };
      }
      case 'namespaces': {
        const { namespaces } = peer.place;
        if (typeOf(namespaces) !== 'namespaces') {
          const received = `must be namespaces, not ${kindOf(namespaces)}`;
          this.findings.push(invalid(path, namespaces, received, "write .inNamespaces(Namespaces.named('shop'))"));
          return { podSelector };
        }
        if (Array.isArray(namespaces.names)) for (const name of namespaces.names) this.namespace(name, path);
        const namespaceSelector = this.selector(namespaces, path);
        return peer.all ? { namespaceSelector } : { namespaceSelector, podSelector };
      }
      case 'same-namespace':
        return { podSelector };
      default:
        this.findings.push(noPlace(path));
        return { podSelector };
    }
  }

  private ipBlock(block: IpBlockPeer<S>, path: FieldPath): NetworkPolicyPeer<S> {
    this.findings.push(...unreadOptions(block, path));
    const { family, cidr, except = [] } = block;
    const rule = family === 'IPv4' ? 'ipv4' : 'ipv6';
    // What is no list is for the validation of manifests to report.
    for (const value of [cidr, ...(Array.isArray(except) ? except : [])]) this.deferred.push({ path, value, rule });
    return { ipBlock: except?.length === 0 ? { cidr } : { cidr, except } };
  }

  private port(word: PortWord<S, N>, path: FieldPath): NetworkPolicyPort<S, N> | 'all' {
    switch (typeOf(word)) {
      case 'port':
      case 'port-range':
      case 'named-port': {
        const given = Object.keys(word).filter((name) => name !== 'protocol') as (keyof typeof word)[];
        if (given.some((name) => word[name] === undefined || word[name] === null)) {
          this.findings.push(
            required(path, 'no port was given, which Kubernetes takes for every port', 'give the number or name'),
          );
        }
        return renderPort(word);
      }
      case 'protocol':
      case 'all-ports':
        return renderPort(word);
      default:
        this.findings.push(
          invalid(
            path,
            word,
            `must be a port, not ${kindOf(word)}`,
            "write Port.tcp(6379), Port.named('http') or another word of Port",
          ),
        );
        return 'all';
    }
  }
}

/** Whether a selector has no condition, so that it selects everything; Kubernetes takes an emptied field for an absent one. */
function isEmpty<S>({ matchLabels, matchExpressions }: LabelSelector<S>): boolean {
  const labels = matchLabels ?? {};
  const conditions = matchExpressions ?? [];
  return isMap(labels) && Object.keys(labels).length === 0 && conditions.length === 0;
}

/** What is wrong with pods without a place where a peer is wanted. */
export function noPlace(path: FieldPath): Finding {
  return required(
    path,
    'a pod selection is no peer until it says where the pods are',
    "add .inNamespace('shop'), .inNamespaces(...), .inSameNamespace() or .inAnyNamespace()",
  );
}

/** Which word a value is, if it is one. */
function typeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined;
}

function renderPort<S, N>(word: PortWord<S, N>): NetworkPolicyPort<S, N> | 'all' {
  switch (word.type) {
    case 'port':
      return { protocol: word.protocol, port: word.port };
    case 'port-range':
      return { protocol: word.protocol, port: word.port, endPort: word.endPort };
    case 'named-port':
      return { protocol: word.protocol, port: word.name };
    case 'protocol':
      return { protocol: word.protocol };
    case 'all-ports':
      return 'all';
  }
}
