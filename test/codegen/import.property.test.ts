import fc from 'fast-check';
import { allowDns, networkPolicy, Pods, Port, serviceAccessGrant } from 'ringfence';
import type { Cluster } from '../../lib/cluster/cluster';
import { clusterOfManifests } from '../../lib/cluster/load';
import { appCode } from '../../lib/codegen/import/app-code';
import { importPolicies } from '../../lib/codegen/import/import-policies';
import type { NetworkPolicyManifest } from '../../lib/policy/manifest';
import { withSortedKeys } from '../../lib/policy/unknown-value';
import { policyMeaning } from '../../lib/reachability/rules/policy-meaning';
import { findNothing, runs, seed } from '../reachability/agreement';
import { worldsWithFlows } from '../reference/flows';
import { judge } from '../reference/workloads';
import { worldText } from '../reference/world-text';
import {
  allowDnsOptions,
  networkPolicyOptions,
  podsInNamespace,
  policyName,
  ports,
  some,
  withPolicyOptions,
} from '../support/arbitraries';
import { catalogue } from '../support/pattern-arbitraries';
import { synthesized } from './run-app';

beforeEach(() => {
  // Warnings at synth, of labels that are drawn.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

/** Runs the code of the policies, and says what could not be imported. */
function throughCode(cluster: Cluster): { readonly code: string; readonly after: Cluster; readonly failed: string[] } {
  if (cluster.policies.length === 0) return { code: '', after: cluster, failed: [] };
  const { statements, policies } = importPolicies(cluster.policies);
  const code = appCode(statements);
  const failed = policies.flatMap(({ policy, problems }) => problems.map((problem) => `${policy.id}: ${problem}`));
  return { code, after: synthesized(code), failed };
}

const manifestsIn = ({ policies }: Cluster) =>
  policies.map(({ manifest, namespace }) => ({ ...manifest, metadata: { ...manifest.metadata, namespace } }));

test(`code of any policies allows the same flows, as the reference has it (seed ${seed})`, () => {
  let compared = 0;
  findNothing(worldsWithFlows(30), runs(150), ({ world, flows }) => {
    const { code, after, failed } = throughCode(clusterOfManifests(manifestsIn(world.cluster)));
    if (failed.length > 0) return failed.join('\n');
    const now = { ...world, cluster: { ...world.cluster, policies: after.policies } };
    compared += flows.length;
    const different = flows.find((flow) => JSON.stringify(judge(world, flow)) !== JSON.stringify(judge(now, flow)));
    return different && [JSON.stringify(different), code, worldText(world)].join('\n');
  });
  expect(compared).toBeGreaterThan(100);
});

/** What has to be kept of each policy, as text. */
const kept = ({ policies }: Cluster) =>
  policies.map((policy) => {
    const { labels = {}, annotations = {} } = policy.manifest.metadata;
    return [policy.id, JSON.stringify(withSortedKeys([labels, annotations])), policyMeaning(policy)].join('\n');
  });

const manifestsOf = (written: { readonly manifests: readonly NetworkPolicyManifest[] }) => written.manifests;
/** Grants among few pods, so that the clients of some are the targets or the clients of others. */
const pods = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('shop', 'web'))
  .map(([app, namespace]) => Pods.labelled({ app }).inNamespace(namespace));
const grant = fc
  .tuple(fc.constantFrom('one', 'two', 'three'), pods, pods, fc.boolean())
  .map(([id, from, to, opens]) =>
    serviceAccessGrant(id, { from, to, ports: [Port.tcp(80)], openEgressOf: opens ? [from] : [] }),
  );
const anyPolicies: fc.Arbitrary<readonly NetworkPolicyManifest[]> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: grant },
      fc.tuple(policyName, networkPolicyOptions).map(([name, options]) => networkPolicy(name, options)),
      allowDnsOptions.map((options) => allowDns(options)),
      fc
        .tuple(policyName, withPolicyOptions(fc.record({ from: some(podsInNamespace), to: podsInNamespace, ports })))
        .map(([id, options]) => serviceAccessGrant(id, { ...options, openEgressOf: options.from })),
      ...catalogue.map(({ write, options }) =>
        fc.tuple(policyName, options).map(([id, given]) => write(id, given as never)),
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => {
    // cdk8s takes a map with the key `constructor` for an object of a class.
    const writable = all.flatMap(manifestsOf).filter((one) => !JSON.stringify(one.metadata).includes('"constructor":'));
    const byId = new Map(writable.map((one) => [`${one.metadata.namespace}/${one.metadata.name}`, one]));
    return [...byId.values()];
  });

test(`code of whatever the patterns write keeps names, labels, annotations and meaning (seed ${seed})`, () => {
  const constructs = new Set<string>();
  findNothing(anyPolicies, runs(300), (manifests) => {
    const before = clusterOfManifests(manifests);
    const { code, after, failed } = throughCode(before);
    if (failed.length > 0) return failed.join('\n');
    for (const [, construct] of code.matchAll(/^new (\w+)\(/gm)) constructs.add(construct as string);
    const [was, is] = [kept(before).sort().join('\n'), kept(after).sort().join('\n')];
    return was === is ? undefined : [was, is, code].join('\n\n');
  });
  expect([...constructs]).toEqual(expect.arrayContaining(['NetworkPolicy', 'ServiceAccessGrant', 'AllowDns']));
});
