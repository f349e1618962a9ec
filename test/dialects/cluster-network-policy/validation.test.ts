import { ALL, cnp, egress, ingress, times } from './faults';

/** What the API server refuses of the tier, the subject and the rules. */

describe('a ClusterNetworkPolicy', () => {
  test.each<[string, unknown, string[]]>([
    ['without a spec', null, ['spec: Required value']],
    [
      'of another tier',
      { tier: 'admin' },
      ['spec.tier: Unsupported value: "admin": supported values: "Admin", "Baseline"'],
    ],
    ['without a tier', { tier: undefined }, ['spec.tier: Required value']],
    ['without a priority', { priority: undefined }, ['spec.priority: Required value']],
    [
      'before the first priority',
      { priority: -1 },
      ['spec.priority: Invalid value: -1: spec.priority in body should be greater than or equal to 0'],
    ],
    [
      'behind the last priority',
      { priority: 1001 },
      ['spec.priority: Invalid value: 1001: spec.priority in body should be less than or equal to 1000'],
    ],
    [
      'with half a priority',
      { priority: 1.5 },
      ['spec.priority: Invalid value: 1.5: spec.priority in body must be of type integer: "number"'],
    ],
    [
      'with a priority as text',
      { priority: '1' },
      ['spec.priority: Invalid value: "1": spec.priority in body must be of type integer: "string"'],
    ],
    ['without a subject', { subject: undefined }, ['spec.subject: Required value']],
    [
      'with an empty subject',
      { subject: {} },
      ['spec.subject: Invalid value: 0: spec.subject in body should have at least 1 properties'],
    ],
    [
      'with two subjects',
      { subject: { namespaces: {}, pods: { namespaceSelector: {}, podSelector: {} } } },
      ['spec.subject: Too many: 2: must have at most 1 item'],
    ],
    [
      'whose subject has no podSelector',
      { subject: { pods: { namespaceSelector: {} } } },
      ['spec.subject.pods.podSelector: Required value'],
    ],
    [
      'with 26 ingress rules',
      { ingress: times(26, { action: 'Deny', from: [ALL] }) },
      ['spec.ingress: Too many: 26: must have at most 25 items'],
    ],
    [
      'with 26 egress rules',
      { egress: times(26, { action: 'Deny', to: [ALL] }) },
      ['spec.egress: Too many: 26: must have at most 25 items'],
    ],
    ['without an action', ingress({ action: undefined }), ['spec.ingress[0].action: Required value']],
    [
      'with the action of v1alpha1',
      ingress({}, 'Allow'),
      ['spec.ingress[0].action: Unsupported value: "Allow": supported values: "Accept", "Deny", "Pass"'],
    ],
    [
      'whose rule has a name of 101 characters',
      egress({ name: 'é'.repeat(101) }),
      ['spec.egress[0].name: Too long: may not be more than 100 bytes'],
    ],
    ['without from', ingress({ from: undefined }), ['spec.ingress[0].from: Required value']],
    ['without to', egress({ to: undefined }), ['spec.egress[0].to: Required value']],
    [
      'with no peer',
      ingress({ from: [] }),
      ['spec.ingress[0].from: Invalid value: 0: spec.ingress[0].from in body should have at least 1 items'],
    ],
    ['with 26 peers', egress({ to: times(26, ALL) }), ['spec.egress[0].to: Too many: 26: must have at most 25 items']],
    [
      'with an empty peer',
      ingress({ from: [{}] }),
      ['spec.ingress[0].from[0]: Invalid value: 0: spec.ingress[0].from[0] in body should have at least 1 properties'],
    ],
    [
      'with two peers in one',
      egress({ to: [{ namespaces: {}, networks: ['10.0.0.0/8'] }] }),
      ['spec.egress[0].to[0]: Too many: 2: must have at most 1 item'],
    ],
  ])('%s is refused', (_title, spec, expected) => {
    expect(cnp(spec)).toEqual(expected);
  });
});
