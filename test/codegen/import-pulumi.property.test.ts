import fc from 'fast-check';
import { clusterOfManifests } from '../../lib/cluster/load';
import { programCode } from '../../lib/codegen/import/app-code';
import { importPolicies } from '../../lib/codegen/import/import-policies';
import { runBlock } from '../support/doc-program';
import { assertProperty, runs, seed } from '../support/property';
import { newStack, policiesOf, settled } from '../support/pulumi-mocks';
import { anyPolicies } from './any-policies';
import { kept } from './kept';

beforeEach(() => {
  // Warnings, of labels that are drawn.
  jest.spyOn(console, 'warn').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

test(`a Pulumi program registers policies of the same names, labels, annotations and meaning (seed ${seed})`, async () => {
  const constructs = new Set<string>();
  await assertProperty(
    fc.asyncProperty(anyPolicies, async (manifests) => {
      if (manifests.length === 0) return;
      const before = clusterOfManifests(manifests);
      const code = programCode(importPolicies(before.policies, 'pulumi').statements);
      for (const [, construct] of code.matchAll(/^new (\w+)\(/gm)) constructs.add(construct as string);
      const registered = newStack();
      runBlock({ code }, require);
      await settled();
      expect(kept(clusterOfManifests(policiesOf(registered)))).toBe(kept(before));
      expect(new Set(registered.map(({ type, name }) => `${type} ${name}`)).size).toBe(registered.length);
    }),
    runs(150, 75),
  );
  expect([...constructs]).toEqual(expect.arrayContaining(['NetworkPolicy', 'ServiceAccessGrant', 'AllowDns']));
});
