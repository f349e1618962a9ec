import type { ClusterWorkload } from '../../cluster/cluster';
import { describeSource } from '../../cluster/source';
import type { CniProfile } from '../../cni/cni-profile';
import { complianceReport } from '../../compliance/compliance-report';
import { PUBLIC } from '../../compliance/known-addresses';
import type { FlowLog } from '../../flows/flow-log';
import type { LintFinding } from '../../lint/lint-rule';
import type { AllPairs } from '../../reachability/all-pairs/all-pairs';
import type { Engine } from '../../reachability/engine';
import type { ExposedTo } from '../../reachability/exposure';
import { engineOf, type Reachability } from '../../reachability/reachability';
import { addressesText } from '../addresses-text';
import { type CheckedFinding, checkedFindings } from '../check-document';
import { exposedText } from '../exposure-table';
import { stagedLines } from '../staged-lines';
import { notesOf } from '../unjudged-lines';
import { countedPairs, ExposedWorkloads } from './exposed-workloads';
import { FixCodes, type YamlWriter } from './fix-code';
import { inOrderOf } from './in-order';
import { pageEntries, pageEntryRows } from './page-entries';
import { type GraphLayout, pageGraphs } from './page-graphs';
import { namespaceIn, pageNoted } from './page-noted';
import { PagePolicies } from './page-policies';
import { pageRanges, pageRows } from './page-rows';
import { PageStageRules } from './page-stage-rules';
import { pageTraffic, unseenPairs } from './page-traffic';
import type { PageAddresses, PageData, PageDifference, PageExposure, PageFinding, PageWorkload } from './page-types';
import { verdictOf } from './verdict-lines';
import { inPageOrder } from './workload-order';

export interface PageInput {
  readonly title: string;
  readonly findings: readonly LintFinding[];
  /** The network plugin, where it is named. */
  readonly cni?: CniProfile;
  readonly date: Date;
  readonly version: string;
  /** What the manifests were read from, as the command names it. */
  readonly inputs: readonly string[];
  readonly writeYaml: YamlWriter;
  /** Lays a graph out. */
  readonly layout: GraphLayout;
  /** A flow log, where one was given. */
  readonly flows?: FlowLog;
  /** What a change opens and closes, where two states are compared; the page then shows the second. */
  readonly difference?: PageDifference;
}

export function pageData(reachability: Reachability, input: PageInput): PageData {
  const { title, cni, difference } = input;
  const { cluster } = reachability;
  const pairs = reachability.foldedPairs();
  const rows = pageRows(pairs);
  const texts = new PagePolicies(engineOf(reachability), pairs.endpointSets);
  const workloads = workloadsOf(reachability, pairs, new ExposedWorkloads(pairs, rows));
  const codes = new FixCodes(cluster, input.writeYaml);
  const known = {
    workloads,
    entries: pageEntries(reachability),
    ...pageNoted(reachability),
    findings: checkedFindings(input.findings).map(([checked, finding]) => withNamespace(checked, codes.of(finding))),
    compliance: complianceReport(cluster, { cni }),
    ...(difference && { difference }),
    ...(input.flows && { traffic: pageTraffic(input.flows, reachability, (rule) => texts.numberOf(rule)) }),
  };
  const addresses = pageAddresses(pairs);
  const counted = {
    ...known,
    pairs: countedPairs(pairs, rows),
    ...(known.traffic && { seen: unseenPairs(workloads, rows, known.traffic) }),
  };
  return {
    title,
    made: {
      date: input.date.toISOString(),
      version: input.version,
      inputs: input.inputs,
      cni: cni === undefined ? 'none named: judged by the specification' : cni.title,
    },
    verdict: verdictOf(counted),
    inOrder: inOrderOf(counted),
    addresses,
    entryRows: pageEntryRows(reachability, rows),
    rows: rows.rows,
    answers: rows.answers,
    ends: pairs.endpointSets.map((_, number) => [texts.of(number, 'Ingress'), texts.of(number, 'Egress')]),
    policies: texts.policies,
    rules: texts.rules,
    ...stageRulesOf(engineOf(reachability), texts),
    otherPolicies: cluster.dialectObjects.map(({ kind, id, source }) => ({
      title: `${kind} ${id}`,
      place: describeSource(source),
    })),
    notes: [...notesOf(cluster), ...stagedLines(cluster, reachability.cni.staged === true)],
    fixes: codes.fixes,
    graphs: pageGraphs({ workloads, addresses, rows, entries: known.entries }, input.layout),
    ...known,
  };
}

function pageAddresses({ endpointSets }: AllPairs): PageAddresses[] {
  return endpointSets.flatMap((set, row) => {
    if (set.type !== 'addresses') return [];
    const text = addressesText(set.addresses);
    const name = text.replace(/^every address but /, 'all but ');
    return [{ row, text, name, isPublic: set.addresses.overlaps(PUBLIC) }];
  });
}

/** Only where there are any, since it goes through all rows once more. */
function stageRulesOf(engine: Engine, { endpoints }: PagePolicies): Pick<PageData, 'stageRules' | 'stageEnds'> {
  if (engine.stages === undefined) return { stageRules: [], stageEnds: [] };
  const found = new PageStageRules(engine, endpoints);
  const stageEnds = endpoints.map((_, row) => [found.of(row, 'Ingress'), found.of(row, 'Egress')] as const);
  return { stageRules: found.rules, stageEnds };
}

function workloadsOf(
  reachability: Reachability,
  { endpointSets }: AllPairs,
  exposed: ExposedWorkloads,
): PageWorkload[] {
  const rowOf = new Map<ClusterWorkload, number>();
  endpointSets.forEach((set, row) => {
    if (set.type === 'workloads') for (const workload of set.workloads) rowOf.set(workload, row);
  });
  return inPageOrder(reachability.cluster.workloads).map((workload) => {
    const { id, namespace, name, kind, pods } = workload;
    const exposure = reachability.exposureOf(workload);
    const row = rowOf.get(workload) as number;
    return {
      id,
      namespace,
      name,
      kind,
      labels: { ...pods[0]?.labels },
      replicas: pods.reduce((sum, group) => sum + group.replicas, 0),
      row,
      exposed: exposed.of(row, exposure),
      ingress: exposure.ingress.map(exposureOf),
      egress: exposure.egress.map(exposureOf),
    };
  });
}

function exposureOf(exposed: ExposedTo): PageExposure {
  const { ports, named, conditions } = exposed;
  return {
    text: exposedText(exposed),
    ranges: pageRanges(ports),
    named: named.length > 0,
    depends: conditions.length > 0,
  };
}

function withNamespace(finding: CheckedFinding, code: number | undefined): PageFinding {
  return { ...finding, namespace: namespaceIn(finding.object), ...(code !== undefined && { code }) };
}
