import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Cluster, ClusterProblem } from '../../cluster/cluster';
import { severalVersions } from '../../copies/copies';
import { byCluster, clusterOfConstruct } from '../constructs/app-settings';
import { AppJudgement } from './app-judgement';
import { Inventory } from './inventory';
import type { JudgedBoundary } from './judged';
import { patchFaults } from './written-policies';

/**
 * The cluster that an app, a chart or any construct declares: all of its ApiObjects, ours and others, read and not
 * synthesized. Grants are settled as at synth, among everything in the app. What is wrong with a boundary is a problem of
 * the cluster, so that nothing is claimed of it.
 * @param cluster which one, where the charts are for several (`configureBoundaries(chart, { cluster })`)
 * @throws RangeError where the charts are for several clusters, and it is not said which is meant
 */
export function clusterOf(scope: IConstruct, cluster?: string): Cluster {
  const settled =
    AppJudgement.known(scope.node.root)
      ?.settled()
      .flatMap(({ boundaries }) => boundaries) ?? [];
  const clusters = byCluster(scope.node.root, scope.node.findAll());
  const [within = []] = chosen(scope, clusters, cluster);
  const isWithin = new Set<IConstruct>(within);
  const boundaries = settled.filter((boundary) => isWithin.has(boundary));
  const several = severalVersions(scope.node.root);
  const problems = [
    ...boundaries.flatMap(problemsOf),
    ...(several === undefined ? [] : [{ source: { type: 'construct', path: 'the app' } as const, finding: several }]),
  ];
  const sound = boundaries.filter(({ _draft }) => _draft.findings.length === 0);
  // Reading clusters is loaded only when one is read: an app that only writes policies does not pay for it.
  const { appCluster } = require('./app-cluster') as typeof import('./app-cluster');
  return appCluster(sound, new Inventory(within), problems);
}

function problemsOf(boundary: JudgedBoundary): ClusterProblem[] {
  const source = { type: 'construct', path: boundary.node.path } as const;
  return [...boundary._draft.findings, ...patchFaults(boundary)].map((finding) => ({ source, finding }));
}

/** The constructs for one cluster, among those for several. */
function chosen(
  scope: IConstruct,
  clusters: readonly (readonly IConstruct[])[],
  cluster: string | undefined,
): readonly (readonly IConstruct[])[] {
  const nameOf = ([first]: readonly IConstruct[]) => first && clusterOfConstruct(first);
  // An app in which every chart has a cluster holds nothing for another one but itself.
  const declared = clusters.filter(
    (constructs) => nameOf(constructs) !== undefined || constructs.some(writesSomething),
  );
  if (cluster === undefined && declared.length <= 1) return declared.length === 0 ? clusters : declared;
  const found = declared.filter((constructs) => nameOf(constructs) === cluster);
  if (cluster !== undefined && found.length > 0) return found;
  const names = declared.map((constructs) => nameOf(constructs) ?? 'none').join(', ');
  throw new RangeError(
    `${scope.node.path || 'the app'} is for several clusters (${names}): give a chart, or say which, as in clusterOf(app, '${nameOf(declared[0] ?? []) ?? 'a'}')`,
  );
}

function writesSomething(construct: IConstruct): boolean {
  return ApiObject.isApiObject(construct);
}
