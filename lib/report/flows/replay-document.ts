import type { Cluster } from '../../cluster/cluster';
import type { NotGranted } from '../../flows/denied-flows';
import type { FlowLog } from '../../flows/flow-log';
import type { OutsideAddresses } from '../../flows/outside-addresses';
import type { Replay, ReplayedConnection } from '../../flows/replayed-flows';
import type { Protocol } from '../../policy/manifest';
import type { Answer } from '../../reachability/answers/condition';
import { ruleInWords, rulePlace } from '../../reachability/explanation/explanation-text';
import type { Rule } from '../../reachability/rules/policy-rules';
import { type ConditionDocument, conditionDocuments } from '../depends-document';
import { type ExplainedEnd, type ExplainedRule, explainedEnd } from '../explain-document';
import { type UnjudgedDocuments, unjudgedDocuments } from '../unjudged-document';
import {
  type GrantDocument,
  type GrantWithPatches,
  grantDocument,
  type NotGrantedDocument,
  notGrantedDocument,
} from './denials-document';
import { endId, type FlowLogDocument, flowLogDocument, type TimesDocument, timesDocument } from './flow-log-document';

/** Recorded traffic that manifests would deny, as a public format that stays as it is; docs/replay.schema.json describes it. */
export interface ReplayDocument extends FlowLogDocument, UnjudgedDocuments {
  readonly version: 1;
  /** One entry a source, destination, protocol and port. */
  readonly denied: readonly ReplayedDocument[];
  readonly depends: readonly ReplayedDocument[];
  /** Connections of the log that were judged, those that are allowed included. */
  readonly allowedConnections: number;
  /** Connections that could not be judged, by the reason. */
  readonly notJudged: Readonly<Record<string, number>>;
  /** With --suggest: the grants that would allow what is denied, what gets none, and rules that none of the traffic used. */
  readonly suggested?: {
    readonly grants: readonly GrantDocument[];
    readonly notGranted: readonly NotGrantedDocument[];
    readonly unused: readonly ExplainedRule[];
  };
}

export interface ReplayedDocument extends TimesDocument, OutsideAddresses {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly count: number;
  readonly evidence: string;
  /** It is allowed where all conditions of one of these hold. */
  readonly conditions: readonly (readonly ConditionDocument[])[];
  readonly because?: string;
  readonly egress: ExplainedEnd;
  readonly ingress: ExplainedEnd;
  /** With --against: what was in force says of it. */
  readonly before?: Answer;
}

/** What is suggested so that the traffic goes on. */
export interface Suggested {
  readonly grants: readonly GrantWithPatches[];
  readonly notGranted: readonly NotGranted[];
  readonly unused: readonly Rule[];
}

export function replayDocument(
  log: Pick<FlowLog, 'window' | 'counts'>,
  { denied, depends, allowedConnections, notJudged }: Replay,
  cluster: Cluster,
  suggested?: Suggested,
): ReplayDocument {
  return {
    version: 1,
    ...flowLogDocument(log),
    denied: denied.map(replayedDocument),
    depends: depends.map(replayedDocument),
    allowedConnections,
    notJudged: Object.fromEntries(notJudged),
    ...(suggested && {
      suggested: {
        grants: suggested.grants.map(grantDocument),
        notGranted: suggested.notGranted.map(notGrantedDocument),
        unused: suggested.unused.map((rule) => ({
          policy: rule.policy.id,
          rule: rule.index + 1,
          says: ruleInWords(rule),
          source: rulePlace(rule),
        })),
      },
    }),
    ...unjudgedDocuments(cluster),
  };
}

function replayedDocument(one: ReplayedConnection): ReplayedDocument {
  const { from, to, protocol, port, count, evidence, explanation, because, before, addresses, moreAddresses } = one;
  const names = { source: endId(from), destination: endId(to) };
  return {
    from: names.source,
    to: names.destination,
    protocol,
    port,
    count,
    ...timesDocument(one),
    evidence,
    conditions: explanation.ways.map((way) => conditionDocuments(way, names)),
    ...(because && { because }),
    egress: explainedEnd(explanation.egress),
    ingress: explainedEnd(explanation.ingress),
    ...(before && { before }),
    ...(addresses && { addresses }),
    ...(moreAddresses && { moreAddresses }),
  };
}
