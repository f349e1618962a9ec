import type { Cluster } from '../cluster/cluster';
import { type CniChoice, cniProfile } from '../cni/read-cni';
import { REFERENCES as R, type Reference } from '../policy/reference';
import { Reachability } from '../reachability/reachability';
import type { ControlResult } from './control';
import { CONTROLS } from './controls';

/** A control, and what it comes to in each namespace. */
export interface ControlReport {
  readonly id: string;
  readonly title: string;
  readonly references: readonly Reference[];
  /** In the order of namespaces. */
  readonly namespaces: readonly ControlResult[];
}

/** What a cluster covers, control by control. */
export interface ComplianceReport {
  readonly controls: readonly ControlReport[];
  /** Whether the network plugin enforces policies at all; undefined where it is not named. */
  readonly enforced: boolean | undefined;
  /** Who asks for a plugin that does. */
  readonly enforcementReferences: readonly Reference[];
  /** What the report says nothing of. */
  readonly leftOut: readonly string[];
}

/** What is known of the cluster. */
export interface ComplianceOptions {
  /**
   * The network plugin of the cluster, as a word of `Cni` or by its name.
   * @default - the specification, and the report says that it does not know whether policies are enforced
   */
  readonly cni?: CniChoice;
  /**
   * The namespaces that are reported.
   * @default - each that is declared, or that a workload or policy is in
   */
  readonly namespaces?: readonly string[];
}

/**
 * Control by control, what the policies of a cluster cover in each namespace, by which policy, and what is missing. It
 * judges what was given: policies and workloads outside of the input are not seen.
 * @throws RangeError where `cni` is no network plugin
 */
export function complianceReport(cluster: Cluster, options: ComplianceOptions = {}): ComplianceReport {
  const { namespaces = [...cluster.namespaces.keys()] } = options;
  const cni = cniProfile(options.cni);
  const reachability = Reachability.of(cluster, { cni });
  return {
    controls: CONTROLS.map(({ id, title, references, judge }) => ({
      id,
      title,
      references,
      namespaces: namespaces.map((namespace) => ({ namespace, ...judge(reachability, namespace) })),
    })),
    enforced: cni?.enforcement.enforced,
    enforcementReferences: [R.cisPlugin, R.eksPlugin, R.gkePlugin, R.aksPlugin, R.nsaPlugin, R.segmentation2025],
    leftOut: [
      'policies and workloads outside of the input',
      'other kinds of policies',
      ...(cni === undefined ? ['whether the cluster enforces NetworkPolicies: name its network plugin'] : []),
    ],
  };
}
