import { describe, expect, test } from '@jest/globals';
import { EVERYTHING, type KeyStates, type LabelSpace } from '../../../lib/policy/label-space';
import { NAMESPACE_NAME_LABEL } from '../../../lib/policy/manifest';
import type { Endpoint } from '../../../lib/reachability/pods/endpoint';
import { NamespaceUniverse } from '../../../lib/reachability/pods/namespace-universe';
import { endsInBox, exampleOfFlow } from '../../../lib/reachability/proof/counterexample';
import { type FlowBox, keyOf, nameOfText, SO } from '../../../lib/reachability/proof/flow-box';
import { flowSpaceOf } from '../../../lib/reachability/proof/flow-space';
import { PossibleFlows } from '../../../lib/reachability/proof/possible-flows';
import { PossiblePods } from '../../../lib/reachability/proof/possible-pods';
import type { EndpointSpace, PodSpace } from '../../../lib/reachability/proof/spaces';
import type { FlowSpace } from '../../../lib/reachability/proof/violation';
import { DirectionCells } from '../../../lib/reachability/rules/direction-cells';
import { PolicySet } from '../../../lib/reachability/rules/policy-set';
import { AddressSet, addressText } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import { clusterOf } from '../../support/cluster-of';
import { namespace } from '../../support/manifests';
import { boxMatch, outsideAt, podIn } from '../plain-stages';

/** One connection of many, as it is shown: with no more about it than there has to be. */

const is = (...values: string[]): KeyStates => ({ absent: false, except: false, values: new Set(values) });
const not = (...values: string[]): KeyStates => ({ absent: true, except: true, values: new Set(values) });
const PODS = AddressSet.block('10.0.0.0/8');
const block = (...cidrs: string[]) => AddressSet.blocks(cidrs);
const universe = () => new NamespaceUniverse(clusterOf([namespace('shop', { team: 'x' })]));

const pods = (labels: LabelSpace = EVERYTHING, namespaces: LabelSpace = EVERYTHING, addresses = PODS): PodSpace => ({
  type: 'pods',
  labels,
  namespaces,
  addresses,
});
const addresses = (...cidrs: string[]): EndpointSpace => ({ type: 'addresses', addresses: block(...cidrs) });
const tcp80 = { names: [], ports: ConnectionSet.of({ protocol: 'TCP', port: 80 }) };

const example = (flow: Partial<FlowSpace>, namesAddresses = false) =>
  exampleOfFlow(
    { source: pods(), destination: pods(), ports: tcp80, ...flow },
    { universe: universe(), podAddresses: PODS, namesAddresses },
  );
const at = ({ address }: Endpoint) => address && addressText(address);

