import type { PageWorkload } from '../../report/page/page-types';
import { hrefOf } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';

/** So many are named. */
const MOST = 12;

/** On the first screen a search leads to workloads at once. */
export function MatchingWorkloads({ model, state, shown }: ViewProps) {
  if (state.search.trim() === '') return null;
  const found = model.workloads.filter(shown.keepsEnd);
  return (
    <section class="matching" aria-label="workloads that match">
      <h2>
        Workloads that match <small>{found.length}</small>
      </h2>
      {found.length === 0 && <p class="soft">None of {model.workloads.length}.</p>}
      <ul class="picker">
        {found.slice(0, MOST).map((end) => (
          <li key={end.id}>
            <a href={hrefOf(state, { view: 'workload', workload: end.id, search: '', namespace: '' })}>
              <span>{end.title}</span> <small>{(end.workload as PageWorkload).kind}</small>
            </a>
          </li>
        ))}
      </ul>
      {found.length > MOST && (
        <p>
          <a href={hrefOf(state, { view: 'workload' })}>and {found.length - MOST} more</a>
        </p>
      )}
    </section>
  );
}
