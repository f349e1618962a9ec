import { withCommas } from '../../policy/texts';
import { counted, firstOf, ofWorkloads, s, workloadNames } from './counted-text';
import type { CountedPairs } from './exposed-workloads';
import type { Exposed, PageData } from './page-types';
import type { VerdictId, VerdictLevel, VerdictLine } from './verdict-line';

type Known = Pick<
  PageData,
  | 'workloads'
  | 'entries'
  | 'notFollowed'
  | 'findings'
  | 'unjudged'
  | 'hidden'
  | 'unread'
  | 'compliance'
  | 'difference'
  | 'traffic'
>;

/** The numbers of the first screen that are not in what the page shows elsewhere. */
export interface VerdictInput extends Known {
  readonly pairs: CountedPairs;
  /** Of the pairs that can connect those that a flow log never shows, where there is one. */
  readonly seen?: { readonly unseen: number; readonly allowed: number };
}

/** What is open that should not be, in the order of harm: errors first, since they put all the others in doubt. */
export function verdictOf(input: VerdictInput): VerdictLine<VerdictId>[] {
  const lines = [
    ...enforcementLines(input),
    ...errorLines(input),
    ...differenceLines(input),
    ...internetLines(input),
    ...everyPodLines(input),
    ...egressLines(input),
    ...metadataLines(input),
    ...defaultDenyLines(input),
    ...unjudgedLines(input),
    ...dependsLines(input),
    ...trafficLines(input),
    ...warningLines(input),
  ];
  return lines.some(({ level }) => level !== 'good') ? lines : [...lines, ...goodLines(input)];
}

function line(
  id: VerdictId,
  level: VerdictLevel,
  count: number,
  text: string,
  link: string,
  names: readonly string[] = [],
): VerdictLine<VerdictId>[] {
  return count === 0 ? [] : [{ id, level, count, text, names: firstOf(names), link }];
}

function enforcementLines({ compliance }: VerdictInput): VerdictLine<VerdictId>[] {
  if (compliance.enforced !== false) return [];
  const text = 'The network plugin enforces no NetworkPolicy: what this page calls denied is open in the cluster';
  return [{ id: 'not-enforced', level: 'error', count: 0, text, names: [], link: 'compliance' }];
}

function differenceLines({ difference }: VerdictInput): VerdictLine<VerdictId>[] {
  if (difference === undefined) return [];
  const sum = (changes: typeof difference.changes) => changes.reduce((total, { pairs }) => total + pairs, 0);
  const opens = sum(difference.changes.filter((change) => change.opens));
  const others = sum(difference.changes) - opens;
  const lines = [
    ...line(
      'opens',
      'open',
      opens,
      `${counted(opens, 'pair')} can connect in ways that ${opens === 1 ? 'it' : 'they'} could not before`,
      'difference?answer=opened',
    ),
    ...line(
      'closes',
      'good',
      others,
      `${counted(others, 'pair')} only lose${s(others)} connections`,
      'difference?answer=closed',
    ),
  ];
  if (lines.length > 0) return lines;
  const isWhole = difference.notes.length === 0;
  const text = isWhole
    ? 'Nothing that could connect has changed'
    : 'No change was found in what could be compared and judged';
  return [{ id: 'same', level: isWhole ? 'good' : 'doubt', count: 0, text, names: [], link: 'difference' }];
}

function errorLines({ findings, unread }: VerdictInput): VerdictLine<VerdictId>[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const objects = new Set(errors.map(({ object, rule }) => object || rule));
  const wrong = `${counted(errors.length, 'error')} in what was checked`;
  const lost = `${counted(unread.length, 'part')} of the input could not be read or would be refused`;
  const places = unread.map(({ title, place }) => title || place);
  return [
    ...line('errors', 'error', errors.length, wrong, 'findings?only=error', [...objects]),
    ...line('unread', 'error', unread.length, lost, 'findings?only=unread', places),
  ];
}

