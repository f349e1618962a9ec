import { child, entry, type FieldPath, required, tooLong } from './finding';
import { byteLength, dnsLabelProblems, dnsSubdomainProblems, qualifiedNameProblems } from './names';
import { field, type JsonMap, type Structure } from './structure';
import { checkLabels } from './validate-selector';
import { checkSystemFields, SYSTEM_FIELDS } from './validate-system-fields';

const FIELDS = ['name', 'namespace', 'labels', 'annotations', 'generateName', ...SYSTEM_FIELDS];
const MOST_ANNOTATION_BYTES = 256 * 1024;

/**
 * The metadata of any object. Source: apimachinery api/validation ValidateObjectMeta.
 * @param emptyLabels whether a label without a value is taken, as the API server does; see `checkLabels`
 */
export function checkMetadata(
  structure: Structure,
  metadata: JsonMap,
  path: FieldPath,
  emptyLabels: 'refused' | 'taken' = 'taken',
): void {
  structure.onlyFields(metadata, FIELDS, path);
  checkName(structure, metadata, path);

  const namespace = structure.stringField(metadata, 'namespace', path);
  if (namespace) {
    const fix = 'write the name of a namespace, such as shop';
    structure.reject(child(path, 'namespace'), namespace, dnsLabelProblems(namespace), fix);
  }
  const labels = field(metadata, 'labels');
  if (labels !== undefined) checkLabels(structure, labels, child(path, 'labels'), emptyLabels);
  const annotations = field(metadata, 'annotations');
  if (annotations !== undefined) checkAnnotations(structure, annotations, child(path, 'annotations'));
  checkSystemFields(structure, metadata, path);
}

/** Source: apiserver pkg/storage/names, which puts five characters behind the prefix. */
const LONGEST_PREFIX = 58;

/** Source: apimachinery pkg/api/validation, maskTrailingDash, which takes the character before the dash as well. */
function withoutLastDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}

function checkName(structure: Structure, metadata: JsonMap, path: FieldPath): void {
  const fix = "write lower case letters, digits, '-' and '.'";
  const generated = structure.stringField(metadata, 'generateName', path);
  const name = structure.stringField(metadata, 'name', path);
  if (generated) {
    const problems = dnsSubdomainProblems(withoutLastDash(generated));
    // The name that is made of it is judged as well.
    const made = problems.length > 0 || name ? [] : dnsSubdomainProblems(`${generated.slice(0, LONGEST_PREFIX)}x`);
    structure.reject(child(path, 'generateName'), generated, [...problems, ...made], fix);
  }
  if (name) {
    structure.reject(child(path, 'name'), name, dnsSubdomainProblems(name), fix);
  } else if (!generated && (name === '' || field(metadata, 'name') === undefined)) {
    structure.add(required(child(path, 'name'), 'name or generateName is required', 'give the object a name'));
  }
}

function checkAnnotations(structure: Structure, value: unknown, path: FieldPath): void {
  const annotations = structure.map(value, path, '{kubernetes.io/description: why}');
  if (annotations === undefined) return;
  let bytes = 0;
  for (const [key, text] of Object.entries(annotations)) {
    structure.reject(path, key, qualifiedNameProblems(key.toLowerCase()), 'write a key such as example.com/why');
    bytes += byteLength(key) + (text === null ? 0 : byteLength(structure.string(text, entry(path, key)) ?? ''));
  }
  if (bytes > MOST_ANNOTATION_BYTES) {
    structure.add(
      tooLong(path, `may not be more than ${MOST_ANNOTATION_BYTES} bytes`, 'keep less text in annotations'),
    );
  }
}
