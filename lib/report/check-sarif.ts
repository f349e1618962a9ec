import type { Severity } from '../lint/lint-rule';
import { LINT_RULES } from '../lint/rules';
import type { CheckDocument } from './check-document';
import { findingPlace } from './check-text';
import { type SarifResult, type SarifRule, sarifLog } from './sarif';

const LEVELS: { readonly [severity in Severity]: SarifResult['level'] } = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

const RULES: readonly SarifRule[] = [
  { id: 'invalid', description: 'what the API server would refuse, or cannot be read', help: 'Write what it takes.' },
  {
    id: 'silence-without-reason',
    description: 'an annotation that silences a rule and does not say why',
    help: 'Say why, or take it away.',
  },
  ...LINT_RULES.map(({ id, title, explanation, fix }) => ({
    id,
    description: title,
    help: `${explanation} To fix it, ${fix}.`.replace(/\s+/g, ' '),
  })),
];

/**
 * What a check found, as SARIF.
 * @param notes what decides on connections too and was not judged
 */
export function checkSarif({ findings }: CheckDocument, notes: readonly string[] = []) {
  return sarifLog(
    RULES,
    findings.map((finding): SarifResult => {
      const { rule, severity, file, line, column, object, path, message, fix } = finding;
      const where = file === undefined ? findingPlace(finding) : '';
      const said = [where, object, path, `${message}; ${fix}`].filter((part) => part).join(': ');
      return { rule, level: LEVELS[severity], message: said, ...(file !== undefined && { file, line, column }) };
    }),
    notes,
  );
}