describe('an example of a connection', () => {
  test('is on the first port, between pods with the labels that they have to have', () => {
    const labels = new Map([
      ['app', is('web')],
      ['tier', not('x')],
    ]);
    expect(example({ source: pods(labels) })).toEqual({
      source: {
        type: 'pod',
        namespace: expect.objectContaining({ name: 'shop', labels: { team: 'x', [NAMESPACE_NAME_LABEL]: 'shop' } }),
        labels: { app: 'web' },
        ports: [],
        hostNetwork: false,
        address: undefined,
      },
      destination: expect.objectContaining({ labels: {} }),
      protocol: 'TCP',
      port: 80,
    });
  });

  test('shows the address of a pod where it matters: where not all will do, or the claim names some', () => {
    expect(at(example({}).source)).toBeUndefined();
    expect(at(example({}, true).source)).toBe('10.0.0.0');
    expect(at(example({ source: pods(EVERYTHING, EVERYTHING, block('10.1.0.0/16')) }).source)).toBe('10.1.0.0');
    // One that pods have, where there is any.
    expect(at(example({ source: pods(EVERYTHING, EVERYTHING, block('9.0.0.0/8', '10.1.0.0/16')) }).source)).toBe(
      '10.1.0.0',
    );
    expect(at(example({ source: pods(EVERYTHING, EVERYTHING, block('9.0.0.0/8')) }).source)).toBe('9.0.0.0');
  });

  test('shows an address outside that no pod has, if there is one', () => {
    expect(at(example({ source: addresses('10.0.0.0/7') }).source)).toBe('11.0.0.0');
    expect(at(example({ source: addresses('10.1.0.0/16') }).source)).toBe('10.1.0.0');
  });

  test('is in a family that both ends have', () => {
    const source = addresses('8.0.0.0/8', 'fd00::/8');
    const destination = pods(EVERYTHING, EVERYTHING, block('fd00::/16'));
    expect(at(example({ source, destination }).source)).toBe('fd00::');
  });

  test('has a port of the destination with each name', () => {
    const { destination } = example({ ports: { ...tcp80, names: ['TCP http', 'TCP web'] } });
    expect(destination.type === 'pod' && destination.ports).toEqual([
      { name: 'http', port: 80, protocol: 'TCP' },
      { name: 'web', port: 80, protocol: 'TCP' },
    ]);
    expect(example({ destination: addresses('8.0.0.0/8') }).destination).not.toHaveProperty('ports');
  });

  test('is in namespaces of different names where they have different labels', () => {
    const of = (team: string) => pods(EVERYTHING, new Map([['env', is(team)]]));
    const names = (source: PodSpace, destination: PodSpace) => {
      const flow = example({ source, destination });
      return [flow.source, flow.destination].map((end) => end.type === 'pod' && end.namespace.name);
    };
    const [one, other] = names(of('a'), of('b'));
    expect(one).not.toBe(other);
    const [same, alike] = names(of('a'), of('a'));
    expect(same).toBe(alike);
    expect(names(pods(), pods())).toEqual(['shop', 'shop']);
    // Where one has to have its name, the other gets another.
    const named = pods(EVERYTHING, new Map([...of('b').namespaces, [NAMESPACE_NAME_LABEL, is('any-other')]]));
    expect(names(of('a'), named)[1]).toBe('any-other');
    expect(names(of('a'), named)[0]).not.toBe('any-other');
    expect(names(named, of('a'))[1]).not.toBe('any-other');
  });

  test('has the account that a pod has to have, and no other', () => {
    expect(example({ source: { ...pods(), serviceAccount: 'sa' } }).source).toMatchObject({ serviceAccount: 'sa' });
    expect(example({}).source).not.toHaveProperty('serviceAccount');
  });

  test('is none of a space without a port, a family in common or a namespace', () => {
    expect(() => example({ ports: { names: [], ports: ConnectionSet.none } })).toThrow('the space has no connection');
    expect(() => example({ source: addresses('fd00::/8') })).toThrow('the space has no connection');
    const nowhere = pods(EVERYTHING, new Map([[NAMESPACE_NAME_LABEL, is('Not A Name')]]));
    expect(() => example({ source: nowhere })).toThrow('the space has no namespace');
  });
});

