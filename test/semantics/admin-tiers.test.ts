import { adminPolicyV1Alpha1, clusterPolicy, namespace, pod, policy } from '../support/manifests';
import { flows } from './verdicts';

const web = pod('shop/web', { labels: { app: 'web' } });
const db = pod('shop/db', { labels: { app: 'db' } });
const ops = pod('ops/ops', { labels: { app: 'ops' } });
const pods = [namespace('shop'), namespace('ops'), web, db, ops];

const WEB = 'subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}';
const EVERYONE = 'from: [{namespaces: {}}]';
const OPS = 'from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: ops}}}]';
const on = (port: number) => `protocols: [{tcp: {destinationPort: {number: ${port}}}}]`;
const isolated = policy('shop/isolated', '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}');

describe('rule 34: first the Admin tier, then NetworkPolicies, then the Baseline tier, then all is allowed', () => {
  const admin = (action: string) => clusterPolicy('a', `{${WEB}, ingress: [{action: ${action}, ${OPS}}]}`);
  const baseline = (action: string) =>
    clusterPolicy('b', `{tier: Baseline, ${WEB}, ingress: [{action: ${action}, ${OPS}}]}`);
  flows(
    'an Accept of the Admin tier comes before isolation',
    [...pods, isolated, admin('Accept')],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
      ['shop/db', 'shop/web', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'a Deny of it before what a NetworkPolicy allows',
    [...pods, policy('shop/open', '{podSelector: {}, ingress: [{}]}'), admin('Deny')],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'denied'],
      ['shop/db', 'shop/web', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'whatever the Baseline tier says',
    [...pods, admin('Accept'), baseline('Deny')],
    [['ops/ops', 'shop/web', 'TCP 80', 'allowed']],
  );
  flows(
    'a Deny of the Baseline tier counts where nothing came before',
    [...pods, baseline('Deny')],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'denied'],
      ['shop/db', 'shop/web', 'TCP 80', 'allowed'],
    ],
  );
});

describe('rule 35: in a tier the lowest priority comes first, then the first rule that matches', () => {
  const rules = `[{action: Accept, ${OPS}, ${on(80)}}, {action: Deny, ${EVERYONE}}, {action: Accept, ${EVERYONE}}]`;
  flows(
    'in a policy in the order of its rules',
    [...pods, clusterPolicy('a', `{${WEB}, ingress: ${rules}}`)],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
      ['ops/ops', 'shop/web', 'TCP 81', 'denied'],
      ['shop/db', 'shop/web', 'TCP 80', 'denied'],
    ],
  );
  const first = clusterPolicy('z', `{priority: 9, ${WEB}, ingress: [{action: Accept, ${OPS}}]}`);
  const second = clusterPolicy('a', `{priority: 10, ${WEB}, ingress: [{action: Deny, ${EVERYONE}}]}`);
  for (const order of [
    [first, second],
    [second, first],
  ]) {
    flows(
      `among policies by their priority, with ${order[0]?.metadata.name} written first`,
      [...pods, ...order],
      [
        ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
        ['shop/db', 'shop/web', 'TCP 80', 'denied'],
      ],
    );
  }
  flows(
    'a policy for other pods is left out',
    [...pods, clusterPolicy('a', `{${WEB}, ingress: [{action: Deny, ${EVERYONE}}]}`)],
    [['ops/ops', 'shop/db', 'TCP 80', 'allowed']],
  );
});

describe('rule 36: Accept and Deny are final for their direction alone', () => {
  const out = 'egress: [{action: Accept, to: [{namespaces: {}}]}]';
  flows(
    'an Accept on the way out does not open the way in',
    [...pods, isolated, clusterPolicy('a', `{subject: {namespaces: {}}, ${out}}`)],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'denied'],
      ['ops/ops', 'shop/db', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'nor does one on the way in open the way out',
    [
      ...pods,
      policy('ops/closed', '{podSelector: {}, policyTypes: [Egress]}'),
      clusterPolicy('a', `{${WEB}, ingress: [{action: Accept, ${EVERYONE}}]}`),
    ],
    [['ops/ops', 'shop/web', 'TCP 80', 'denied']],
  );
});

