import type { Cluster } from '../../lib/cluster/cluster';
import { clusterOfManifests } from '../../lib/cluster/load';
import { appCode } from '../../lib/codegen/import/app-code';
import { importPolicies } from '../../lib/codegen/import/import-policies';
import { worldsWithFlows } from '../reference/flows';
import { judge } from '../reference/workloads';
import { worldText } from '../reference/world-text';
import { findNothing, runs, seed } from '../support/property';
import { anyPolicies } from './any-policies';
import { kept } from './kept';
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
  expect(compared).toBeGreaterThan(runs(100));
});

test(`code of whatever the patterns write keeps names, labels, annotations and meaning (seed ${seed})`, () => {
  const constructs = new Set<string>();
  findNothing(anyPolicies, runs(300), (manifests) => {
    const before = clusterOfManifests(manifests);
    const { code, after, failed } = throughCode(before);
    if (failed.length > 0) return failed.join('\n');
    for (const [, construct] of code.matchAll(/^new (\w+)\(/gm)) constructs.add(construct as string);
    const [was, is] = [kept(before), kept(after)];
    return was === is ? undefined : [was, is, code].join('\n\n');
  });
  expect([...constructs]).toEqual(expect.arrayContaining(['NetworkPolicy', 'ServiceAccessGrant', 'AllowDns']));
});
