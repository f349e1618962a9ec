import { labelWarnings } from '../../lib/policy/label-warnings';
import { policy } from '../support/manifests';

const warned = (spec: string) => labelWarnings(policy('shop/p', spec)).map(({ id, path }) => `${id} ${path}`);

describe('labels of namespaces that anyone who may patch namespaces can set', () => {
  test('are warned of in peers of both directions, in labels and in expressions', () => {
    expect(
      warned(`
        podSelector: {}
        ingress: [{from: [{podSelector: {}}, {namespaceSelector: {matchLabels: {team: a}}}]}]
        egress: [{to: [{namespaceSelector: {matchExpressions: [{key: env, operator: In, values: [prod]}]}}]}]`),
    ).toEqual([
      'namespace-label spec.ingress[0].from[1].namespaceSelector',
      'namespace-label spec.egress[0].to[0].namespaceSelector',
    ]);
  });

  test('are not the name, which the API server keeps, nor what OpenShift sets itself', () => {
    expect(
      warned(`
        podSelector: {}
        ingress:
        - from:
          - {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: web}}}
          - {namespaceSelector: {matchLabels: {policy-group.network.openshift.io/ingress: ""}}}
          - {namespaceSelector: {}}`),
    ).toEqual([]);
  });
});

describe('labels of pods that change', () => {
  test.each([
    ['pod-template-hash', 'rollout-label'],
    ['controller-revision-hash', 'rollout-label'],
    ['statefulset.kubernetes.io/pod-name', 'rollout-label'],
    ['helm.sh/chart', 'version-label'],
    ['app.kubernetes.io/version', 'version-label'],
  ])('%s, wherever pods are selected', (label, id) => {
    expect(
      warned(`
        podSelector: {matchLabels: {${label}: x, app: web}}
        ingress: [{from: [{podSelector: {matchExpressions: [{key: ${label}, operator: Exists}]}}]}]`),
    ).toEqual([`${id} spec.podSelector`, `${id} spec.ingress[0].from[0].podSelector`]);
  });

  test('others are fine', () => {
    expect(warned('{podSelector: {matchLabels: {app: web, app.kubernetes.io/name: web}}}')).toEqual([]);
  });
});
