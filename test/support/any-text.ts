import fc from 'fast-check';

const character = fc.oneof(
  fc.integer({ min: 0x20, max: 0x7e }),
  fc.integer({ min: 0, max: 0xff }),
  fc.integer({ min: 0, max: 0x10ffff }),
);

/**
 * Any text at all, with control characters and halves of surrogate pairs. The unit `binary` of fast-check is that too, but makes a
 * map of all 1.1 million characters first, which takes longer than most suites.
 */
export function anyText(lengths: { readonly maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ ...lengths, unit: character.map((code) => String.fromCodePoint(code)) });
}
