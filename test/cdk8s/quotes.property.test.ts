import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { AllowDns, NetworkPolicy, Pods, Port } from 'ringfence/cdk8s';
import { readText } from '../../lib/cluster/text/read-text';
import type { NetworkPolicyManifest } from '../../lib/policy/manifest';
import { unquotedNumbers } from '../../lib/policy/unquoted-numbers';
import { assertProperty, runs, seed } from '../support/property';
import { failureOf, newChart } from '../support/synth';

/** What may stand in a label, with what looks like a number, a boolean or a moment more often than not. */
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789abefinoxyNOY_.-'), minLength: 1, maxLength: 8 }),
  fc.stringMatching(/^0[obxOBX]?[0-7_]{1,4}$/),
  fc.stringMatching(/^[0-9]{1,3}([e:.][0-9]{1,3})?$/),
  fc.constantFrom(
    'y',
    'Yes',
    'ON',
    'off',
    'n',
    'true',
    'FALSE',
    'null',
    '~',
    '2026-01-01',
    '.inf',
    '.NaN',
    '1_000',
    '=',
  ),
);

const labelled = (labels: Record<string, string>) => ({ metadata: { labels } }) as unknown as NetworkPolicyManifest;

test(`rule 24: what cdk8s prints is read as it was, but for what is refused (seed ${seed})`, () => {
  assertProperty(
    fc.property(texts, texts, (key, value) => {
      const [read] = readText(Yaml.stringify({ labels: { [key]: value } }));
      const isSame =
        read !== undefined &&
        'value' in read &&
        JSON.stringify(read.value) === JSON.stringify({ labels: { [key]: value } });
      expect(isSame).toBe(unquotedNumbers(labelled({ [key]: value })).length === 0);
    }),
    runs(3000),
  );
});

test.each(['0o17', '0O17', '0o1_7', '0o_7', '0X1F', '0B1'])('%s is refused wherever a policy has it', (text) => {
  const chart = newChart();
  new AllowDns(chart, 'dns', { namespace: 'shop', pods: Pods.labelled({ app: text }) });
  new NetworkPolicy(chart, 'named', {
    namespace: 'shop',
    pods: Pods.all(),
    ingress: [{ from: Pods.all().inNamespace('front'), ports: [Port.named('0o17')] }],
  });
  const failure = failureOf(chart);
  expect(failure).toContain(`Invalid value: "${text}": cdk8s writes this without quotes, and kubectl reads a number`);
  expect(failure).toContain('spec.ingress[0].ports[0].port');
});

test.each(['0o8', '0o', '00o1', '10o7', 'x0o7', '017', '0x1F', '0b1', '0B2', '0X'])('%s is a text for both', (text) => {
  expect(unquotedNumbers(labelled({ app: text }))).toEqual([]);
});
