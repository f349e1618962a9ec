import { validateNetworkPolicy } from '../../../lib/policy/validation/validate-network-policy';
import { policyFor, policyFrom, policyNamed, policyOn, policyWith } from '../../support/policy-faults';

/** Whatever a terminal, a log or a reviewer's screen would obey instead of show. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

const texts: [string, string, RegExp][] = [
  ['a line feed', 'a\nspec.podSelector: OK', /\\n|\\u000a/],
  ['a carriage return', 'a\rb', /\\r|\\u000d/],
  ['an ANSI escape', '\u001b[2Ja\u001b[31m', /\\u001b/],
  ['a C1 escape', 'a\u009b2J', /\\u009b/],
  ['a bell', 'a\u0007', /\\u0007/],
  ['a zero byte', 'a\u0000b', /\\u0000/],
  ['a reversed direction', 'a\u202eb', /\\u202e/],
  ['an isolate', 'a\u2067b', /\\u2067/],
  ['a mark of direction', 'a\u200fb', /\\u200f/],
  ['a zero-width space', 'a\u200bb', /\\u200b/],
  ['a byte order mark', '\ufeffa', /\\ufeff/],
  ['a line separator', 'a\u2028b', /\\u2028/],
  ['an invisible tag', 'a\u{e0041}b', /\\ue0041/],
  ['half a character', 'a\ud800b', /\\ud800/],
];

const places: [string, (text: string) => unknown][] = [
  ['apiVersion', (text) => ({ ...policyNamed({ name: 'web' }), apiVersion: text })],
  ['a name', (text) => policyNamed({ name: text })],
  ['a namespace', (text) => policyNamed({ name: 'web', namespace: text })],
  ['the key of a label', (text) => policyNamed({ name: 'web', labels: { [text]: 'x' } })],
  ['the key of a label whose value is no text', (text) => policyFor({ matchLabels: { [text]: 1 } })],
  ['the value of a label', (text) => policyFor({ matchLabels: { app: text } })],
  ['the key of an annotation', (text) => policyNamed({ name: 'web', annotations: { [text]: 1 } })],
  ['a finalizer', (text) => policyNamed({ name: 'web', finalizers: [text] })],
  ['an unknown field', (text) => policyWith({ [text]: 1 })],
  ['an unknown field of the policy', (text) => ({ ...policyNamed({ name: 'web' }), [text]: 1 })],
  ['an operator', (text) => policyFor({ matchExpressions: [{ key: 'a', operator: text }] })],
  ['a value', (text) => policyFor({ matchExpressions: [{ key: 'a', operator: 'In', values: [text] }] })],
  ['a protocol', (text) => policyOn({ protocol: text })],
  ['a port name', (text) => policyOn({ port: text })],
  ['a CIDR', (text) => policyFrom({ ipBlock: { cidr: text } })],
  ['an excepted CIDR', (text) => policyFrom({ ipBlock: { cidr: '10.0.0.0/8', except: [text] } })],
  ['a policy type', (text) => policyWith({ policyTypes: [text] })],
  ['text where a map is wanted', policyWith],
  ['a key and a value inside a map where a list is wanted', (text) => policyWith({ ingress: { [text]: text } })],
  ['a symbol', (text) => policyWith(Symbol(text))],
  [
    'an error that reading throws',
    (text) => ({
      get spec() {
        throw new Error(text);
      },
    }),
  ],
];

describe.each(texts)('%s never comes through', (_title, text, shown) => {
  test.each(places)('from %s', (_place, manifest) => {
    const findings = validateNetworkPolicy(manifest(text));
    expect(findings.length).toBeGreaterThan(0);
    for (const { path, message, fix } of findings) {
      expect(path).not.toMatch(OBEYED);
      expect(message).not.toMatch(OBEYED);
      expect(fix).not.toMatch(OBEYED);
    }
    expect(findings.some(({ path, message }) => shown.test(path + message))).toBe(true);
  });
});

test('a character is not cut in half where a long value is', () => {
  for (let length = 110; length < 125; length++) {
    const [finding] = validateNetworkPolicy(policyOn({ protocol: `${'x'.repeat(length)}😀😀😀😀😀` }));
    expect(finding?.message).not.toMatch(OBEYED);
    expect(finding?.message).not.toContain('\\ud83d');
  }
});
