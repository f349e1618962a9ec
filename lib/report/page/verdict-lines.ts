import type { Cluster } from '../../cluster/cluster';
import type { Exposed, PageData, VerdictLevel, VerdictLine } from './page-types';

type Known = Pick<PageData, 'workloads' | 'entries' | 'findings' | 'compliance' | 'difference' | 'traffic'>;

/** The numbers of the first screen that are not in what the page shows elsewhere. */
export interface VerdictInput extends Known {
  readonly cluster: Cluster;
  readonly pairs: { readonly all: number; readonly open: number; readonly depends: number };
  /** Of the pairs that can connect those that a flow log never shows, where there is one. */
  readonly seen?: { readonly unseen: number; readonly allowed: number };
}

/** What is open that should not be, in the order of harm: errors first, since they put all the others in doubt. */
export function verdictOf(input: VerdictInput): VerdictLine[] {
  const lines = [
    ...differenceLines(input),
    ...errorLines(input),
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

const NOT_OPEN: readonly (readonly [of: string, text: string, link: string])[] = [
  ['internet', 'No workload accepts connections from most addresses of the internet', 'exposure?only=internet'],
  ['every-pod', 'No workload accepts connections from every pod of the cluster', 'exposure?only=every-pod'],
  ['egress', 'No workload can reach most of the internet on every port', 'exposure?only=egress'],
  ['metadata', 'No workload can reach the metadata service of a cloud', 'exposure?only=metadata'],
];

/**
 * What was looked for and is not open. Nothing is said where something could not be read, or the network plugin is known not to
 * enforce policies.
 */
export function inOrderOf(input: VerdictInput): VerdictLine[] {
  const { cluster, compliance, workloads } = input;
  if (cluster.problems.length > 0 || compliance.enforced === false || workloads.length === 0) return [];
  const open = new Set(verdictOf(input).map(({ id }) => id));
  const good = (id: string, text: string, link: string): VerdictLine => ({ id, level: 'good', count: 0, text, link });
  const denied = (['ingress', 'egress'] as const).flatMap((direction) => {
    const id = `default-deny-${direction}`;
    const namespaces = compliance.controls.find((one) => one.id === id)?.namespaces ?? [];
    const isCovered = namespaces.length > 0 && namespaces.every(({ status }) => status === 'covered');
    return isCovered ? [good(id, `Every namespace has a default deny for ${direction}`, `compliance?only=${id}`)] : [];
  });
  return [
    ...NOT_OPEN.flatMap(([id, text, link]) => (open.has(id) ? [] : [good(id, text, link)])),
    ...denied,
    ...(open.has('unjudged') || open.has('depends')
      ? []
      : [good('known', 'Every policy was judged, and no answer depends on what is unknown', 'matrix')]),
  ];
}

function line(id: string, level: VerdictLevel, count: number, text: string, link: string): VerdictLine[] {
  return count === 0 ? [] : [{ id, level, count, text, link }];
}

function differenceLines({ difference }: VerdictInput): VerdictLine[] {
  if (difference === undefined) return [];
  const opens = difference.changes.filter((change) => change.opens).length;
  const others = difference.changes.length - opens;
  return [
    ...line(
      'opens',
      'open',
      opens,
      `${counted(opens, 'change')} can let through what could not pass before`,
      'difference?answer=opened',
    ),
    ...line(
      'closes',
      'good',
      others,
      `${counted(others, 'change')} only take something away`,
      'difference?answer=closed',
    ),
    ...(difference.changes.length > 0
      ? []
      : [
          {
            id: 'same',
            level: 'good',
            count: 0,
            text: 'Nothing that could connect has changed',
            link: 'difference',
          } as const,
        ]),
  ];
}

function errorLines({ findings, cluster }: VerdictInput): VerdictLine[] {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const unread = cluster.problems.length;
  const which = unread === 0 ? '' : `; ${counted(unread, 'part')} of the input could not be read or would be refused`;
  return line(
    'errors',
    'error',
    errors,
    `${counted(errors, 'error')} in what was checked${which}`,
    'findings?only=error',
  );
}

function internetLines({ workloads, entries }: VerdictInput): VerdictLine[] {
  const open = withExposed(workloads, 'internet');
  const behind = new Set(entries.filter(({ answer }) => answer !== 'denied').map(({ workload }) => workload));
  const known = workloads.filter(({ exposed }, index) => exposed.includes('internet') && behind.has(index)).length;
  const entry =
    entries.length === 0
      ? 'no Ingress or Service for outside is in the input'
      : `${known === 0 ? 'none' : known} of them ${known === 1 ? 'is' : 'are'} behind an Ingress or a Service for outside`;
  return [
    ...line(
      'internet',
      'open',
      open.length,
      `${ofWorkloads(open.length, workloads.length)} accept${s(open.length)} connections from the addresses of the internet; ${entry}`,
      'exposure?only=internet',
    ),
    ...line(
      'entries',
      'doubt',
      behind.size,
      `${counted(behind.size, 'workload')} can be called through ${counted(entries.filter(({ answer }) => answer !== 'denied').length, 'entry', 'entries')} from outside, such as an Ingress`,
      'exposure?only=entries',
    ),
  ];
}

function everyPodLines({ workloads }: VerdictInput): VerdictLine[] {
  const count = withExposed(workloads, 'every-pod').length;
  const text = `${ofWorkloads(count, workloads.length)} accept${s(count)} connections from every pod of the cluster`;
  return line('every-pod', 'open', count, text, 'exposure?only=every-pod');
}

function egressLines({ workloads }: VerdictInput): VerdictLine[] {
  const count = withExposed(workloads, 'egress').length;
  const text = `${ofWorkloads(count, workloads.length)} can reach the whole internet on every port`;
  return line('egress', 'open', count, text, 'exposure?only=egress');
}

function metadataLines({ workloads }: VerdictInput): VerdictLine[] {
  const count = withExposed(workloads, 'metadata').length;
  const text = `${ofWorkloads(count, workloads.length)} can reach the metadata service of a cloud, which gives out credentials`;
  return line('metadata', 'open', count, text, 'exposure?only=metadata');
}

function defaultDenyLines({ compliance }: VerdictInput): VerdictLine[] {
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const control = compliance.controls.find(({ id }) => id === `default-deny-${direction}`);
    const all = control?.namespaces ?? [];
    const open = all.filter(({ status }) => status === 'missing' || status === 'partly').length;
    const text = `${open} of ${counted(all.length, 'namespace')} ${open === 1 ? 'has' : 'have'} no default deny for ${direction}: a new pod there can be open`;
    return line(`default-deny-${direction}`, 'doubt', open, text, `compliance?only=default-deny-${direction}`);
  });
}

