import type { Edit } from './lint-rule';

/** What a manifest says after the edits; undefined where one of them leads nowhere. */
export function editedValue(manifest: unknown, edits: readonly Edit[]): unknown {
  const edited = JSON.parse(JSON.stringify(manifest)) as unknown;
  for (const edit of inOrder(edits)) {
    const { at } = edit;
    const last = at.at(-1);
    let holder = edited;
    for (const step of at.slice(0, -1)) holder = childOf(holder, step);
    if (typeof holder !== 'object' || holder === null || last === undefined) return undefined;
    if (edit.type === 'set') Object.defineProperty(holder, last, { ...OWN, value: edit.value });
    else if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete (holder as Record<string, unknown>)[last];
  }
  return edited;
}

const OWN = { writable: true, enumerable: true, configurable: true };

/** What is set comes first, and of what is removed the last, so that places stay what they are. */
function inOrder(edits: readonly Edit[]): Edit[] {
  const removals = edits.filter(({ type }) => type === 'remove');
  const place = ({ at }: Edit) => Number(at.at(-1));
  return [...edits.filter(({ type }) => type === 'set'), ...removals.sort((a, b) => place(b) - place(a))];
}

function childOf(holder: unknown, step: string | number): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return undefined;
  return (holder as Record<string | number, unknown>)[step];
}
