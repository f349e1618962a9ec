import { describe, expect, test } from '@jest/globals';
import type { EndBox, LabelCondition } from '../../../lib/dialects/stage';
import { NAMESPACE_NAME_LABEL } from '../../../lib/policy/manifest';
import type { Endpoint } from '../../../lib/reachability/pods/endpoint';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import { BoxCompiler } from '../../../lib/reachability/stages/box-compiler';
import { type Asked, insideAsked, isAlways, ONLY_ALWAYS } from '../../../lib/reachability/stages/box-match';
import type { CompiledPortSet } from '../../../lib/reachability/stages/compiled-rules';
import { addressOf, boxMatch, isIn, outsideAt, podIn } from '../plain-stages';

/** Whether an endpoint is in a box of a rule, and what of it that depends on. */

type World = Parameters<typeof boxMatch>[0];

const listOf = (...boxes: EndBox[]) => new BoxCompiler().listOf(boxes);

/** `always`, `never`, or what has to be so. */
function inBox(box: EndBox, endpoint: Endpoint, world: World = {}): string {
  const { boxes } = boxMatch(world);
  const asked = boxes.askedByAny(listOf(box), endpoint, 'source', 'IPv4');
  return asked.map(shown).join(' or ') || 'never';
}

function shown(asked: Asked): string {
  if (isAlways(asked)) return 'always';
  const labels = [...asked.labels].map(([key, { absent, except, values }]) => {
    const parts: string[] = JSON.parse(key);
    return `${absent ? 'perhaps ' : ''}${except ? 'not ' : ''}${parts.join(' ')}=${[...values].join()}`;
  });
  return [...labels, ...(asked.addresses === AddressSet.all ? [] : [String(asked.addresses)])].join(' and ');
}

const pods = (...conditions: LabelCondition[]): EndBox => ({ kind: 'pod', pods: conditions, namespaces: [] });
const namespaces = (...conditions: LabelCondition[]): EndBox => ({ kind: 'pod', pods: [], namespaces: conditions });
const accounts = (...conditions: LabelCondition[]): EndBox => ({
  kind: 'pod',
  pods: [],
  namespaces: [],
  serviceAccounts: conditions,
});
const text = (key: string, not?: true): LabelCondition => ({
  key,
  operator: 'StartsWith',
  text: 'we',
  ...(not && { not }),
});
const node = (...conditions: LabelCondition[]): EndBox => ({ kind: 'node', nodes: conditions });

const NODES: World = {
  nodes: [
    { addresses: ['192.168.0.1', 'no address'], labels: { zone: 'a' } },
    { addresses: ['192.168.0.2'], labels: { zone: 'b', role: 'web' } },
  ],
};
const onNode = (address?: string) =>
  podIn('shop', { app: 'web' }, { hostNetwork: true, address: address === undefined ? undefined : addressOf(address) });

describe('what an endpoint is to rules', () => {
  const kindOf = (endpoint: Endpoint, world: World = {}) => boxMatch(world).boxes.kindOf(endpoint);

  test('is a pod, its node where it is on the network of that, or what it stands for', () => {
    expect(kindOf(podIn('shop'))).toBe('pod');
    expect(kindOf(onNode())).toBe('node');
    expect(kindOf({ ...onNode(), standsFor: 'outside' })).toBe('outside');
    expect(kindOf(onNode(), { cni: { selectorsMatchHostNetwork: true } })).toBe('pod');
  });

  test('is a node at the address of one, and outside at any other', () => {
    expect(kindOf(outsideAt('192.168.0.1'), NODES)).toBe('node');
    expect(kindOf(outsideAt('192.168.0.3'), NODES)).toBe('outside');
    expect(kindOf(outsideAt('192.168.0.1'))).toBe('outside');
  });

  test('is in boxes of its kind alone', () => {
    expect(inBox(node(), podIn('shop'))).toBe('never');
    expect(inBox({ kind: 'outside' }, podIn('shop'))).toBe('never');
    expect(inBox({ kind: 'outside' }, outsideAt('8.8.8.8'))).toBe('always');
    expect(inBox(pods(), podIn('shop'))).toBe('always');
  });
});

