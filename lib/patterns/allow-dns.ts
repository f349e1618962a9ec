import { type DnsServer, dnsServerWords } from '../policy/dns-server';
import type { PodSelection } from '../policy/pods';
import { podWords } from '../policy/pods';
import { Renderer } from '../policy/render';
import { type FieldPath, invalid } from '../policy/validation/finding';
import { FIXED_NAMES } from './fixed-names';
import { checkOptions, type NamespacedOptions, policyManifest } from './policy-options';
import { type RenderedRule, ruleFields } from './workload-policy';
import type { Written } from './written';

/** The options of `allowDns`. */
export interface AllowDnsOptions<S = string, N = number> extends NamespacedOptions<S> {
  /**
   * Where DNS answers.
   * @default DnsServer.kubeDns()
   */
  readonly server?: DnsServer<S, N>;
  /**
   * The pods that may resolve names.
   * @default Pods.all()
   */
  readonly pods?: PodSelection<S>;
}

/**
 * Lets the pods of a namespace resolve names, over UDP and TCP. The policy, `allow-dns`, isolates them for egress: use
 * it with a default deny, which does that already.
 * @param _id not used: the policy has a fixed name
 */
export function allowDns<S, N>(_id: string, options: AllowDnsOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'server', 'pods']);
  const { server = dnsServerWords<S, N>().kubeDns(), pods = podWords<S>().all() } = options;
  const rules = dnsRule(renderer, server, 'server');
  if (rules.length === 0) return { manifests: [], findings: renderer.findings, deferred: renderer.deferred };
  const manifest = policyManifest(
    renderer,
    renderer.namespace(options.namespace, 'namespace'),
    FIXED_NAMES.dns as S,
    options,
    { podSelector: renderer.subject(pods, 'pods'), policyTypes: ['Egress'], ...ruleFields('Egress', rules) },
  );
  return { manifests: [manifest], findings: renderer.findings, deferred: renderer.deferred };
}

/** The rule that opens egress to a DNS server; undefined, with a finding, for anything else. */
export function dnsRule<S, N>(
  renderer: Renderer<S, N>,
  server: DnsServer<S, N>,
  path: FieldPath,
): RenderedRule<S, N>[] {
  if (server?.type !== 'dns-server') {
    renderer.findings.push(
      invalid(path, server, 'must be a DNS server', 'write DnsServer.kubeDns() or another word of DnsServer'),
    );
    return [];
  }
  const peers = renderer.peers(server.peers, `${path}.peers`);
  return [{ peers, ports: renderer.ports(server.ports, `${path}.ports`) }];
}
