import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { clusterOfText } from '../../lib/cluster/load';
import { describeSource } from '../../lib/cluster/source';
import { lint } from '../../lib/lint/lint';
import type { LintRule } from '../../lib/lint/lint-rule';
import { LINT_RULES } from '../../lib/lint/rules';

const found = (text: string, rule: LintRule) => {
  const cluster = clusterOfText(text, { file: 'shop.yaml' });
  return { problems: cluster.problems, findings: lint(cluster, { rules: [rule], ...rule.examplesWith }) };
};

describe.each(LINT_RULES.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test('finds its bad example, at a place in the text', () => {
    const { problems, findings } = found(rule.bad, rule);
    expect(problems).toEqual([]);
    expect(findings.length).toBeGreaterThan(0);
    for (const { source, path } of findings) expect(describeSource(source, path)).toMatch(/^shop\.yaml:\d+:\d+$/);
  });

  test('finds nothing in its good example', () => {
    expect(found(rule.good, rule)).toEqual({ problems: [], findings: [] });
  });
});

test('what the rules say of their bad examples', () => {
  const reported = LINT_RULES.flatMap((rule) =>
    found(rule.bad, rule).findings.map(
      ({ object, path, message, fix }) => `${rule.id}: ${object}: ${path}: ${message}\n  ${fix}`,
    ),
  );
  expect(reported.join('\n')).toMatchSnapshot();
});

test('every file of a rule is in the list, under an id of its own', () => {
  const files = readdirSync(join(__dirname, '../../lib/lint/rules')).map((file) => file.replace(/\.ts$/, ''));
  expect(LINT_RULES.map(({ id }) => id).sort()).toEqual(files.sort());
});
