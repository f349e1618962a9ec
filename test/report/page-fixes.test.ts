import { dump, loadAll } from 'js-yaml';
import { policyYaml } from '../../lib/cli/policy-yaml';
import { clusterOfText } from '../../lib/cluster/load';
import { lint } from '../../lib/lint/lint';
import type { LintRule } from '../../lib/lint/lint-rule';
import { LINT_RULES } from '../../lib/lint/rules';
import type { NetworkPolicyManifest } from '../../lib/policy/manifest';
import { FixCodes } from '../../lib/report/page/fix-code';
import type { PageFix } from '../../lib/report/page/page-types';

const found = (text: string, rule: LintRule) => lint(clusterOfText(text), { rules: [rule], ...rule.examplesWith });

function fixesOf(text: string, rule: LintRule): (PageFix | undefined)[] {
  const cluster = clusterOfText(text);
  const codes = new FixCodes(cluster, policyYaml);
  return lint(cluster, { rules: [rule], ...rule.examplesWith }).map((one) => codes.fixes[codes.of(one) ?? -1]);
}

/** Each finding of the bad example of each rule, with what the page has to copy. */
const ALL = LINT_RULES.flatMap((rule) => {
  const cluster = clusterOfText(rule.bad);
  const findings = lint(cluster, { rules: [rule], ...rule.examplesWith });
  const codes = new FixCodes(cluster, policyYaml);
  return findings.map((finding) => ({ rule, finding, fix: codes.fixes[codes.of(finding) ?? -1] }));
});

test('there is something to copy for every finding, of each type', () => {
  expect(ALL.filter(({ fix }) => fix === undefined)).toEqual([]);
  expect(new Set(ALL.map(({ fix }) => fix?.type))).toEqual(new Set(['add', 'replace', 'example']));
});

test('what is to add or to replace removes the finding', () => {
  const left = ALL.flatMap(({ rule, finding, fix }) => {
    if (fix === undefined || fix.type === 'example') return [];
    const fixed = loadAll(fix.yaml) as NetworkPolicyManifest[];
    const ids = fixed.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
    const others = (loadAll(rule.bad) as NetworkPolicyManifest[]).filter(
      ({ kind, metadata }) => !ids.includes(`${kind} ${metadata?.namespace}/${metadata?.name}`),
    );
    const text = [...others, ...fixed].map((one) => dump(one)).join('---\n');
    const same = found(text, rule).filter(({ object, path }) => object === finding.object && path === finding.path);
    return same.length === 0 ? [] : [`${rule.id}: ${finding.object}`];
  });
  expect(left).toEqual([]);
});

test('an example is that of the rule', () => {
  for (const { rule, fix } of ALL) if (fix?.type === 'example') expect(fix.yaml).toBe(rule.good.trimEnd());
});

const egress = (more = '') => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cache, namespace: shop}
spec: {podSelector: {matchLabels: {app: cache}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: 443}]}]}
${more}`;
const withoutDns = LINT_RULES.find(({ id }) => id === 'egress-without-dns') as LintRule;

test('the policy for DNS selects the pods of the policy that lacks it, and no others', () => {
  const [fix] = fixesOf(egress(), withoutDns);
  expect(fix).toMatchObject({ type: 'add', typescript: expect.stringContaining("Pods.labelled({ app: 'cache' })") });
  const [policy] = loadAll(fix?.yaml ?? '') as NetworkPolicyManifest[];
  expect(policy?.metadata.name).toBe('cache-dns');
  expect(policy?.spec.podSelector).toEqual({ matchLabels: { app: 'cache' } });
});

test('no policy is suggested that would replace another: the example is shown', () => {
  const taken = egress(`---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cache-dns, namespace: shop}
spec: {podSelector: {matchLabels: {app: other}}, policyTypes: [Ingress]}
`);
  expect(fixesOf(taken, withoutDns).map((fix) => fix?.type)).toEqual(['example']);
});
