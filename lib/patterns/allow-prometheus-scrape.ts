import type { Peer } from '../policy/peer';
import { podWords } from '../policy/pods';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import type { ClientEgressOption } from './client-egress-option';
import { checkOptions } from './policy-options';
import { clientsIn, lettingIn } from './way-out';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `allowPrometheusScrape`. */
export interface AllowPrometheusScrapeOptions<S = string, N = number> extends WorkloadOptions<S>, ClientEgressOption {
  /** The pods' ports with metrics, such as `[Port.named('metrics')]`. */
  readonly ports: readonly PortWord<S, N>[];
  /**
   * The pods that scrape.
   * @default - the pods with app.kubernetes.io/name=prometheus in namespace monitoring, as the Prometheus operator
   * labels them
   */
  readonly from?: Peer<S> | readonly Peer<S>[];
}

/** Lets Prometheus scrape a workload: the policy `<id>-allow-ingress`. */
export function allowPrometheusScrape<S, N>(id: string, options: AllowPrometheusScrapeOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'ports', 'from', 'clientEgress']);
  const prometheus = podWords<S>()
    .labelled({ 'app.kubernetes.io/name': 'prometheus' as S })
    .inNamespace('monitoring' as S);
  const { from = prometheus } = options;
  const rule = { peers: renderer.peers(from, 'from'), ports: renderer.ports(options.ports, 'ports') };
  const written = allowPolicy(renderer, 'Ingress', id, options, [rule]);
  return lettingIn(written, id, options, clientsIn(from, 'from'));
}
