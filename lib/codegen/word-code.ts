import type { PolicyMetadata } from '../patterns/policy-options';
import type { IpBlockPeer } from '../policy/ip-block';
import type { LabelCondition } from '../policy/label-expression';
import type { LabelSelector, StringMap } from '../policy/manifest';
import type { NamespaceSelection } from '../policy/namespaces';
import type { PodSelection, PodsPeer } from '../policy/pods';
import type { PortWord } from '../policy/port';
import { DnsServer, IngressController, IpBlock } from '../policy/words';
import { braces, type Code, call, list, property, text } from './code';

/** Writes options of patterns as the words that make them, and keeps which names have to be imported. */
export class WordCode {
  readonly used = new Set<string>();

  /** The entries of an object literal; options that are undefined are left out. */
  entries(options: object): Code[] {
    return Object.entries(options).flatMap(([key, value]) =>
      value === undefined ? [] : [property(key, key === 'metadata' ? metadataCode(value) : this.of(value))],
    );
  }

  /** Any value of options: a word, or a list or map of values. */
  of(value: unknown): Code {
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null) return String(value);
    if (Array.isArray(value)) return list(value.map((one) => this.of(one)));
    switch ((value as { type?: unknown }).type) {
      case 'pod-selection':
        return this.pods(value as PodSelection);
      case 'pods':
        return this.podsPeer(value as PodsPeer);
      case 'namespaces':
        return this.namespaces(value as NamespaceSelection);
      case 'ipBlock':
        return this.ipBlock(value as IpBlockPeer);
      case 'dns-server':
        return this.dnsServer(value as DnsServer);
      case 'ingress-controller':
        return this.ingressController(value as IngressController);
      case 'port':
      case 'port-range':
      case 'named-port':
      case 'protocol':
      case 'all-ports':
        return this.port(value as PortWord);
      default:
        return braces(this.entries(value));
    }
  }

  private word(name: string, args: readonly Code[] = []): Code {
    this.used.add(name.slice(0, name.indexOf('.')));
    return call(name, args);
  }

  private pods({ selector, all }: Pick<PodSelection, 'selector' | 'all'>): Code {
    return all ? this.word('Pods.all') : this.selected('Pods', selector);
  }

  private selected(word: string, { matchLabels, matchExpressions }: LabelSelector): Code {
    return matchExpressions === undefined
      ? this.word(`${word}.labelled`, [mapCode(matchLabels ?? {})])
      : this.word(
          `${word}.matching`,
          matchExpressions.map((condition) => this.condition(condition)),
        );
  }

  private condition({ key, operator, values }: LabelCondition): Code {
    const word = { In: 'in', NotIn: 'notIn', Exists: 'exists', DoesNotExist: 'doesNotExist' }[operator];
    return this.word(`LabelExpression.${word}`, [text(key), ...(values === undefined ? [] : [list(values.map(text))])]);
  }

  private podsPeer({ place, ...pods }: PodsPeer): Code {
    const selection = this.pods(pods);
    if (place.in === 'same-namespace') return [selection, '.inSameNamespace()'];
    if (place.in === 'namespace') return [selection, `.inNamespace(${text(place.name)})`];
    if (place.namespaces.all) return [selection, '.inAnyNamespace()'];
    return [selection, call('.inNamespaces', [this.namespaces(place.namespaces)])];
  }

  private namespaces({ selector, all, names }: NamespaceSelection): Code {
    if (all) return this.word('Namespaces.all');
    return names === undefined ? this.selected('Namespaces', selector) : this.word('Namespaces.named', names.map(text));
  }

  private ipBlock({ family, cidr, except }: IpBlockPeer): Code {
    const version = family === 'IPv4' ? '4' : '6';
    const open = (['public', 'any'] as const).find((word) => {
      const whole = IpBlock[`${word}Ipv${version}`]();
      return whole.cidr === cidr && whole.except.every((one) => except.includes(one));
    });
    const whole = open && IpBlock[`${open}Ipv${version}`]();
    const others = except.filter((one) => whole?.except.includes(one) !== true);
    const options = others.length === 0 ? [] : [braces([property('except', list(others.map(text)))])];
    if (open !== undefined) return this.word(`IpBlock.${open}Ipv${version}`, options);
    return this.word(`IpBlock.ipv${version}`, [text(cidr), ...options]);
  }

  private port(port: PortWord): Code {
    switch (port.type) {
      case 'all-ports':
        return this.word('Port.all');
      case 'protocol':
        return this.word(`Port.all${port.protocol.charAt(0)}${port.protocol.slice(1).toLowerCase()}`);
      case 'named-port':
        return this.word('Port.named', [text(port.name), ...(port.protocol === 'TCP' ? [] : [text(port.protocol)])]);
      case 'port':
        return this.word(`Port.${port.protocol.toLowerCase()}`, [String(port.port)]);
      case 'port-range':
        return this.word(`Port.${port.protocol.toLowerCase()}Range`, [String(port.port), String(port.endPort)]);
    }
  }

  private dnsServer(server: DnsServer): Code {
    const known = KNOWN_DNS_SERVERS.find((name) => isSame(DnsServer[name](), server));
    return known === undefined
      ? this.word('DnsServer.at', [this.of(server.peers), this.of(server.ports)])
      : this.word(`DnsServer.${known}`);
  }

  private ingressController(controller: IngressController): Code {
    const known = KNOWN_CONTROLLERS.find((name) => isSame(IngressController[name](), controller));
    return known === undefined
      ? this.word(
          'IngressController.at',
          controller.peers.map((peer) => this.of(peer)),
        )
      : this.word(`IngressController.${known}`);
  }
}

export const KNOWN_DNS_SERVERS = ['kubeDns', 'openShift', 'gkeCloudDns', 'aksLocalDns'] as const;
export const KNOWN_CONTROLLERS = ['nginx', 'traefik', 'contour', 'haproxy', 'openShiftRouter', 'istioGateway'] as const;

/** No word is in it, whatever its labels are called. */
function metadataCode({ name, labels, annotations }: PolicyMetadata): Code {
  return braces([
    ...(name === undefined ? [] : [property('name', text(name))]),
    ...(labels === undefined ? [] : [property('labels', mapCode(labels))]),
    ...(annotations === undefined ? [] : [property('annotations', mapCode(annotations))]),
  ]);
}

function mapCode(map: StringMap): Code {
  return braces(Object.entries(map).map(([key, value]) => property(key, text(value))));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
