import type { FlowFormat } from '../flow-record';
import { antrea } from './antrea';
import { antreaFlows } from './antrea-flows';
import { aws } from './aws';
import { calicoEnterprise } from './calico-enterprise';
import { calicoTrace } from './calico-trace';
import { gke } from './gke';
import { goldmane } from './goldmane';
import { hubble } from './hubble';
import { hubbleText } from './hubble-text';
import { kernelLog } from './kernel-log';
import { kubeNetworkPolicies } from './kube-network-policies';
import { netobserv } from './netobserv';
import { nflog } from './nflog';
import { ovn } from './ovn';
import { vpcFlowLog } from './vpc-flow-log';

/** The formats of flow logs that are read, in the order in which a line is tried. A new one is a file and a line here. */
export const FLOW_FORMATS: readonly FlowFormat[] = [
  hubble,
  hubbleText,
  gke,
  calicoEnterprise,
  goldmane,
  aws,
  netobserv,
  kubeNetworkPolicies,
  antrea,
  antreaFlows,
  ovn,
  calicoTrace,
  kernelLog,
  nflog,
  vpcFlowLog,
];
