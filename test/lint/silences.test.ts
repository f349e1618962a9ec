import { clusterOfText } from '../../lib/cluster/load';
import { Cni } from '../../lib/cni/cni';
import { type CheckClusterOptions, checkCluster } from '../../lib/lint/check-cluster';
import { cachePolicy } from '../../lib/lint/examples';

const OPEN = cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress, Egress]
ingress: [{from: []}]
`);
const rulesOf = (text: string, options: CheckClusterOptions) => {
  const { findings, silenced, unused } = checkCluster(clusterOfText(text), options);
  return { findings: findings.map(({ rule }) => rule), silenced: silenced.map(({ finding }) => finding.rule), unused };
};

describe('a silence', () => {
  test.each([undefined, 'NetworkPolicy shop/cache', 'shop/cache', 'shop/*'])('of %s is about a policy', (object) => {
    const { findings, silenced, unused } = rulesOf(OPEN, {
      silences: [{ rule: 'empty-peer-list', object, reason: 'so' }],
    });
    expect(findings).not.toContain('empty-peer-list');
    expect({ silenced, unused }).toEqual({ silenced: ['empty-peer-list'], unused: [] });
  });

  test.each(['NetworkPolicy shop/other', 'shop/cach', 'sho/*', 'cache', 'Pod shop/cache'])(
    'of %s is about something else',
    (object) => {
      const silence = { rule: 'empty-peer-list', object, reason: 'so' };
      const { findings, unused } = rulesOf(OPEN, { silences: [silence] });
      expect(findings).toContain('empty-peer-list');
      expect(unused).toEqual([silence]);
    },
  );

  test.each(['Namespace shop', 'shop', 'shop/*'])('of %s is about a namespace', (object) => {
    const silences = ['no-default-deny-ingress', 'no-default-deny-egress'].map((rule) => ({
      rule,
      object,
      reason: 'so',
    }));
    expect(rulesOf(OPEN, { silences }).silenced).toEqual(['no-default-deny-ingress', 'no-default-deny-egress']);
  });

  test('hides what the API server would refuse where it names the object', () => {
    const silences = [{ rule: 'invalid', object: 'NetworkPolicy shop/cache', reason: 'an example' }];
    expect(rulesOf(OPEN.replace('app: cache', 'app: [1]'), { silences })).toMatchObject({ findings: [], unused: [] });
  });

  test('of everything does not hide what the API server would refuse', () => {
    const silences = [{ rule: 'invalid', reason: 'never mind' }];
    expect(rulesOf(OPEN.replace('app: cache', 'app: [1]'), { silences })).toMatchObject({
      findings: ['invalid'],
      unused: silences,
    });
  });

  test('of one feature of the plugin, by annotation, leaves the others', () => {
    const ranges = cachePolicy(`
podSelector: {}
policyTypes: [Ingress, Egress]
ingress: [{from: [{podSelector: {}}], ports: [{port: 80, endPort: 90}]}]
`);
    const cni = Cni.cilium({ version: '1.16' });
    const silenced = ranges.replace(
      'name: cache,',
      'name: cache, annotations: {ringfence/silence-cni-end-port: "1.17 soon"},',
    );
    expect(rulesOf(ranges, { cni }).findings).toContain('cni-features');
    expect(rulesOf(silenced, { cni })).toMatchObject({ findings: [], unused: [] });
  });
});
