import { validateNetworkPolicy } from '../../../lib/policy/validation/validate-network-policy';
import { policyNamed, policyWith } from '../../support/policy-faults';

const accepted = (manifest: unknown) => expect(validateNetworkPolicy(manifest)).toEqual([]);

describe('whatever the API server accepts is accepted, also where it means more than its author may have thought', () => {
  test.each([
    ['rule 3: policyTypes absent', { podSelector: {}, ingress: [{}] }],
    ['rule 3: policyTypes empty', { podSelector: {}, policyTypes: [], egress: [] }],
    [
      'rule 4: rules of a direction that policyTypes leaves out',
      { policyTypes: ['Egress'], ingress: [{ ports: [{ port: 80 }] }] },
    ],
    ['rule 5: no ingress', { podSelector: {}, policyTypes: ['Ingress'] }],
    ['rule 5: ingress: []', { podSelector: {}, ingress: [] }],
    ['rule 5: ingress: [{}]', { podSelector: {}, ingress: [{}] }],
    ['rule 5: egress: [{}]', { podSelector: {}, egress: [{}] }],
    ['rule 6: from: []', { podSelector: {}, ingress: [{ from: [] }] }],
    ['rule 6: to: []', { podSelector: {}, egress: [{ to: [] }] }],
    ['rule 6: ports: []', { podSelector: {}, ingress: [{ ports: [] }] }],
    ['rule 7: ports: [{}]', { podSelector: {}, ingress: [{ ports: [{}] }] }],
    ['rule 8: podSelector missing', { policyTypes: ['Ingress'] }],
    ['rule 8: podSelector with nothing in it', { podSelector: { matchLabels: {}, matchExpressions: [] } }],
    ['rule 8: podSelector undefined', { podSelector: undefined }],
    ['rule 9: empty selectors in a peer', { ingress: [{ from: [{ podSelector: {}, namespaceSelector: {} }] }] }],
    ['rule 13: endPort equal to port', { ingress: [{ ports: [{ port: 80, endPort: 80 }] }] }],
    ['rule 24: from: emptied', { podSelector: {}, ingress: [{ from: null }] }],
    ['rule 24: matchLabels: emptied', { podSelector: { matchLabels: null } }],
    ['rule 24: every list emptied', { policyTypes: null, ingress: null, egress: null }],
    ['the same port twice', { ingress: [{ ports: [{ port: 80 }, { port: 80 }] }] }],
    [
      'contradictory labels',
      {
        podSelector: {
          matchExpressions: [
            { key: 'a', operator: 'Exists' },
            { key: 'a', operator: 'DoesNotExist' },
          ],
        },
      },
    ],
    ['nothing', {}],
  ])('%s', (_title, spec) => {
    accepted(policyWith(spec));
  });

  test('no spec', () => {
    accepted({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'web' } });
  });

  test('rule 23: no namespace', () => {
    accepted(policyNamed({ name: 'web' }));
  });

  test('a map without a prototype, as some parsers give it', () => {
    accepted(Object.assign(Object.create(null), policyWith(Object.assign(Object.create(null), { ingress: [{}] }))));
  });

  test('a frozen policy, which stays as it is', () => {
    const policy = policyWith({ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] });
    const before = structuredClone(policy);
    accepted(Object.freeze(policy));
    expect(policy).toEqual(before);
  });
});
