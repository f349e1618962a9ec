import { conditionsText } from '../../lib/reachability/explanation/condition-text';
import type { ExposedTo } from '../../lib/reachability/exposure';
import { clusterPolicy, deployment, namespace, policy } from '../support/manifests';
import { app, judged } from './answers-of';

/** What has to be so for pods to reach a workload, where that is not known. */

const WEB = deployment('shop/web', 1, app('web'));
const into = (name: string, rules: string, selector = '{}') =>
  policy(`shop/${name}`, `podSelector: ${selector}\npolicyTypes: [Ingress]\ningress: [${rules}]`);
const HASH = '{matchLabels: {pod-template-hash: abc}}';
const antrea = (namespaceOf?: string) => ({
  apiVersion: 'crd.antrea.io/v1beta1',
  kind: namespaceOf === undefined ? 'ClusterNetworkPolicy' : 'NetworkPolicy',
  metadata: { name: 'a', ...(namespaceOf !== undefined && { namespace: namespaceOf }) },
  spec: {},
});
const NAME = 'ClusterNetworkPolicy a (crd.antrea.io), which is not judged,';

function shown({ peer, ports, conditions }: ExposedTo): string {
  const who = peer === undefined ? 'everyone' : peer.type === 'pods' ? JSON.stringify(peer.pods) : `${peer.addresses}`;
  const names = { source: 'it', destination: 'web' };
  return `${who} on ${ports}${conditions.length === 0 ? '' : ` ${conditionsText(conditions, names)}`}`;
}

function exposed(...manifests: readonly object[]) {
  const { reachability, workload } = judged([namespace('shop'), WEB, ...manifests]);
  const { ingress, egress } = reachability.exposureOf(workload('shop/web'));
  return { ingress: ingress.map(shown), egress: egress.map(shown) };
}
const ingressOf = (...manifests: readonly object[]) => exposed(...manifests).ingress;
const withoutHash = 'everyone on all if the pod of web has the label pod-template-hash, and not as abc';

describe('where a label decides of which the value is not known', () => {
  test('everyone reaches the pods that are not isolated then', () => {
    expect(exposed(into('some', '', HASH))).toEqual({ ingress: [withoutHash], egress: ['everyone on all'] });
  });
  test('a rule is for the pods that it is for then', () => {
    expect(ingressOf(into('some', '{from: [{podSelector: {}}], ports: [{port: 80}]}', HASH))).toEqual([
      withoutHash,
      '{} on TCP 80 if the pod of web has the label pod-template-hash=abc',
    ]);
  });
  test('it is covered by what holds anyway, and by what holds under the same condition', () => {
    const wide = into('all', '{from: [{podSelector: {}}]}');
    const some = into('some', '{from: [{podSelector: {matchLabels: {a: b}}}]}', HASH);
    expect(ingressOf(wide, some)).toEqual(['{} on all']);
    const two = '{from: [{podSelector: {}}]}, {from: [{podSelector: {matchLabels: {a: b}}}]}';
    expect(ingressOf(into('all', ''), into('some', two, HASH))).toEqual([
      '{} on all if the pod of web has the label pod-template-hash=abc',
    ]);
  });
  test('it does not cover what holds anyway, or under another condition', () => {
    const some = into('some', '{from: [{podSelector: {}}]}', HASH);
    const narrow = '{from: [{podSelector: {matchLabels: {a: b}}}]}';
    expect(ingressOf(some, into('all', narrow))).toEqual([
      '{"matchLabels":{"a":"b"}} on all',
      '{} on all if the pod of web has the label pod-template-hash=abc',
    ]);
    const other = into('other', narrow, HASH.replace('abc', 'def'));
    expect(ingressOf(into('all', ''), some, other)).toHaveLength(2);
  });
});