function internetLines({ workloads, entries, notFollowed }: VerdictInput): VerdictLine<VerdictId>[] {
  const open = withExposed(workloads, 'internet');
  const some = withExposed(workloads, 'some-internet');
  const ways = entries.filter(({ answer }) => answer !== 'denied');
  const behind = new Set(ways.map(({ workload }) => workload));
  const known = workloads.filter(({ exposed }, index) => exposed.includes('internet') && behind.has(index)).length;
  const entry =
    entries.length + notFollowed.length === 0
      ? 'no Ingress or Service for outside is in the input'
      : `${known === 0 ? 'none' : known} of them ${known === 1 ? 'is' : 'are'} behind an Ingress or a Service for outside`;
  return [
    ...line(
      'internet',
      'open',
      open.length,
      `${ofWorkloads(open.length, workloads.length)} accept${s(open.length)} connections from the addresses of the internet; ${entry}`,
      'exposure?only=internet',
      workloadNames(open),
    ),
    ...line(
      'entries',
      'doubt',
      behind.size,
      `${counted(behind.size, 'workload')} can be called through ${counted(new Set(ways.map(({ title }) => title)).size, 'entry', 'entries')} from outside, such as an Ingress`,
      'exposure?only=entries',
      workloadNames([...behind].flatMap((place) => workloads[place] ?? [])),
    ),
    ...line(
      'not-followed',
      'doubt',
      notFollowed.length,
      `${counted(notFollowed.length, 'entry', 'entries')} from outside lead${s(notFollowed.length)} to nothing that is in the input`,
      'exposure?only=not-followed',
      notFollowed.map(({ title }) => title),
    ),
    ...line(
      'some-internet',
      'doubt',
      some.length,
      `${ofWorkloads(some.length, workloads.length)} accept${s(some.length)} connections from some addresses of the internet`,
      'exposure?only=some-internet',
      workloadNames(some),
    ),
  ];
}

function everyPodLines({ workloads }: VerdictInput): VerdictLine<VerdictId>[] {
  const open = withExposed(workloads, 'every-pod');
  const text = `${ofWorkloads(open.length, workloads.length)} accept${s(open.length)} connections from every pod of the cluster, or all but some`;
  return line('every-pod', 'open', open.length, text, 'exposure?only=every-pod', workloadNames(open));
}

function egressLines({ workloads }: VerdictInput): VerdictLine<VerdictId>[] {
  const open = withExposed(workloads, 'egress');
  const some = withExposed(workloads, 'some-egress');
  return [
    ...line(
      'egress',
      'open',
      open.length,
      `${ofWorkloads(open.length, workloads.length)} can reach the whole internet on every port`,
      'exposure?only=egress',
      workloadNames(open),
    ),
    ...line(
      'some-egress',
      'doubt',
      some.length,
      `${ofWorkloads(some.length, workloads.length)} can reach addresses of the internet, not all of them or not on every port`,
      'exposure?only=some-egress',
      workloadNames(some),
    ),
  ];
}

function metadataLines({ workloads }: VerdictInput): VerdictLine<VerdictId>[] {
  const open = withExposed(workloads, 'metadata');
  const text = `${ofWorkloads(open.length, workloads.length)} can reach the metadata service of a cloud, which gives out credentials`;
  return line('metadata', 'open', open.length, text, 'exposure?only=metadata', workloadNames(open));
}

function defaultDenyLines({ compliance }: VerdictInput): VerdictLine<VerdictId>[] {
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const id = `default-deny-${direction}` as const;
    const all = compliance.controls.find((control) => control.id === id)?.namespaces ?? [];
    const open = all.filter(({ status }) => status !== 'covered');
    const text = `${withCommas(open.length)} of ${counted(all.length, 'namespace')} ${open.length === 1 ? 'has' : 'have'} no certain default deny for ${direction}: a new pod there can be open`;
    const names = open.map(({ namespace }) => namespace);
    return line(id, 'doubt', open.length, text, `compliance?only=${id}`, names);
  });
}

