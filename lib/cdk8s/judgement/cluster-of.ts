import type { IConstruct } from 'constructs';
import type { Cluster, ClusterProblem } from '../../cluster/cluster';
import { severalVersions } from '../../copies/copies';
import { AppJudgement } from './app-judgement';
import { Inventory } from './inventory';
import type { JudgedBoundary } from './judged';
import { patchFaults } from './written-policies';

/**
 * The cluster that an app, a chart or any construct declares: all of its ApiObjects, ours and others, read and not
 * synthesized. Grants are settled as at synth, among everything in the app. What is wrong with a boundary is a problem of
 * the cluster, so that nothing is claimed of it.
 */
export function clusterOf(scope: IConstruct): Cluster {
  const settled = AppJudgement.known(scope.node.root)?.settled().boundaries ?? [];
  const within = scope.node.findAll();
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
