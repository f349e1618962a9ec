import { UsageError } from '../files/usage-error';
import type { JsonMap } from '../policy/validation/structure';
import { type ListedKind, listPage, malformed } from './api-answer';
import type { Kubectl } from './kubectl';

/** A kind as the API server serves it. */
export interface ServedKind extends ListedKind {
  readonly group: string;
  /** As in the path: `networkpolicies`. */
  readonly resource: string;
}

/** Whether all objects were read, or why not. */
export type ReadList =
  | { readonly type: 'read' }
  | { readonly type: 'unread'; readonly why: 'forbidden' | 'unavailable'; readonly message: string };

/** Objects a page: 46 MB of pods, as measured. */
const PAGE = 500;
/** More pages than the largest cluster has. */
const MOST_PAGES = 20_000;

/**
 * Reads all objects of a kind page by page, in one namespace or in all of them, and gives each page to `take`, so that no more than
 * one is held.
 * @throws UsageError where the list cannot be read to its end
 */
export function readList(
  kubectl: Kubectl,
  kind: ServedKind,
  namespace: string | undefined,
  take: (items: readonly JsonMap[]) => void,
): ReadList {
  const path = listPath(kind, namespace);
  const seen = new Set<string>();
  for (let next = ''; ; ) {
    const answer = kubectl.get(`${path}?limit=${PAGE}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`);
    if (answer.type === 'absent' || answer.type === 'expired') {
      throw new UsageError(`${path}: ${answer.message}`, 'the cluster changed meanwhile: read it again');
    }
    if (answer.type !== 'text') return { type: 'unread', why: answer.type, message: answer.message };
    const page = listPage(answer.text, kind, path, namespace);
    take(page.items);
    if (page.next === undefined) return { type: 'read' };
    if (seen.has(page.next) || seen.size > MOST_PAGES) throw malformed(path, 'never ends');
    seen.add(page.next);
    next = page.next;
  }
}

function listPath({ apiVersion, resource }: ServedKind, namespace: string | undefined): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${within}/${resource}`;
}
