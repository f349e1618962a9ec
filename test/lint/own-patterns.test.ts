import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterOfText } from '../../lib/cluster/load';
import { lint } from '../../lib/lint/lint';

/** What an example alone does not have: other policies of its namespace. */
const OF_OTHERS = ['egress-without-dns', 'no-default-deny-ingress', 'no-default-deny-egress'];

/** The YAML of every pattern, as docs/patterns.md shows it. */
const EXAMPLES = Array.from(
  readFileSync(join(__dirname, '../../docs/patterns.md'), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g),
  ([, yaml = '']) => yaml,
);

test('what the patterns write is what lint asks for', () => {
  expect(EXAMPLES.length).toBeGreaterThan(15);
  const reported = EXAMPLES.flatMap((text) =>
    lint(clusterOfText(text))
      .filter(({ rule }) => !OF_OTHERS.includes(rule))
      .map(({ rule, object }) => `${rule}: ${object}`),
  );
  // Tenants are distinguished by a label, as the name of the pattern says.
  expect(reported).toEqual(['namespace-label: NetworkPolicy shop/tenant-isolation']);
});
