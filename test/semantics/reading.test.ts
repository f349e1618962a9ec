import { clusterOfText } from '../../lib/cluster/load';
import { validateNetworkPolicy } from '../../lib/policy/validation/validate-network-policy';
import { Reachability } from '../../lib/reachability/reachability';
import { AddressSet } from '../../lib/reachability/sets/address-set';
import { pod, policy } from '../support/manifests';
import { faultsOf, policyWith } from '../support/policy-faults';
import { flows } from './verdicts';

describe('rule 23: a manifest without a namespace is in default', () => {
  const pods = [pod('web', { labels: { app: 'web' } }), pod('default/db'), pod('shop/db')];
  test('which is no error', () => {
    expect(validateNetworkPolicy(policy('p', 'podSelector: {}'))).toEqual([]);
  });
  flows(
    'a policy isolates the pods of default',
    [...pods, policy('p', 'podSelector: {}')],
    [
      ['shop/db', 'default/web', 'TCP 80', 'denied'],
      ['shop/db', 'default/db', 'TCP 80', 'denied'],
      ['default/web', 'shop/db', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'a pod is a peer in default',
    [...pods, policy('default/p', 'ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]')],
    [
      ['default/web', 'default/db', 'TCP 80', 'allowed'],
      ['shop/db', 'default/db', 'TCP 80', 'denied'],
    ],
  );
});

describe('rule 24: manifests are read as kubectl reads them', () => {
  const pods = [pod('shop/web', { labels: { app: 'web' } }), pod('web/web')];
  const read = (spec: string) => faultsOf(policyWith(policy('shop/p', spec).spec));

  for (const [title, spec] of [
    ['from:', 'ingress:\n- from:\n  ports:\n  - port: 80'],
    ['ports:', 'ingress:\n- ports:\n  from:\n  - namespaceSelector: {}'],
    ['matchLabels:', 'ingress:\n- from:\n  - namespaceSelector:\n      matchLabels:'],
    ['port:', 'ingress:\n- ports:\n  - port:\n  - port: 8080\n  from:\n  - namespaceSelector: {}'],
    ['a dash in a list of rules', 'ingress:\n- ports:\n  - port: 8080\n-'],
  ] as const) {
    flows(
      `${title} left empty means everything`,
      [...pods, policy('shop/p', spec)],
      [['web/web', 'shop/web', 'TCP 80', 'allowed']],
    );
  }
  flows(
    'podSelector: left empty selects every pod of the namespace',
    [...pods, policy('shop/p', 'podSelector:\npolicyTypes: [Ingress]')],
    [
      ['web/web', 'shop/web', 'TCP 80', 'denied'],
      ['shop/web', 'web/web', 'TCP 80', 'allowed'],
    ],
  );
  test('yes, on, y and their like are booleans, and no labels', () => {
    expect(read('podSelector: {matchLabels: {app: yes}}')).toEqual([
      { path: 'spec.podSelector.matchLabels.app', message: 'Invalid value: true: must be a string, not a boolean' },
    ]);
  });
  test('matchLabels: {app: } is refused, for kubectl create and apply differ in what it means', () => {
    expect(read('podSelector: {matchLabels: {app: }}')).toEqual([
      {
        path: 'spec.podSelector.matchLabels.app',
        message: expect.stringContaining('must be a string, not null'),
      },
    ]);
  });
  test('version: 1.10 is a number, and no label', () => {
    expect(read('podSelector: {matchLabels: {version: 1.10}}')).toEqual([
      { path: 'spec.podSelector.matchLabels.version', message: 'Invalid value: 1.1: must be a string, not a number' },
    ]);
  });
  test('port: "80" is a name without a letter', () => {
    expect(read('ingress: [{ports: [{port: "80"}]}]')).toEqual([
      {
        path: 'spec.ingress[0].ports[0].port',
        message: 'Invalid value: "80": must contain at least one letter (a-z)',
      },
    ]);
  });

  describe('in texts', () => {
    const ports = (written: string) => {
      const cluster = clusterOfText(`
{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {ingress: [{ports: [{port: ${written}}]}]}`);
      const [web] = cluster.workloads;
      const found = cluster.problems.map(({ finding: { path, message } }) => `${path}: ${message}`);
      return found.length > 0
        ? found
        : String(web && Reachability.of(cluster).connectionsFrom(AddressSet.block('192.0.2.1/32'), web)[0]?.certain);
    };
    test.each([
      ['80', 'TCP 80'],
      ['010', 'TCP 8'],
      ['0x50', 'TCP 80'],
      ['8_0', 'TCP 80'],
      ['1e2', 'TCP 100'],
      ['80.0', 'TCP 80'],
      ['', 'TCP 1-65535'],
      ['~', 'TCP 1-65535'],
    ])('port: %s is %s', (written, open) => {
      expect(ports(written)).toBe(open);
    });
    test.each(['"80"', "'010'", '1:30', 'true', '80.5'])('port: %s is no port', (written) => {
      expect(ports(written)[0]).toMatch(/^spec\.ingress\[0\]\.ports\[0\]\.port: Invalid value: /);
    });
    test.each(['"yes"', "'off'", 'yEs', '2001-12-14', '1.2.3', '"1.10"'])(
      '%s is a label as it is written',
      (written) => {
        const labelled = clusterOfText(
          `{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {v: ${written}}}, spec: {containers: [{}]}}`,
        );
        expect(labelled.problems).toEqual([]);
        expect(labelled.workloads[0]?.pods[0]?.labels).toEqual({ v: written.replaceAll(/["']/g, '') });
      },
    );
    test.each(['1.10', '010', '0o17', '1_000', '1e3', 'true', 'y', 'Y', 'yes', 'NO', 'on', 'Off', 'n'])(
      '%s is a number or a boolean, and no label',
      (written) => {
        const { problems } = clusterOfText(
          `{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {v: ${written}}}, spec: {containers: [{}]}}`,
        );
        expect(problems.map(({ finding: { path } }) => path)).toEqual(['metadata.labels.v']);
      },
    );
    test('JSON is YAML', () => {
      const manifests = [pod('shop/web', { labels: { app: 'web' } }), policy('shop/p', 'podSelector: {}')];
      const text = manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n');
      expect(clusterOfText(text)).toMatchObject({
        workloads: [{ id: 'shop/web[Pod]' }],
        policies: [{ id: 'shop/p' }],
        problems: [],
      });
    });
  });
});
