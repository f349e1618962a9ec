import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { load, loadAll } from 'js-yaml';
import { modelPermissions } from '../../lib/live/probe/model-plan';
import type { PlannedPair } from '../../lib/live/probe/planned-pair';
import { WANTED_KINDS } from '../../lib/live/wanted-kinds';
import { readContractFile } from '../../lib/settings/contract-file';

/** The permissions, the contract and the jobs that docs/cluster.md shows. */

interface Role {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly rules: readonly { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] }[];
}

const page = readFileSync(join(__dirname, '../../docs/cluster.md'), 'utf8');
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
const roles = blocks.flatMap((text) => loadAll(text)).filter((one) => /Role$/.test((one as Role).kind)) as Role[];
const roleNamed = (name: string) => roles.find(({ metadata }) => metadata.name === name) as Role;

const permits = ({ rules }: Role, group: string, resource: string, verb: string) =>
  rules.some(
    ({ apiGroups, resources, verbs }) =>
      apiGroups.includes(group) && (resources.includes(resource) || resources.includes('*')) && verbs.includes(verb),
  );

/** As the API server names the resource of a kind. */
const plural = (kind: string) =>
  kind
    .toLowerCase()
    .replace(/(?<![aeiou])y$/, 'ie')
    .replace(/s$/, 'se')
    .concat('s');

test('ringfence-read permits to list every kind of Kubernetes itself that is read', () => {
  const read = roleNamed('ringfence-read');
  // An old policy of OpenShift is in the core group as well.
  const own = WANTED_KINDS.filter(
    ({ group, kind }) => (!group.includes('.') || group.endsWith('.k8s.io')) && kind !== 'EgressNetworkPolicy',
  );
  const missing = own.filter(({ group, kind }) => !permits(read, group === 'core' ? '' : group, plural(kind), 'list'));
  expect(missing.map(({ group, kind }) => `${group} ${plural(kind)}`)).toEqual([]);
});

test('ringfence-probe-pods permits what a run with --model asks for', () => {
  const pod = { namespace: 'shop' };
  const asked = modelPermissions([{ from: pod, controls: [pod] } as unknown as PlannedPair], true);
  const role = roleNamed('ringfence-probe-pods');
  expect(asked.length).toBeGreaterThan(0);
  for (const { verb, group, resource, subresource } of asked)
    expect(permits(role, group, subresource === undefined ? resource : `${resource}/${subresource}`, verb)).toBe(true);
});

test('no role permits to write what the page does not say, nor to read Secrets', () => {
  for (const { metadata, rules } of roles) {
    for (const { resources, verbs } of rules) {
      expect(resources).not.toContain('secrets');
      const writes = verbs.filter((verb) => !['get', 'list'].includes(verb));
      if (writes.length > 0) expect(metadata.name).toMatch(/^ringfence-probe/);
    }
  }
});

test('the contract is one by its schema, and is read', () => {
  const text = blocks.find((block) => block.startsWith('version: 1\nallowed:')) as string;
  const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/contract.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
  expect(validate(load(text)) ? [] : validate.errors).toEqual([]);
  const file = join(mkdtempSync(join(tmpdir(), 'ringfence-contract-')), 'claims.yaml');
  writeFileSync(file, text);
  const { allowed = [], denied = [], onlyInto = [], isolated } = readContractFile(file);
  expect([allowed.length, denied.length, onlyInto.length, isolated.length]).toEqual([1, 1, 1, 1]);
  // What the schema refuses the reader refuses too.
  for (const wrong of [
    'version: 1\ndenied: [{from: {namespace: a}, ports: [1]}]',
    'version: 1\ndenied: [{from: {}, to: {}}]',
  ]) {
    writeFileSync(file, wrong);
    expect(validate(load(wrong))).toBe(false);
    expect(() => readContractFile(file)).toThrow();
  }
});
