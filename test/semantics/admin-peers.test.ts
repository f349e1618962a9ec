import { adminPolicyV1Alpha1, clusterPolicy, namespace, node, pod, policy } from '../support/manifests';
import { flows } from './verdicts';

const web = pod('shop/web', {
  labels: { app: 'web' },
  ports: [
    { name: 'http', port: 8080, protocol: 'TCP' },
    { name: 'http', port: 8081, protocol: 'UDP' },
  ],
  addresses: ['10.0.0.1'],
});
const db = pod('shop/db', { labels: { app: 'db' }, addresses: ['10.0.0.2'] });
const ops = pod('ops/ops', { labels: { app: 'ops' }, addresses: ['10.0.1.1'] });
const agent = pod('ops/agent', { labels: { app: 'agent' }, hostNetwork: true, addresses: ['192.168.0.9'] });
const pods = [namespace('shop'), namespace('ops', { team: 'ops' }), web, db, ops, agent];

const ALL = 'subject: {namespaces: {}}';
const deny = (direction: 'ingress' | 'egress', peer: string, more = '') =>
  `${direction}: [{action: Deny, ${direction === 'ingress' ? 'from' : 'to'}: [${peer}]${more}}]`;

describe('rule 42: subjects and peers are pods, by their namespace, or by it and their own labels', () => {
  flows(
    'an empty selector is all of them',
    [...pods, clusterPolicy('a', `{${ALL}, ${deny('ingress', '{namespaces: {}}')}}`)],
    [
      ['shop/web', 'shop/db', 'TCP 80', 'denied'],
      ['ops/ops', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'both selectors have to match',
    [
      ...pods,
      clusterPolicy(
        'a',
        `{subject: {pods: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}, podSelector: {matchLabels: {app: web}}}},
          ${deny('ingress', '{pods: {namespaceSelector: {matchLabels: {team: ops}}, podSelector: {}}}')}}`,
      ),
    ],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'denied'],
      ['shop/db', 'shop/web', 'TCP 80', 'allowed'],
      ['ops/ops', 'shop/db', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'of v1alpha2 namespaceSelector may be absent, for all',
    [...pods, clusterPolicy('a', `{${ALL}, ${deny('ingress', '{pods: {podSelector: {matchLabels: {app: ops}}}}')}}`)],
    [['ops/ops', 'shop/web', 'TCP 80', 'denied']],
  );
  flows(
    'pods on the network of their node are neither',
    [
      ...pods,
      clusterPolicy('a', `{${ALL}, ${deny('ingress', '{namespaces: {}}')}, ${deny('egress', '{namespaces: {}}')}}`),
    ],
    [
      ['ops/agent', 'shop/web', 'TCP 80', 'allowed'],
      ['shop/web', 'ops/agent', 'TCP 80', 'allowed'],
    ],
  );
});

describe('rule 43: no ingress rule matches what comes from nodes or from outside', () => {
  flows(
    'not one for every namespace either',
    [
      ...pods,
      node('n', {}, ['InternalIP', '192.168.0.1']),
      clusterPolicy('a', `{${ALL}, ${deny('ingress', '{namespaces: {}}')}}`),
    ],
    [
      ['8.8.8.8', 'shop/web', 'TCP 80', 'allowed'],
      ['192.168.0.1', 'shop/web', 'TCP 80', 'allowed'],
      ['shop/db', 'shop/web', 'TCP 80', 'denied'],
    ],
  );
});

describe('rule 44: networks match pods and nodes too, by their addresses', () => {
  const block = clusterPolicy('a', `{${ALL}, ${deny('egress', '{networks: [10.0.0.0/24, 192.168.0.0/24]}')}}`);
  flows(
    'as the API says',
    [...pods, node('n', {}, ['InternalIP', '192.168.0.1']), block],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'denied'],
      ['shop/web', 'ops/ops', 'TCP 80', 'allowed'],
      ['shop/web', 'ops/agent', 'TCP 80', 'denied'],
      ['shop/web', '192.168.0.1', 'TCP 80', 'denied'],
      ['shop/web', '10.0.0.77', 'TCP 80', 'denied'],
      ['shop/web', '192.168.1.1', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'but not pods where the plugin matches no pod by a block',
    [...pods, block],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
      ['shop/web', '10.0.0.77', 'TCP 80', 'denied'],
    ],
    { ipBlocksMatchPods: false },
  );
  flows(
    'a Pass for pods before them leaves pods out',
    [
      ...pods,
      clusterPolicy(
        'a',
        `{${ALL}, egress: [{action: Pass, to: [{namespaces: {}}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]}`,
      ),
    ],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
      ['shop/web', '8.8.8.8', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'a pod whose address is not known may be in them',
    [pod('shop/new'), pod('shop/old'), clusterPolicy('a', `{${ALL}, ${deny('egress', '{networks: [10.0.0.0/24]}')}}`)],
    [['shop/old', 'shop/new', 'TCP 80', 'depends']],
  );
});

describe('rule 45: nodes are their addresses in the status, and pods on their network', () => {
  const denyNodes = clusterPolicy('a', `{${ALL}, ${deny('egress', '{nodes: {}}')}}`);
  const declared = node(
    'n',
    {},
    ['InternalIP', '192.168.0.1'],
    ['ExternalIP', '203.0.113.1'],
    ['Hostname', '192.168.0.2'],
  );
  flows(
    'an empty selector is every node, also the own one',
    [...pods, declared, denyNodes],
    [
      ['shop/web', '192.168.0.1', 'TCP 80', 'denied'],
      ['shop/web', '203.0.113.1', 'TCP 80', 'denied'],
      ['shop/web', '192.168.0.2', 'TCP 80', 'allowed'],
      ['shop/web', 'ops/agent', 'TCP 80', 'denied'],
      ['shop/web', 'shop/db', 'TCP 80', 'allowed'],
      ['shop/web', '8.8.8.8', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'a selector takes the addresses of the nodes that have its labels, and of no others',
    [
      ...pods,
      node('m', { role: 'control' }, ['InternalIP', '192.168.0.7']),
      node('n', { role: 'worker' }, ['InternalIP', '192.168.0.1'], ['ExternalIP', '203.0.113.1']),
      node('o', {}, ['InternalIP', '192.168.0.2']),
      clusterPolicy('a', `{${ALL}, ${deny('egress', '{nodes: {matchLabels: {role: worker}}}')}}`),
    ],
    [
      ['shop/web', '192.168.0.7', 'TCP 80', 'allowed'],
      ['shop/web', '192.168.0.1', 'TCP 80', 'denied'],
      ['shop/web', '203.0.113.1', 'TCP 80', 'denied'],
      ['shop/web', '192.168.0.2', 'TCP 80', 'allowed'],
      ['shop/web', '8.8.8.8', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'without any Node in the input an address may be one of a node',
    [...pods, denyNodes],
    [['shop/web', '8.8.8.8', 'TCP 80', 'depends']],
  );
});

describe('rule 46: ports are numbers and ranges of a protocol, or names; without any, everything matches', () => {
  const match = (protocols: string) =>
    clusterPolicy('a', `{${ALL}, ${deny('ingress', '{namespaces: {}}', `, protocols: [${protocols}]`)}}`);
  flows(
    'a number and a range are of their protocol',
    [...pods, match('{tcp: {destinationPort: {number: 80}}}, {udp: {destinationPort: {range: {start: 90, end: 92}}}}')],
    [
      ['shop/db', 'shop/web', 'TCP 80', 'denied'],
      ['shop/db', 'shop/web', 'UDP 80', 'allowed'],
      ['shop/db', 'shop/web', 'UDP 90', 'denied'],
      ['shop/db', 'shop/web', 'UDP 92', 'denied'],
      ['shop/db', 'shop/web', 'UDP 93', 'allowed'],
      ['shop/db', 'shop/web', 'TCP 90', 'allowed'],
    ],
  );
  flows(
    'a name is each port that a container of the destination has by it, whatever its protocol',
    [...pods, match('{destinationNamedPort: http}')],
    [
      ['shop/db', 'shop/web', 'TCP 8080', 'denied'],
      ['shop/db', 'shop/web', 'UDP 8081', 'denied'],
      ['shop/db', 'shop/web', 'TCP 8081', 'allowed'],
      ['shop/web', 'shop/db', 'TCP 8080', 'allowed'],
    ],
  );
  flows(
    'a name means nothing on networks',
    [
      ...pods,
      clusterPolicy(
        'a',
        `{${ALL}, ${deny('egress', '{networks: [10.0.0.0/8]}', ', protocols: [{destinationNamedPort: http}]')}}`,
      ),
    ],
    [
      ['shop/db', 'shop/web', 'TCP 8080', 'allowed'],
      ['shop/db', '10.9.9.9', 'TCP 8080', 'allowed'],
    ],
  );
  flows(
    'of v1alpha1 the protocol is TCP where it is absent, and a range that ends before it begins is empty',
    [
      ...pods,
      adminPolicyV1Alpha1(
        'a',
        `{${ALL}, ${deny('ingress', '{namespaces: {}}', ', ports: [{portNumber: {port: 80}}, {portRange: {start: 90, end: 90}}, {portRange: {start: 99, end: 98}}, {namedPort: http}]')}}`,
      ),
    ],
    [
      ['shop/db', 'shop/web', 'TCP 80', 'denied'],
      ['shop/db', 'shop/web', 'UDP 80', 'allowed'],
      ['shop/db', 'shop/web', 'TCP 90', 'denied'],
      ['shop/db', 'shop/web', 'TCP 98', 'allowed'],
      ['shop/db', 'shop/web', 'UDP 8081', 'denied'],
    ],
  );
});

describe('rule 47: which addresses a domain name has is not known', () => {
  const only = (name: string) =>
    clusterPolicy(
      'a',
      `{${ALL}, egress: [{action: Accept, to: [{domainNames: [${name}]}], protocols: [{tcp: {destinationPort: {number: 443}}}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]}`,
    );
  flows(
    'so an address outside depends on it',
    [...pods, only("'*.example.com'")],
    [
      ['shop/web', '8.8.8.8', 'TCP 443', 'depends'],
      ['shop/web', '8.8.8.8', 'TCP 80', 'denied'],
      ['shop/web', 'ops/ops', 'TCP 443', 'denied'],
    ],
  );
});

describe('rule 48: a peer of a newer version of the API fails closed', () => {
  const rule = (action: string) => clusterPolicy('a', `{${ALL}, ingress: [{action: ${action}, from: [{realms: {}}]}]}`);
  const closed = policy('shop/closed', '{podSelector: {}, policyTypes: [Ingress]}');
  flows('Accept is for no one', [...pods, closed, rule('Accept')], [['ops/ops', 'shop/web', 'TCP 80', 'denied']]);
  for (const action of ['Deny', 'Pass']) {
    flows(
      `${action} denies everything`,
      [...pods, rule(action)],
      [
        ['ops/ops', 'shop/web', 'TCP 80', 'denied'],
        ['8.8.8.8', 'shop/web', 'TCP 80', 'denied'],
      ],
    );
  }
});

describe('rule 49: a pod and itself', () => {
  flows(
    'are no concern of these policies',
    [
      ...pods,
      clusterPolicy(
        'a',
        `{${ALL}, ${deny('ingress', '{namespaces: {}}')}, ${deny('egress', '{networks: [0.0.0.0/0]}')}}`,
      ),
    ],
    [['shop/web', 'shop/web', 'TCP 80', 'allowed']],
  );
});
