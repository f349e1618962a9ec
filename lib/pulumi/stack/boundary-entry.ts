import type { networking } from '@pulumi/kubernetes';
import type { ComponentResourceOptions, Resource } from '@pulumi/pulumi';
import { shared } from '../../copies/copies';
import type { PulumiManifest } from '../deferred/pulumi-draft';

/** A boundary of a stack, as the others see it. */
export interface BoundaryEntry {
  /** Type and name, for messages. */
  readonly author: string;
  /** How many boundaries were made before. */
  readonly order: number;
  readonly opts: ComponentResourceOptions;
  /** The policies that say by themselves whom they isolate; those that follow from an answer do not. */
  readonly settledPolicies: readonly PulumiManifest[];
  readonly policies: MadePolicy[];
  component?: Resource;
  /** When all policies are there; rejects where some are not written. */
  made?: Promise<true>;
}

export interface MadePolicy {
  readonly manifest: PulumiManifest;
  readonly resource: networking.v1.NetworkPolicy;
}

/** Says that a resource is a boundary, or one of its policies. */
export function belongsTo(entry: BoundaryEntry, resource: Resource): void {
  owners().set(resource, entry);
}

/** The boundary that a resource is, or is a policy of. */
export function entryOf(resource: Resource): BoundaryEntry | undefined {
  return owners().get(resource);
}

function owners(): WeakMap<Resource, BoundaryEntry> {
  return shared(globalThis, 'owners', () => new WeakMap());
}
