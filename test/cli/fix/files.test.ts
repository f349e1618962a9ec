import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, ringfence, within } from '../../support/command';

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cache, namespace: shop}
spec:
  podSelector: {matchLabels: {app: cache}}
  ingress: [{from: [{podSelector: {}}]}]
`;
const bytesOf = (text: string) => Buffer.from(text, 'latin1');

describe('a file that must not change', () => {
  test('because of bytes that are not UTF-8 stays as it is, and the others are fixed', async () => {
    const folder = folderOf({ 'latin.yaml': '', 'plain.yaml': POLICY.replace('cache,', 'other,') });
    const latin = bytesOf(`# caf\u00e9\n${POLICY}`);
    writeFileSync(join(folder, 'latin.yaml'), latin);
    const { err } = await ringfence(['check', '--fix', folder]);
    expect(readFileSync(join(folder, 'latin.yaml')).equals(latin)).toBe(true);
    expect(within(folder, err)).toContain('latin.yaml: not changed: it holds bytes that are not UTF-8');
    expect(readFileSync(join(folder, 'plain.yaml'), 'utf8')).toContain('policyTypes: [Ingress]');
  });

  test('because it is read-only is reported as such, and the others are fixed', async () => {
    const folder = folderOf({ 'locked.yaml': POLICY, 'plain.yaml': POLICY.replace('cache,', 'other,') });
    chmodSync(join(folder, 'locked.yaml'), 0o444);
    const { code, err } = await ringfence(['check', '--fix', folder]);
    expect(readFileSync(join(folder, 'locked.yaml'), 'utf8')).toBe(POLICY);
    expect(within(folder, err)).toContain('error: locked.yaml: not changed: it may not be written: it is read-only');
    expect(readFileSync(join(folder, 'plain.yaml'), 'utf8')).toContain('policyTypes: [Ingress]');
    expect(code).toBe(2);
  });
});

test.each([
  ['a byte order mark', `\ufeff${POLICY}`],
  ['line ends of Windows', POLICY.replaceAll('\n', '\r\n')],
  ['no line end at the end', POLICY.trimEnd()],
  ['text outside of ASCII, and tabs behind comments', `# été 日本\t# \u{1f600}\t\n${POLICY}`],
  [
    'another document with odd spaces',
    `${POLICY}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name:   x}\ndata: {a:   "b"   }\n`,
  ],
])('with %s only the fix is new', async (_, text) => {
  const folder = folderOf({ 'a.yaml': text });
  chmodSync(join(folder, 'a.yaml'), 0o640);
  await ringfence(['check', '--fix', folder]);
  const after = readFileSync(join(folder, 'a.yaml'), 'utf8');
  expect(after).not.toBe(text);
  const added = /policyTypes: \[Ingress\](\r?\n) {2}/.exec(after)?.[0] ?? '';
  expect(after.replace(added, '')).toBe(text);
  expect(statSync(join(folder, 'a.yaml')).mode & 0o777).toBe(0o640);
});
