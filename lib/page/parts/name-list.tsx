import type { ComponentChildren } from 'preact';
import { LazyDetails } from './lazy-details';

interface NameListProps {
  readonly names: readonly (readonly [key: string, content: ComponentChildren])[];
  /** So many are shown at once; a click shows all. */
  readonly most: number;
}

/** Names below each other, of many the first. */
export function NameList({ names, most }: NameListProps) {
  const list = (some: NameListProps['names']) => (
    <ul class="name-list">
      {some.map(([key, content]) => (
        <li key={key}>{content}</li>
      ))}
    </ul>
  );
  if (names.length === 0) return null;
  // One more is shown rather than a line that says so.
  if (names.length <= most + 1) return list(names);
  return (
    <>
      {list(names.slice(0, most))}
      <LazyDetails summary={`and ${names.length - most} more`}>{() => list(names.slice(most))}</LazyDetails>
    </>
  );
}
