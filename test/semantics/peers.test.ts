import { namespace, pod, policy } from '../support/manifests';
import { faultsOf, policyWith } from '../support/policy-faults';
import { flows } from './verdicts';

const web = pod('shop/web', { labels: { app: 'web', tier: 'front' } });
const job = pod('shop/job', { labels: { app: 'job' } });
const db = pod('shop/db', { labels: { app: 'db' } });
const otherWeb = pod('team-a/web', { labels: { app: 'web' } });
const otherJob = pod('team-a/job', { labels: { app: 'job' } });
const strayWeb = pod('stray/web', { labels: { app: 'web' } });
const teamA = namespace('team-a', { team: 'a' });
const shop = namespace('shop', { team: 'shop' });
const world = [shop, teamA, web, job, db, otherWeb, otherJob, strayWeb];

/** A policy for the database whose one rule has these peers. */
const from = (peers: string) =>
  policy('shop/db', `{podSelector: {matchLabels: {app: db}}, ingress: [{from: ${peers}}]}`);
/** The same for the way out of shop/web. */
const to = (peers: string) =>
  policy('shop/web', `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: ${peers}}]}`);

describe('rule 6: from, to and ports that are missing or empty mean everything', () => {
  for (const peers of ['[]', 'null']) {
    flows(
      `from and to are ${peers}`,
      [...world, from(peers), to(peers)],
      [
        ['shop/web', 'shop/db', 'TCP 80', 'allowed'],
        ['stray/web', 'shop/db', 'UDP 1', 'allowed'],
        ['192.0.2.1', 'shop/db', 'SCTP 65535', 'allowed'],
        ['2001:db8::1', 'shop/db', 'TCP 80', 'allowed'],
        ['shop/web', '192.0.2.1', 'TCP 443', 'allowed'],
      ],
    );
  }
  flows(
    'from and to are missing, so that the ports alone count',
    [
      ...world,
      policy('shop/db', '{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 80}]}]}'),
      policy(
        'shop/web',
        '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{ports: [{port: 80}]}]}',
      ),
    ],
    [
      ['stray/web', 'shop/db', 'TCP 80', 'allowed'],
      ['192.0.2.1', 'shop/db', 'TCP 80', 'allowed'],
      ['192.0.2.1', 'shop/db', 'TCP 81', 'denied'],
      ['shop/web', '192.0.2.1', 'TCP 80', 'allowed'],
      ['shop/web', '192.0.2.1', 'TCP 81', 'denied'],
    ],
  );
  for (const ports of ['[]', 'null']) {
    flows(
      `ports are ${ports}`,
      [...world, policy('shop/db', `ingress: [{from: [{podSelector: {}}], ports: ${ports}}]`)],
      [
        ['shop/web', 'shop/db', 'UDP 80', 'allowed'],
        ['stray/web', 'shop/db', 'UDP 80', 'denied'],
      ],
    );
  }
  test('an empty peer is invalid', () => {
    expect(faultsOf(policyWith({ ingress: [{ from: [{}] }], egress: [{ to: [{}] }] }))).toEqual([
      { path: 'spec.ingress[0].from[0]', message: 'Required value: must specify a peer' },
      { path: 'spec.egress[0].to[0]', message: 'Required value: must specify a peer' },
    ]);
  });
});

