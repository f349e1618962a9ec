import { pod, policy, service } from '../support/manifests';
import { faultsOf, policyOn } from '../support/policy-faults';
import { flows } from './verdicts';

const web = pod('shop/web', { labels: { app: 'web' } });
const db = pod('shop/db', { labels: { app: 'db' } });

/** A policy for the whole namespace, ingress only, whose one rule has these ports. */
const on = (ports: string) => policy('shop/p', `ingress: [{ports: ${ports}}]`);

describe('rule 7: a port that says nothing is all of TCP', () => {
  for (const ports of ['[{}]', '[{protocol: TCP}]', '[{port: null}]']) {
    flows(
      ports,
      [web, db, on(ports)],
      [
        ['shop/web', 'shop/db', 'TCP 1', 'allowed'],
        ['shop/web', 'shop/db', 'TCP 65535', 'allowed'],
        ['shop/web', 'shop/db', 'UDP 1', 'denied'],
        ['shop/web', 'shop/db', 'SCTP 1', 'denied'],
      ],
    );
  }
  flows(
    'a protocol alone is all its ports, a port alone is of TCP',
    [web, db, on('[{protocol: UDP}, {port: 80}]')],
    [
      ['shop/web', 'shop/db', 'UDP 65535', 'allowed'],
      ['shop/web', 'shop/db', 'TCP 80', 'allowed'],
      ['shop/web', 'shop/db', 'TCP 81', 'denied'],
      ['shop/web', 'shop/db', 'SCTP 80', 'denied'],
    ],
  );
});

describe('rule 13: endPort is the last port of a range, and wants a numeric port', () => {
  flows(
    'a range has both its ends',
    [web, db, on('[{port: 8000, endPort: 8080}, {protocol: UDP, port: 53, endPort: 53}]')],
    [
      ['shop/web', 'shop/db', 'TCP 7999', 'denied'],
      ['shop/web', 'shop/db', 'TCP 8000', 'allowed'],
      ['shop/web', 'shop/db', 'TCP 8080', 'allowed'],
      ['shop/web', 'shop/db', 'TCP 8081', 'denied'],
      ['shop/web', 'shop/db', 'UDP 8000', 'denied'],
      ['shop/web', 'shop/db', 'UDP 53', 'allowed'],
      ['shop/web', 'shop/db', 'UDP 54', 'denied'],
    ],
  );
  flows(
    'the range of all ports',
    [web, db, on('[{port: 1, endPort: 65535}]')],
    [
      ['shop/web', 'shop/db', 'TCP 1', 'allowed'],
      ['shop/web', 'shop/db', 'TCP 65535', 'allowed'],
    ],
  );
  test.each([
    [{ port: 'http', endPort: 90 }, 'Invalid value: 90: may not be specified when `port` is non-numeric'],
    [{ endPort: 90 }, 'Invalid value: 90: may not be specified when `port` is not specified'],
    [{ port: 90, endPort: 80 }, 'Invalid value: 90: must be greater than or equal to `port`'],
  ])('%j is invalid', (port, message) => {
    expect(faultsOf(policyOn(port))).toEqual([{ path: 'spec.ingress[0].ports[0].endPort', message }]);
  });
});

describe('rule 14: a named port is looked up on the destination, by name and protocol', () => {
  const api = pod('shop/api', {
    labels: { app: 'api' },
    addresses: ['10.0.0.7'],
    ports: [
      { name: 'http', port: 8080, protocol: 'TCP' },
      { name: 'http', port: 8443, protocol: 'UDP' },
      { name: 'admin', port: 9000, protocol: 'TCP' },
    ],
  });
  const old = pod('shop/old', {
    labels: { app: 'old' },
    ports: [
      { name: 'http', port: 80, protocol: 'TCP' },
      { port: 8080, protocol: 'TCP' },
    ],
  });
  const client = pod('web/client', { ports: [{ name: 'http', port: 3000, protocol: 'TCP' }] });
  const pods = [api, old, client, web];

  flows(
    'one name is another number on another pod, nothing on a pod without it, and never that of the source',
    [...pods, on('[{port: http}]')],
    [
      ['web/client', 'shop/api', 'TCP 8080', 'allowed'],
      ['web/client', 'shop/api', 'TCP 80', 'denied'],
      ['web/client', 'shop/api', 'TCP 9000', 'denied'],
      ['web/client', 'shop/old', 'TCP 80', 'allowed'],
      ['web/client', 'shop/old', 'TCP 8080', 'denied'],
      ['web/client', 'shop/old', 'TCP 3000', 'denied'],
      ['web/client', 'shop/web', 'TCP 80', 'denied'],
      ['web/client', 'shop/web', 'TCP 8080', 'denied'],
    ],
  );
  flows(
    'the protocol counts: TCP unless the rule says another',
    [...pods, on('[{port: http, protocol: UDP}, {port: admin, protocol: UDP}]')],
    [
      ['web/client', 'shop/api', 'UDP 8443', 'allowed'],
      ['web/client', 'shop/api', 'UDP 8080', 'denied'],
      ['web/client', 'shop/api', 'TCP 8080', 'denied'],
      ['web/client', 'shop/api', 'UDP 9000', 'denied'],
    ],
  );
  flows(
    'on the way in the destination is the pod that the policy selects, also for sources outside',
    [...pods, policy('shop/p', 'ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: http}]}]')],
    [
      ['192.0.2.1', 'shop/api', 'TCP 8080', 'allowed'],
      ['192.0.2.1', 'shop/old', 'TCP 80', 'allowed'],
      ['192.0.2.1', 'shop/old', 'TCP 8080', 'denied'],
    ],
  );
  const out = (rule: string) => policy('web/out', `{policyTypes: [Egress], egress: [${rule}]}`);
  flows(
    'on the way out it is the pod that the rule selects',
    [...pods, out('{to: [{namespaceSelector: {}}], ports: [{port: http}]}')],
    [
      ['web/client', 'shop/api', 'TCP 8080', 'allowed'],
      ['web/client', 'shop/old', 'TCP 80', 'allowed'],
      ['web/client', 'shop/old', 'TCP 3000', 'denied'],
      ['web/client', '192.0.2.1', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'or any pod, where the rule names no peers; outside it is nothing',
    [...pods, out('{ports: [{port: http}]}')],
    [
      ['web/client', 'shop/api', 'TCP 8080', 'allowed'],
      ['web/client', 'shop/api', 'TCP 80', 'denied'],
      ['web/client', '192.0.2.1', 'TCP 80', 'denied'],
      ['web/client', '192.0.2.1', 'TCP 8080', 'denied'],
    ],
  );
  flows(
    'for a peer that is a block it is nothing, even where a pod has an address in it',
    [...pods, out('{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: http}, {port: 9000}]}')],
    [
      ['web/client', 'shop/api', 'TCP 8080', 'denied'],
      ['web/client', 'shop/api', 'TCP 9000', 'allowed'],
      ['web/client', '10.0.0.8', 'TCP 8080', 'denied'],
    ],
  );
});

describe('rule 15: ports are those of the pods, behind the Service', () => {
  const front = service('shop/db', { app: 'db' }, 80, 8080);
  flows(
    'the port of the Service means nothing',
    [web, db, front, on('[{port: 80}]')],
    [
      ['shop/web', 'shop/db', 'TCP 80', 'allowed'],
      ['shop/web', 'shop/db', 'TCP 8080', 'denied'],
    ],
  );
  flows(
    'its targetPort is what a policy has to allow',
    [web, db, front, on('[{port: 8080}]')],
    [
      ['shop/web', 'shop/db', 'TCP 8080', 'allowed'],
      ['shop/web', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
});
