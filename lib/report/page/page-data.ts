import type { ClusterWorkload } from '../../cluster/cluster';
import { describeSource } from '../../cluster/source';
import type { CniProfile } from '../../cni/cni-profile';
import { type ComplianceReport, complianceReport } from '../../compliance/compliance-report';
import type { AllPairs, EndpointSet } from '../../reachability/all-pairs/all-pairs';
import { possibleOf } from '../../reachability/answers/answer';
import type { Engine } from '../../reachability/engine';
import { ruleText } from '../../reachability/explanation/explanation-text';
import type { Endpoint } from '../../reachability/pods/endpoint';
import { engineOf, type Reachability } from '../../reachability/reachability';
import type { Rule } from '../../reachability/rules/policy-rules';
import { rulesInDirection } from '../../reachability/rules/policy-set';
import { addressesText } from '../addresses-text';
import type { CheckedFinding } from '../check-document';
import { exposedText } from '../exposure-table';
import type { ListedWorkload } from '../list-document';
import { notesOf } from '../unjudged-lines';

/** What the page shows, folded: a thousand workloads are a million pairs. */
export interface PageData {
  readonly title: string;
  readonly workloads: readonly PageWorkload[];
  /** Addresses outside of the cluster, as the last rows. */
  readonly addresses: readonly { readonly row: number; readonly text: string }[];
  /** Each distinct set of connections; cells name them by number. */
  readonly connections: readonly PageConnections[];
  /** Of each workload or address what it reaches: numbers of connections, and the rows as ranges such as `0-4,7`. */
  readonly rows: readonly (readonly (readonly [connections: number, rows: string])[])[];
  readonly policies: readonly string[];
  readonly rules: readonly PageRule[];
  /** Of each row the policies that isolate it, and their rules, for ingress and for egress. */
  readonly ends: readonly (readonly [ingress: PageEnd, egress: PageEnd])[];
  /** What decides on connections too and was not judged. */
  readonly notes: readonly string[];
  readonly findings: readonly CheckedFinding[];
  readonly compliance: ComplianceReport;
}

export interface PageWorkload extends ListedWorkload {
  readonly row: number;
  /** Conditions of exposure, in sentences. */
  readonly ingress: readonly string[];
  readonly egress: readonly string[];
}

export interface PageConnections {
  readonly text: string;
  /** Protocol, first and last port. */
  readonly ranges: readonly (readonly [string, number, number])[];
}

export interface PageRule {
  readonly text: string;
  /** The rows that it takes for peers, as ranges. */
  readonly peers: string;
}

/** `open` where nothing isolates the row, which is different from being isolated by policies without rules. */
export type PageEnd = PageIsolation | 'open' | 'outside';

export interface PageIsolation {
  readonly policies: readonly number[];
  readonly rules: readonly number[];
  /** Whether some pods of the workload are isolated by nothing, as its pods may differ in labels and addresses. */
  readonly isPartly: boolean;
}

export interface PageInput {
  readonly title: string;
  readonly findings: readonly CheckedFinding[];
  /** The network plugin, where it is named. */
  readonly cni?: CniProfile;
}

export function pageData(reachability: Reachability, { title, findings, cni }: PageInput): PageData {
  const pairs = reachability.foldedPairs();
  const { endpointSets } = pairs;
  const ends = new PageEnds(engineOf(reachability), endpointSets);
  const connections = new Map<string, { number: number; of: PageConnections }>();
  const rowOf = new Map<ClusterWorkload, number>();
  endpointSets.forEach((set, row) => {
    if (set.type === 'workloads') for (const workload of set.workloads) rowOf.set(workload, row);
  });
  return {
    title,
    workloads: reachability.cluster.workloads.map((workload) => workloadOf(workload, rowOf, reachability)),
    addresses: endpointSets.flatMap((set, row) =>
      set.type === 'addresses' ? [{ row, text: addressesText(set.addresses) }] : [],
    ),
    rows: rowsOf(pairs, connections),
    connections: [...connections.values()].map(({ of }) => of),
    ends: endpointSets.map((_, number) => [ends.of(number, 'Ingress'), ends.of(number, 'Egress')]),
    policies: ends.policies,
    rules: ends.rules,
    notes: notesOf(reachability.cluster),
    findings,
    compliance: complianceReport(reachability.cluster, { cni }),
  };
}

