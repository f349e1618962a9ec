import type { Cluster } from '../../cluster/cluster';
import { describeSource } from '../../cluster/source';
import type { Denials, MissingConnection, NotGranted, NotGrantedReason } from '../../flows/denied-flows';
import type { FlowLog } from '../../flows/flow-log';
import { grantsFor } from '../../flows/missing-grants';
import type { OutsideAddresses } from '../../flows/outside-addresses';
import type { PolicyPatch } from '../../flows/policy-patch';
import type { OpenedConnection, ProvedGrant } from '../../flows/proved-grants';
import type { NetworkPolicyManifest, Protocol } from '../../policy/manifest';
import { type ExplainedEnd, explainedEnd } from '../explain-document';
import { type UnjudgedDocuments, unjudgedDocuments } from '../unjudged-document';
import { endId, type FlowLogDocument, flowLogDocument, type TimesDocument, timesDocument } from './flow-log-document';

/** Denied traffic and the grants that it lacks, as a public format that stays as it is; docs/denials.schema.json describes it. */
export interface DenialsDocument extends FlowLogDocument, UnjudgedDocuments {
  readonly version: 1;
  /** Connections that policies denied and that a grant would allow: one entry a source, destination, protocol and port. */
  readonly missing: readonly MissingDocument[];
  /** The fewest grants for all of them, with what the engine says that they open. */
  readonly grants: readonly GrantDocument[];
  /** Denied traffic that gets no grant. */
  readonly notGranted: readonly NotGrantedDocument[];
}

export interface MissingDocument extends TimesDocument {
  /** The id of a workload, as `list` has it. */
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  /** The pod's port. */
  readonly port: number;
  readonly count: number;
  /** A line of the log. */
  readonly evidence: string;
  /** Whether the plugin let it through, and says that its policies would deny it. */
  readonly audit: boolean;
  /** The sides that the manifests close. */
  readonly closed: readonly ('ingress' | 'egress')[];
  /** What the manifests say of it today. */
  readonly today: 'denied' | 'depends';
  readonly egress: ExplainedEnd;
  readonly ingress: ExplainedEnd;
  /** The smallest grant for it alone. */
  readonly grant: { readonly id: string; readonly code: string; readonly manifests: readonly NetworkPolicyManifest[] };
}

export interface GrantDocument {
  readonly id: string;
  /** As TypeScript for a cdk8s app. */
  readonly code: string;
  readonly manifests: readonly NetworkPolicyManifest[];
  readonly opens: {
    /** Connections in `missing` that it is for. */
    readonly wanted: number;
    /** Those of them that something closes all the same. */
    readonly stillClosed: number;
    /** What it opens besides. */
    readonly unwanted: readonly OpenedConnection[];
  };
  /** Changes of policies that are there, in place of policies of its own; absent where none would open just the same. */
  readonly changes?: readonly {
    readonly policy: string;
    readonly source: string;
    readonly patch: PolicyPatch['patch'];
  }[];
}

export interface NotGrantedDocument extends OutsideAddresses {
  readonly reason: NotGrantedReason;
  readonly detail?: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly ports: readonly number[];
  readonly count: number;
  readonly evidence: string;
}

/** A grant with what changes of existing policies would do the same. */
export interface GrantWithPatches extends ProvedGrant {
  readonly patches?: readonly PolicyPatch[];
}

export function denialsDocument(
  log: Pick<FlowLog, 'window' | 'counts'>,
  { missing, notGranted }: Denials,
  grants: readonly GrantWithPatches[],
  cluster: Cluster,
): DenialsDocument {
  const taken = new Set(cluster.policies.map(({ id }) => id));
  return {
    version: 1,
    ...flowLogDocument(log),
    missing: missing.map((one) => missingDocument(one, taken)),
    grants: grants.map(grantDocument),
    notGranted: notGranted.map(notGrantedDocument),
    ...unjudgedDocuments(cluster),
  };
}

function missingDocument(connection: MissingConnection, taken: ReadonlySet<string>): MissingDocument {
  const { from, to, protocol, port, count, evidence, isAudit, closed, explanation } = connection;
  const [grant] = grantsFor([connection], taken);
  const { id = '', code = '', manifests = [] } = grant ?? {};
  return {
    from: from.id,
    to: to.id,
    protocol,
    port,
    count,
    ...timesDocument(connection),
    evidence,
    audit: isAudit,
    closed: closed.map((direction) => (direction === 'Ingress' ? 'ingress' : 'egress')),
    today: explanation.verdict === 'depends' ? 'depends' : 'denied',
    egress: explainedEnd(explanation.egress),
    ingress: explainedEnd(explanation.ingress),
    grant: { id, code, manifests },
  };
}

export function grantDocument({ id, code, manifests, opens, patches }: GrantWithPatches): GrantDocument {
  const changes = patches?.map(({ policy, patch }) => ({
    policy: policy.id,
    source: describeSource(policy.source),
    patch,
  }));
  return { id, code, manifests, opens, ...(changes && { changes }) };
}

export function notGrantedDocument({ from, to, ...one }: NotGranted): NotGrantedDocument {
  const { reason, detail, protocol, ports, count, addresses, moreAddresses, evidence } = one;
  return {
    reason,
    ...(detail && { detail }),
    from: endId(from),
    to: endId(to),
    protocol,
    ports,
    count,
    ...(addresses && { addresses }),
    ...(moreAddresses && { moreAddresses }),
    evidence,
  };
}
