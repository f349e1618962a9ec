import type { Cluster } from '../cluster/cluster';
import { describeSource } from '../cluster/source';
import { grantCode } from '../codegen/grant-code';
import type { NetworkPolicyManifest, Protocol } from '../policy/manifest';
import type { Answer } from '../reachability/answers/condition';
import type { ThroughService } from '../reachability/explanation/asked-ends';
import type { EndNames } from '../reachability/explanation/condition-text';
import type { DirectionExplanation } from '../reachability/explanation/direction-explanation';
import type { Explanation, GroupVerdict } from '../reachability/explanation/explanation';
import { ruleInWords, rulePlace } from '../reachability/explanation/explanation-text';
import type { GrantSuggestion } from '../reachability/explanation/suggestion';
import { endpointText } from '../reachability/explanation/text';
import type { Rule } from '../reachability/rules/policy-rules';
import { type ConditionDocument, conditionDocuments, type PodsDocument, podsDocument } from './depends-document';
import { type UnjudgedDocuments, unjudgedDocuments } from './unjudged-document';

/** Why a connection is allowed or denied, as a public format that stays as it is; docs/explain.schema.json describes it. */
export interface ExplainDocument extends UnjudgedDocuments {
  readonly version: 2;
  readonly verdict: Answer;
  /** Where it depends: it is allowed where all conditions of one of these hold. */
  readonly conditions: readonly (readonly ConditionDocument[])[];
  /** Where pods of an end differ: the verdict for which. */
  readonly groups?: readonly ExplainedGroup[];
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly port: number;
  /** Where the port of a Service was asked about: `port` is the one to which it leads. */
  readonly through?: ThroughService;
  readonly egress: ExplainedEnd;
  readonly ingress: ExplainedEnd;
  /**
   * The smallest thing to write that would allow it: as TypeScript, and the NetworkPolicies that this writes; absent where it is
   * allowed, or nothing would.
   */
  readonly suggestion?: {
    readonly grant: GrantSuggestion;
    readonly code: string;
    readonly manifests: readonly NetworkPolicyManifest[];
  };
}

export interface ExplainedGroup {
  /** Absent for all pods of the source. */
  readonly from?: readonly PodsDocument[];
  /** Absent for all pods of the destination. */
  readonly to?: readonly PodsDocument[];
  readonly verdict: Answer;
  readonly conditions: readonly (readonly ConditionDocument[])[];
}

export interface ExplainedEnd {
  readonly state: DirectionExplanation['state'];
  readonly isolatedBy: readonly { readonly policy: string; readonly source: string }[];
  readonly allowedBy: readonly ExplainedRule[];
  readonly nearest: readonly (ExplainedRule & { readonly why: string })[];
}

export interface ExplainedRule {
  readonly policy: string;
  /** Counted from 1. */
  readonly rule: number;
  readonly says: string;
  readonly source: string;
}

/**
 * @param manifests the policies that the suggested grant is made of
 * @param cluster what the connection was judged in
 */
export function explainDocument(
  explanation: Explanation,
  manifests: readonly NetworkPolicyManifest[],
  cluster: Pick<Cluster, 'unjudged' | 'ignored' | 'notShown'>,
): ExplainDocument {
  const { verdict, flow, ways, groups, egress, ingress, grant } = explanation;
  const names = {
    source: explanation.names?.source ?? endpointText(flow.source),
    destination: explanation.names?.destination ?? endpointText(flow.destination),
  };
  return {
    version: 2,
    verdict,
    conditions: ways.map((conditions) => conditionDocuments(conditions, names)),
    ...(groups && { groups: groups.map((group) => explainedGroup(group, names)) }),
    from: names.source,
    to: names.destination,
    protocol: flow.protocol,
    port: flow.port,
    ...(explanation.through && { through: explanation.through }),
    egress: explainedEnd(egress),
    ingress: explainedEnd(ingress),
    ...(grant && { suggestion: { grant, code: grantCode(grant), manifests } }),
    ...unjudgedDocuments(cluster),
  };
}

function explainedGroup({ source, destination, verdict, ways }: GroupVerdict, names: EndNames): ExplainedGroup {
  return {
    ...(source && { from: source.map(podsDocument) }),
    ...(destination && { to: destination.map(podsDocument) }),
    verdict,
    conditions: ways.map((conditions) => conditionDocuments(conditions, names)),
  };
}

export function explainedEnd({ state, isolatedBy, allowedBy, nearMisses }: DirectionExplanation): ExplainedEnd {
  return {
    state,
    isolatedBy: isolatedBy.map(({ policy: { id, source } }) => ({ policy: id, source: describeSource(source) })),
    allowedBy: allowedBy.map(explainedRule),
    nearest: nearMisses.map(({ rule, sentence }) => ({ ...explainedRule(rule), why: sentence })),
  };
}

function explainedRule(rule: Rule): ExplainedRule {
  return { policy: rule.policy.id, rule: rule.index + 1, says: ruleInWords(rule), source: rulePlace(rule) };
}
