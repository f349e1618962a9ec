import { type ApiObject, type App, type IResolver, NumberStringUnionResolver, ResolutionContext } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { isPlain } from '../../policy/unknown-value';
import { type FieldPath, type Finding, invalid, unreadable } from '../../policy/validation/finding';
import { DEEPEST_TOKEN, hasOwnResolvers, isPodSelection, mayBeToken } from './find-tokens';

/** Props without tokens; the very same where there was none. */
export interface ResolvedTokens<T> {
  readonly value: T;
  readonly findings: readonly Finding[];
}

/**
 * What props come to at synth: every token is replaced, as cdk8s replaces them in what it writes, by the resolvers of the
 * app.
 *
 * @param props lists and maps; constructs in them are left alone
 * @param construct whose props these are
 * @param object what resolvers are given as the object that they resolve for
 */
export function resolveTokens<T>(props: T, construct: IConstruct, object?: ApiObject): ResolvedTokens<T> {
  const resolution = new Resolution(construct.node.root, object);
  try {
    const value = resolution.of(props, []) as T;
    return { value, findings: resolution.findings };
  } catch (error) {
    return { value: props, findings: [unreadable('props', error, 'check the types of the props')] };
  }
}

/** A token that comes to a token, and so on, more often than anyone means. */
const MOST_STEPS = 100;

class Resolution {
  readonly findings: Finding[] = [];
  private readonly resolvers: readonly IResolver[];
  private readonly isAskedOfAll: boolean;
  /** What objects came to: one that stands in two places is resolved once, and one that holds itself is left alone. */
  private readonly known = new Map<object, unknown>();

  constructor(
    root: IConstruct,
    private readonly object: ApiObject | undefined,
  ) {
    this.resolvers = (root as Partial<App>).resolvers ?? [];
    this.isAskedOfAll = hasOwnResolvers(root);
  }

  of(value: unknown, key: readonly string[]): unknown {
    if (typeof value !== 'object' || value === null) return this.isAskedOfAll ? this.replaced(value, key) : value;
    if (Construct.isConstruct(value) || key.length > DEEPEST_TOKEN) return value;
    if (this.known.has(value)) return this.known.get(value);
    this.known.set(value, value);
    const replaced = this.isAskedOfAll || mayBeToken(value) ? this.replaced(value, key) : value;
    const result = replaced === value ? this.inside(value, key) : this.of(replaced, key);
    this.known.set(value, result);
    return result;
  }

  /** The list or map with what its values come to. */
  private inside(value: object, key: readonly string[]): unknown {
    if (Array.isArray(value)) {
      const items = Array.from(value, (item, index) => this.of(item, [...key, `${index}`]));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (!isPlain(value) && !isPodSelection(value)) return value;
    const fields = Object.entries(value).map(([name, field]) => [name, this.of(field, [...key, name])] as const);
    return fields.some(([name, field]) => field !== (value as Record<string, unknown>)[name])
      ? Object.fromEntries(fields)
      : value;
  }

  /** What the resolvers make of a value, until none of them replaces it any more. */
  private replaced(value: unknown, key: readonly string[]): unknown {
    let current = value;
    for (let step = 0; step < MOST_STEPS; step++) {
      if (current === null || current === undefined || Construct.isConstruct(current)) return current;
      const next = this.step(current, key);
      if (next === NOT_REPLACED) return current;
      current = next.value;
    }
    const problem = 'is a token that comes to another token, without end';
    this.findings.push(invalid(pathOf(key), undefined, problem, 'let it come to a value'));
    return value;
  }

  private step(value: unknown, key: readonly string[]): { readonly value: unknown } | typeof NOT_REPLACED {
    try {
      for (const resolver of this.resolvers) {
        const isUnion = resolver instanceof NumberStringUnionResolver;
        if (isUnion && (typeof value !== 'object' || isPlain(value as object))) continue;
        const context = new ResolutionContext(this.object as ApiObject, [...key], value);
        resolver.resolve(context);
        if (!context.replaced) continue;
        // An IntOrString comes to a map with its value, for the classes of `cdk8s import`.
        return { value: isUnion ? context.replacedValue.value : context.replacedValue };
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : error;
      const fix = 'let the token come to a value when the app is synthesized';
      this.findings.push(invalid(pathOf(key), reason, 'the token cannot be resolved', fix));
    }
    return NOT_REPLACED;
  }
}

const NOT_REPLACED = Symbol('not replaced');

/** `from[0].cidr` */
function pathOf(key: readonly string[]): FieldPath {
  return key.map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
