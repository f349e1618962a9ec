import type { LabelSpace } from '../../policy/label-space';
import type { CompiledBox } from './compiled-rules';

/** The label conditions of a box that has any, in one order for each kind. */
export function spacesOf(box: Exclude<CompiledBox, { kind: 'outside' }>): readonly LabelSpace[] {
  return box.kind === 'node' ? [box.nodes] : [box.pods, box.namespaces, box.serviceAccounts];
}

/** Boxes that ask for the same have one text. */
export function boxText(box: CompiledBox): string {
  if (box.kind === 'outside') return `outside ${box.addresses.key}`;
  const spaces = spacesOf(box).map((space) =>
    [...space].map(([key, { absent, except, values }]) => [key, absent, except, [...values].sort()]).sort(),
  );
  const texts = box.texts.map(({ of, sentence, not }) => [of, sentence, not]);
  return JSON.stringify([box.kind, spaces, texts, box.addresses.key]);
}
