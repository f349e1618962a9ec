import { type App, ImplicitTokenResolver, LazyResolver, NumberStringUnionResolver } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { isPlain } from '../../policy/unknown-value';

/** No prop is as deep as this; what is deeper may hold itself. */
export const DEEPEST_TOKEN = 20;

/**
 * Whether props may hold what is known at synth only: a `Lazy` or another token of cdk8s, or, where the app has resolvers
 * of its own, anything at all. Props in which nothing is wrong are not searched: no token is a valid leaf.
 */
export function mayHoldTokens(construct: IConstruct, props: unknown, findings: readonly unknown[]): boolean {
  if (hasOwnResolvers(construct.node.root)) return true;
  try {
    return findings.length > 0 && holdsTokens(props);
  } catch {
    // What cannot even be looked at is among the findings.
    return false;
  }
}

const BUILT_IN: ReadonlySet<unknown> = new Set([LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver]);

/** Whether an app has resolvers beside those that cdk8s gives to every app. */
export function hasOwnResolvers(root: IConstruct): boolean {
  const { resolvers } = root as Partial<App>;
  if (resolvers === undefined) return false;
  for (const resolver of resolvers) if (!BUILT_IN.has(resolver.constructor)) return true;
  return false;
}

/** Whether any value in lists and maps may be a token. */
function holdsTokens(value: unknown, seen: Set<unknown> = new Set(), levels = DEEPEST_TOKEN): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value) || levels === 0) return false;
  seen.add(value);
  if (Array.isArray(value)) return value.some((item) => holdsTokens(item, seen, levels - 1));
  if (mayBeToken(value)) return true;
  return !Construct.isConstruct(value) && Object.values(value).some((field) => holdsTokens(field, seen, levels - 1));
}

/**
 * Whether a resolver that cdk8s gives to every app may replace an object: it is no list, map, construct or selection of
 * pods, or it says itself how to resolve it.
 */
export function mayBeToken(value: object): boolean {
  if (Array.isArray(value) || Construct.isConstruct(value)) return false;
  if (typeof (value as { resolve?: unknown }).resolve === 'function') return true;
  return !isPlain(value) && !isPodSelection(value);
}

/** Selections of pods are instances of a class, of whatever copy of ringfence. */
export function isPodSelection(value: object): boolean {
  return (value as { type?: unknown }).type === 'pod-selection';
}
