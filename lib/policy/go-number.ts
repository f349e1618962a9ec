const WHOLE = /^([-+]?)(?:0b([01]+)|0x([\da-f]+)|0o?([0-7]+)|(0|[1-9]\d*))$/i;
/** Most numbers of manifests. */
const USUAL = /^[1-9]\d{0,14}$/;
const DECIMAL = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i;

/** Behind a dot, underscores may only stand between digits. */
const DIGITS_APART = /^\.\d+(?:_\d+)*(?:e[-+]?\d+(?:_\d+)*)?$/i;

/**
 * The number that a text without quotes is for Go's YAML reader, and so for kubectl: 010 is 8, 0x1F and 1_000 are numbers, 1:30 is
 * none.
 * Source: sigs.k8s.io/yaml goyaml.v2/resolve.go.
 * @returns undefined where it is none, or one that has no end
 */
export function goNumber(source: string): number | undefined {
  if (USUAL.test(source)) return Number(source);
  const plain = source[0] !== '.' || DIGITS_APART.test(source) ? source.replaceAll('_', '') : source;
  const [, sign, binary, hex, octal, decimal] = WHOLE.exec(plain) ?? [];
  const digits = binary ?? hex ?? octal ?? decimal;
  if (digits !== undefined) {
    const value = Number.parseInt(digits, binary ? 2 : hex ? 16 : octal ? 8 : 10);
    return sign === '-' ? -value : value;
  }
  // What is too large for a number is text: 1234e567 is how some name a commit.
  const value = DECIMAL.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