describe('rule 37: Pass leaves the tier; of the Baseline tier it allows', () => {
  const rules = `ingress: [{action: Pass, ${OPS}}, {action: Deny, ${EVERYONE}}]`;
  flows(
    'of the Admin tier, to NetworkPolicies',
    [...pods, clusterPolicy('a', `{${WEB}, ${rules}}`), isolated],
    [['ops/ops', 'shop/web', 'TCP 80', 'denied']],
  );
  flows(
    'past all that is left of the tier',
    [
      ...pods,
      clusterPolicy('a', `{${WEB}, ${rules}}`),
      clusterPolicy('b', `{priority: 2, ${WEB}, ingress: [{action: Deny, ${EVERYONE}}]}`),
    ],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
      ['shop/db', 'shop/web', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'and to the Baseline tier',
    [
      ...pods,
      clusterPolicy('a', `{${WEB}, ${rules}}`),
      clusterPolicy('b', `{tier: Baseline, ${WEB}, ingress: [{action: Deny, ${EVERYONE}, ${on(22)}}]}`),
    ],
    [
      ['ops/ops', 'shop/web', 'TCP 22', 'denied'],
      ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'of the Baseline tier',
    [...pods, clusterPolicy('a', `{tier: Baseline, ${WEB}, ${rules}}`)],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
      ['shop/db', 'shop/web', 'TCP 80', 'denied'],
    ],
  );
});

describe('rule 38: a policy whose rules do not match changes nothing', () => {
  flows(
    'it isolates no pod',
    [...pods, clusterPolicy('a', `{${WEB}, ingress: [{action: Accept, ${OPS}, ${on(80)}}]}`)],
    [
      ['ops/ops', 'shop/web', 'TCP 81', 'allowed'],
      ['shop/db', 'shop/web', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'without any rule neither',
    [...pods, clusterPolicy('a', '{subject: {namespaces: {}}, ingress: [], egress: []}')],
    [['ops/ops', 'shop/web', 'TCP 80', 'allowed']],
  );
});

describe('rule 39: no connection of a pod that a NetworkPolicy isolates comes to the Baseline tier', () => {
  const baseline = clusterPolicy(
    'b',
    `{tier: Baseline, subject: {namespaces: {}}, ingress: [{action: Deny, ${EVERYONE}}]}`,
  );
  flows(
    'whether it allows',
    [...pods, policy('shop/open', '{podSelector: {matchLabels: {app: web}}, ingress: [{}]}'), baseline],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
      ['ops/ops', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
  const accept = clusterPolicy(
    'b',
    `{tier: Baseline, subject: {namespaces: {}}, ingress: [{action: Accept, ${EVERYONE}}]}`,
  );
  flows('or denies', [...pods, isolated, accept], [['ops/ops', 'shop/web', 'TCP 80', 'denied']]);
  flows(
    'and isolation in the other direction does not count',
    [...pods, policy('shop/out', '{podSelector: {}, policyTypes: [Egress], egress: [{}]}'), baseline],
    [['ops/ops', 'shop/web', 'TCP 80', 'denied']],
  );
});

describe('rule 40: of policies of one priority that disagree, no one knows which decides', () => {
  const deny = `ingress: [{action: Deny, ${EVERYONE}, ${on(22)}}]`;
  const accept = `ingress: [{action: Accept, ${EVERYONE}}]`;
  flows(
    'so it depends',
    [...pods, isolated, clusterPolicy('a', `{${WEB}, ${deny}}`), clusterPolicy('b', `{${WEB}, ${accept}}`)],
    [
      ['ops/ops', 'shop/web', 'TCP 22', 'depends'],
      ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'not where they decide alike',
    [...pods, clusterPolicy('a', `{${WEB}, ${deny}}`), clusterPolicy('b', `{${WEB}, ${deny}}`)],
    [['ops/ops', 'shop/web', 'TCP 22', 'denied']],
  );
  flows(
    'nor in different tiers',
    [...pods, clusterPolicy('a', `{${WEB}, ${deny}}`), clusterPolicy('b', `{tier: Baseline, ${WEB}, ${accept}}`)],
    [['ops/ops', 'shop/web', 'TCP 22', 'denied']],
  );
});

describe('rule 41: AdminNetworkPolicy is the Admin tier, and BaselineAdminNetworkPolicy the Baseline tier', () => {
  const baseline = adminPolicyV1Alpha1(
    'default',
    `{${WEB}, ingress: [{action: Allow, ${OPS}}, {action: Deny, ${EVERYONE}}]}`,
  );
  flows(
    'with Allow for Accept',
    [...pods, isolated, adminPolicyV1Alpha1('a', `{${WEB}, ingress: [{action: Allow, ${OPS}}]}`)],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
      ['shop/db', 'shop/web', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'after NetworkPolicies',
    [...pods, baseline],
    [
      ['ops/ops', 'shop/web', 'TCP 80', 'allowed'],
      ['shop/db', 'shop/web', 'TCP 80', 'denied'],
    ],
  );
  flows('which are final', [...pods, isolated, baseline], [['ops/ops', 'shop/web', 'TCP 80', 'denied']]);
  flows(
    'and to which Pass goes',
    [...pods, adminPolicyV1Alpha1('a', `{${WEB}, ingress: [{action: Pass, ${EVERYONE}}]}`), baseline],
    [['shop/db', 'shop/web', 'TCP 80', 'denied']],
  );
});
