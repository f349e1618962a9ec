import { compareTexts } from '../../policy/texts';
import type { DialectObject, DialectWorld } from '../dialect';
import type { CalicoSpec, TierSpec } from './calico-spec';

/** The tiers that every Calico has, with their orders. Source: api/pkg/apis/projectcalico/v3/tier.go of 3.32. */
export const DEFAULT_TIER = 'default';
const PREDEFINED: Readonly<Record<string, TierSpec & { readonly order: number }>> = {
  'kube-admin': { type: 'tier', order: 1_000, defaultAction: 'Pass' },
  // Up to 3.31 the policies of v1alpha1 had tiers of these names.
  adminnetworkpolicy: { type: 'tier', order: 1_000, defaultAction: 'Pass' },
  [DEFAULT_TIER]: { type: 'tier', order: 1_000_000, defaultAction: 'Deny' },
  'kube-baseline': { type: 'tier', order: 10_000_000, defaultAction: 'Pass' },
  baselineadminnetworkpolicy: { type: 'tier', order: 10_000_000, defaultAction: 'Pass' },
};

/** The tiers for the policies of the Network Policy API. */
export const ADMIN_TIERS: Readonly<Record<string, 'Admin' | 'Baseline'>> = {
  'kube-admin': 'Admin',
  'kube-baseline': 'Baseline',
};

/** The order that a predefined tier has; undefined for any other. */
export function predefinedOrder(name: string): number | undefined {
  return Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name]?.order : undefined;
}

/** A tier of a cluster. */
export interface CalicoTier {
  readonly name: string;
  readonly defaultAction: TierSpec['defaultAction'];
}

/** The tiers in order: a lower order first, none last, and by name where they are equal. */
export function tiersInOrder(objects: DialectWorld['objects']): CalicoTier[] {
  const tiers = new Map(Object.entries(PREDEFINED));
  for (const { name, spec } of objects as readonly DialectObject<CalicoSpec>[]) {
    // Of other dialects, whose specs have no such type.
    if (spec.type !== 'tier') continue;
    tiers.set(name, { ...spec, order: predefinedOrder(name) ?? spec.order ?? Number.POSITIVE_INFINITY });
  }
  return [...tiers]
    .map(([name, { order, defaultAction }]) => ({ name, order, defaultAction }))
    .sort((a, b) => (a.order === b.order ? compareTexts(a.name, b.name) : a.order < b.order ? -1 : 1));
}

/** Some releases write the tier in front of a policy's name, and some do not. */
export function nameInTier(name: string, tier: string): string {
  return name.startsWith(`${tier}.`) ? name.slice(tier.length + 1) : name;
}
