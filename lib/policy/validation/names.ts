/**
 * The syntax of names, as apimachinery's util/validation and api/validate/content have it. Each function returns the
 * API server's words for what is wrong, none where all is well.
 */

const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;
const LABEL_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const dnsLabel = new RegExp(`^${DNS_LABEL}$`);
const dnsSubdomain = new RegExp(`^${DNS_SUBDOMAIN}$`);
const labelName = new RegExp(`^${LABEL_NAME}$`);
const labelValue = new RegExp(`^(${LABEL_NAME})?$`);
const labelKey = new RegExp(`^(${DNS_SUBDOMAIN}/)?${LABEL_NAME}$`);

/** Of a label's value, and of its key's name. */
const LONGEST_NAME = 63;
const NONE: readonly string[] = [];

/** The name of a namespace. Where the whole is the name of an object the API server calls bytes characters. */
export function dnsLabelProblems(value: string): string[] {
  const problems = tooLong(value, 63, 'characters');
  if (!matches(dnsLabel, value)) {
    problems.push(
      matches(dnsSubdomain, value)
        ? 'must not contain dots'
        : pattern(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
            DNS_LABEL,
            ['my-name', '123-abc'],
          ),
    );
  }
  return problems;
}

/** The name of an object. */
export function dnsSubdomainProblems(value: string): string[] {
  return subdomainProblems(value, 'characters');
}

function subdomainProblems(value: string, unit: LengthUnit): string[] {
  const problems = tooLong(value, 253, unit);
  if (!matches(dnsSubdomain, value)) {
    problems.push(
      pattern(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        DNS_SUBDOMAIN,
        ['example.com'],
      ),
    );
  }
  return problems;
}

/** A label's or annotation's key: a name of at most 63 characters behind an optional DNS subdomain and a slash. */
export function qualifiedNameProblems(value: string): readonly string[] {
  // Nearly every key is like this: too short for a part of it to be too long.
  if (value.length <= LONGEST_NAME && labelKey.test(value)) return NONE;
  const slash = value.indexOf('/');
  const name = value.slice(slash + 1);
  if (name.includes('/')) {
    return [
      `a valid label key ${labelNameRule()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  if (slash === 0) problems.push('prefix part must be non-empty');
  if (slash > 0)
    problems.push(...subdomainProblems(value.slice(0, slash), 'bytes').map((problem) => `prefix part ${problem}`));
  if (name === '') problems.push('name part must be non-empty');
  problems.push(...tooLong(name, LONGEST_NAME).map((problem) => `name part ${problem}`));
  if (!matches(labelName, name)) problems.push(`name part ${labelNameRule()}`);
  return problems;
}

function labelNameRule(): string {
  return pattern(
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    LABEL_NAME,
    ['MyName', 'my.name', '123-abc'],
  );
}

export function labelValueProblems(value: string): readonly string[] {
  if (value.length <= LONGEST_NAME && labelValue.test(value)) return NONE;
  const problems = tooLong(value, LONGEST_NAME);
  if (!matches(labelValue, value)) {
    problems.push(
      pattern(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        `(${LABEL_NAME})?`,
        ['MyValue', 'my_value', '12345'],
      ),
    );
  }
  return problems;
}

/** The name of a container port: an IANA service name in lower case. */
export function portNameProblems(value: string): string[] {
  const problems = byteLength(value) > 15 ? ['must be no more than 15 characters'] : [];
  if (!/^[-a-z0-9]+$/.test(value)) {
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(value)) problems.push('must contain at least one letter (a-z)');
  if (value.includes('--')) problems.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
}

/** Long enough for every name here, short enough that no pattern is run over a text of megabytes. */
const LONGEST_TO_MATCH = 4096;

function matches(pattern: RegExp, value: string): boolean {
  return value.length <= LONGEST_TO_MATCH && pattern.test(value);
}

type LengthUnit = 'bytes' | 'characters';

/** Kubernetes counts bytes; no character has more than three a UTF-16 unit. */
function tooLong(value: string, bytes: number, unit: LengthUnit = 'bytes'): string[] {
  return value.length * 3 > bytes && byteLength(value) > bytes ? [`must be no more than ${bytes} ${unit}`] : [];
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function pattern(rule: string, format: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}'`).join(',  or ');
  return `${rule} (e.g. ${shown}, regex used for validation is '${format}')`;
}
