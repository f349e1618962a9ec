import { type FieldPath, item } from '../../policy/validation/finding';
import { field, type JsonMap } from '../../policy/validation/structure';
import { listAt, mapAt, stringAt } from '../json';
import type { DeclaredCall, DeclaredCalls } from './declared-caller';

type Read = DeclaredCall | NonNullable<DeclaredCalls['unread']>[number];

/** What said the class before there was a field for it. */
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/**
 * The Services to which an Ingress sends, in the form of networking.k8s.io/v1 and in that of its beta versions.
 * Source: networking/v1 IngressBackend, extensions/v1beta1 IngressBackend.
 */
export function readIngress(manifest: JsonMap, namespace: string): DeclaredCalls {
  const spec = mapAt(manifest, 'spec');
  const read = [
    ...backend(mapAt(spec, 'defaultBackend'), 'spec.defaultBackend', namespace),
    ...backend(mapAt(spec, 'backend'), 'spec.backend', namespace),
    ...listAt(spec, 'rules').flatMap((rule, index) =>
      listAt(mapAt(rule, 'http'), 'paths').flatMap((one, at) =>
        backend(mapAt(one, 'backend'), `${item(`${item('spec.rules', index)}.http.paths`, at)}.backend`, namespace),
      ),
    ),
  ];
  const className =
    stringAt(spec, 'ingressClassName') ?? stringAt(mapAt(manifest, 'metadata', 'annotations'), CLASS_ANNOTATION);
  return {
    caller: 'controller',
    calls: read.flatMap((one) => ('message' in one ? [] : [one])),
    unread: read.flatMap((one) => ('message' in one ? [one] : [])),
    className: className ?? '',
  };
}

const DEFAULT_CLASS_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

/** What serves the Ingresses of a class. Source: networking/v1 IngressClassSpec. */
export function readIngressClass(manifest: JsonMap): DeclaredCalls {
  const controller = stringAt(mapAt(manifest, 'spec'), 'controller');
  const isDefault = stringAt(mapAt(manifest, 'metadata', 'annotations'), DEFAULT_CLASS_ANNOTATION) === 'true';
  return { caller: 'controller', calls: [], ingressClass: { ...(controller && { controller }), isDefault } };
}

function backend(backend: JsonMap, path: FieldPath, namespace: string): Read[] {
  const kind = stringAt(mapAt(backend, 'resource'), 'kind');
  if (kind) return [{ path, message: `leads to a ${kind}, and not to a Service` }];
  const service = mapAt(backend, 'service');
  const name = stringAt(service, 'name') ?? stringAt(backend, 'serviceName');
  const port = portOf(mapAt(service, 'port')) ?? field(backend, 'servicePort');
  if (!name || (typeof port !== 'number' && typeof port !== 'string')) return [];
  return [{ type: 'service', namespace, name, port, path }];
}

function portOf(port: JsonMap): unknown {
  return field(port, 'number') ?? stringAt(port, 'name');
}
