import { parse } from 'yaml';
import { validateNetworkPolicy } from '../../../lib/policy/validation/validate-network-policy';
import { faultsOf } from './manifests';

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
      fix: "quote it: '1.1'",
    });
  });

  test('a label that is true without quotes is a boolean', () => {
    expect(faultsOf(read('podSelector:\n  matchLabels:\n    public: true'))).toEqual([
      {
        path: 'spec.podSelector.matchLabels.public',
        message: 'Invalid value: true: must be a string, not a boolean',
      },
    ]);
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
  ])('an emptied %s is absent', (_title, spec) => {
    expect(faultsOf(read(spec))).toEqual([]);
  });

  test.each([
    ['spec.podSelector', 'podSelector:'],
    ['spec.ingress[0].from[0].podSelector', 'ingress:\n- from:\n  - podSelector:'],
    ['spec.ingress[0].from[0].ipBlock', 'ingress:\n- from:\n  - ipBlock:'],
  ])('an emptied %s is not {}', (path, spec) => {
    expect(faultsOf(read(spec))).toEqual([{ path, message: 'Invalid value: null: must be a map, not null' }]);
  });

  test('a dash before nothing is no peer', () => {
    expect(faultsOf(read('ingress:\n- from:\n  -'))).toEqual([
      { path: 'spec.ingress[0].from[0]', message: 'Invalid value: null: must be a map, not null' },
    ]);
  });

  test('a lost indentation is an unknown field, where it ended up', () => {
    expect(faultsOf(read('podSelector:\nmatchLabels:\n  app: web')).map(({ path }) => path)).toEqual([
      'spec.matchLabels',
      'spec.podSelector',
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
