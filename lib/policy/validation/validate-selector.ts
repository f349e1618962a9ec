import { quote } from '../unknown-value';
import { child, entry, type FieldPath, forbidden, invalid, required } from './finding';
import { labelValueProblems, qualifiedNameProblems } from './names';
import { field, type JsonMap, type Structure } from './structure';

/** A label selector. Source: apimachinery meta/v1/validation ValidateLabelSelector. */
export function checkSelector(structure: Structure, selector: JsonMap, path: FieldPath): void {
  structure.onlyFields(selector, ['matchLabels', 'matchExpressions'], path);
  const labels = field(selector, 'matchLabels');
  if (labels !== undefined) checkLabels(structure, labels, child(path, 'matchLabels'));
  const example = '{key: tier, operator: In, values: [web]}';
  structure.eachMap(selector, 'matchExpressions', path, example, checkRequirement);
}

/**
 * A map of labels; the path of a bad entry is the map's, as the API server has it, so the message names the key.
 * @param empty what to do about a label without a value. The API server takes it: `kubectl create` makes it an empty text,
 * `kubectl apply` drops it, and a selector without it selects more pods. So it is refused wherever labels select.
 */
export function checkLabels(
  structure: Structure,
  value: unknown,
  path: FieldPath,
  empty: 'refused' | 'taken' = 'refused',
): void {
  const labels = structure.map(value, path, '{app: web}');
  if (labels === undefined) return;
  for (const key of Object.keys(labels)) {
    if (structure.isFull) return;
    checkLabelKey(structure, key, path);
    const value = labels[key];
    if (value === null) {
      if (empty === 'taken') continue;
      const detail = 'must be a string, not null: kubectl apply drops the label, and kubectl create makes it empty';
      structure.add(
        invalid(entry(path, key), value, detail, `write a value, '' for the empty one, or take the key away`),
      );
      continue;
    }
    if (typeof value !== 'string') {
      structure.string(value, entry(path, key));
      continue;
    }
    const problems = labelValueProblems(value);
    if (problems.length > 0) {
      structure.reject(path, value, problems, `give label ${quote(key)} a value of at most 63 such characters`);
    }
  }
}

function checkLabelKey(structure: Structure, key: string, path: FieldPath): void {
  structure.reject(path, key, qualifiedNameProblems(key), 'write a key such as app or example.com/app');
}

function checkRequirement(structure: Structure, requirement: JsonMap, path: FieldPath): void {
  structure.onlyFields(requirement, ['key', 'operator', 'values'], path);
  const values = structure.listField(requirement, 'values', path);
  const valuesPath = child(path, 'values');
  const wrongValuesType = values.length === 0 && !Array.isArray(field(requirement, 'values') ?? []);
  const operator = structure.stringField(requirement, 'operator', path) ?? '';
  const wrongOperatorType =
    operator === '' &&
    field(requirement, 'operator') !== undefined &&
    typeof field(requirement, 'operator') !== 'string';
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0 && !wrongValuesType) {
        structure.add(
          required(
            valuesPath,
            "must be specified when `operator` is 'In' or 'NotIn'",
            'list at least one value, or use Exists',
          ),
        );
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        structure.add(
          forbidden(
            valuesPath,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
            'leave values out, or use In or NotIn',
          ),
        );
      }
      break;
    default:
      if (!wrongOperatorType) {
        structure.add(
          invalid(
            child(path, 'operator'),
            operator,
            'not a valid selector operator',
            'write In, NotIn, Exists or DoesNotExist',
          ),
        );
      }
  }
  if (field(requirement, 'key') === undefined) checkLabelKey(structure, '', child(path, 'key'));
  else {
    const key = structure.stringField(requirement, 'key', path);
    if (key !== undefined) checkLabelKey(structure, key, child(path, 'key'));
  }
  structure.eachString(values, valuesPath, (text, at) => {
    for (const problem of labelValueProblems(text)) {
      structure.add(invalid(at, text, problem, 'write a value of at most 63 such characters'));
    }
  });
}
