import { ApiObject, App, Chart } from 'cdk8s';
import { Flow, Pods, Port, ReachabilityContract, ServiceAccessGrant } from 'ringfence/cdk8s';
import { failureOf, yamlOf } from '../support/synth';

/** Grants and contracts of an app that has policies of administrators beside its own. */

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const db = Pods.labelled({ app: 'db' }).inNamespace('shop');
const ports = [Port.tcp(5432)];
const flow = Flow.from(web).to(db).on(Port.tcp(5432));
const EVERYONE = { namespaces: {} };

function chart(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

const manifest = (tier: string, rules: object) => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha2',
  kind: 'ClusterNetworkPolicy',
  metadata: { name: 'admin' },
  spec: { tier, priority: 1, subject: EVERYONE, ...rules },
});
const admin = (scope: Chart, tier: string, rules: object) =>
  new ApiObject(new Chart(scope, 'platform'), 'admin', manifest(tier, rules));
const grant = (scope: Chart) => new ServiceAccessGrant(scope, 'grant', { from: web, to: db, ports });

const DENIES_INGRESS = { ingress: [{ action: 'Deny', from: [EVERYONE] }] };
const DENIES_EGRESS = { egress: [{ action: 'Deny', to: [EVERYONE] }] };
const PASSES = { ingress: [{ action: 'Pass', from: [EVERYONE] }] };
const ACCEPTS = { ingress: [{ action: 'Accept', from: [EVERYONE] }] };

test.each([
  ['denies the ingress of its target', 'Admin', DENIES_INGRESS, 'no NetworkPolicy can allow it'],
  ['denies the egress of its client', 'Admin', DENIES_EGRESS, 'no NetworkPolicy can allow it'],
  [
    'denies the egress of its client, which no NetworkPolicy isolates',
    'Baseline',
    DENIES_EGRESS,
    'in the Baseline tier',
  ],
])('a grant does not hold where a policy %s', (_, tier, rules, reason) => {
  const scope = chart();
  grant(scope);
  admin(scope, tier, rules);
  const failure = failureOf(scope);
  expect(failure).toContain('[shop/grant] the grant does not hold: app=web in namespace front to app=db');
  expect(failure).toContain('denied by rule 1 of ClusterNetworkPolicy admin');
  expect(failure).toContain(reason);
});

test('a grant is held against such a policy in a List too', () => {
  const scope = chart();
  grant(scope);
  const items = [manifest('Admin', DENIES_INGRESS)];
  new ApiObject(scope, 'list', { apiVersion: 'v1', kind: 'List', items } as never);
  expect(failureOf(scope)).toContain('the grant does not hold');
});

test.each([
  ['passes it on', 'Admin', PASSES],
  ['accepts it', 'Admin', ACCEPTS],
  ['denies it after NetworkPolicies', 'Baseline', DENIES_INGRESS],
])('a grant holds where a policy %s', (_, tier, rules) => {
  const scope = chart();
  grant(scope);
  admin(scope, tier, rules);
  expect(yamlOf(scope)).toContain('grant-allow-ingress');
});

test('what is wrong with a grant is an error of its own beside such policies', () => {
  const scope = chart();
  new ServiceAccessGrant(scope, 'grant', { to: db, ports } as never);
  admin(scope, 'Admin', DENIES_INGRESS);
  expect(failureOf(scope)).toContain('[shop/grant] from: Required value');
});

test('a contract is proved over both: what is accepted is open, and what is denied is closed', () => {
  const broken = (rules: object, terms: object) => {
    const scope = chart();
    admin(scope, 'Admin', rules);
    new ReachabilityContract(scope, 'contract', terms);
    return failureOf(scope);
  };
  expect(broken(DENIES_INGRESS, { allowed: [flow] })).toContain('denied by rule 1 of ClusterNetworkPolicy admin');
  expect(broken(ACCEPTS, { denied: [flow] })).toContain('allowed by rule 1 of ClusterNetworkPolicy admin');
  // Addresses outside are no peers of ingress.
  expect(broken(DENIES_INGRESS, { onlyInto: [{ target: db, flows: [] }] })).toContain('allowed: address 0.0.0.0');
});

test('a policy that the API server refuses makes no claim hold', () => {
  const scope = chart();
  admin(scope, 'Admin', { ...DENIES_INGRESS, priority: 1001 });
  new ReachabilityContract(scope, 'contract', { denied: [flow] });
  expect(failureOf(scope)).toContain('spec.priority: Invalid value: 1001');
});
