import type { PageFinding, PageNoted } from '../../report/page/page-types';
import type { ViewState } from '../state/view-state';
import type { PageModel } from './page-model';

type Filters = Pick<ViewState, 'namespace' | 'search'>;

/** The findings that the filters keep, of one severity or rule where `only` is one. */
export function keptFindings({ data }: PageModel, state: Filters, only: string): PageFinding[] {
  const keeps = textFilter(state);
  return data.findings.filter(
    ({ severity, rule, object, message, file = '', namespace }) =>
      (only === '' || only === severity || only === rule) && keeps(namespace, `${object} ${message} ${rule} ${file}`),
  );
}

/** What the filters keep of what is not in the answers. */
export function keptNoted(noted: readonly PageNoted[], state: Filters): PageNoted[] {
  const keeps = textFilter(state);
  return noted.filter(({ title, namespace, text, place }) => keeps(namespace, `${title} ${text} ${place}`));
}

function textFilter({ namespace: asked, search }: Filters): (namespace: string, text: string) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (namespace, text) =>
    (asked === '' || namespace === asked) && words.every((word) => text.toLowerCase().includes(word));
}
