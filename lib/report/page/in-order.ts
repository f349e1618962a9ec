import type { InOrderId, VerdictId, VerdictLine } from './verdict-line';
import { type VerdictInput, verdictOf } from './verdict-lines';

/** What the first screen looks for, each with the other sentences of which none may be there. */
const NOT_OPEN: readonly (readonly [id: InOrderId, others: readonly VerdictId[], text: string, link: string])[] = [
  [
    'internet',
    ['some-internet', 'entries'],
    'No workload accepts connections from addresses of the internet',
    'exposure?only=internet',
  ],
  [
    'every-pod',
    [],
    'No workload accepts connections from every pod of the cluster, or all but some',
    'exposure?only=every-pod',
  ],
  ['egress', ['some-egress'], 'No workload can reach addresses of the internet', 'exposure?only=egress'],
  ['metadata', [], 'No workload can reach the metadata service of a cloud', 'exposure?only=metadata'],
];

/**
 * What was looked for and is not open. Nothing is said where something could not be read, where an error puts the rest in doubt (a
 * policy that the API server refuses for its name is judged as if it were there), or where the network plugin is known not to enforce
 * policies.
 */
export function inOrderOf(input: VerdictInput): VerdictLine<InOrderId>[] {
  const { compliance, findings, unread, workloads } = input;
  const isInDoubt = unread.length > 0 || findings.some(({ severity }) => severity === 'error');
  if (isInDoubt || compliance.enforced === false || workloads.length === 0) return [];
  const open = new Set<string>(verdictOf(input).map(({ id }) => id));
  const good = (id: InOrderId, text: string, link: string): VerdictLine<InOrderId> => {
    return { id, level: 'good', count: 0, text, names: [], link };
  };
  return [
    ...NOT_OPEN.flatMap(([id, others, text, link]) =>
      [id, ...others].some((one) => open.has(one)) ? [] : [good(id, text, link)],
    ),
    ...(['ingress', 'egress'] as const).flatMap((direction) => {
      const id = `default-deny-${direction}` as const;
      const text = `Every namespace has a default deny for ${direction}`;
      return hasDefaultDeny(input, id) ? [good(id, text, `compliance?only=${id}`)] : [];
    }),
    ...(isKnown(input, open)
      ? [good('known', 'Every policy was judged, and no answer depends on what is unknown', 'findings?only=unjudged')]
      : []),
  ];
}

/** Of every namespace that has pods, those that are not shown among them. */
function hasDefaultDeny({ hidden, compliance }: VerdictInput, id: string): boolean {
  const namespaces = compliance.controls.find((one) => one.id === id)?.namespaces ?? [];
  const covered = new Set(namespaces.flatMap(({ namespace, status }) => (status === 'covered' ? [namespace] : [])));
  return (
    namespaces.length > 0 &&
    covered.size === namespaces.length &&
    hidden.every(({ namespace }) => covered.has(namespace))
  );
}

function isKnown({ entries, workloads }: VerdictInput, open: ReadonlySet<string>): boolean {
  return (
    !(['unjudged', 'depends', 'depends-more', 'depends-outside', 'hidden'] satisfies VerdictId[]).some((id) =>
      open.has(id),
    ) &&
    entries.every(({ answer }) => answer !== 'depends') &&
    workloads.every(({ ingress, egress }) => [...ingress, ...egress].every(({ depends }) => !depends))
  );
}