describe('where a policy decides that is not judged', () => {
  test('everyone may reach what others isolate', () => {
    expect(exposed(antrea(), into('in', '{from: [{podSelector: {}}]}'))).toEqual({
      ingress: [`everyone on all if ${NAME} allows the ingress of web`, '{} on all'],
      egress: ['everyone on all'],
    });
    const out = policy('shop/out', 'podSelector: {}\npolicyTypes: [Egress]');
    expect(exposed(antrea(), out).egress).toEqual([`everyone on all if ${NAME} allows the egress of it`]);
  });
  test('it says nothing more of what nothing isolates, or of pods that it is not for', () => {
    expect(exposed(antrea())).toEqual({ ingress: ['everyone on all'], egress: ['everyone on all'] });
    expect(ingressOf(antrea('front'), into('in', ''))).toEqual([]);
  });
  test('everyone may reach what other APIs deny too', () => {
    const deny = clusterPolicy(
      'deny',
      'subject: {namespaces: {}}\ningress: [{action: Deny, from: [{namespaces: {}}]}]',
    );
    expect(ingressOf(antrea(), deny)).toContain(`everyone on all if ${NAME} allows the ingress of web`);
    expect(ingressOf(antrea('front'), deny).filter((line) => line.startsWith('everyone'))).toEqual([]);
    expect(ingressOf(deny).filter((line) => line.startsWith('everyone'))).toEqual([]);
  });
});

describe('pods that differ', () => {
  const part = (role: string, port: number) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...{ name: `web-${role}`, namespace: 'shop', labels: { role } },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'set', uid: 'u', controller: true }],
    },
    spec: { containers: [{ name: 'c', image: 'i', ports: [{ name: 'http', containerPort: port }] }] },
  });
  const ofSet = (...manifests: readonly object[]) => {
    const { reachability, workload } = judged([namespace('shop'), part('a', 80), part('b', 81), ...manifests]);
    const { ingress, egress } = reachability.exposureOf(workload('shop/set'));
    return { ingress: ingress.map(shown).sort(), egress: egress.map(shown).sort() };
  };
  test('have what is for all of them once, and the rest by their labels', () => {
    const both = '{from: [{podSelector: {}}], ports: [{port: 443}]}';
    expect(ofSet(into('in', `${both}, {ports: [{port: http}]}`)).ingress).toEqual([
      'everyone on TCP 80 if web is a pod with role=a and port http=80',
      'everyone on TCP 81 if web is a pod with role=b and port http=81',
      '{} on TCP 443',
    ]);
  });
  test('are named as the end that they are', () => {
    const out = policy(
      'shop/out',
      'podSelector: {matchLabels: {role: a}}\npolicyTypes: [Egress]\negress: [{ports: [{port: 53}]}]',
    );
    expect(ofSet(out).egress).toEqual([
      'everyone on TCP 53 if it is a pod with role=a and port http=80',
      'everyone on all if it is a pod with role=b and port http=81',
    ]);
  });
  test('are distinguished by names of ports too', () => {
    const out = (role: string, port: string) =>
      policy(
        `shop/${role}`,
        `podSelector: {matchLabels: {role: ${role}}}\npolicyTypes: [Egress]\negress: [{to: [{podSelector: {}}], ports: [{port: ${port}}]}]`,
      );
    const { reachability, workload } = judged([
      namespace('shop'),
      part('a', 80),
      part('b', 80),
      out('a', 'one'),
      out('b', 'two'),
    ]);
    expect(
      reachability
        .exposureOf(workload('shop/set'))
        .egress.map(({ named, conditions }) => [
          named.map(({ name }) => name),
          conditions.flatMap((one) => (one.type === 'pods' ? one.pods.map(({ labels }) => labels.role) : [])),
        ]),
    ).toEqual([
      [['one'], ['a']],
      [['two'], ['b']],
    ]);
  });
  test('are left out of what holds for all of them', () => {
    const some = into('some', '{from: [{podSelector: {matchLabels: {a: b}}}]}', '{matchLabels: {role: a}}');
    expect(ofSet(into('all', '{from: [{podSelector: {}}]}'), some).ingress).toEqual(['{} on all']);
  });
});