describe('a pod', () => {
  test('is asked for its labels, and those of its namespace', () => {
    expect(inBox(pods(isIn('app', 'web')), podIn('shop', { app: 'web' }))).toBe('always');
    expect(inBox(pods(isIn('app', 'web')), podIn('shop', { app: 'db' }))).toBe('never');
    expect(inBox(pods(isIn('app', 'web')), podIn('shop'))).toBe('never');
    expect(inBox(pods({ key: 'app', operator: 'DoesNotExist' }), podIn('shop'))).toBe('always');
    expect(inBox(namespaces(isIn('team', 'a')), podIn('shop'))).toBe('never');
    expect(inBox(namespaces(isIn(NAMESPACE_NAME_LABEL, 'shop')), podIn('shop'))).toBe('always');
    expect(inBox(namespaces(isIn(NAMESPACE_NAME_LABEL, 'ops')), podIn('shop'))).toBe('never');
  });

  test('may have a label that a controller adds, and a namespace that is not declared any', () => {
    const unknown = podIn('shop', {}, { unknownLabels: [{ key: 'app' }] });
    expect(inBox(pods(isIn('app', 'web')), unknown)).toBe('pod source app=web');
    const undeclared = { name: 'shop', labels: { [NAMESPACE_NAME_LABEL]: 'shop' }, declared: false };
    expect(inBox(namespaces(isIn('team', 'a')), podIn('shop', {}, { namespace: undeclared }))).toBe(
      'namespace shop team=a',
    );
  });

  test('of a namespace that is not known may be in any by name', () => {
    const nowhere = podIn('', {}, { namespace: { name: '', labels: {}, declared: false } });
    expect(inBox(namespaces(isIn(NAMESPACE_NAME_LABEL, 'shop')), nowhere)).toBe(
      `namespace  ${NAMESPACE_NAME_LABEL}=shop`,
    );
  });

  test('is in a block by its address, or depends on where in podCidrs that is', () => {
    const block: EndBox = { kind: 'pod', pods: [], namespaces: [], addresses: { in: ['10.0.0.0/8'] } };
    const at = (address: string) => podIn('shop', {}, { address: addressOf(address) });
    expect(inBox(block, at('10.1.1.1'))).toBe('always');
    expect(inBox(block, at('11.1.1.1'))).toBe('never');
    const cni = (...podCidrs: string[]): World => ({ cni: { podCidrs } });
    expect(inBox(block, podIn('shop'), cni('10.0.0.0/7'))).toBe('10.0.0.0/8');
    expect(inBox(block, podIn('shop'), cni('10.1.0.0/16'))).toBe('always');
    expect(inBox(block, podIn('shop'), cni('11.0.0.0/8'))).toBe('never');
  });

  test('and a pod of its node have addresses elsewhere', () => {
    const boxes = listOf(
      { kind: 'pod', pods: [], namespaces: [], addresses: { in: ['10.0.0.0/8'] } },
      { kind: 'node', nodes: [], addresses: { in: ['10.0.0.0/8'] } },
    );
    const match = boxMatch({ cni: { podCidrs: ['10.1.0.0/16'] } }).boxes;
    const asked = (endpoint: Endpoint) => match.askedByAny(boxes, endpoint, 'source', 'IPv4').map(shown);
    expect([asked(podIn('shop')), asked(onNode()), asked(podIn('shop'))]).toEqual([
      ['always'],
      ['10.0.0.0/8'],
      ['always'],
    ]);
  });

  test('is in any of several boxes, and asks for nothing where one of them does not', () => {
    const { boxes } = boxMatch();
    const unknown = podIn('shop', {}, { unknownLabels: [{ key: 'app' }, { key: 'tier' }] });
    const ask = (...list: EndBox[]) => boxes.askedByAny(listOf(...list), unknown, 'destination', 'IPv4');
    expect(ask(pods(isIn('app', 'a')), node(), pods(isIn('tier', 'b'))).map(shown)).toEqual([
      'pod destination app=a',
      'pod destination tier=b',
    ]);
    expect(ask(pods(isIn('app', 'a')), pods())).toBe(ONLY_ALWAYS);
    expect(ask()).toEqual([]);
  });
});

