import type { Invocation, Log, ReportingDescriptor, Result } from 'sarif';

/** A rule of a SARIF log. */
export interface SarifRule {
  readonly id: string;
  /** What the rule finds, in a sentence. */
  readonly description: string;
  /** Why it matters and what to do about it, as Markdown without headings: code is between backticks. */
  readonly help: string;
}

/** A finding of a SARIF log; without a file it has no location. */
export interface SarifResult {
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly file?: string;
  /** Lines and columns count from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** Where the tool is described. */
const INFORMATION = 'https://www.npmjs.com/package/ringfence';

/**
 * Findings as SARIF 2.1.0, which code scanning of GitHub and others show (https://docs.oasis-open.org/sarif/sarif/v2.1.0/).
 * @param notes what was not judged or not read
 */
export function sarifLog(
  rules: readonly SarifRule[],
  results: readonly SarifResult[],
  notes: readonly string[] = [],
): Log {
  const places = new Map(rules.map(({ id }, index) => [id, index]));
  const { version } = require('../../package.json') as { readonly version: string };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ringfence', version, informationUri: INFORMATION, rules: rules.map(descriptor) } },
        results: results.map((result) => resultOf(result, places.get(result.rule))),
        ...(notes.length > 0 && { invocations: [invocation(notes)] }),
      },
    ],
  };
}

/** What the reader has to know of the run itself; code scanning shows it with the log. */
function invocation(notes: readonly string[]): Invocation {
  return {
    executionSuccessful: true,
    toolExecutionNotifications: notes.map((text) => ({ level: 'warning', message: { text } })),
  };
}

function descriptor({ id, description, help }: SarifRule): ReportingDescriptor {
  return { id, shortDescription: { text: plain(description) }, help: { text: plain(help), markdown: help } };
}

function resultOf(
  { rule, level, message, file, line = 1, column = 1 }: SarifResult,
  index: number | undefined,
): Result {
  return {
    ruleId: rule,
    ...(index !== undefined && { ruleIndex: index }),
    level,
    message: { text: message },
    ...(file !== undefined && {
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uriOf(file) },
            region: { startLine: line, startColumn: column },
          },
        },
      ],
    }),
  };
}

/** A text for readers that show it as it is. */
function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}

/** A path as a relative reference: what a URI would read otherwise is escaped. */
function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}
