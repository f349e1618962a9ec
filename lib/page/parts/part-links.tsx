import { number } from '../model/counted';
import { hrefOf } from '../state/use-view-state';
import type { ViewState } from '../state/view-state';

interface PartLinksProps {
  readonly state: ViewState;
  readonly parts: readonly (readonly [only: string, text: string, count?: number])[];
}

/** Links to the parts of a view, of which one is shown. */
export function PartLinks({ state, parts }: PartLinksProps) {
  return (
    <p class="parts">
      {parts.map(([only, text, count]) => (
        <a key={only} href={hrefOf(state, { only })} aria-current={state.only === only ? 'true' : undefined}>
          {text}
          {count !== undefined && <span class="badge">{number(count)}</span>}
        </a>
      ))}
    </p>
  );
}
