import { BLOCKS, type Case, ODD_VALUES } from './hand-written';
import type { Random } from './random';

/** Fields of the API, to be found at the wrong place. */
const FIELDS = [
  ...['spec', 'podSelector', 'namespaceSelector', 'policyTypes', 'ingress', 'egress', 'from', 'to', 'ports', 'port'],
  ...[
    'endPort',
    'protocol',
    'ipBlock',
    'cidr',
    'except',
    'matchLabels',
    'matchExpressions',
    'key',
    'operator',
    'values',
  ],
  ...['name', 'namespace', 'labels', 'annotations', 'x', 'status', '', 'a b', '__proto__'],
];

/** What becomes of a text. */
const TEXTS: readonly ((text: string) => string)[] = [
  ...['\n', ' ', '.', '-', '_', '/', '/x', 'é', '\u0000', '\u2028', '😀', '..x', '.-x', 'X'].map(
    (end) => (text: string) => text + end,
  ),
  ...['-', ' ', '.', 'x.io/', '/', 'X'].map((start) => (text: string) => start + text),
  ...[15, 16, 63, 64, 253, 254].map((length) => (text: string) => text.padEnd(length, 'z')),
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.slice(1),
  (text) => text.slice(0, -1),
  (text) => text.replace('/', '//'),
  (text) => text.replace('.', '..'),
  () => '',
];

const NUMBERS: readonly ((number: number) => unknown)[] = [
  ...[0, -1, 1, 65535, 65536, 2 ** 31, 1e300, null].map((value) => () => value),
  (number) => number + 0.5,
  (number) => -number,
  (number) => number + 2 ** 32,
  (number) => String(number),
  (number) => `p${number}`,
];

/** A copy of the manifest with one or two things changed, wherever they are. */
export function mutant(random: Random, { name, manifest }: Case): Case {
  let value = structuredClone(manifest);
  const changes: string[] = [];
  for (let left = random.chance(0.7) ? 1 : 2; left > 0; left--) {
    const places = placesIn(value);
    if (places.length === 0) break;
    const place = random.one(places);
    changes.push(`${change(random, place)} at ${place.path}`);
    value = place.root.value;
  }
  return { name: `${name}: ${changes.join(', ')}`, manifest: value };
}

/** A field or an item somewhere, which can be replaced or taken away. */
interface Place {
  readonly root: { readonly value: unknown };
  readonly parent: Record<string, unknown> | unknown[];
  readonly key: string;
  readonly path: string;
}

function placesIn(value: unknown): Place[] {
  const root = { value };
  const places: Place[] = [];
  const visit = (parent: unknown, path: string) => {
    if (typeof parent !== 'object' || parent === null) return;
    for (const [key, child] of Object.entries(parent)) {
      places.push({ root, parent: parent as Place['parent'], key, path: `${path}/${key}` });
      visit(child, `${path}/${key}`);
    }
  };
  visit(value, '');
  return places;
}

function change(random: Random, { parent, key }: Place): string {
  const map = parent as Record<string, unknown>;
  const value = map[key];
  switch (random.int(0, 7)) {
    case 0:
      map[key] = structuredClone(random.one(ODD_VALUES));
      return 'something odd';
    case 1:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete map[key];
      return 'nothing';
    case 2:
      if (Array.isArray(parent)) break;
      delete map[key];
      put(map, random.one(TEXTS)(key), value);
      return 'another key';
    case 3:
      if (Array.isArray(parent)) parent.push(structuredClone(value));
      else put(map, random.one(FIELDS), structuredClone(random.chance(0.5) ? value : random.one(ODD_VALUES)));
      return 'one more';
    case 4:
      map[key] = random.chance(0.5) ? [structuredClone(value)] : { [random.one(FIELDS)]: structuredClone(value) };
      return 'one level more';
  }
  map[key] = changed(random, value);
  return 'another value';
}

function put(map: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
}

function changed(random: Random, value: unknown): unknown {
  if (typeof value === 'number') return random.one(NUMBERS)(value);
  if (typeof value !== 'string') return structuredClone(random.one(ODD_VALUES));
  return value.includes('/') && random.chance(0.5) ? random.one(BLOCKS) : random.one(TEXTS)(value);
}