describe('a service account', () => {
  const declared = { serviceAccounts: new Map([['shop/sa', { role: 'web' }]]) };
  const named = (name: string) => isIn('metadata.name', name);
  const withAccount = podIn('shop', {}, { serviceAccount: 'sa' });

  test('is asked for by its name, which a pod says', () => {
    expect(inBox(accounts(named('sa')), withAccount)).toBe('always');
    expect(inBox(accounts(named('other')), withAccount)).toBe('never');
    expect(inBox(accounts(named('sa')), podIn('shop'))).toBe('service-account source metadata.name=sa');
  });

  test('has its labels where it is declared, and may have any where it is not', () => {
    expect(inBox(accounts(isIn('role', 'web')), withAccount, declared)).toBe('always');
    expect(inBox(accounts(isIn('role', 'db')), withAccount, declared)).toBe('never');
    expect(inBox(accounts(isIn('tier', 'x')), withAccount, declared)).toBe('never');
    expect(inBox(accounts(isIn('role', 'web')), withAccount)).toBe('service-account source role=web');
    const elsewhere = podIn('ops', {}, { serviceAccount: 'sa' });
    expect(inBox(accounts(isIn('role', 'web')), elsewhere, declared)).toBe('service-account source role=web');
  });

  test('has texts that are known where it is declared, or is its name', () => {
    expect(inBox(accounts(text('role')), withAccount, declared)).toBe('always');
    expect(inBox(accounts(text('role', true)), withAccount, declared)).toBe('never');
    expect(inBox(accounts(text('tier', true)), withAccount, declared)).toBe('always');
    expect(inBox(accounts(text('metadata.name')), withAccount)).toBe('never');
    const sentence = 'of the source\'s service-account label role starts with "we"';
    expect(inBox(accounts(text('role')), withAccount)).toBe(`circumstance ${sentence} ${sentence}=yes`);
    expect(inBox(accounts(text('role')), podIn('shop'))).toBe(`circumstance ${sentence} ${sentence}=yes`);
  });
});

describe('a text of a label', () => {
  const fact = (of: string, key: string) => {
    const sentence = `of the source's ${of} label ${key} starts with "we"`;
    return `circumstance ${sentence} ${sentence}=yes`;
  };

  test('of a pod is known, or a fact where a controller adds the label or the pod may have any', () => {
    expect(inBox(pods(text('app')), podIn('shop', { app: 'web' }))).toBe('always');
    expect(inBox(pods(text('app')), podIn('shop', { app: 'db' }))).toBe('never');
    expect(inBox(pods(text('app')), podIn('shop'))).toBe('never');
    expect(inBox(pods(text('app', true)), podIn('shop'))).toBe('always');
    expect(inBox(pods(text('app')), podIn('shop', {}, { unknownLabels: [{ key: 'app' }] }))).toBe(fact('pod', 'app'));
    expect(inBox(pods(text('app')), podIn('shop', {}, { unknownLabels: [{ key: 'tier' }] }))).toBe('never');
    expect(inBox(pods(text('app')), podIn('shop', {}, { anyLabels: true }))).toBe(fact('pod', 'app'));
    expect(inBox(pods(text('app', true)), podIn('shop', {}, { anyLabels: true }))).toBe(
      `perhaps not ${fact('pod', 'app')}`,
    );
  });

  test('of a namespace is known where that is declared', () => {
    const team = (labels: Record<string, string>, declared?: boolean) =>
      podIn('shop', {}, { namespace: { name: 'shop', labels, ...(declared !== undefined && { declared }) } });
    expect(inBox(namespaces(text('team')), team({ team: 'west' }))).toBe('always');
    expect(inBox(namespaces(text('team')), team({}))).toBe('never');
    expect(inBox(namespaces(text('team')), team({}, true))).toBe('never');
    expect(inBox(namespaces(text('team')), team({ team: 'west' }, false))).toBe('always');
    expect(inBox(namespaces(text('team')), team({}, false))).toBe(fact('namespace', 'team'));
  });
});

describe('a node', () => {
  test('has the labels of its Node where its address is one of that', () => {
    expect(inBox(node(isIn('zone', 'a')), onNode('192.168.0.1'), NODES)).toBe('always');
    expect(inBox(node(isIn('zone', 'a')), outsideAt('192.168.0.2'), NODES)).toBe('never');
    expect(inBox(node(isIn('rack', 'x')), outsideAt('192.168.0.2'), NODES)).toBe('never');
  });

  test('may have any where it is not known which it is', () => {
    expect(inBox(node(isIn('zone', 'a')), onNode(), NODES)).toBe('node source zone=a');
    expect(inBox(node(isIn('zone', 'a')), onNode('192.168.0.9'), NODES)).toBe('node source zone=a');
    expect(inBox(node(), onNode(), NODES)).toBe('always');
  });

  test('has texts of its labels where these are known', () => {
    expect(inBox(node(text('role')), outsideAt('192.168.0.2'), NODES)).toBe('always');
    expect(inBox(node(text('role')), outsideAt('192.168.0.1'), NODES)).toBe('never');
    const sentence = 'of the source\'s node label role starts with "we"';
    expect(inBox(node(text('role')), onNode(), NODES)).toBe(`circumstance ${sentence} ${sentence}=yes`);
  });

  test('is among those that a box selects by labels, texts and addresses', () => {
    const { boxes } = boxMatch(NODES);
    const selected = (box: EndBox) => {
      const [compiled] = listOf(box);
      return compiled?.kind === 'node' ? String(boxes.nodesIn(compiled)) : 'no box';
    };
    expect(selected(node())).toBe('192.168.0.1/32, 192.168.0.2/32');
    expect(selected(node(isIn('zone', 'a')))).toBe('192.168.0.1/32');
    expect(selected(node(text('role')))).toBe('192.168.0.2/32');
    expect(selected(node(text('role', true)))).toBe('192.168.0.1/32');
    expect(selected(node(isIn('zone', 'a'), text('role')))).toBe('none');
    expect(selected({ ...node(isIn('zone', 'a')), addresses: { in: ['192.168.0.2/32'] } } as EndBox)).toBe('none');
    expect(selected({ ...node(), addresses: { in: ['192.168.0.2/31'] } } as EndBox)).toBe('192.168.0.2/32');
  });
});

