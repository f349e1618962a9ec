import type { PageNode } from './graph-types';

type Counted = Pick<PageNode, 'kind' | 'count' | 'entered' | 'foldedIn' | 'foldedOut' | 'openToAll'>;

/** The lines below the title of a node: how much it stands for, and what is folded into it. Its size is made for them. */
export function nodeLines({ kind, count, entered, foldedIn, foldedOut, openToAll }: Counted): string[] {
  const size =
    kind === 'namespace' ? `${count} ${count === 1 ? 'workload' : 'workloads'}` : count > 1 ? `${count} alike` : '';
  const folded = [
    entered > 0 && (kind === 'namespace' ? `${entered} through entries` : 'through entries'),
    openToAll > 0 && `${openToAll} open to all`,
    foldedIn > 0 && `← ${foldedIn}`,
    foldedOut > 0 && `${foldedOut} →`,
  ];
  return [size, folded.filter(Boolean).join('   ')].filter(Boolean);
}
