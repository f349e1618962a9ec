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

  test('are named in the warning, but for those that the platform keeps', () => {
    const [warning] = labelWarnings(
      policy(
        'shop/p',
        '{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a, network.openshift.io/policy-group: x, env: b}}}]}]}',
      ),
    );
    expect(warning?.message).toContain('can set "team", "env" on one of their own');
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

describe('labels that name a release only where their value does', () => {
  test.each([
    ['version: "7.2"', true],
    ['version: "7"', true],
    ['version: v1', false],
    ['version: v12', false],
    ['version: v1.2', true],
    ['version: xv1', true],
    ['version: stable', false],
    ['chart: redis-17.0.1', true],
    ['chart: redis', false],
  ])('{%s}: %p', (label, warns) => {
    expect(warned(`{podSelector: {matchLabels: {${label}, app: web}}}`)).toEqual(
      warns ? ['version-label spec.podSelector'] : [],
    );
  });

  test('in expressions as well, whatever other expressions ask for', () => {
    const expressions = (...all: readonly string[]) =>
      warned(`{podSelector: {matchLabels: {app: web}, matchExpressions: [${all.join()}]}}`);
    expect(expressions('{key: version, operator: In, values: [stable, "7.2"]}')).toEqual([
      'version-label spec.podSelector',
    ]);
    expect(expressions('{key: version, operator: In, values: [stable]}')).toEqual([]);
    expect(expressions('{key: version, operator: Exists}', '{key: app, operator: In, values: ["7.2"]}')).toEqual([]);
  });
});

describe('namespaces that are named', () => {
  const asked = (selector: string) =>
    warned(`{podSelector: {}, ingress: [{from: [{namespaceSelector: {${selector}}}]}]}`);

  test('may be asked for other labels too, since another namespace cannot have the name', () => {
    expect(asked('matchLabels: {kubernetes.io/metadata.name: web, team: a}')).toEqual([]);
    expect(
      asked(
        'matchLabels: {team: a}, matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [web]}]',
      ),
    ).toEqual([]);
  });

  test('are not those whose name is only not some other', () => {
    expect(
      asked(
        'matchLabels: {team: a}, matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [web]}]',
      ),
    ).toEqual(['namespace-label spec.ingress[0].from[0].namespaceSelector']);
    expect(asked('matchLabels: {team: a}, matchExpressions: [{key: env, operator: In, values: [prod]}]')).toEqual([
      'namespace-label spec.ingress[0].from[0].namespaceSelector',
    ]);
  });
});