describe('the ports of a rule on a destination', () => {
  const destination = podIn(
    'shop',
    {},
    {
      ports: [
        { name: 'http', port: 8080, protocol: 'TCP' },
        { name: 'http', port: 8081, protocol: 'UDP' },
        { name: 'admin', port: 9000, protocol: 'TCP' },
      ],
    },
  );
  const { boxes } = boxMatch(NODES);
  const tcp80 = ConnectionSet.of({ protocol: 'TCP', port: 80 });
  const on = (endpoint: Endpoint, any: CompiledPortSet, none?: CompiledPortSet) =>
    String(boxes.portsOn({ any, none }, endpoint));
  const http = { numbers: tcp80, named: [{ name: 'http' }] };

  test('are those of a name on every protocol, or on the one that is said', () => {
    expect(on(destination, http)).toBe('TCP 80,8080; UDP 8081');
    expect(on(destination, { numbers: tcp80, named: [{ name: 'http', protocol: 'UDP' }] })).toBe('TCP 80; UDP 8081');
    expect(on(destination, { numbers: tcp80, named: [{ name: 'other' }] })).toBe('TCP 80');
    expect(on(destination, { numbers: tcp80, named: [] })).toBe('TCP 80');
  });

  test('without those that are taken away, by name too', () => {
    expect(on(destination, { numbers: ConnectionSet.allOf('TCP'), named: [] }, http)).toBe(
      'TCP 1-79,81-8079,8081-65535',
    );
    expect(on(destination, http, { numbers: tcp80, named: [] })).toBe('TCP 8080; UDP 8081');
  });

  test('are by number alone where the destination is an address, or on the network of its node', () => {
    expect(on(outsideAt('8.8.8.8'), http)).toBe('TCP 80');
    expect(on({ ...destination, hostNetwork: true }, http)).toBe('TCP 80');
  });
});

describe('the part of a box in which an end is as it is asked', () => {
  const unknown = { labels: new Map(), source: AddressSet.block('10.0.0.0/8'), destination: AddressSet.none };
  const states = { absent: false, except: false, values: new Set(['a']) };
  const other = { absent: false, except: false, values: new Set(['b']) };
  const anywhere = { labels: new Map(), addresses: AddressSet.all };

  test('is the same box where nothing is asked, also of an end without addresses', () => {
    expect(insideAsked(unknown, anywhere, 'source')).toBe(unknown);
    expect(insideAsked(unknown, anywhere, 'destination')).toBe(unknown);
  });

  test('has the addresses that are asked for, and is nothing where there are none', () => {
    const half = { ...anywhere, addresses: AddressSet.block('10.0.0.0/9') };
    expect(String(insideAsked(unknown, half, 'source')?.source)).toBe('10.0.0.0/9');
    expect(insideAsked(unknown, { ...anywhere, addresses: AddressSet.block('11.0.0.0/8') }, 'source')).toBeUndefined();
  });

  test('has the labels that are asked for, and is nothing where others are there', () => {
    const asked = { ...anywhere, labels: new Map([['k', states]]) };
    expect(insideAsked(unknown, asked, 'source')?.labels.get('k')).toEqual(states);
    expect(insideAsked({ ...unknown, labels: new Map([['k', other]]) }, asked, 'source')).toBeUndefined();
    expect(insideAsked({ ...unknown, labels: new Map([['k', other]]) }, anywhere, 'source')?.labels.get('k')).toBe(
      other,
    );
  });
});
