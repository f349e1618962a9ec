import type { Construct } from 'constructs';
import { type DefaultDenyNamespaceOptions, defaultDenyNamespace } from '../../patterns/default-deny-namespace';
import { type DefaultDenyWorkloadOptions, defaultDenyWorkload } from '../../patterns/default-deny-workload';
import { type NamespaceIsolationOptions, namespaceIsolation } from '../../patterns/namespace-isolation';
import { type TenantIsolationOptions, tenantIsolation } from '../../patterns/tenant-isolation';
import { Boundary } from './boundary-construct';
import { type InChart, writePattern } from './write-pattern';

/** The constructs of the patterns that isolate pods, and open them to those of their own namespace or tenant at most. Props and policies are those of the pattern. */

/** The props of `DefaultDenyNamespace`. */
export type DefaultDenyNamespaceProps = InChart<DefaultDenyNamespaceOptions>;

/**
 * Isolates every pod of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyNamespace(chart, 'deny');
 */
export class DefaultDenyNamespace extends Boundary {
  constructor(scope: Construct, id: string, props?: DefaultDenyNamespaceProps) {
    super(scope, id);
    writePattern<DefaultDenyNamespaceOptions>(this, defaultDenyNamespace, props);
  }
}

/** The props of `DefaultDenyWorkload`. */
export type DefaultDenyWorkloadProps = InChart<DefaultDenyWorkloadOptions>;

/**
 * Isolates some pods of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyWorkload(chart, 'vault', { pods: Pods.labelled({ app: 'vault' }) });
 */
export class DefaultDenyWorkload extends Boundary {
  constructor(scope: Construct, id: string, props: DefaultDenyWorkloadProps) {
    super(scope, id);
    writePattern<DefaultDenyWorkloadOptions>(this, defaultDenyWorkload, props);
  }
}

/** The props of `NamespaceIsolation`. */
export type NamespaceIsolationProps = InChart<NamespaceIsolationOptions>;

/**
 * Lets the pods of a namespace connect to each other and keeps other pods out.
 *
 * @example
 * new NamespaceIsolation(chart, 'isolation', { alsoFrom: [Pods.all().inNamespace('monitoring')] });
 */
export class NamespaceIsolation extends Boundary {
  constructor(scope: Construct, id: string, props?: NamespaceIsolationProps) {
    super(scope, id);
    writePattern<NamespaceIsolationOptions>(this, namespaceIsolation, props);
  }
}

/** The props of `TenantIsolation`. */
export type TenantIsolationProps = InChart<TenantIsolationOptions>;

/**
 * Lets the pods of the namespaces of a tenant connect to each other and keeps other tenants out.
 *
 * @example
 * new TenantIsolation(chart, 'tenant', { tenant: Namespaces.labelled({ tenant: 'acme' }) });
 */
export class TenantIsolation extends Boundary {
  constructor(scope: Construct, id: string, props: TenantIsolationProps) {
    super(scope, id);
    writePattern<TenantIsolationOptions>(this, tenantIsolation, props);
  }
}
