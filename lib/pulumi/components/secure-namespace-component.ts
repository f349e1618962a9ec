import type { networking } from '@pulumi/kubernetes';
import { all, ComponentResource, type Output } from '@pulumi/pulumi';
import {
  checkGrants,
  type SecureNamespaceOptions,
  secureNamespace,
  secureNamespaceParts,
} from '../../patterns/secure-namespace';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import type { Count, Text } from '../deferred/deferred';
import { draftOf } from '../deferred/pulumi-draft';
import type { Boundary, BoundaryOptions } from './boundary-component';
import { ServiceAccessGrant, type ServiceAccessGrantProps } from './grant-component';
import { DefaultDenyNamespace, NamespaceIsolation } from './isolation-components';
import { type InNamespace, inNamespace } from './pattern-plan';
import { AllowDns } from './platform-components';

/** The props of `SecureNamespace`. */
export interface SecureNamespaceProps extends InNamespace<SecureNamespaceOptions<Text, Count>> {
  /**
   * The grants, by name: each is a `ServiceAccessGrant` whose name is that of the component and its own.
   * @default - none
   */
  readonly grants?: Readonly<Record<string, ServiceAccessGrantProps>>;
}

/**
 * Isolates a namespace in both directions, except for DNS and the grants. It consists of `DefaultDenyNamespace`,
 * `AllowDns`, `NamespaceIsolation` where its pods reach each other, and a `ServiceAccessGrant` for each grant.
 *
 * @example
 * new SecureNamespace('shop', { namespace, grants: { cart: { from: web, to: cart, ports: [Port.tcp(8080)] } } });
 */
export class SecureNamespace extends ComponentResource {
  readonly #parts: readonly Boundary[];

  /** @throws where a plain value is wrong */
  constructor(name: string, props: SecureNamespaceProps, opts: BoundaryOptions = {}) {
    const type = 'ringfence:boundary:SecureNamespace';
    const { grants = {}, ...given } = props;
    const options = inNamespace(given);
    draftOf(`${type} ${name}`, () => secureNamespace(name, options), checkGrants(grants));
    super(type, name, {}, opts);
    const { dns, isolation, deny } = secureNamespaceParts(options);
    const { dependsOn, deleteBeforeReplace, cluster, namespaceId } = opts;
    const within = { parent: this, dependsOn, deleteBeforeReplace, cluster, namespaceId };
    this.#parts = [
      ...(dns === undefined ? [] : [new AllowDns(`${name}-dns`, dns, within)]),
      ...(isolation === undefined ? [] : [new NamespaceIsolation(`${name}-isolation`, isolation, within)]),
      ...Object.entries(grants).map(([id, grant]) => new ServiceAccessGrant(`${name}-${id}`, grant, within)),
      // The deny waits for the allows that are made before it.
      new DefaultDenyNamespace(`${name}-deny`, deny, within),
    ];
  }

  /** The policies of every part. */
  get policies(): Output<networking.v1.NetworkPolicy[]> {
    return all(this.#parts.map(({ policies }) => policies)).apply((each) => each.flat()) as unknown as Output<
      networking.v1.NetworkPolicy[]
    >;
  }

  /** The policies as they were applied, or as they were given to the provider where the preview does not know that. */
  get manifests(): Output<NetworkPolicyManifest[]> {
    return all(this.#parts.map(({ manifests }) => manifests)).apply((each) => each.flat()) as unknown as Output<
      NetworkPolicyManifest[]
    >;
  }
}
