/// <reference lib="dom" />
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface LazyDetailsProps {
  readonly summary: ComponentChildren;
  /** What is shown where it is opened, and made only then: much of it would make each filter slow. */
  readonly children: () => ComponentChildren;
  readonly isOpen?: boolean;
  readonly class?: string;
}

export function LazyDetails({ summary, children, isOpen = false, class: name }: LazyDetailsProps) {
  const [opened, open] = useState(isOpen);
  return (
    <details class={name} open={isOpen} onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>{summary}</summary>
      {opened && children()}
    </details>
  );
}
