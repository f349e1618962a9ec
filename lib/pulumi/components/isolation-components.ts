import { type DefaultDenyNamespaceOptions, defaultDenyNamespace } from '../../patterns/default-deny-namespace';
import { type DefaultDenyWorkloadOptions, defaultDenyWorkload } from '../../patterns/default-deny-workload';
import { type NamespaceIsolationOptions, namespaceIsolation } from '../../patterns/namespace-isolation';
import { type TenantIsolationOptions, tenantIsolation } from '../../patterns/tenant-isolation';
import type { Text } from '../deferred/deferred';
import { Boundary, type BoundaryOptions } from './boundary-component';
import { type InNamespace, patternPlan } from './pattern-plan';

/** The components of the patterns that isolate pods, and open them to those of their own namespace or tenant at most. Props and policies are those of the pattern. */

/** The props of `DefaultDenyNamespace`. */
export type DefaultDenyNamespaceProps = InNamespace<DefaultDenyNamespaceOptions<Text>>;

/**
 * Isolates every pod of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyNamespace('deny', { namespace: 'shop' });
 */
export class DefaultDenyNamespace extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: DefaultDenyNamespaceProps, opts?: BoundaryOptions) {
    super(
      'DefaultDenyNamespace',
      name,
      patternPlan<DefaultDenyNamespaceOptions<Text>>(defaultDenyNamespace, name, props),
      opts,
    );
  }
}

/** The props of `DefaultDenyWorkload`. */
export type DefaultDenyWorkloadProps = InNamespace<DefaultDenyWorkloadOptions<Text>>;

/**
 * Isolates some pods of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyWorkload('vault', { namespace: 'shop', pods: Pods.labelled({ app: 'vault' }) });
 */
export class DefaultDenyWorkload extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: DefaultDenyWorkloadProps, opts?: BoundaryOptions) {
    super(
      'DefaultDenyWorkload',
      name,
      patternPlan<DefaultDenyWorkloadOptions<Text>>(defaultDenyWorkload, name, props),
      opts,
    );
  }
}

/** The props of `NamespaceIsolation`. */
export type NamespaceIsolationProps = InNamespace<NamespaceIsolationOptions<Text>>;

/**
 * Lets the pods of a namespace connect to each other and keeps other pods out.
 *
 * @example
 * new NamespaceIsolation('isolation', { namespace: 'shop', alsoFrom: [Pods.all().inNamespace('monitoring')] });
 */
export class NamespaceIsolation extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: NamespaceIsolationProps, opts?: BoundaryOptions) {
    super(
      'NamespaceIsolation',
      name,
      patternPlan<NamespaceIsolationOptions<Text>>(namespaceIsolation, name, props),
      opts,
    );
  }
}

/** The props of `TenantIsolation`. */
export type TenantIsolationProps = InNamespace<TenantIsolationOptions<Text>>;

/**
 * Lets the pods of the namespaces of a tenant connect to each other and keeps other tenants out.
 *
 * @example
 * new TenantIsolation('tenant', { namespace: 'shop', tenant: Namespaces.labelled({ tenant: 'acme' }) });
 */
export class TenantIsolation extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: TenantIsolationProps, opts?: BoundaryOptions) {
    super('TenantIsolation', name, patternPlan<TenantIsolationOptions<Text>>(tenantIsolation, name, props), opts);
  }
}
