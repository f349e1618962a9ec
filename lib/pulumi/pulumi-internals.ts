import type { ProviderResource, Resource } from '@pulumi/pulumi';

/**
 * What every resource of Pulumi has, and other copies of its SDK rely on, though its declarations do not say so. Where one
 * is missing, messages say less and less is found out; nothing else depends on it.
 */
interface Undeclared {
  readonly __name?: string;
  readonly __pulumiType?: string;
  readonly __parentResource?: Resource;
  getPackage?(): string;
}

/** What the program calls a resource. */
export function logicalNameOf(resource: Resource): string {
  return (resource as Undeclared).__name ?? '';
}

/** `kubernetes:apps/v1:Deployment` */
export function typeTokenOf(resource: Resource): string {
  return (resource as Undeclared).__pulumiType ?? '';
}

export function parentOf(resource: Resource): Resource | undefined {
  return (resource as Undeclared).__parentResource;
}

/** `kubernetes` */
export function packageOf(provider: ProviderResource): string | undefined {
  return (provider as Undeclared).getPackage?.();
}
