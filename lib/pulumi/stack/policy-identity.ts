import { type Alias, createUrn, type Input, type ProviderResource, type Resource, type URN } from '@pulumi/pulumi';
import { shared } from '../../copies/copies';
import { partsOfText, type Text } from '../deferred/deferred';
import type { PulumiManifest } from '../deferred/pulumi-draft';
import { namespaceBehind } from '../peers/namespace-name';
import { logicalNameOf, parentOf, typeTokenOf } from '../pulumi-internals';
import { thisProgram } from './program-settings';

const POLICY_TYPE = 'kubernetes:networking.k8s.io/v1:NetworkPolicy';
const SECURE_NAMESPACE = 'ringfence:boundary:SecureNamespace';
const SECURE_NAMESPACE_PARTS: readonly string[] = ['DefaultDenyNamespace', 'AllowDns', 'NamespaceIsolation'].map(
  (kind) => `ringfence:boundary:${kind}`,
);

/** What the names of policies in Pulumi may be made of, where the program does not show it. */
export interface IdentityOptions {
  /**
   * A text that stands for the cluster in the names that Pulumi has for the policies.
   * @default - nothing for the default provider, else the name of the provider
   */
  readonly cluster?: string;
  /**
   * A text that stands for the namespace in the names that Pulumi has for the policies, where the namespace is an Output.
   * With it the component can be renamed. No two namespaces of a cluster may have the same.
   * @default - none: such policies are named after the component
   */
  readonly namespaceId?: string;
}

/**
 * What Pulumi calls a policy: `namespace/name`, since that is which object of the cluster it is. Named after its component,
 * it would be another resource when the component is renamed, and Pulumi deletes the old resource after it made the new one:
 * the same object of the cluster.
 *
 * A Namespace resource counts by what the program calls it. An explicit provider keeps clusters apart.
 *
 * @returns undefined where the program does not show which object it is, or another policy has that name already
 */
export function policyIdentity(
  { metadata: { name, namespace } }: PulumiManifest,
  provider: ProviderResource | undefined,
  { cluster = provider === undefined ? '' : logicalNameOf(provider), namespaceId }: IdentityOptions,
): string | undefined {
  const place = identityOf(namespace, namespaceId);
  const object = identityOf(name, namespaceId);
  if (object === undefined || place === undefined) return undefined;
  const identity = `${cluster === '' ? '' : `${cluster}:`}${place}/${object}`;
  const taken = shared(thisProgram(), 'policy identities', () => new Set<string>());
  if (taken.has(identity)) return undefined;
  taken.add(identity);
  return identity;
}

/**
 * What Pulumi may have called a policy before. Stacks of 0.1.0 named it after its component, and so do stacks in which it
 * was not known which object it is. A component of a SecureNamespace may have stood by itself, and the other way round.
 */
export function formerNames(component: Resource, byComponent: string, identity: string): Input<Alias | URN>[] {
  const type = typeTokenOf(component);
  const parent = parentOf(component);
  const names: Input<Alias | URN>[] = [{ name: byComponent }];
  if (!SECURE_NAMESPACE_PARTS.includes(type)) return names;
  const around =
    parent !== undefined && typeTokenOf(parent) === SECURE_NAMESPACE
      ? parentOf(parent)
      : createUrn('any', SECURE_NAMESPACE, parent);
  return [...names, createUrn(identity, POLICY_TYPE, createUrn('any', type, around))];
}

/** A text of which parts may be Namespace resources, by what the program calls these. */
function identityOf(text: Text | undefined, namespaceId: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const parts = partsOfText(text).map((part) => {
    if (typeof part === 'string') return part;
    const resource = namespaceBehind(part);
    return resource === undefined ? namespaceId : logicalNameOf(resource);
  });
  return parts.includes(undefined) ? undefined : parts.join('');
}

/**
 * A warning where renaming the component would delete policies from the cluster: those that are named after the component
 * in Pulumi, and have a name in the cluster that stays the same.
 */
export function renamingWarning(
  component: string,
  manifests: readonly PulumiManifest[],
  { namespaceId }: IdentityOptions,
): readonly string[] {
  const isLost = ({ metadata: { name, namespace } }: PulumiManifest) => {
    const follows = partsOfText(name).some(
      (part) => typeof part === 'string' && (part === component || part.startsWith(`${component}-`)),
    );
    return !follows && [name, namespace].some((text) => identityOf(text, namespaceId) === undefined);
  };
  if (!manifests.some(isLost)) return [];
  const what =
    'the name or namespace of its policies is an Output, so Pulumi names them after this component: if you rename it, the policies are deleted from the cluster';
  const fix =
    "give the namespace as a name or as the Namespace resource, or write namespaceId: 'a name of your own for it' in the options of the component";
  return [`renaming: ${what}\n      ${fix}`];
}
