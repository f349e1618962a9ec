import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UNSTABLE_LABELS } from '../../lib/policy/unstable-labels';

const path = join(__dirname, '../../docs/cdk8s.md');
const MARKS = /(<!-- changing labels -->\n)[\s\S]*?(<!-- \/changing labels -->)/;

const WHOSE: Readonly<Record<keyof typeof UNSTABLE_LABELS, string>> = {
  controllers: 'what controllers of Kubernetes set',
  releases: 'what changes with a release, and is the warning `version-label` where a policy selects by it',
  tools: 'what tools change with a deployment or an upgrade of their own',
  constructs: 'what comes from the path of a construct',
};

test('docs/cdk8s.md lists the labels that change; WRITE_DOCS=1 writes the list', () => {
  const document = readFileSync(path, 'utf8');
  const list = Object.entries(WHOSE)
    .map(([whose, text]) => {
      const keys = UNSTABLE_LABELS[whose as keyof typeof WHOSE].map((key) => `\`${key}\``);
      return `- ${text}: ${keys.join(', ')}`;
    })
    .join('\n');
  const current = document.replace(MARKS, (_, start, end) => `${start}${list}\n${end}`);
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, current);
  expect(readFileSync(path, 'utf8')).toBe(current);
  expect(list).toContain('tags.datadoghq.com/version');
});
