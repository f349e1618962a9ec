import type { App } from 'cdk8s';
import { clusterOf } from 'ringfence/cdk8s';
import type { Cluster } from '../../lib/cluster/cluster';
import { runBlock } from '../support/doc-program';

/**
 * The cluster that an app writes whose code this is, but that nothing goes to a file.
 * @throws what `cdk8s synth` would, such as that a grant does not hold
 */
export function synthesized(code: string): Cluster {
  const { app } = runBlock({ code: code.replace(/^app\.synth\(\);$/m, '') }, require);
  app?.synthYaml();
  return clusterOf(app as App);
}
