import fc from 'fast-check';
import { clusterOfText } from 'ringfence';
import { foundInReading } from '../../lib/cluster/policy';
import { networkPolicy } from '../../lib/patterns/network-policy';
import { validateNetworkPolicy } from '../../lib/policy/validation/validate-network-policy';
import { ingressRule, namespaceName, podSelection, policyName } from '../support/arbitraries';
import { assertProperty, expectShare, runs, seed } from '../support/property';

const policy = fc
  .tuple(policyName, namespaceName, podSelection, fc.array(ingressRule, { maxLength: 3 }))
  .map(([name, namespace, pods, ingress]) => networkPolicy(name, { namespace, pods, ingress }).manifests[0]);

/** What leaves the meaning of a policy clear, and what ends it. */
const change = fc.constantFrom<(policy: Record<string, unknown>) => unknown>(
  (own) => own,
  (own) => ({ ...own, status: {} }),
  (own) => ({ ...own, status: null }),
  (own) => ({ ...own, apiVersion: 'extensions/v1beta1' }),
  (own) => ({ ...own, spec: { ...(own.spec as object), ports: [80], podSelecter: {} } }),
  (own) => ({ ...own, metadata: { ...(own.metadata as object), annotations: { a: null }, more: 'x'.repeat(300) } }),
  (own) => ({ ...own, spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.1.2.3/8' } }] }] } }),
  (own) => ({ ...own, spec: { podSelector: {}, ingress: [{ form: [], from: null }] } }),
  (own) => ({ ...own, spec: { podSelector: { matchLabels: { 'a b': 'c' } } } }),
);

test(`what reading found in a policy is what its manifest has (seed ${seed})`, () => {
  const numRuns = runs(2000, 200);
  const kept = { known: 0, faulty: 0 };
  assertProperty(
    fc.property(policy, change, (own, changed) => {
      const text = JSON.stringify(changed({ ...own }));
      for (const { manifest } of clusterOfText(text).policies) {
        const found = foundInReading(manifest);
        if (found === undefined) continue;
        kept.known++;
        const faults = found.filter(({ path }) => path !== 'apiVersion');
        if (faults.length > 0) kept.faulty++;
        expect(faults).toEqual(validateNetworkPolicy(manifest));
      }
    }),
    numRuns,
  );
  expectShare(kept.known, numRuns, 0.4);
  expectShare(kept.faulty, numRuns, 0.1);
});
