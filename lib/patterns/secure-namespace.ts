import type { DnsServer } from '../policy/dns-server';
import { kindOf } from '../policy/unknown-value';
import { type Finding, invalid, unsupported } from '../policy/validation/finding';
import { isMap } from '../policy/validation/structure';
import { type AllowDnsOptions, allowDns } from './allow-dns';
import { defaultDenyNamespace } from './default-deny-namespace';
import { namespaceIsolation } from './namespace-isolation';
import { cniFindings, type NamespacedOptions, unknownOptions } from './policy-options';
import type { Written } from './written';

/** What is isolated: every pod by itself, or the namespace as a whole. */
export type IsolatedUnit = 'pods' | 'namespace';

const UNITS: readonly IsolatedUnit[] = ['pods', 'namespace'];

/** The options of `secureNamespace`. */
export interface SecureNamespaceOptions<S = string, N = number> extends NamespacedOptions<S> {
  /**
   * Where the pods resolve names; `none` closes DNS too.
   * @default DnsServer.kubeDns()
   */
  readonly dns?: DnsServer<S, N> | 'none';
  /**
   * What is isolated: `pods`, each of which reaches none of the others, or the `namespace`, whose pods reach each
   * other.
   * @default 'pods'
   */
  readonly isolate?: IsolatedUnit;
}

/** The options of the patterns that make up a secure namespace. */
export interface SecureNamespaceParts<S, N> {
  readonly dns: AllowDnsOptions<S, N> | undefined;
  readonly isolation: (NamespacedOptions<S> & { readonly direction: 'both' }) | undefined;
  readonly deny: NamespacedOptions<S>;
  readonly findings: readonly Finding[];
}

/** The patterns that make up a secure namespace, for an engine that composes constructs of its own. */
export function secureNamespaceParts<S, N>(options: SecureNamespaceOptions<S, N>): SecureNamespaceParts<S, N> {
  const { dns, isolate = 'pods', namespace, description, metadata, argoCdSyncWave, silence, cni } = options;
  const wrongCni = cniFindings(cni);
  // What is wrong with the plugin is reported once, and not by each part.
  const shared = wrongCni.length > 0 ? { silence } : { silence, cni };
  const each: NamespacedOptions<S> = { namespace, description, metadata, argoCdSyncWave, ...shared };
  const findings = [...unknownOptions(options, ['namespace', 'dns', 'isolate']), ...wrongCni];
  if (!UNITS.includes(isolate)) findings.push(unsupported('isolate', isolate, UNITS));
  return {
    dns: dns === 'none' ? undefined : { ...each, ...(dns !== undefined && { server: dns }) },
    isolation: isolate === 'namespace' ? { ...each, direction: 'both' } : undefined,
    deny: each,
    findings,
  };
}

/**
 * Isolates a namespace in both directions, except for DNS and, on request, connections among its own pods: a default
 * deny, `allow-dns` and `namespace-isolation` in one.
 */
export function secureNamespace<S, N>(id: string, options: SecureNamespaceOptions<S, N>): Written<S, N> {
  const { dns, isolation, deny, findings } = secureNamespaceParts(options);
  const parts: Written<S, N>[] = [
    ...(dns === undefined ? [] : [allowDns(`${id}-dns`, dns)]),
    ...(isolation === undefined ? [] : [namespaceIsolation<S, N>(`${id}-isolation`, isolation)]),
    defaultDenyNamespace<S, N>(`${id}-deny`, deny),
  ];
  return {
    manifests: parts.flatMap(({ manifests }) => manifests),
    findings: [...findings, ...parts.flatMap((part) => part.findings)],
    deferred: parts.flatMap(({ deferred }) => deferred),
  };
}

/** What is wrong with the grants of a secure namespace before any of them is read. */
export function checkGrants(grants: unknown): Finding[] {
  if (isMap(grants)) return [];
  const fix = 'write grants: { cart: { from: web, to: cart, ports: [Port.tcp(8080)] } }';
  return [invalid('grants', grants, `must be a map of grants by their names, not ${kindOf(grants)}`, fix)];
}
