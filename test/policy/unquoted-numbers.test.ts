import type { NetworkPolicyManifest } from '../../lib/policy/manifest';
import { isUnquotedNumber, unquotedNumbers } from '../../lib/policy/unquoted-numbers';

const manifest = (fields: object) => fields as NetworkPolicyManifest;

describe('a text that only kubectl reads as a number', () => {
  test.each(['0o17', '0O17', '0X1F', '0B101', '-0o17', '+0X1f'])('is %s', (text) => {
    expect(isUnquotedNumber(text)).toBe(true);
  });

  test.each([
    ['is quoted by every printer', ['123', '-17', '1_000', '0b101', '0x1F', '1.5', '.25', '1e3', '-1.5E+10', '017']],
    ['is no number', ['', '0', '7', 'web', 'v1', '0o', '0o8', '0Xg', '1.2.3', '--1', '1a']],
    ['is longer than any number that matters', [`0o${'1'.repeat(63)}`]],
  ])('is none that %s', (_title, texts) => {
    expect(texts.filter(isUnquotedNumber)).toEqual([]);
  });

  test('has at most 64 characters', () => {
    expect(isUnquotedNumber(`0X${'0'.repeat(61)}1`)).toBe(true);
    expect(isUnquotedNumber(`0X${'0'.repeat(62)}1`)).toBe(false);
  });
});

describe('the unquoted numbers of a policy', () => {
  test('are found in values, keys and items of lists, each with its place', () => {
    const findings = unquotedNumbers(
      manifest({
        metadata: { name: 'web', labels: { '0o17': 'x', app: '0X1F' } },
        spec: { ingress: [{ ports: [{ port: 80 }, { port: '0o20' }] }, { from: null }], policyTypes: ['Ingress'] },
      }),
    );
    expect(findings.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'metadata.labels: Invalid value: "0o17": cdk8s writes this without quotes, and kubectl reads a number',
      'metadata.labels.app: Invalid value: "0X1F": cdk8s writes this without quotes, and kubectl reads a number',
      'spec.ingress[0].ports[1].port: Invalid value: "0o20": cdk8s writes this without quotes, and kubectl reads a number',
    ]);
    expect(findings[0]?.fix).toBe('use another text, such as one that begins with a letter');
  });

  test('are none in a policy of other texts, numbers and empty fields', () => {
    const empty = { metadata: { name: 'web', labels: null, namespace: undefined }, spec: { podSelector: {} } };
    expect(unquotedNumbers(manifest(empty))).toEqual([]);
  });

  test('are looked for in own fields alone, whatever a library added to every object', () => {
    const added = 'addedToEveryObject';
    Object.defineProperty(Object.prototype, added, { value: {}, enumerable: true, configurable: true });
    try {
      expect(unquotedNumbers(manifest({ metadata: { name: 'web' }, spec: { podSelector: {} } }))).toEqual([]);
    } finally {
      Reflect.deleteProperty(Object.prototype, added);
    }
  });
});
