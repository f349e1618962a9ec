import { join } from 'node:path';
import { RingfenceValidation, type SynthContext } from 'ringfence';
import { folderOf } from '../support/command';
import { ADMIN, CLOSED_SHOP, mesh } from '../support/other-policies';

const folder = folderOf({
  'app.k8s.yaml': CLOSED_SHOP + ADMIN + mesh('only-web'),
  'team.k8s.yaml': `${CLOSED_SHOP.replace('---\napiVersion: v1\nkind: Namespace\nmetadata: {name: front}\n', '')}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: team, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {app: wbe}}}]}]}
`,
  'none.yaml': 'failOn: error\n',
  'ignored.yaml': `unjudged:
  ClusterNetworkPolicy.crd.antrea.io: {ignore: it opens nothing here}
  AuthorizationPolicy.security.istio.io: {ignore: the mesh only closes further}
`,
  'labels.yaml': 'namespaceLabels: {front: {team: a}}\n',
});

/** What the validation submits, and the rules that it reports. */
async function validated(manifest: string, config: string) {
  const rules: string[] = [];
  let submitted: unknown;
  const context: SynthContext = {
    manifests: [join(folder, manifest)],
    metadata: {},
    report: {
      addViolation: ({ ruleName }) => rules.push(ruleName),
      submit: (_, metadata) => {
        submitted = metadata;
      },
    },
  };
  await new RingfenceValidation({ config: join(folder, config) }).validate(context);
  return { rules, submitted: submitted as Record<string, string> };
}

test('the report of a synth names policies of other APIs', async () => {
  const { submitted } = await validated('app.k8s.yaml', 'none.yaml');
  expect(submitted['not judged']).toContain('ClusterNetworkPolicy open-all (crd.antrea.io) is not judged');
  expect(submitted['not judged']).toContain('AuthorizationPolicy shop/only-web (security.istio.io) is not judged');
  expect(submitted).not.toHaveProperty('ignored');
});

test('kinds that the settings ignore are counted with the reason', async () => {
  const { submitted } = await validated('app.k8s.yaml', 'ignored.yaml');
  expect(submitted).not.toHaveProperty('not judged');
  expect(submitted.ignored).toBe(
    '1 ClusterNetworkPolicy (crd.antrea.io) is ignored: it opens nothing here; 1 AuthorizationPolicy (security.istio.io) is ignored: the mesh only closes further',
  );
});

test('the labels of namespaces in the settings are those of the cluster', async () => {
  expect((await validated('team.k8s.yaml', 'none.yaml')).rules).not.toContain('peer-matches-nothing');
  expect((await validated('team.k8s.yaml', 'labels.yaml')).rules).toContain('peer-matches-nothing');
});