describe('two endpoints as they may be in a box', () => {
  const { match } = boxMatch({ cni: { podCidrs: ['10.0.0.0/8'] } });
  const cells = new DirectionCells(new PolicySet([]), match);
  const filled = (source: Endpoint, destination: Endpoint, more: [string, KeyStates][], narrowed?: AddressSet) => {
    const ends = cells.endsOf(source, destination, 'IPv4');
    const labels = new Map([...ends.unknown.labels, ...more]);
    return endsInBox({ ends, box: { ...ends.unknown, labels, ...(narrowed && { source: narrowed }) } }, { match });
  };
  const stray = podIn('far', {}, { namespace: { name: 'far', labels: {}, declared: false } });
  const hashed = podIn('shop', { app: 'web' }, { unknownLabels: [{ key: 'hash' }] });

  test('have the labels that they have to have there, each its own', () => {
    const { source, destination } = filled(hashed, stray, [
      ['["pod","source","hash"]', is('x')],
      ['["namespace","far","team"]', is('y')],
    ]);
    expect(source).toMatchObject({ labels: { app: 'web', hash: 'x' }, namespace: { name: 'shop' } });
    expect(source).not.toHaveProperty('unknownLabels');
    expect(destination).toMatchObject({ labels: {}, namespace: { name: 'far', labels: { team: 'y' } } });
    expect(source.type === 'pod' && source.namespace.labels).not.toHaveProperty('team');
  });

  test('have no label of the other end', () => {
    const { source, destination } = filled(hashed, hashed, [
      ['["pod","source","hash"]', is('x')],
      ['["pod","destination","hash"]', is('z')],
    ]);
    expect([source, destination].map((end) => end.type === 'pod' && end.labels.hash)).toEqual(['x', 'z']);
  });

  test('have an address where it matters which', () => {
    expect(at(filled(hashed, stray, []).source)).toBeUndefined();
    expect(at(filled(hashed, stray, [], block('10.1.0.0/16')).source)).toBe('10.1.0.0');
    expect(at(filled(hashed, stray, [], block('10.1.0.0/16')).destination)).toBeUndefined();
    const outside = outsideAt('8.8.8.8');
    expect(filled(outside, stray, [], block('10.1.0.0/16')).source).toBe(outside);
  });
});

describe('a product of connections as what examples are made of', () => {
  const possible = () => new PossibleFlows(universe(), new PossiblePods(universe(), new Map()));
  const box = (labels: LabelSpace, more: Partial<FlowBox> = {}): FlowBox => ({
    kinds: { source: 'pod', destination: 'pod' },
    labels,
    source: PODS,
    destination: PODS,
    ports: ConnectionSet.all,
    ...more,
  });
  const label = (of: 'pod' | 'namespace', end: 'source' | 'destination', key: string, states: KeyStates) =>
    [keyOf(of, end, key), states] as const;

  test('has the labels of each end', () => {
    const { source, destination } = flowSpaceOf(
      box(
        new Map([
          label('pod', 'source', 'app', is('a')),
          label('pod', 'destination', 'app', is('b')),
          label('namespace', 'source', 'team', is('x')),
        ]),
      ),
      possible(),
    );
    expect(source).toEqual(pods(new Map([['app', is('a')]]), new Map([['team', is('x')]])));
    expect(destination).toEqual(pods(new Map([['app', is('b')]])));
  });

  test('has ends of other kinds as addresses', () => {
    const { source, destination } = flowSpaceOf(
      box(EVERYTHING, { kinds: { source: 'outside', destination: 'node' } }),
      possible(),
    );
    expect([source.type, destination.type]).toEqual(['addresses', 'addresses']);
  });

  test('has the names that ports have to bear, in order', () => {
    const names = new Map([
      [keyOf('port-name', '', 'TCP web'), is('yes')],
      [keyOf('port-name', '', 'TCP http'), is('yes')],
      [keyOf('port-name', '', 'TCP not'), not('yes')],
    ]);
    expect(flowSpaceOf(box(names), possible()).ports.names).toEqual(['TCP http', 'TCP web']);
  });

  test('has just the labels of a pod that is as the texts ask, and what it must not have', () => {
    const text = [
      keyOf('text', 'source', nameOfText({ of: 'pod', key: 'app', operator: 'StartsWith', text: 'we' })),
      SO,
    ] as const;
    const { source } = flowSpaceOf(box(new Map([text, label('pod', 'source', 'tier', not('x'))])), possible());
    expect(source.type === 'pods' && [...source.labels]).toEqual([
      ['tier', not('x')],
      ['app', is('we')],
    ]);
    expect(source).not.toHaveProperty('serviceAccount');
    const account = [keyOf('service-account', 'source', 'metadata.name'), is('sa')] as const;
    expect(flowSpaceOf(box(new Map([account])), possible()).source).toMatchObject({ serviceAccount: 'sa' });
  });
});
