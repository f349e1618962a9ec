import { deployment, pod, policy } from '../support/manifests';
import { flows } from './verdicts';

const web = pod('shop/web', { labels: { app: 'web' } });
const db = pod('shop/db', { labels: { app: 'db' } });
const other = pod('web/other', { labels: { app: 'web' } });
const pods = [web, db, other];

describe('rule 1: pods that no policy selects are open, and policies add up', () => {
  flows('without any policy', pods, [
    ['shop/web', 'shop/db', 'TCP 5432', 'allowed'],
    ['web/other', 'shop/db', 'SCTP 1', 'allowed'],
    ['192.0.2.1', 'shop/db', 'UDP 65535', 'allowed'],
    ['shop/web', '192.0.2.1', 'TCP 443', 'allowed'],
  ]);

  flows(
    'with a policy for ingress of db: only that pod, and only that direction',
    [...pods, policy('shop/db', '{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}')],
    [
      ['shop/web', 'shop/db', 'TCP 5432', 'denied'],
      ['192.0.2.1', 'shop/db', 'TCP 5432', 'denied'],
      ['shop/db', 'shop/web', 'TCP 80', 'allowed'],
      ['shop/db', '192.0.2.1', 'TCP 443', 'allowed'],
    ],
  );

  const fromWeb = policy(
    'shop/a',
    'ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]',
  );
  const fromAnywhere = policy('shop/b', 'ingress: [{ports: [{port: 443}]}]');
  const nothing = policy('shop/c', 'ingress: []');
  const table = [
    ['shop/web', 'shop/db', 'TCP 80', 'allowed'],
    ['shop/web', 'shop/db', 'TCP 443', 'allowed'],
    ['web/other', 'shop/db', 'TCP 443', 'allowed'],
    ['web/other', 'shop/db', 'TCP 80', 'denied'],
    ['shop/web', 'shop/db', 'TCP 81', 'denied'],
  ] as const;
  flows('the union of three policies', [...pods, fromWeb, fromAnywhere, nothing], table);
  flows('in any order', [nothing, fromAnywhere, ...pods, fromWeb], table);
  flows(
    'the union of two rules of one policy',
    [...pods, policy('shop/a', 'ingress: [{ports: [{port: 80}]}, {ports: [{port: 443}]}]')],
    [
      ['web/other', 'shop/db', 'TCP 80', 'allowed'],
      ['web/other', 'shop/db', 'TCP 443', 'allowed'],
      ['web/other', 'shop/db', 'TCP 81', 'denied'],
    ],
  );
  flows(
    'on the way out just so',
    [...pods, policy('shop/a', '{policyTypes: [Egress], egress: [{ports: [{port: 80}]}, {ports: [{port: 443}]}]}')],
    [
      ['shop/db', 'web/other', 'TCP 80', 'allowed'],
      ['shop/db', 'web/other', 'TCP 443', 'allowed'],
      ['shop/db', 'web/other', 'TCP 81', 'denied'],
    ],
  );
});

