import { folderOf, ringfence, within } from '../support/command';

/** The API server refuses this policy for its name alone, so that nothing isolates the pods. */
const folder = folderOf({
  'shop.yaml': `
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db, image: db}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: front, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: Deny_All, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
`,
});

test('what a policy with refused metadata would deny is not denied for certain', async () => {
  const { code, out, err } = await ringfence(['list', folder, '--to', 'shop/db', '--depends']);
  expect(code).toBe(2);
  expect(out).toContain('front/web -> shop/db');
  expect(within(folder, err)).toContain(
    'error: shop.yaml:14:12: NetworkPolicy shop/Deny_All: metadata.name: Invalid value: "Deny_All"',
  );
});

test('explain does not say that it is denied', async () => {
  const { code, out } = await ringfence([
    'explain',
    folder,
    '--from',
    'front/web',
    '--to',
    'shop/db',
    '--port',
    '5432',
  ]);
  expect(code).toBe(2);
  expect(out).not.toMatch(/^denied/);
});
