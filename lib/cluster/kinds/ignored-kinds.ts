import { closestNames, didYouMean } from '../../policy/did-you-mean';
import { quote } from '../../policy/unknown-value';
import { entry, type FieldPath, type Finding, required } from '../../policy/validation/finding';
import { type JsonMap, Structure } from '../../policy/validation/structure';
import { OTHER_POLICIES } from './other-policies';
import type { PolicyKind } from './policy-kind';

/**
 * Kinds of policies that are not judged and do not matter here, each with the reason: by `Kind.group`, such as
 * `AuthorizationPolicy.security.istio.io`.
 */
export type UnjudgedSettings = Readonly<Record<string, { readonly ignore: string }>>;

/** The reasons by `Kind.group`. */
export type IgnoredKinds = ReadonlyMap<string, string>;

/** `AuthorizationPolicy.security.istio.io`; the kind alone where the group has no name. */
export function kindName({ group, kind }: Pick<PolicyKind, 'group' | 'kind'>): string {
  return group === 'core' ? kind : `${kind}.${group}`;
}

const EXAMPLE = "{AuthorizationPolicy.security.istio.io: {ignore: 'the mesh only closes further'}}";

/** Reads which kinds are ignored; null and undefined say nothing. What is wrong is added to the findings. */
export function readIgnoredKinds(structure: Structure, map: JsonMap, name: string): IgnoredKinds {
  const given = structure.mapField(map, name, '', EXAMPLE) ?? {};
  const ignored = new Map<string, string>();
  for (const kind of Object.keys(given)) {
    if (structure.isFull) break;
    const path = entry(name, kind);
    if (!NAMES.has(kind)) structure.add(unknownKind(kind, path));
    const setting = structure.map(given[kind], path, "{ignore: 'the reason'}");
    if (setting === undefined) continue;
    structure.onlyFields(setting, ['ignore'], path);
    const found = structure.findings.length;
    const reason = structure.stringField(setting, 'ignore', path)?.trim() ?? '';
    if (reason !== '') ignored.set(kind, reason);
    else if (structure.findings.length === found) {
      structure.add(required(`${path}.ignore`, 'a kind is ignored for a reason', 'say why it does not matter here'));
    }
  }
  return ignored;
}

/** The kinds that an option of a program ignores, and what is wrong with it. */
export function ignoredKindsOf(settings: unknown): {
  readonly ignored: IgnoredKinds;
  readonly findings: readonly Finding[];
} {
  const structure = new Structure();
  const ignored = readIgnoredKinds(structure, { unjudged: settings }, 'unjudged');
  return { ignored, findings: structure.findings };
}

const NAMES: ReadonlySet<string> = new Set(OTHER_POLICIES.map(kindName));

function unknownKind(kind: string, path: FieldPath): Finding {
  const sameKind = [...NAMES].filter((name) => name.split('.', 1)[0] === kind.split('.', 1)[0]);
  const suggested = sameKind.length > 0 ? sameKind : closestNames(kind, NAMES);
  return {
    path,
    reason: 'Unsupported value',
    message: `Unsupported value: ${quote(kind)}: no kind of policies that are not judged has this name${didYouMean(suggested)}`,
    value: kind,
    fix: 'write Kind.group as in the warning about it, such as AuthorizationPolicy.security.istio.io',
  };
}