describe('rule 2: a connection needs egress at its source and ingress at its destination', () => {
  const wayOut = policy(
    'web/out',
    '{policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}], ports: [{port: 80}, {port: 81}]}]}',
  );
  const wayIn = policy('shop/in', 'ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 81}, {port: 82}]}]');
  flows(
    'only what both ends allow',
    [...pods, wayOut, wayIn],
    [
      ['web/other', 'shop/db', 'TCP 81', 'allowed'],
      ['web/other', 'shop/db', 'TCP 80', 'denied'],
      ['web/other', 'shop/db', 'TCP 82', 'denied'],
    ],
  );
  flows(
    'with the source isolated alone, and no rule of its own',
    [...pods, policy('web/out', '{policyTypes: [Egress]}')],
    [
      ['web/other', 'shop/db', 'TCP 80', 'denied'],
      ['shop/db', 'web/other', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'an address outside has no policies of its own',
    [...pods, wayIn, policy('shop/any', 'ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}]')],
    [['192.0.2.1', 'shop/db', 'TCP 80', 'allowed']],
  );
});

describe('rule 3: policyTypes absent or empty means Ingress, and Egress where there is an egress rule', () => {
  const into = ['web/other', 'shop/web', 'TCP 80'] as const;
  const outOf = ['shop/web', 'web/other', 'TCP 80'] as const;
  const cases = [
    ['podSelector: {}', 'denied', 'allowed'],
    ['policyTypes: []', 'denied', 'allowed'],
    ['policyTypes:', 'denied', 'allowed'],
    ['egress: []', 'denied', 'allowed'],
    ['egress:', 'denied', 'allowed'],
    ['{policyTypes: [], egress: []}', 'denied', 'allowed'],
    ['egress: [{ports: [{port: 53}]}]', 'denied', 'denied'],
    ['{policyTypes: [], egress: [{ports: [{port: 53}]}]}', 'denied', 'denied'],
    ['egress: [{}]', 'denied', 'allowed'],
    ['policyTypes: [Ingress]', 'denied', 'allowed'],
    ['policyTypes: [Egress]', 'allowed', 'denied'],
    ['{policyTypes: [Egress], egress: []}', 'allowed', 'denied'],
    ['policyTypes: [Ingress, Egress]', 'denied', 'denied'],
  ] as const;
  for (const [spec, ingress, egress] of cases) {
    flows(
      spec,
      [...pods, policy('shop/p', spec)],
      [
        [...into, ingress],
        [...outOf, egress],
      ],
    );
  }
});

describe('rule 4: rules of a direction that policyTypes leaves out do nothing', () => {
  flows(
    'ingress rules of a policy for egress do not isolate, and allow nothing that another policy denies',
    [
      ...pods,
      policy(
        'shop/p',
        '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], ingress: [{ports: [{port: 80}]}]}',
      ),
      policy('shop/q', '{podSelector: {matchLabels: {app: db}}, policyTypes: [Egress], ingress: [{}]}'),
      policy('shop/db', '{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}'),
    ],
    [
      ['web/other', 'shop/web', 'TCP 81', 'allowed'],
      ['web/other', 'shop/db', 'TCP 81', 'denied'],
      ['shop/web', 'web/other', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'egress rules of a policy for ingress neither',
    [...pods, policy('shop/p', '{policyTypes: [Ingress], egress: [{ports: [{port: 53}]}]}')],
    [
      ['shop/web', 'web/other', 'TCP 80', 'allowed'],
      ['web/other', 'shop/web', 'TCP 53', 'denied'],
    ],
  );
});

describe('rule 5: no rules deny, an empty rule allows all', () => {
  const into = ['web/other', 'shop/web', 'UDP 9'] as const;
  const outOf = ['shop/web', '192.0.2.1', 'SCTP 9'] as const;
  for (const [spec, verdict] of [
    ['policyTypes: [Ingress]', 'denied'],
    ['{policyTypes: [Ingress], ingress: []}', 'denied'],
    ['{policyTypes: [Ingress], ingress: }', 'denied'],
    ['{policyTypes: [Ingress], ingress: [{}]}', 'allowed'],
  ] as const) {
    flows(spec, [...pods, policy('shop/p', spec)], [[...into, verdict]]);
  }
  for (const [spec, verdict] of [
    ['policyTypes: [Egress]', 'denied'],
    ['{policyTypes: [Egress], egress: []}', 'denied'],
    ['{policyTypes: [Egress], egress: [{}]}', 'allowed'],
  ] as const) {
    flows(spec, [...pods, policy('shop/p', spec)], [[...outOf, verdict]]);
  }
});

describe('rule 8: a podSelector that is missing or empty selects every pod of the namespace of the policy', () => {
  for (const spec of ['policyTypes: [Ingress]', '{podSelector: {}, policyTypes: [Ingress]}']) {
    flows(
      spec,
      [...pods, policy('shop/p', spec)],
      [
        ['web/other', 'shop/web', 'TCP 80', 'denied'],
        ['web/other', 'shop/db', 'TCP 80', 'denied'],
        ['shop/web', 'web/other', 'TCP 80', 'allowed'],
      ],
    );
  }
  flows(
    'one with labels never selects pods of another namespace',
    [...pods, policy('shop/p', '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}')],
    [
      ['shop/db', 'shop/web', 'TCP 80', 'denied'],
      ['shop/db', 'web/other', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'pods without labels are among them',
    [pod('shop/bare'), other, policy('shop/p', 'policyTypes: [Ingress]')],
    [['web/other', 'shop/bare', 'TCP 80', 'denied']],
  );
});

describe('rule 18: replies on an allowed connection are allowed', () => {
  flows(
    'so the client needs no ingress and the server no egress; a connection of its own the server cannot open',
    [
      ...pods,
      policy('shop/db', '{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress, Egress], ingress: [{}]}'),
      policy('shop/web', '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress], egress: [{}]}'),
    ],
    [
      ['shop/web', 'shop/db', 'TCP 5432', 'allowed'],
      ['shop/db', 'shop/web', 'TCP 5432', 'denied'],
    ],
  );
});

describe('rule 19: TCP, UDP and SCTP are judged, and a policy isolates all three', () => {
  flows(
    'one that allows only SCTP denies TCP and UDP',
    [...pods, policy('shop/p', 'ingress: [{ports: [{protocol: SCTP, port: 80}]}]')],
    [
      ['shop/web', 'shop/db', 'SCTP 80', 'allowed'],
      ['shop/web', 'shop/db', 'SCTP 81', 'denied'],
      ['shop/web', 'shop/db', 'TCP 80', 'denied'],
      ['shop/web', 'shop/db', 'UDP 80', 'denied'],
    ],
  );
  flows(
    'a rule without ports allows all three',
    [...pods, deployment('shop/two', 2), policy('shop/p', 'ingress: [{from: [{podSelector: {}}]}]')],
    [
      ['shop/two', 'shop/db', 'TCP 80', 'allowed'],
      ['shop/two', 'shop/db', 'UDP 80', 'allowed'],
      ['shop/two', 'shop/db', 'SCTP 80', 'allowed'],
    ],
  );
});
