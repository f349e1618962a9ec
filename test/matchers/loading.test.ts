import type { NetworkPolicyManifest } from 'ringfence';

/** Who tests YAML has neither cdk8s nor the other test runner installed. */

const missing = (name: string) =>
  jest.doMock(name, () => {
    throw new Error(`${name} was loaded`);
  });

beforeAll(() => {
  for (const name of ['cdk8s', 'constructs', 'vitest', '@pulumi/pulumi']) missing(name);
});

const deny: NetworkPolicyManifest = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
};

test('the mocks stand in the way', () => {
  expect(() => require('ringfence/cdk8s')).toThrow(/(cdk8s|constructs) was loaded/);
});

test('ringfence/matchers judges manifests with neither cdk8s nor a test runner', () => {
  jest.isolateModules(() => {
    const { matchers } = require('ringfence/matchers') as typeof import('ringfence/matchers');
    expect(matchers.toIsolate.call({}, [deny], 'shop', 'ingress').pass).toBe(true);
    expect(matchers.toIsolate.call({}, JSON.stringify(deny), 'shop', 'egress').pass).toBe(false);
  });
});

test('ringfence/jest loads no cdk8s until a construct is given', () => {
  jest.isolateModules(() => {
    require('ringfence/jest');
    expect([deny]).toIsolate('shop', 'ingress');
    expect(() => expect({ [Symbol.for('constructs.Construct')]: true }).toIsolate('shop', 'ingress')).toThrow(
      /(cdk8s|constructs) was loaded/,
    );
  });
});
