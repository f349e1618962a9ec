import { validateNetworkPolicy } from '../../../lib/policy/validation/validate-network-policy';
import { faultsOf, policyWith } from '../../support/policy-faults';

const manyFaults = {
  apiVersion: 'networking.k8s.io/v2',
  kind: 'NetworkPolicy',
  metadata: { name: 'Web', namespace: 'my.shop', labels: { app: '-' }, colour: 'red' },
  spec: {
    podSelector: { matchExpressions: [{ key: 'tier', operator: 'In' }] },
    policyTypes: ['Ingress', 'Outgress'],
    ingress: [
      {
        from: [
          {},
          { ipBlock: { cidr: '999.1.1.1/99' }, podSelector: {} },
          { ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16', '10.0.0.1/16'] } },
        ],
        ports: [{ protocol: 'ICMP', port: 99999 }, { port: 90, endPort: 80 }, 'http'],
      },
      'everyone',
    ],
    egress: [{ from: [], ports: [{ port: '80' }] }],
  },
};

test('all findings come at once, in the order of the fields', () => {
  expect(faultsOf(manyFaults).map(({ path }) => path)).toEqual([
    'apiVersion',
    'metadata.colour',
    'metadata.name',
    'metadata.namespace',
    'metadata.labels',
    'spec.podSelector.matchExpressions[0].values',
    'spec.ingress[0].ports[0].protocol',
    'spec.ingress[0].ports[0].port',
    'spec.ingress[0].ports[1].endPort',
    'spec.ingress[0].ports[2]',
    'spec.ingress[0].from[0]',
    'spec.ingress[0].from[1].ipBlock.cidr',
    'spec.ingress[0].from[1]',
    'spec.ingress[0].from[2].ipBlock.except[0]',
    'spec.ingress[0].from[2].ipBlock.except[1]',
    'spec.ingress[1]',
    'spec.egress[0].from',
    'spec.egress[0].ports[0].port',
    'spec.policyTypes[1]',
  ]);
});

test('the same question gets the same answer', () => {
  expect(validateNetworkPolicy(manyFaults)).toEqual(validateNetworkPolicy(structuredClone(manyFaults)));
});

describe('a finding', () => {
  test('begins its message with its reason', () => {
    for (const { reason, message } of validateNetworkPolicy(manyFaults))
      expect(message.split(':')[0]).toContain(reason);
  });

  test('says what to write instead', () => {
    for (const { fix } of validateNetworkPolicy(manyFaults)) expect(fix).toMatch(/\S/);
  });

  test('holds the value as it was received', () => {
    const values = new Map(validateNetworkPolicy(manyFaults).map(({ path, value }) => [path, value]));
    expect(values.get('metadata.name')).toBe('Web');
    expect(values.get('spec.ingress[0].ports[0].port')).toBe(99999);
    expect(values.get('spec.ingress[0].ports[1].endPort')).toBe(80);
    expect(values.get('spec.ingress[1]')).toBe('everyone');
    expect(values.get('spec.egress[0].from')).toEqual([]);
  });

  test('holds no value where nothing was received', () => {
    const [finding] = validateNetworkPolicy(policyWith({ ingress: [{ from: [{}] }] }));
    expect(finding).not.toHaveProperty('value');
  });
});