function unjudgedLines({ unjudged, hidden }: VerdictInput): VerdictLine<VerdictId>[] {
  const all = unjudged.length;
  const what = unjudged.every(({ title }) => title !== '')
    ? counted(all, 'policy', 'policies')
    : counted(all, 'policy or document', 'policies or documents');
  const text = `${what} ${all === 1 ? 'was' : 'were'} not judged, and may open or close more`;
  const pods = `${counted(hidden.length, 'object')} make${s(hidden.length)} pods that no manifest shows: nothing is known of their connections`;
  const named = (noted: PageData['hidden']) => noted.map(({ title, place }) => title || place);
  return [
    ...line('unjudged', 'doubt', all, text, 'findings?only=unjudged', named(unjudged)),
    ...line('hidden', 'doubt', hidden.length, pods, 'findings?only=hidden', named(hidden)),
  ];
}

function dependsLines({ pairs, workloads }: VerdictInput): VerdictLine<VerdictId>[] {
  const { all, depends, dependsMore } = pairs;
  const outside = withExposed(workloads, 'depends-outside');
  const unknown = 'what the input does not say';
  return [
    ...line(
      'depends',
      'doubt',
      depends,
      `${withCommas(depends)} of ${counted(all, 'pair')} of workloads can connect or not: that depends on ${unknown}`,
      'matrix?answer=depends',
    ),
    ...line(
      'depends-more',
      'doubt',
      dependsMore,
      `${withCommas(dependsMore)} of ${counted(all, 'pair')} of workloads can connect, and on which ports depends on ${unknown}`,
      'matrix?answer=partly',
    ),
    ...line(
      'depends-outside',
      'doubt',
      outside.length,
      `${ofWorkloads(outside.length, workloads.length)} ${outside.length === 1 ? 'has' : 'have'} connections with addresses that depend on ${unknown}`,
      'exposure?only=depends-outside',
      workloadNames(outside),
    ),
  ];
}

function trafficLines({ traffic, seen }: VerdictInput): VerdictLine<VerdictId>[] {
  if (traffic === undefined || seen === undefined) return [];
  const { denied, refused } = traffic;
  const was = (count: number) => (count === 1 ? 'was' : 'were');
  const unseen = `${withCommas(seen.unseen)} of ${counted(seen.allowed, 'pair')} of workloads that can connect ${was(seen.unseen)} never seen connecting`;
  return [
    ...line(
      'refused',
      'doubt',
      refused.count,
      `${counted(refused.count, 'connection')} of the flow log ${was(refused.count)} let through, and the policies deny ${refused.count === 1 ? 'it' : 'them'} or may`,
      'traffic?only=refused',
    ),
    ...line(
      'denied',
      'doubt',
      denied.count,
      `${counted(denied.count, 'connection')} of the flow log ${was(denied.count)} denied`,
      'traffic?only=denied',
    ),
    ...line('unseen', 'doubt', seen.unseen, unseen, 'traffic?only=unseen'),
  ];
}

function warningLines({ findings }: VerdictInput): VerdictLine<VerdictId>[] {
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const text = `${counted(warnings.length, 'warning')} about policies and what is around them`;
  const rules = new Set(warnings.map(({ rule }) => rule));
  return line('warnings', 'doubt', warnings.length, text, 'findings?only=warning', [...rules]);
}

function goodLines({ workloads, pairs }: VerdictInput): VerdictLine<VerdictId>[] {
  const isEmpty = workloads.length === 0;
  const text = isEmpty
    ? 'No workload is in the input, so that there is nothing to judge'
    : `Nothing is open that this page looks for; ${withCommas(pairs.open)} of ${counted(pairs.all, 'pair')} of workloads can connect`;
  const count = isEmpty ? 0 : pairs.open;
  const link = isEmpty ? 'matrix' : 'matrix?answer=allowed';
  return [{ id: 'good', level: isEmpty ? 'doubt' : 'good', count, text, names: [], link }];
}

function withExposed(workloads: PageData['workloads'], exposed: Exposed): PageData['workloads'] {
  return workloads.filter((workload) => workload.exposed.includes(exposed));
}
