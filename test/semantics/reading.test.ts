import { validateNetworkPolicy } from '../../lib/policy/validation/network-policy';
import { faultsOf, policyWith } from '../policy/validation/manifests';
import { pod, policy } from './manifests';
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
  ] as const) {
    flows(
      `${title} left empty means everything`,
      [...pods, policy('shop/p', spec)],
      [['web/web', 'shop/web', 'TCP 80', 'allowed']],
    );
  }
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
});
