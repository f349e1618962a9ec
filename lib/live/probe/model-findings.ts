import { someOf } from '../../policy/texts';
import type { ProbeRow } from '../../report/probe/probe-result';

const MOST_NAMED = 5;

/** What the rows of a run come to, in sentences. */
export function modelFindings(rows: readonly ProbeRow[]): string[] {
  const probed = rows.filter(({ comparison }) => comparison !== 'not-probed');
  const of = (comparison: ProbeRow['comparison']) => probed.filter((row) => row.comparison === comparison);
  const [open, closed, unknown] = [of('not-enforced'), of('more-closed'), of('unknown')];
  const denied = probed.filter(({ expected, comparison }) => expected === 'denied' && comparison !== 'unknown');
  const isNothingEnforced = open.length > 0 && open.length === denied.length;
  return [
    ...(isNothingEnforced
      ? [
          `This cluster does NOT enforce these policies: each of ${open.length} connections that should be denied is open.`,
        ]
      : []),
    ...(open.length > 0 && !isNothingEnforced ? [`Open, and should be denied: ${named(open)}.`] : []),
    ...(closed.length > 0
      ? [
          `Closed, and the NetworkPolicies allow it: ${named(closed)}. A policy of another kind, a mesh or a security group may close it.`,
        ]
      : []),
    ...(unknown.length > 0 ? [`Not known: ${named(unknown)}.`] : []),
    ...(probed.length > 0 && probed.every(({ comparison }) => comparison === 'agrees')
      ? [`All ${probed.length} connections that were tried are as the policies say.`]
      : []),
    ...(probed.length === 0 ? ['Nothing was probed.'] : []),
  ];
}

function named(rows: readonly ProbeRow[]): string {
  const all = [...new Set(rows.map(({ from, to, port }) => `${from} -> ${to} ${port}`))];
  return someOf(all, MOST_NAMED);
}
