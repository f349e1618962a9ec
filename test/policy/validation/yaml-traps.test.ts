import { parse } from 'yaml';
import { validateNetworkPolicy } from '../../../lib/policy/validation/validate-network-policy';
import { faultsOf } from '../../support/policy-faults';

/** The document as kubectl reads it: YAML 1.1. */
const read = (spec: string) =>
  parse(
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n${spec.replace(/^/gm, '  ')}`,
    { version: '1.1' },
  );

describe('rule 24: traps of YAML', () => {
  test('a version without quotes is a number, and no label', () => {
    const [finding, ...others] = validateNetworkPolicy(read('podSelector:\n  matchLabels:\n    version: 1.10'));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      path: 'spec.podSelector.matchLabels.version',
      message: 'Invalid value: 1.1: must be a string, not a number',
      fix: 'put it in quotes, as it is meant; without them it is a number',
    });
  });

  test.each(['true', 'yes', 'Yes', 'on', 'y', 'Y'])('a label that is %s without quotes is a boolean', (value) => {
    const [finding, ...others] = validateNetworkPolicy(read(`podSelector:\n  matchLabels:\n    public: ${value}`));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      path: 'spec.podSelector.matchLabels.public',
      message: 'Invalid value: true: must be a string, not a boolean',
      fix: 'put it in quotes, as it is meant; without them true, false, yes, no, on, off, y and n are booleans',
    });
  });

  test('a port in quotes is a name without a letter', () => {
    const [finding, ...others] = validateNetworkPolicy(read('ingress:\n- ports:\n  - port: "80"'));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      path: 'spec.ingress[0].ports[0].port',
      message: 'Invalid value: "80": must contain at least one letter (a-z)',
      fix: 'write the number without quotes: 80',
    });
  });

  test('a range in quotes is none either, and says how to write it', () => {
    const [first, ...others] = validateNetworkPolicy(read("ingress:\n- ports:\n  - port: '1024-65535'"));
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      path: 'spec.ingress[0].ports[0].port',
      message: 'Invalid value: "1024-65535": must contain at least one letter (a-z)',
      fix: 'write the number without quotes: 1024, and the end of the range as endPort: 65535',
    });
  });

  test('010 is the number 8, which is a port', () => {
    const policy = read('ingress:\n- ports:\n  - port: 010');
    expect(policy.spec.ingress[0].ports[0].port).toBe(8);
    expect(faultsOf(policy)).toEqual([]);
  });

  test.each([
    ['from', 'ingress:\n- from:'],
    ['to', 'egress:\n- to:'],
    ['ports', 'ingress:\n- ports:'],
    ['matchLabels', 'podSelector:\n  matchLabels:'],
    ['matchExpressions', 'podSelector:\n  matchExpressions:'],
    ['ingress', 'ingress:\npolicyTypes: [Ingress]'],
    ['policyTypes', 'policyTypes:\ningress: []'],
    ['podSelector', 'podSelector:'],
    ['podSelector beside a namespaceSelector', 'ingress:\n- from:\n  - podSelector:\n    namespaceSelector: {}'],
    ['rule', 'ingress:\n-'],
    ['port', 'ingress:\n- ports:\n  - port:\n  -'],
  ])('an emptied %s is absent', (_title, spec) => {
    expect(faultsOf(read(spec))).toEqual([]);
  });

  test.each([
    ['podSelector', 'ingress:\n- from:\n  - podSelector:'],
    ['namespaceSelector', 'ingress:\n- from:\n  - namespaceSelector:'],
    ['ipBlock', 'ingress:\n- from:\n  - ipBlock:'],
    ['dash', 'ingress:\n- from:\n  -'],
  ])('an emptied %s is no peer', (_title, spec) => {
    expect(faultsOf(read(spec))).toEqual([
      { path: 'spec.ingress[0].from[0]', message: 'Required value: must specify a peer' },
    ]);
  });

  test('a lost indentation is an unknown field, where it ended up', () => {
    expect(faultsOf(read('podSelector:\nmatchLabels:\n  app: web')).map(({ path }) => path)).toEqual([
      'spec.matchLabels',
    ]);
  });

  test('a lost dash is a map where a list is wanted', () => {
    expect(faultsOf(read('ingress:\n- from:\n    podSelector: {}'))).toEqual([
      {
        path: 'spec.ingress[0].from',
        message: 'Invalid value: {"podSelector":{}}: must be a list, not a map',
      },
    ]);
  });

  test('JSON is YAML', () => {
    expect(faultsOf(read('{"ingress": [{"ports": [{"port": 80, "protocol": "TCP"}]}]}'))).toEqual([]);
  });
});
