/** A value on one line, as YAML's flow style writes it; `asJson` where it goes into JSON. */
export function flow(value: unknown, asJson: boolean): string {
  if (asJson || typeof value !== 'object' || value === null) return asJson ? JSON.stringify(value) : scalar(value);
  if (Array.isArray(value)) return `[${value.map((one) => flow(one, false)).join(', ')}]`;
  const entries = Object.entries(value).map(([key, one]) => `${scalar(key)}: ${flow(one, false)}`);
  return `{${entries.join(', ')}}`;
}

/** Words that some reader takes for a boolean or for null. */
const NOT_TEXT = /^(y|n|yes|no|on|off|true|false|null)$/i;

/** Plain where every reader takes it for the same text. */
function scalar(value: unknown): string {
  const isPlain =
    typeof value === 'string' &&
    (/^[A-Za-z][A-Za-z0-9-]*$/.test(value) || /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(value)) &&
    !NOT_TEXT.test(value);
  return isPlain ? value : JSON.stringify(value);
}
