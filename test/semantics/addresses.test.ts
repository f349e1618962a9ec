import { deployment, pod, policy } from '../support/manifests';
import { faultsOf, policyFrom } from '../support/policy-faults';
import { flows } from './verdicts';

const db = pod('shop/db', { labels: { app: 'db' } });
/** A policy for the database whose one rule has these peers. */
const from = (...peers: readonly string[]) =>
  policy('shop/db', `{podSelector: {matchLabels: {app: db}}, ingress: [{from: [${peers.join(', ')}]}]}`);
const block = (cidr: string, ...except: readonly string[]) =>
  `{ipBlock: {cidr: "${cidr}", except: ${JSON.stringify(except)}}}`;

describe('rule 12: whether a block matches pods is up to the CNI, and depends on their addresses', () => {
  const known = pod('web/known', { addresses: ['10.0.0.7'] });
  const unknown = deployment('web/unknown', 2);
  const pods = [db, known, unknown];

  flows(
    'a pod whose address is known, by that address',
    [...pods, from(block('10.0.0.0/29'))],
    [['web/known', 'shop/db', 'TCP 80', 'allowed']],
  );
  flows(
    'but not in a block beside it, or in what is excepted',
    [...pods, from(block('10.0.0.8/29'), block('10.0.0.0/8', '10.0.0.4/30'))],
    [['web/known', 'shop/db', 'TCP 80', 'denied']],
  );
  flows(
    'a pod whose address is unknown may have one in the block',
    [...pods, from(block('10.0.0.0/8'))],
    [
      ['web/unknown', 'shop/db', 'TCP 80', 'depends'],
      ['10.0.0.1', 'shop/db', 'TCP 80', 'allowed'],
    ],
  );
  const nowhere = [['web/unknown', 'shop/db', 'TCP 80', 'denied']] as const;
  const somewhere = [['web/unknown', 'shop/db', 'TCP 80', 'depends']] as const;
  for (const cidr of ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', '::/0']) {
    flows(`pods may be in ${cidr}`, [...pods, from(block(cidr))], somewhere);
  }
  const certainly = [['web/unknown', 'shop/db', 'TCP 80', 'allowed']] as const;
  flows('a block of all IPv4 addresses has those of all pods', [...pods, from(block('0.0.0.0/0'))], certainly);
  flows(
    'so have blocks that together cover podCidrs, whatever lies beside them',
    [
      ...pods,
      from(
        block('10.0.0.0/9'),
        block('10.128.0.0/9'),
        block('172.16.0.0/12'),
        block('192.0.0.0/8'),
        block('100.64.0.0/10'),
      ),
    ],
    certainly,
  );
  flows(
    'whichever rules and policies they are in',
    [
      ...pods,
      policy('shop/half', '{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/1}}]}]}'),
      policy(
        'shop/rest',
        '{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{ipBlock: {cidr: 128.0.0.0/1}}]}]}',
      ),
    ],
    certainly,
  );
  flows(
    'IPv6 counts as soon as a block shows it',
    [...pods, from(block('0.0.0.0/0'), block('2001:db8::/32'))],
    somewhere,
  );
  flows('and then has to be covered too', [...pods, from(block('0.0.0.0/0'), block('fc00::/6'))], certainly);
  flows('or podCidrs are set', [...pods, from(block('10.0.0.0/8'))], certainly, { podCidrs: ['10.4.0.0/16'] });
  flows('to IPv6', [...pods, from(block('10.0.0.0/8'))], somewhere, { podCidrs: ['10.4.0.0/16', 'fd00::/8'] });
  for (const cidr of ['192.0.2.0/24', '11.0.0.0/8', '172.32.0.0/11', '2001:db8::/32']) {
    flows(`pods are not in ${cidr}`, [...pods, from(block(cidr))], nowhere);
  }
  flows(
    'a block without all that pods have is no block of pods',
    [
      ...pods,
      from(
        block('0.0.0.0/0', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'),
        block('::/0', 'fc00::/7'),
      ),
    ],
    nowhere,
  );
  flows(
    'one address that is left is enough',
    [...pods, from(block('10.0.0.0/29', '10.0.0.0/31', '10.0.0.3/32', '10.0.0.4/30'))],
    somewhere,
  );
  flows(
    'podCidrs say where pods are',
    [...pods, from(block('10.0.0.0/8', '10.0.0.0/17', '10.0.128.0/17'), block('fd00::/8'))],
    nowhere,
    { podCidrs: ['10.0.0.0/16'] },
  );
  flows('and a block that they overlap', [...pods, from(block('10.0.0.0/25'))], somewhere, {
    podCidrs: ['fd00::/64', '10.0.0.0/16'],
  });
  flows(
    'where the CNI lets blocks match no pods, none is matched, and addresses outside still are',
    [...pods, from(block('0.0.0.0/0'))],
    [
      ['web/known', 'shop/db', 'TCP 80', 'denied'],
      ['web/unknown', 'shop/db', 'TCP 80', 'denied'],
      ['10.0.0.1', 'shop/db', 'TCP 80', 'allowed'],
    ],
    { ipBlocksMatchPods: false },
  );
  flows(
    'on the way out just so',
    [...pods, policy('shop/db', `{policyTypes: [Egress], egress: [{to: [${block('10.0.0.0/8')}]}]}`)],
    [
      ['shop/db', 'web/known', 'TCP 80', 'allowed'],
      ['shop/db', 'web/unknown', 'TCP 80', 'depends'],
      ['shop/db', '10.0.0.1', 'TCP 80', 'allowed'],
    ],
  );
});

describe("rule 17: a pod on the node's network counts as its node's address", () => {
  const agent = pod('shop/agent', { labels: { app: 'agent' }, hostNetwork: true, addresses: ['192.0.2.10'] });
  const roaming = pod('shop/roaming', { labels: { app: 'agent' }, hostNetwork: true });
  const pods = [db, agent, roaming, pod('shop/web', { labels: { app: 'web' } })];
  const byLabels = from('{podSelector: {}}', '{namespaceSelector: {}}');
  const ofAgents = policy('shop/agents', '{podSelector: {matchLabels: {app: agent}}, policyTypes: [Ingress, Egress]}');

  flows(
    'no selector of a peer matches it',
    [...pods, byLabels],
    [
      ['shop/agent', 'shop/db', 'TCP 80', 'denied'],
      ['shop/roaming', 'shop/db', 'TCP 80', 'denied'],
      ['shop/web', 'shop/db', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'no policy selects it',
    [...pods, ofAgents],
    [
      ['shop/web', 'shop/agent', 'TCP 80', 'allowed'],
      ['shop/agent', 'shop/web', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    "its node's address matches blocks, whether or not they match pods",
    [...pods, from(block('192.0.2.0/24'))],
    [['shop/agent', 'shop/db', 'TCP 80', 'allowed']],
    { ipBlocksMatchPods: false },
  );
  flows(
    'a node whose address is unknown may be anywhere, not only where pods are',
    [...pods, from(block('198.51.100.0/24'))],
    [
      ['shop/roaming', 'shop/db', 'TCP 80', 'depends'],
      ['shop/agent', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'in either family',
    [...pods, from(block('2001:db8::/32'))],
    [['shop/roaming', 'shop/db', 'TCP 80', 'depends']],
  );
  flows(
    'but in no block of which nothing is left',
    [...pods, from(block('198.51.100.0/31', '198.51.100.0/32', '198.51.100.1/32'))],
    [['shop/roaming', 'shop/db', 'TCP 80', 'denied']],
  );
  flows(
    'its named ports are nothing to the way out',
    [
      db,
      pod('shop/named', { hostNetwork: true, ports: [{ name: 'http', port: 80, protocol: 'TCP' }] }),
      policy('shop/db', '{policyTypes: [Egress], egress: [{ports: [{port: http}]}]}'),
    ],
    [['shop/db', 'shop/named', 'TCP 80', 'denied']],
  );
  flows(
    'with a CNI that distinguishes such pods it is a pod like others',
    [...pods, byLabels, ofAgents],
    [
      ['shop/agent', 'shop/db', 'TCP 80', 'denied'],
      ['shop/web', 'shop/agent', 'TCP 80', 'denied'],
    ],
    { selectorsMatchHostNetwork: true },
  );
  flows(
    'which selectors match and blocks may not',
    [...pods, byLabels],
    [['shop/agent', 'shop/db', 'TCP 80', 'allowed']],
    { selectorsMatchHostNetwork: true },
  );
  flows(
    'still at the address of a node, which may be anywhere where it is unknown',
    [...pods, from(block('198.51.100.0/24'))],
    [['shop/roaming', 'shop/db', 'TCP 80', 'depends']],
    { selectorsMatchHostNetwork: true },
  );
  flows(
    'as the profile says of pods',
    [...pods, from(block('192.0.2.0/24'))],
    [['shop/agent', 'shop/db', 'TCP 80', 'denied']],
    { selectorsMatchHostNetwork: true, ipBlocksMatchPods: false },
  );
});

describe('rule 22: in dual stack each address is judged by itself', () => {
  const both = pod('web/both', { addresses: ['10.0.0.7', 'fd00::7'] });
  const four = pod('web/four', { addresses: ['10.0.0.8'] });
  const six = pod('web/six', { addresses: ['fd00::8'] });
  const target = pod('shop/db', { labels: { app: 'db' }, addresses: ['10.0.1.1', 'fd00::1:1'] });
  const pods = [target, both, four, six];

  flows(
    'a block of one family never matches the other',
    [...pods, from(block('0.0.0.0/0'))],
    [
      ['192.0.2.1', 'shop/db', 'TCP 80', 'allowed'],
      ['2001:db8::1', 'shop/db', 'TCP 80', 'denied'],
      ['::ffff:1', 'shop/db', 'TCP 80', 'denied'],
      ['web/four', 'shop/db', 'TCP 80', 'allowed'],
      ['web/six', 'shop/db', 'TCP 80', 'denied'],
      ['web/both', 'shop/db', 'TCP 80', 'depends'],
    ],
  );
  flows(
    'a block of each matches both',
    [...pods, from(block('10.0.0.0/8'), block('fd00::/8'))],
    [
      ['web/both', 'shop/db', 'TCP 80', 'allowed'],
      ['2001:db8::1', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
  flows('pods of different families cannot meet', pods, [
    ['web/four', 'web/six', 'TCP 80', 'denied'],
    ['web/four', 'web/both', 'TCP 80', 'allowed'],
    ['web/six', 'web/both', 'TCP 80', 'allowed'],
    ['192.0.2.1', 'web/six', 'TCP 80', 'denied'],
    ['web/four', '2001:db8::1', 'TCP 80', 'denied'],
  ]);
});

describe('rule 25: a CIDR that older API servers took is reported, and evaluated masked', () => {
  const db = pod('shop/db', { labels: { app: 'db' } });
  const wide = [
    ['10.255.255.255', 'shop/db', 'TCP 80', 'allowed'],
    ['10.0.0.0', 'shop/db', 'TCP 80', 'allowed'],
    ['11.0.0.0', 'shop/db', 'TCP 80', 'denied'],
  ] as const;
  for (const [cidr, problem] of [
    ['10.1.2.3/8', 'must not have bits set beyond the prefix length'],
    ['010.0.0.0/8', 'must not have leading 0s in IP or prefix length'],
    ['10.0.0.0/08', 'must not have leading 0s in IP or prefix length'],
    ['::ffff:10.0.0.0/104', 'must not have an IPv4-mapped IPv6 address'],
  ] as const) {
    test(`${cidr} is a finding`, () => {
      expect(faultsOf(policyFrom({ ipBlock: { cidr } }))).toEqual([
        { path: 'spec.ingress[0].from[0].ipBlock.cidr', message: `Invalid value: "${cidr}": ${problem}` },
      ]);
    });
    flows(`${cidr} is 10.0.0.0/8`, [db, from(block(cidr))], wide);
  }
  flows(
    'in except too',
    [db, from(block('10.0.0.0/8', '10.1.2.3/16'))],
    [
      ['10.0.255.255', 'shop/db', 'TCP 80', 'allowed'],
      ['10.1.0.0', 'shop/db', 'TCP 80', 'denied'],
      ['10.1.255.255', 'shop/db', 'TCP 80', 'denied'],
      ['10.2.0.0', 'shop/db', 'TCP 80', 'allowed'],
    ],
  );
});
