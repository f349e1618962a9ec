import {
  clusterOfText,
  complianceReport,
  defaultDenyNamespace,
  lint,
  policyWarnings,
  Reachability,
  validManifests,
} from '../../lib';
import { CNI_NAMES, CNI_PROFILES, Cni, cniNamed } from '../../lib/cni/cni';
import { readCni } from '../../lib/cni/read-cni';
import { policy } from '../support/manifests';

/** What is found wrong, as `path: message` and what to write. */
function wrong(value: unknown): string[] {
  return readCni(value).findings.flatMap(({ path, message, fix }) => [`${path}: ${message}`, fix]);
}

describe('names', () => {
  test('are those of the profiles, with `:on` where that changes something', () => {
    for (const name of CNI_NAMES) {
      const { profile, findings } = readCni(name);
      expect(findings).toEqual([]);
      expect(profile).toEqual(cniNamed(name));
      expect(profile?.name).toBe(name.replace(/:on$/, ''));
      if (name.endsWith(':on'))
        expect([profile, readCni(profile?.name).profile].map((one) => one?.enforcement.enforced)).toEqual([
          true,
          false,
        ]);
    }
    expect(CNI_PROFILES.map(({ name }) => name)).toEqual(
      CNI_NAMES.filter((name) => name !== 'specification' && !name.endsWith(':on')),
    );
    for (const { enforcement } of CNI_PROFILES) expect(enforcement.enforced).toBe(true);
    for (const make of Object.values(Cni)) expect(CNI_NAMES).toContain(make().name);
    expect(readCni('flannel').profile).toEqual(Cni.flannel());
  });

  test('one that there is not is refused with all that there are, and the closest', () => {
    expect(wrong('flanel')).toEqual([
      'cni: Unsupported value: "flanel": no network plugin has this name',
      `did you mean flannel? The names are ${CNI_NAMES.join(', ')}`,
    ]);
    expect(wrong('ovn')[1]).toBe(`The names are ${CNI_NAMES.join(', ')}`);
  });

  test.each([
    '',
    'toString',
    '__proto__',
    'constructor',
    'toString:on',
    ':on',
    'specification:off',
    'x'.repeat(1_000_000),
  ])('no network plugin is called %#', (name) => {
    expect(wrong(name)[0]).toContain('no network plugin has this name');
    expect(wrong(name).join().length).toBeLessThan(1000);
  });
});

describe('profiles', () => {
  test('of a word, changed or not, are taken as they are', () => {
    const changed = { ...Cni.calico(), podCidrs: ['10.244.0.0/16'] };
    for (const profile of [...CNI_PROFILES, changed]) expect(readCni(profile)).toEqual({ profile, findings: [] });
  });

  test('what says nothing is none', () => {
    for (const nothing of [undefined, null]) expect(readCni(nothing)).toEqual({ findings: [] });
  });

  test.each([
    [
      'a word that was not called',
      Cni.flannel,
      'cni: Invalid value: a function: must be a profile, not a function',
      'call it: Cni.flannel()',
    ],
    ['any function', () => 1, 'must be a profile, not a function', 'call it: Cni.calico()'],
    ['a number', 5, 'cni: Invalid value: 5: must be a network plugin, not a number', "or a name, such as 'calico'"],
    ['a list', ['calico'], 'must be a network plugin, not a list', 'Cni.calico()'],
    ['another map', { name: 'calico' }, 'must be a network plugin, not a map', 'Cni.calico()'],
    [
      'an object with no text',
      {
        toString: () => {
          throw new Error('asked');
        },
      },
      'must be a network plugin, not a map',
      'Cni.calico()',
    ],
    [
      'a profile by its prototype',
      Object.create(Cni.calico()),
      'must be a network plugin, not an instance of a class',
      'Cni.calico()',
    ],
    [
      'a part of a profile',
      { type: 'cni-profile', name: 'calico' },
      'cni: Invalid value: "calico": is a profile with fields missing',
      '...Cni.calico()',
    ],
    [
      'a profile of which a field is emptied',
      { ...Cni.calico(), enforcement: null },
      'is a profile with fields missing',
      '...Cni.calico()',
    ],
    [
      'a deviation that this version does not know',
      { ...Cni.calico(), deviations: [{ feature: 'toString' }] },
      'is a profile with fields missing',
      '...Cni.calico()',
    ],
    [
      'a list of deviations with a hole',
      { ...Cni.calico(), deviations: new Array(1) },
      'is a profile with fields missing',
      '...Cni.calico()',
    ],
    [
      'a block that is none',
      { ...Cni.calico(), podCidrs: ['10.244.0.0/16', '10.0.0.0'] },
      'cni.podCidrs[1]: Invalid value: "10.0.0.0": must be a valid CIDR',
      "'10.244.0.0/16'",
    ],
    [
      'a list of blocks with a hole',
      { ...Cni.calico(), podCidrs: new Array(1) },
      'cni.podCidrs[0]: Invalid value: undefined: must be a valid CIDR',
      "'10.244.0.0/16'",
    ],
  ])('%s is refused', (_title, value, message, fix) => {
    const [found, what] = wrong(value);
    expect(found).toContain(message);
    expect(what).toContain(fix);
  });
});

describe('functions that are asked about a cluster', () => {
  const cluster = clusterOfText('{apiVersion: v1, kind: Namespace, metadata: {name: shop}}');
  const manifest = policy('shop/p', '{podSelector: {}, ingress: [{ports: [{port: http}]}]}');

  test('take a name', () => {
    expect(Reachability.of(cluster, { cni: 'cilium' }).cni).toEqual(Cni.cilium());
    expect(policyWarnings(manifest, 'cilium').map(({ id }) => id)).toEqual(['cni-named-ports']);
    expect(complianceReport(cluster, { cni: 'flannel' }).enforced).toBe(false);
    expect(lint(cluster, { cni: 'flannel' })).toEqual(lint(cluster, { cni: Cni.flannel() }));
  });

  test.each<[string, (cni: never) => unknown]>([
    ['Reachability.of', (cni) => Reachability.of(cluster, { cni })],
    ['policyWarnings', (cni) => policyWarnings(manifest, cni)],
    ['complianceReport', (cni) => complianceReport(cluster, { cni })],
    ['lint', (cni) => lint(cluster, { cni })],
  ])('%s throws for a name that there is not', (_name, ask) => {
    expect(() => ask('flanel' as never)).toThrow(RangeError);
    expect(() => ask('flanel' as never)).toThrow(
      'cni: Unsupported value: "flanel": no network plugin has this name; did you mean flannel?',
    );
  });
});

test('patterns as functions take a name, and refuse one that there is not', () => {
  const deny = (cni: string) =>
    validManifests(defaultDenyNamespace('deny', { namespace: 'shop', cni: cni as 'calico' }));
  expect(deny('calico')).toHaveLength(2);
  expect(() => deny('flanel')).toThrow('cni: Unsupported value: "flanel": no network plugin has this name');
  expect(() => deny('flannel')).toThrow('cni: Forbidden: Flannel enforces no NetworkPolicy');
});