function unjudgedLines({ cluster }: VerdictInput): VerdictLine[] {
  const { length } = cluster.unjudged;
  const text = `${counted(length, 'policy', 'policies')} ${length === 1 ? 'was' : 'were'} not judged, and may open or close more`;
  return line('unjudged', 'doubt', length, text, 'findings?only=unjudged');
}

function dependsLines({ pairs }: VerdictInput): VerdictLine[] {
  const text = `${number(pairs.depends)} of ${number(pairs.all)} pairs of workloads depend${s(pairs.depends)} on what the input does not say`;
  return line('depends', 'doubt', pairs.depends, text, 'matrix?answer=depends');
}

function trafficLines({ traffic, seen }: VerdictInput): VerdictLine[] {
  if (traffic === undefined || seen === undefined) return [];
  const { denied, refused } = traffic;
  const unseen = `${number(seen.unseen)} of ${counted(seen.allowed, 'pair')} of workloads that can connect ${seen.unseen === 1 ? 'was' : 'were'} never seen connecting`;
  return [
    ...line(
      'refused',
      'doubt',
      refused.count,
      `${counted(refused.count, 'connection')} of the flow log ${refused.count === 1 ? 'was' : 'were'} let through, and the policies deny ${refused.count === 1 ? 'it' : 'them'} or may`,
      'traffic?only=refused',
    ),
    ...line(
      'denied',
      'doubt',
      denied.count,
      `${counted(denied.count, 'connection')} of the flow log ${denied.count === 1 ? 'was' : 'were'} denied`,
      'traffic?only=denied',
    ),
    ...line('unseen', 'doubt', seen.unseen, unseen, 'traffic?only=unseen'),
  ];
}

function warningLines({ findings }: VerdictInput): VerdictLine[] {
  const count = findings.filter(({ severity }) => severity === 'warning').length;
  return line(
    'warnings',
    'doubt',
    count,
    `${counted(count, 'warning')} about policies and what is around them`,
    'findings?only=warning',
  );
}

function goodLines({ workloads, pairs }: VerdictInput): VerdictLine[] {
  const text =
    workloads.length === 0
      ? 'No workload is in the input, so that there is nothing to judge'
      : `Nothing is open that this page looks for; ${number(pairs.open)} of ${number(pairs.all)} pairs of workloads can connect`;
  return [
    { id: 'good', level: workloads.length === 0 ? 'doubt' : 'good', count: workloads.length, text, link: 'matrix' },
  ];
}

function withExposed(workloads: PageData['workloads'], exposed: Exposed): PageData['workloads'] {
  return workloads.filter((workload) => workload.exposed.includes(exposed));
}

function ofWorkloads(count: number, all: number): string {
  return `${number(count)} of ${counted(all, 'workload')}`;
}

/** The ending of a verb in the third person. */
function s(count: number): string {
  return count === 1 ? 's' : '';
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** With commas, as in 1,204. */
function number(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
