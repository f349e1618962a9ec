import { clusterOfManifests } from '../../lib/cluster/load';
import { type Denials, denialsOf } from '../../lib/flows/denied-flows';
import { grantsFor } from '../../lib/flows/missing-grants';
import { provedGrants } from '../../lib/flows/proved-grants';
import { Reachability } from '../../lib/reachability/reachability';
import { endId } from '../../lib/report/flows/flow-log-document';
import { flowLogOf } from '../support/flow-log-of';
import { TRAPPED, TRAPS } from '../support/flow-traps';

const reachability = Reachability.of(clusterOfManifests(TRAPPED));
const denials = (...traps: readonly (keyof typeof TRAPS)[]): Denials =>
  denialsOf(flowLogOf(traps.flatMap((trap) => TRAPS[trap].split('\n'))), reachability);
const missing = (found: Denials) =>
  found.missing.map(
    ({ from, to, protocol, port, count, closed }) => `${from.id} -> ${to.id} ${protocol} ${port} x${count} ${closed}`,
  );
const notGranted = (found: Denials) =>
  found.notGranted.map(({ reason, from, to, count }) => `${reason}: ${endId(from)} -> ${endId(to)} x${count}`);
const granted = (found: Denials) => provedGrants(grantsFor(found.missing, new Set()), reachability);

describe('traps in the records of Hubble', () => {
  test('a packet that the policy and the drop monitor both report was denied once', () => {
    const found = denials('denial', 'the same packet, seen by the drop monitor');
    expect(missing(found)).toEqual(['front/web[Deployment] -> shop/cart[Deployment] TCP 8080 x1 Ingress']);
  });

  test('the denial of a way in does not isolate the way out of the client', () => {
    const { grants } = granted(denials('a client without the usual labels'));
    expect(grants.flatMap(({ manifests }) => manifests).map(({ spec }) => spec.policyTypes)).toEqual([['Ingress']]);
  });

  test.each(['a reply that was dropped', 'a reply that was allowed'] as const)('%s opens no ephemeral port', (trap) => {
    const found = denials('denial', trap);
    expect(missing(found)).toHaveLength(1);
    expect(found.missing[0]?.port).toBe(8080);
  });

  test('a drop for another reason gets no grant', () => {
    const found = denials('a drop that is no policy');
    expect(missing(found)).toEqual([]);
    expect(notGranted(found)).toEqual(['not-policy: front/web[Deployment] -> shop/db[StatefulSet] x1']);
  });

  test('what a rule denies gets no grant', () => {
    const found = denials('a rule that denies');
    expect(missing(found)).toEqual([]);
    expect(notGranted(found)).toEqual(['explicit-deny: front/batch[Deployment] -> shop/db[StatefulSet] x1']);
  });

  test('addresses of one name are asked about together, and get no block each', () => {
    const found = denials('three addresses of one name');
    expect(missing(found)).toEqual([]);
    expect(notGranted(found)).toEqual(['outside: front/web[Deployment] -> api.example.com x3']);
    expect(found.notGranted[0]?.addresses).toEqual(['203.0.113.7', '203.0.113.8', '203.0.113.9']);
  });

  test('DNS is granted over UDP and TCP, to pods that have none of the usual labels', () => {
    const [grant] = granted(denials('DNS')).grants;
    expect(grant?.code).toMatchInlineSnapshot(`
"new NetworkPolicy(chart, 'web-to-kube-dns', {
  namespace: 'front',
  pods: Pods.labelled({ component: 'web' }),
  egress: [
    { to: Pods.labelled({ 'k8s-app': 'kube-dns' }).inNamespace('kube-system'), ports: [Port.tcp(53), Port.udp(53)] },
  ],
});"
`);
    expect(grant?.opens).toEqual({ wanted: 1, stillClosed: 0, unwanted: [] });
  });

  test.each(['a probe of the node', 'the API server'] as const)('%s is no grant between pods', (trap) => {
    const found = denials(trap);
    expect(missing(found)).toEqual([]);
    expect(found.notGranted.map(({ reason }) => reason)).toEqual(['node']);
  });

  test('a client without the usual labels is selected by those that it has', () => {
    const [grant] = granted(denials('a client without the usual labels')).grants;
    expect(grant?.code).toContain("from: Pods.labelled({ team: 'ops' }).inNamespace('shop')");
  });

  test('what audit mode would deny is a connection without a grant', () => {
    const found = denials('what audit mode would deny');
    expect(missing(found)).toEqual(['front/batch[Deployment] -> shop/cart[Deployment] TCP 9090 x1 Ingress']);
    expect(found.missing[0]?.isAudit).toBe(true);
  });

  test('SCTP is granted, ping is not', () => {
    const found = denials('SCTP', 'ping');
    expect(missing(found)).toEqual(['front/web[Deployment] -> shop/cart[Deployment] SCTP 9999 x1 Ingress']);
    expect(notGranted(found)).toEqual(['protocol: front/web[Deployment] -> shop/cart[Deployment] x1']);
  });

  test('what was allowed is no denial, and what was lost is said', () => {
    expect(denials('what was allowed')).toEqual({ missing: [], notGranted: [] });
    expect([...flowLogOf([TRAPS['what was lost']]).counts.lost]).toEqual([['HUBBLE_RING_BUFFER', 30000]]);
  });

  test('two clients with one label in common do not get what only the other needs', () => {
    const { grants, closed } = granted(denials('denial', 'what audit mode would deny'));
    expect(closed).toEqual([]);
    expect(grants.map(({ opens }) => opens)).toEqual([
      { wanted: 1, stillClosed: 0, unwanted: [] },
      { wanted: 1, stillClosed: 0, unwanted: [] },
    ]);
  });

  test('all of them together open what is wanted, and nothing else', () => {
    const found = denials(...(Object.keys(TRAPS) as (keyof typeof TRAPS)[]));
    expect(missing(found)).toMatchInlineSnapshot(`
[
  "front/web[Deployment] -> shop/cart[Deployment] TCP 8080 x1 Ingress",
  "front/web[Deployment] -> kube-system/coredns[Deployment] UDP 53 x1 Egress",
  "shop/tool[Deployment] -> shop/cart[Deployment] TCP 8080 x1 Ingress",
  "front/batch[Deployment] -> shop/cart[Deployment] TCP 9090 x1 Ingress",
  "front/web[Deployment] -> shop/cart[Deployment] SCTP 9999 x1 Ingress",
]
`);
    expect(notGranted(found)).toMatchInlineSnapshot(`
[
  "reply: shop/cart[Deployment] -> front/web[Deployment] x1",
  "not-policy: front/web[Deployment] -> shop/db[StatefulSet] x1",
  "explicit-deny: front/batch[Deployment] -> shop/db[StatefulSet] x1",
  "outside: front/web[Deployment] -> api.example.com x3",
  "node: node:host -> shop/cart[Deployment] x1",
  "node: front/web[Deployment] -> node:kube-apiserver x1",
  "protocol: front/web[Deployment] -> shop/cart[Deployment] x1",
]
`);
    const { grants, closed } = granted(found);
    expect(closed).toEqual([]);
    expect(grants.map(({ opens }) => opens.unwanted)).toEqual(grants.map(() => []));
    expect(grants.map(({ opens }) => opens.stillClosed)).toEqual(grants.map(() => 0));
  });
});