function workloadOf(
  workload: ClusterWorkload,
  rowOf: ReadonlyMap<ClusterWorkload, number>,
  reachability: Reachability,
): PageWorkload {
  const { id, namespace, name, kind, pods } = workload;
  const { ingress, egress } = reachability.exposureOf(workload);
  return {
    id,
    namespace,
    name,
    kind,
    labels: { ...pods[0]?.labels },
    replicas: pods.reduce((sum, group) => sum + group.replicas, 0),
    row: rowOf.get(workload) as number,
    ingress: ingress.map(exposedText),
    egress: egress.map(exposedText),
  };
}

function rowsOf(pairs: AllPairs, known: Map<string, { number: number; of: PageConnections }>): PageData['rows'] {
  const numbers = new Map(pairs.endpointSets.map((set, number) => [set, number]));
  return [...pairs].map(({ to }) =>
    to.map(({ endpointSets, ...answered }) => {
      const possible = possibleOf(answered);
      const perhaps = possible.difference(answered.certain);
      const certain = answered.certain.isEmpty ? '' : `${answered.certain}; `;
      const text = perhaps.isEmpty ? String(answered.certain) : `${certain}${perhaps} depends`;
      let entry = known.get(text);
      if (entry === undefined) {
        const ranges = possible
          .ranges()
          .map(({ protocol, port, endPort = port }) => [protocol, port, endPort] as const);
        entry = { number: known.size, of: { text, ranges } };
        known.set(text, entry);
      }
      const reached = [...endpointSets].map((set) => numbers.get(set) as number).sort((a, b) => a - b);
      return [entry.number, rangesText(reached)] as const;
    }),
  );
}

/** What policies say of each row, every policy and rule written once. */
class PageEnds {
  readonly policies: string[] = [];
  readonly rules: PageRule[] = [];
  private readonly policyNumbers = new Map<string, number>();
  private readonly ruleNumbers = new Map<Rule, number>();
  private readonly matches = new Map<string, string>();
  /** Of each row every endpoint, since the pods of one workload may differ. */
  private readonly endpoints: readonly (readonly Endpoint[])[];

  constructor(
    private readonly engine: Engine,
    endpointSets: readonly EndpointSet[],
  ) {
    this.endpoints = endpointSets.map((set): readonly Endpoint[] => {
      if (set.type === 'addresses') return [{ type: 'address', address: set.addresses.first() as never }];
      const kinds = engine.pods.kindsOf(set.workloads[0] as ClusterWorkload);
      return kinds.flatMap(({ endpoints }) => endpoints);
    });
  }

  of(row: number, direction: 'Ingress' | 'Egress'): PageEnd {
    const pods = (this.endpoints[row] ?? []).filter((endpoint) => endpoint.type === 'pod');
    if (pods.length === 0) return 'outside';
    const byPod = pods.map((pod) => this.engine.judge.mayIsolate(direction, pod));
    const isolating = [...new Set(byPod.flat())];
    if (isolating.length === 0) return 'open';
    return {
      policies: isolating.map(({ policy: { id, source } }) => this.policy(`${id} (${describeSource(source)})`)),
      rules: isolating.flatMap((policy) => (rulesInDirection(direction, policy) ?? []).map((rule) => this.rule(rule))),
      isPartly: byPod.some((policies) => policies.length === 0),
    };
  }

  private policy(text: string): number {
    const known = this.policyNumbers.get(text) ?? this.policies.length;
    if (known === this.policies.length) this.policies.push(text);
    this.policyNumbers.set(text, known);
    return known;
  }

  private rule(rule: Rule): number {
    const known = this.ruleNumbers.get(rule);
    if (known !== undefined) return known;
    const number = this.rules.length;
    this.ruleNumbers.set(rule, number);
    this.rules.push({ text: ruleText(rule), peers: this.peersOf(rule) });
    return number;
  }

  private peersOf(rule: Rule): string {
    const key = JSON.stringify(
      [rule.peers?.map((peer) => (peer.type === 'pods' ? peer : peer.addresses.key)) ?? null],
      (name, value) => (name === 'index' ? undefined : value),
    );
    const known = this.matches.get(key);
    if (known !== undefined) return known;
    const { match } = this.engine.judge;
    const text = rangesText(
      this.endpoints.flatMap((ends, number) =>
        ends.some((end) => match.takesForPeer(rule, end) !== 'never') ? [number] : [],
      ),
    );
    this.matches.set(key, text);
    return text;
  }
}

/** Numbers in order as ranges, such as `0-4,7`. */
export function rangesText(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < numbers.length; at++) {
    const first = numbers[at] as number;
    let last = first;
    while (numbers[at + 1] === last + 1) last = numbers[++at] as number;
    parts.push(first === last ? String(first) : `${first}-${last}`);
  }
  return parts.join();
}
