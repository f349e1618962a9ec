import { parseAddressBlock, parseCidr } from '../../policy/cidr';
import type { StringMap } from '../../policy/manifest';
import { child, entry, type FieldPath, forbidden, invalid, item } from '../../policy/validation/finding';
import { field, type JsonMap, Structure } from '../../policy/validation/structure';
import { CrdChecks } from '../crd-checks';
import type { ReadSpec } from '../dialect';
import { foldSelector, type Selector, selectorText } from './calico-selector';
import { parseSelector } from './parse-selector';
import { SelectorError } from './selector-tokens';

/** Reads what all of Calico's objects have, and notes what is wrong. */
export class CalicoReader {
  readonly structure = new Structure();
  readonly crd = new CrdChecks(this.structure);

  /** The spec of an object whose metadata decides on nothing; an object without one says nothing. */
  spec(manifest: JsonMap, known: readonly string[]): JsonMap | undefined {
    this.crd.metadata(manifest);
    return this.specAlone(manifest, known);
  }

  /** The spec and the labels of an object that selectors select. */
  labelled(
    manifest: JsonMap,
    known: readonly string[],
  ): { readonly spec: JsonMap; readonly labels: StringMap } | undefined {
    const labels = this.crd.labels(manifest);
    const spec = this.specAlone(manifest, known);
    return spec && { spec, labels };
  }

  private specAlone(manifest: JsonMap, known: readonly string[]): JsonMap | undefined {
    const { structure } = this;
    structure.onlyFields(manifest, ['apiVersion', 'kind', 'metadata', 'spec', 'status'], '');
    const given = field(manifest, 'spec') ?? {};
    const spec = this.crd.map(given, 'spec', 'write a map');
    if (spec !== undefined) structure.onlyFields(spec, known, 'spec');
    return spec;
  }

  result(spec: unknown): ReadSpec {
    const { findings } = this.structure;
    const isRefused = findings.some(({ meaning }) => meaning !== 'clear');
    return { findings, ...(!isRefused && spec !== undefined && { spec }) };
  }

  /**
   * A selector in its normal form; undefined where there is none, or an empty one.
   * @param isOfPeers whether it selects the namespaces of a rule's end: only there, and alone, `global()` may stand
   */
  selector(map: JsonMap, name: string, path: FieldPath, isOfPeers = false): string | undefined {
    const text = this.text(map, name, path);
    if (text === undefined || text === '') return undefined;
    try {
      const selector = parseSelector(text);
      if (asksForGlobal(selector) && !(isOfPeers && selector.type === 'global' && selector.not !== true)) {
        const detail = 'global() can only be used alone, in the namespaceSelector of a source or a destination';
        this.structure.add(invalid(child(path, name), text, detail, 'write namespaceSelector: global() there'));
      }
      return selectorText(selector);
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      const fix = `write a selector such as app == 'web' && has(tier), or all()`;
      this.structure.add(invalid(child(path, name), text, error.message, fix));
      return undefined;
    }
  }

  text(map: JsonMap, name: string, path: FieldPath): string | undefined {
    const given = field(map, name);
    return given === undefined ? undefined : this.crd.text(given, child(path, name), 'write a text');
  }

  oneOf<T extends string>(map: JsonMap, name: string, path: FieldPath, names: readonly T[]): T | undefined {
    const given = field(map, name);
    return given === undefined ? undefined : this.crd.oneOf(given, child(path, name), names);
  }

  /** An order is any number. */
  number(map: JsonMap, name: string, path: FieldPath): number | undefined {
    const given = field(map, name);
    if (given === undefined) return undefined;
    if (typeof given === 'number' && Number.isFinite(given)) return given;
    const detail = `${child(path, name)} in body must be of type number`;
    this.structure.add(invalid(child(path, name), given, detail, 'write a number such as 100'));
    return undefined;
  }

  isSet(map: JsonMap, name: string, path: FieldPath): boolean {
    this.structure.booleanField(map, name, path);
    return field(map, name) === true;
  }

  /** A list; empty where there is none. */
  list(map: JsonMap, name: string, path: FieldPath): readonly unknown[] {
    const given = field(map, name);
    return given === undefined ? [] : (this.crd.list(given, child(path, name), 'write a list, or leave it out') ?? []);
  }

  /** Addresses and blocks, as blocks; undefined where there are none. */
  nets(map: JsonMap, name: string, path: FieldPath): string[] | undefined {
    const at = child(path, name);
    const nets = this.list(map, name, path).flatMap((given, index) => {
      const text = this.crd.text(given, item(at, index), 'write a block such as 10.0.0.0/8');
      if (text === undefined) return [];
      const block = blockOf(text);
      if (block !== undefined) return [block];
      this.structure.add(invalid(item(at, index), text, 'invalid CIDR', 'write a block such as 10.0.0.0/8'));
      return [];
    });
    return nets.length === 0 ? undefined : nets;
  }

  /** Notes the fields of a map that are not known, and gives their paths. */
  unknownFields(map: JsonMap, known: readonly string[], path: FieldPath): FieldPath[] {
    this.structure.onlyFields(map, known, path);
    const unknown = Object.keys(map).filter((name) => !known.includes(name) && field(map, name) !== undefined);
    return unknown.map((name) => entry(path, name));
  }

  forbid(path: FieldPath, detail: string, fix: string): void {
    this.structure.add(forbidden(path, detail, fix));
  }
}

function asksForGlobal(selector: Selector): boolean {
  const isAnyOf = (parts: readonly boolean[]) => parts.includes(true);
  return foldSelector(selector, { predicate: ({ type }) => type === 'global', and: isAnyOf, or: isAnyOf });
}

function blockOf(text: string): string | undefined {
  return parseCidr(text) === undefined ? parseAddressBlock(text)?.text : text;
}
