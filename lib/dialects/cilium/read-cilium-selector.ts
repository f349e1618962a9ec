import type { LabelCondition } from '../../policy/label-expression';
import type { LabelOperator, LabelSelector } from '../../policy/manifest';
import { child, entry, type FieldPath, invalid, item } from '../../policy/validation/finding';
import { labelValueProblems, qualifiedNameProblems } from '../../policy/validation/names';
import { field, type JsonMap, type Structure } from '../../policy/validation/structure';
import { CrdChecks } from '../crd-checks';
import { labelKey } from './cilium-labels';
import type { SayIgnored } from './read-cilium-ports';

const OPERATORS: readonly LabelOperator[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** Reads selectors of labels. Keys may carry where a label comes from, as in `k8s:app`, and so are no keys of Kubernetes. */
export class CiliumSelectorReader {
  private readonly crd: CrdChecks;

  constructor(
    private readonly structure: Structure,
    private readonly ignored: SayIgnored,
  ) {
    this.crd = new CrdChecks(structure);
  }

  selector(value: unknown, path: FieldPath): LabelSelector | undefined {
    const { crd, structure } = this;
    const selector = crd.map(value, path, 'write {matchLabels: {app: web}}, or {} for all');
    if (selector === undefined) return undefined;
    structure.onlyFields(selector, ['matchLabels', 'matchExpressions'], path);
    const labels = field(selector, 'matchLabels');
    const at = child(path, 'matchLabels');
    const map = labels === undefined ? {} : (crd.map(labels, at, 'write {app: web}') ?? {});
    const matchLabels = Object.entries(map).flatMap(([key, one]): [string, string][] => {
      this.key(key, entry(at, key));
      const text = crd.text(one ?? '', entry(at, key), 'write a text');
      if (text === undefined) return [];
      for (const problem of labelValueProblems(text)) {
        structure.add(invalid(entry(at, key), text, problem, 'write a value that a label can have'));
      }
      return [[key, text]];
    });
    const given = field(selector, 'matchExpressions');
    const of = child(path, 'matchExpressions');
    const list = given === undefined ? [] : (crd.list(given, of, 'write a list') ?? []);
    const matchExpressions = list.flatMap((one, index) => this.expression(one ?? {}, item(of, index)) ?? []);
    return {
      ...(matchLabels.length > 0 && { matchLabels: Object.fromEntries(matchLabels) }),
      ...(matchExpressions.length > 0 && { matchExpressions }),
    };
  }

  private expression(value: unknown, path: FieldPath): LabelCondition | undefined {
    const map = this.crd.map(value, path, 'write {key: app, operator: In, values: [web]}');
    if (map === undefined) return undefined;
    this.structure.onlyFields(map, ['key', 'operator', 'values'], path);
    const at = child(path, 'key');
    const key = this.crd.text(
      this.crd.required(map, 'key', path, 'write the key of a label') ?? '',
      at,
      'write a text',
    );
    if (key !== undefined && key !== '') this.key(key, at);
    const given = this.crd.required(map, 'operator', path, `write one of ${OPERATORS.join(', ')}`);
    const operator = given === undefined ? undefined : this.crd.oneOf(given, child(path, 'operator'), OPERATORS);
    const values = this.values(map, path);
    if (key === undefined || operator === undefined) return undefined;
    const needsValues = operator === 'In' || operator === 'NotIn';
    if (needsValues && values.length === 0) {
      this.ignored(child(path, 'values'), `${operator} without values`, 'write the values');
      return undefined;
    }
    if (!needsValues && values.length > 0) {
      this.ignored(child(path, 'values'), `${operator} with values`, 'leave the values out, or write In');
    }
    return { key, operator, ...(needsValues && { values }) };
  }

  private values(map: JsonMap, path: FieldPath): string[] {
    const at = child(path, 'values');
    const list = field(map, 'values');
    const texts = list === undefined ? [] : (this.crd.list(list, at, 'write a list') ?? []);
    return texts.flatMap((one, index) => {
      const text = this.crd.text(one, item(at, index), 'write a text');
      if (text === undefined) return [];
      for (const problem of labelValueProblems(text)) {
        this.ignored(item(at, index), problem, 'write a value that a label can have');
      }
      return [text];
    });
  }

  /** What Cilium holds against the syntax of Kubernetes is the key with its source in front. */
  private key(text: string, path: FieldPath): void {
    const { source, key } = labelKey(text);
    const [problem] = qualifiedNameProblems(`${source}.${key}`);
    if (problem !== undefined) this.ignored(path, `no key of a label: ${problem}`, 'write the key of a label');
  }
}