describe('rule 9: a podSelector, a namespaceSelector, or both in one peer', () => {
  flows(
    'podSelector alone: pods of the namespace of the policy',
    [...world, from('[{podSelector: {matchLabels: {app: web}}}]')],
    [
      ['shop/web', 'shop/db', 'TCP 80', 'allowed'],
      ['shop/job', 'shop/db', 'TCP 80', 'denied'],
      ['team-a/web', 'shop/db', 'TCP 80', 'denied'],
      ['192.0.2.1', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'namespaceSelector alone: all pods of the namespaces',
    [...world, from('[{namespaceSelector: {matchLabels: {team: a}}}]')],
    [
      ['team-a/web', 'shop/db', 'TCP 80', 'allowed'],
      ['team-a/job', 'shop/db', 'TCP 80', 'allowed'],
      ['shop/web', 'shop/db', 'TCP 80', 'denied'],
      ['stray/web', 'shop/db', 'TCP 80', 'depends'],
    ],
  );
  flows(
    'both in one peer: pods that both select',
    [...world, from('[{podSelector: {matchLabels: {app: web}}, namespaceSelector: {matchLabels: {team: a}}}]')],
    [
      ['team-a/web', 'shop/db', 'TCP 80', 'allowed'],
      ['team-a/job', 'shop/db', 'TCP 80', 'denied'],
      ['shop/web', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'one dash more: pods that either selects',
    [...world, from('[{podSelector: {matchLabels: {app: web}}}, {namespaceSelector: {matchLabels: {team: a}}}]')],
    [
      ['team-a/web', 'shop/db', 'TCP 80', 'allowed'],
      ['team-a/job', 'shop/db', 'TCP 80', 'allowed'],
      ['shop/web', 'shop/db', 'TCP 80', 'allowed'],
      ['shop/job', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'an empty namespaceSelector is every namespace, also those that are not declared; a missing one is that of the policy',
    [...world, from('[{podSelector: {matchLabels: {app: web}}, namespaceSelector: {}}]'), to('[{podSelector: {}}]')],
    [
      ['team-a/web', 'shop/db', 'TCP 80', 'allowed'],
      ['stray/web', 'shop/db', 'TCP 80', 'allowed'],
      ['stray/web', 'team-a/job', 'TCP 80', 'allowed'],
      ['shop/web', 'shop/job', 'TCP 80', 'allowed'],
      ['shop/web', 'team-a/web', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'every pod of every namespace is no address outside',
    [...world, from('[{namespaceSelector: {}}]')],
    [
      ['stray/web', 'shop/db', 'TCP 80', 'allowed'],
      ['10.0.0.1', 'shop/db', 'TCP 80', 'denied'],
      ['192.0.2.1', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
});

describe('rule 10: every label and every expression of a selector must hold', () => {
  const pods = [
    db,
    pod('shop/none'),
    pod('shop/a', { labels: { tier: 'a' } }),
    pod('shop/b', { labels: { tier: 'b' } }),
    pod('shop/empty', { labels: { tier: '' } }),
    pod('shop/ab', { labels: { tier: 'a', app: 'b' } }),
  ];
  const clients = ['none', 'a', 'b', 'empty', 'ab'] as const;
  type Client = (typeof clients)[number];
  const selecting = (selector: string, ...selected: Client[]) =>
    flows(
      selector,
      [...pods, from(`[{podSelector: ${selector}}]`)],
      clients.map((name) => [`shop/${name}`, 'shop/db', 'TCP 80', selected.includes(name) ? 'allowed' : 'denied']),
    );
  selecting('{matchLabels: {tier: a}}', 'a', 'ab');
  selecting('{matchLabels: {tier: ""}}', 'empty');
  selecting('{matchLabels: {tier: a, app: b}}', 'ab');
  selecting('{matchExpressions: [{key: tier, operator: In, values: [a, b]}]}', 'a', 'b', 'ab');
  selecting('{matchExpressions: [{key: tier, operator: NotIn, values: [a, ""]}]}', 'none', 'b');
  selecting('{matchExpressions: [{key: tier, operator: Exists}]}', 'a', 'b', 'empty', 'ab');
  selecting('{matchExpressions: [{key: tier, operator: DoesNotExist}]}', 'none');
  selecting(
    '{matchExpressions: [{key: tier, operator: Exists}, {key: tier, operator: NotIn, values: [a]}]}',
    'b',
    'empty',
  );
  selecting('{matchLabels: {tier: a}, matchExpressions: [{key: app, operator: DoesNotExist}]}', 'a');
  selecting('{matchLabels: {tier: a}, matchExpressions: [{key: tier, operator: In, values: [b]}]}');
  selecting('{matchExpressions: [{key: constructor, operator: Exists}]}');
  selecting('{matchLabels: null, matchExpressions: null}', ...clients);
  selecting('{}', ...clients);
});

describe('rule 11: an ipBlock stands alone, and an address in except may be allowed elsewhere', () => {
  test('beside another field of the peer it is invalid', () => {
    const peer = { ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} };
    expect(faultsOf(policyWith({ ingress: [{ from: [peer] }] }))).toEqual([
      { path: 'spec.ingress[0].from[0]', message: 'Forbidden: may not specify both ipBlock and another peer' },
    ]);
  });

  const block = '{ipBlock: {cidr: 192.0.2.0/24, except: [192.0.2.64/26, 192.0.2.1/32]}}';
  flows(
    'the block without what it excepts',
    [...world, from(`[${block}]`)],
    [
      ['192.0.1.255', 'shop/db', 'TCP 80', 'denied'],
      ['192.0.2.0', 'shop/db', 'TCP 80', 'allowed'],
      ['192.0.2.1', 'shop/db', 'TCP 80', 'denied'],
      ['192.0.2.63', 'shop/db', 'TCP 80', 'allowed'],
      ['192.0.2.64', 'shop/db', 'TCP 80', 'denied'],
      ['192.0.2.127', 'shop/db', 'TCP 80', 'denied'],
      ['192.0.2.128', 'shop/db', 'TCP 80', 'allowed'],
      ['192.0.2.255', 'shop/db', 'TCP 80', 'allowed'],
      ['192.0.3.0', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
  const excepted = ['192.0.2.1', 'shop/db', 'TCP 80', 'allowed'] as const;
  const still = ['192.0.2.64', 'shop/db', 'TCP 80', 'denied'] as const;
  flows('another peer', [...world, from(`[${block}, {ipBlock: {cidr: 192.0.2.1/32}}]`)], [excepted, still]);
  flows(
    'another rule',
    [...world, policy('shop/db', `ingress: [{from: [${block}]}, {from: [{ipBlock: {cidr: 192.0.2.1/32}}]}]`)],
    [excepted, still],
  );
  flows(
    'another policy',
    [...world, from(`[${block}]`), policy('shop/more', 'ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/28}}]}]')],
    [excepted, still],
  );
  flows(
    'on the way out just so',
    [...world, to(`[${block}]`)],
    [
      ['shop/web', '192.0.2.0', 'TCP 80', 'allowed'],
      ['shop/web', '192.0.2.1', 'TCP 80', 'denied'],
    ],
  );
});
