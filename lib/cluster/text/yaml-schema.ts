import { defineScalarTag, FAILSAFE_SCHEMA, mapTag, mergeTag, NOT_RESOLVED, nullYaml11Tag } from 'js-yaml';
import { BOOLEANS, readNumber } from './scalar-values';

const FIRST_OF_NUMBER = ['-', '+', '.', ...'0123456789'];

const number = (name: 'int' | 'float', implicit: boolean) =>
  defineScalarTag<number>(`tag:yaml.org,2002:${name}`, {
    implicit,
    implicitFirstChars: FIRST_OF_NUMBER,
    resolve: (source) => readNumber(source) ?? NOT_RESOLVED,
    identify: () => false,
  });

/** Booleans as Go's YAML reader has them, which is YAML 1.1. Source: sigs.k8s.io/yaml goyaml.v2/resolve.go. */
const boolean = defineScalarTag<boolean>('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: [...'yYtToOnNfF'],
  resolve: (source) => BOOLEANS.get(source) ?? NOT_RESOLVED,
  identify: () => false,
});

/** What is bytes or a moment elsewhere is text for Kubernetes. */
const text = (name: string, resolve: (source: string) => string | typeof NOT_RESOLVED) =>
  defineScalarTag<string>(`tag:yaml.org,2002:${name}`, { resolve, identify: () => false });

/** Source: Go's encoding/base64, which passes by the ends of lines alone. */
function isBase64(source: string): boolean {
  const plain = source.replace(/[\r\n]/g, '');
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
}

/** JSON knows no key but strings; numbers and booleans become one, null does not. */
const jsonMapTag: typeof mapTag = {
  ...mapTag,
  addPair: (map, key, value) => (key === null ? 'a key must not be empty' : mapTag.addPair(map, asText(key), value)),
  has: (map, key) => mapTag.has(map, asText(key)),
};

function asText(key: unknown): unknown {
  return typeof key === 'number' ? numberKey(key) : key;
}

/** What is no whole number of 64 bits keeps the form that YAML or Go give it. Source: sigs.k8s.io/yaml convertToJSONableObject. */
function numberKey(key: number): string {
  if (Number.isNaN(key)) return '.nan';
  if (!Number.isFinite(key)) return key < 0 ? '-.inf' : '.inf';
  if (Number.isInteger(key)) return Math.abs(key) < 2 ** 64 ? String(key) : key.toExponential();
  // Go prints the shortest decimal that is the same number of 32 bits.
  const digits = [1, 2, 3, 4, 5, 6, 7, 8].find(
    (count) => Math.fround(Number(key.toPrecision(count))) === Math.fround(key),
  );
  return String(Number(key.toPrecision(digits ?? 9)));
}

/** YAML as kubectl reads it. */
export const KUBECTL_SCHEMA = FAILSAFE_SCHEMA.withTags(
  jsonMapTag,
  nullYaml11Tag,
  boolean,
  number('int', true),
  number('float', false),
  mergeTag,
  text('timestamp', (source) => source),
  text('binary', (source) => (isBase64(source) ? Buffer.from(source, 'base64').toString('utf8') : NOT_RESOLVED)),
);
