import fc from 'fast-check';
import { policyYaml } from '../../lib/cli/policy-yaml';
import { readText } from '../../lib/cluster/text/read-text';
import type { NetworkPolicyManifest } from '../../lib/policy/manifest';
import { assertProperty, runs, seed } from '../support/property';

/** What may stand in a label or a name, with what looks like something else more often than not. */
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789abefinoxyNOXB_.-+ :#'), minLength: 1, maxLength: 8 }),
  fc.stringMatching(/^0[obxOBX]?[0-7_]{1,4}$/),
  fc.constantFrom('y', 'Yes', 'ON', 'off', 'n', 'true', 'null', '~', '0o17', '0X1F', '1e1_0', '2026-01-01', '=', ''),
);

test(`rule 24: policies as YAML are read as they were (seed ${seed})`, () => {
  assertProperty(
    fc.property(fc.array(fc.tuple(texts, texts), { minLength: 1, maxLength: 3 }), (entries) => {
      const manifest = {
        kind: 'NetworkPolicy',
        metadata: { labels: Object.fromEntries(entries), name: entries[0]?.[0] },
      };
      const [one, other] = [...readText(policyYaml([manifest, manifest] as unknown as NetworkPolicyManifest[]))];
      expect([one, other]).toMatchObject([{ value: manifest }, { value: manifest }]);
    }),
    runs(2000),
  );
});
