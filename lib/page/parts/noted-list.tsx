/// <reference lib="dom" />
import { useState } from 'preact/hooks';
import type { PageNoted } from '../../report/page/page-types';

/** So many are shown at first, and with each further step. */
const STEP = 200;

interface NotedListProps {
  readonly noted: readonly PageNoted[];
  /** On paper all are shown. */
  readonly isAll?: boolean;
}

/** Objects and documents of which something is to be known, each with its place. */
export function NotedList({ noted, isAll = false }: NotedListProps) {
  const [most, showMore] = useState(isAll ? Number.POSITIVE_INFINITY : STEP);
  return (
    <>
      <ul class="noted">
        {noted.slice(0, most).map(({ title, text, place }) => (
          <li key={`${title} ${text} ${place}`}>
            {title !== '' && (
              <>
                <strong>{title}</strong>:{' '}
              </>
            )}
            {text} <code>{place}</code>
          </li>
        ))}
      </ul>
      {noted.length > most && (
        <button type="button" class="plain" onClick={() => showMore(most + STEP)}>
          Show {Math.min(STEP, noted.length - most)} more
        </button>
      )}
    </>
  );
}
