import type { IngressController } from '../policy/ingress-controller';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { kindOf } from '../policy/unknown-value';
import { invalid } from '../policy/validation/finding';
import type { ClientEgressOption } from './client-egress-option';
import { checkOptions } from './policy-options';
import { clientsIn, lettingIn } from './way-out';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `allowFromIngressController`. */
export interface AllowFromIngressControllerOptions<S = string, N = number>
  extends WorkloadOptions<S>,
    ClientEgressOption {
  /** The ingress controller that sends the requests: `IngressController.nginx()` or another word of it. */
  readonly controller: IngressController<S>;
  /** The pods' ports that the controller connects to, behind the Service; all of them are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
}

/** Lets the pods of an ingress controller reach a workload: the policy `<id>-allow-ingress`. */
export function allowFromIngressController<S, N>(
  id: string,
  options: AllowFromIngressControllerOptions<S, N>,
): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'controller', 'ports', 'clientEgress']);
  const { controller } = options;
  const known = controller?.type === 'ingress-controller';
  if (!known) {
    renderer.findings.push(
      invalid(
        'controller',
        controller,
        `must be an ingress controller, not ${kindOf(controller)}`,
        'write IngressController.nginx() or another word of IngressController',
      ),
    );
  }
  const peers = known ? renderer.peers(controller.peers, 'controller.peers') : [];
  const rule = { peers, ports: renderer.ports(options.ports, 'ports') };
  const written = allowPolicy(renderer, 'Ingress', id, options, [rule]);
  return lettingIn(written, id, options, known ? clientsIn(controller.peers, 'controller.peers') : []);
}
