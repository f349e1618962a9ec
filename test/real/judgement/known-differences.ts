import type { CreateAnswer } from './ask-judge';

/** Where the API server and ringfence differ, on purpose or because it does not matter. */
export interface KnownDifference {
  readonly name: string;
  readonly reason: string;
  /** Whether a line that only one of them says is such a difference. */
  readonly isOne: (line: string, manifest: unknown, answer: CreateAnswer) => boolean;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    name: 'no apiVersion or kind, or no version in it',
    reason:
      'the URL of a request says both to the API server, and kubectl, which has to make the URL, refuses the object',
    isOne: (line) => /^(apiVersion|kind): (Required value$|Unsupported value: "([^"]*\/)?":)/.test(line),
  },
  {
    name: 'a label of a selector without a value',
    reason: 'kubectl create stores an empty text, kubectl apply drops the key, and the policy selects every pod',
    isOne: (line) => /\.matchLabels[.[].*must be a string, not null/s.test(line),
  },
  {
    name: 'a name that is made of a wrong generateName',
    reason: 'the API server refuses generateName, and the name that it has made of it once more; ringfence makes none',
    isOne: (line, manifest) => line.startsWith('metadata.name: Invalid value') && !nameOf(manifest),
  },
  {
    name: 'a dash and another sign at the end of generateName',
    reason: 'the API server looks at it without both, and then refuses the name that it has made of it',
    isOne: (line) => /^metadata\.generateName: Invalid value: ".*([^a-z0-9]|\\u[0-9a-f]{4}|\\[a-z])-":/.test(line),
  },
  {
    name: 'an exception in another notation of IPv4',
    reason:
      'the API server compares the lengths of an IPv4 and an IPv4-mapped prefix; it refuses the mapped block anyway',
    isOne: (line, manifest) =>
      line.endsWith('must be a strict subset of `cidr`') && /:ffff:/i.test(JSON.stringify(manifest)),
  },
  {
    name: 'exceptions of what is no block',
    reason: 'the API server looks at none of them before cidr is a block; ringfence reports all at once',
    isOne: (line, _, { causes = [] }) => {
      const [, block] = /^(\S+\.ipBlock)\.except\[\d+\]: Invalid value: /.exec(line) ?? [];
      return causes.some(
        ({ field, message }) => field === `${block}.cidr` && message?.includes('must be a valid CIDR'),
      );
    },
  },
];

function nameOf(manifest: unknown): unknown {
  return (manifest as { metadata?: { name?: unknown } } | null)?.metadata?.name;
}
