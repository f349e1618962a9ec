import type { NamespaceSelection } from '../policy/namespaces';
import { asPeer } from '../policy/peer';
import type { Direction } from '../policy/policy-types';
import { Renderer } from '../policy/render';
import { kindOf } from '../policy/unknown-value';
import { forbidden, invalid } from '../policy/validation/finding';
import { FIXED_NAMES } from './fixed-names';
import { confined, type NamespaceIsolationOptions } from './namespace-isolation';
import { checkOptions } from './policy-options';
import { clientsIn, lettingIn } from './way-out';
import type { Written } from './written';

/** The options of `tenantIsolation`. */
export interface TenantIsolationOptions<S = string> extends NamespaceIsolationOptions<S> {
  /**
   * What is limited to the tenant: connections to the pods of the namespace, from them, or both. With egress limited
   * the pods cannot resolve names, unless `AllowDns` allows it.
   * @default 'ingress'
   */
  readonly direction?: Direction;
  /**
   * The namespaces of the tenant; the protected one need not be among them. A user who can label a namespace can make
   * it one of the tenant, so do not let tenants set these labels; names cannot be faked.
   */
  readonly tenant: NamespaceSelection<S>;
}

/**
 * Lets the pods of the namespaces of a tenant connect to each other and keeps other tenants out: the policy
 * `tenant-isolation`, in one namespace of the tenant. Each namespace of the tenant needs its own.
 * @param id for the policies of clients; the policy itself has a fixed name
 */
export function tenantIsolation<S, N>(id: string, options: TenantIsolationOptions<S>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'tenant', 'direction', 'alsoFrom', 'alsoTo', 'clientEgress']);
  const { tenant } = options;
  if (tenant?.type !== 'namespaces') {
    renderer.findings.push(
      invalid(
        'tenant',
        tenant,
        `must be the namespaces of the tenant, not ${kindOf(tenant)}`,
        "write Namespaces.labelled({ tenant: 'acme' }) or Namespaces.named('acme-web', 'acme-data')",
      ),
    );
    return confined(renderer, FIXED_NAMES.tenant, options, []);
  }
  if (tenant.all) {
    renderer.findings.push(
      forbidden('tenant', 'every namespace would be of the tenant', 'say which namespaces are, by label or name'),
    );
  }
  const written = confined<S, N>(renderer, FIXED_NAMES.tenant, options, renderer.peers(asPeer(tenant), 'tenant'));
  // With both directions, the isolation of each namespace of the tenant lets its own pods out.
  const ofTenant = (options.direction ?? 'ingress') === 'ingress' ? clientsIn(asPeer(tenant), 'tenant') : [];
  return lettingIn(written, id, options, [...ofTenant, ...clientsIn(options.alsoFrom, 'alsoFrom')]);
}
