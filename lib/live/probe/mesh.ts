import { field, type JsonMap } from '../../policy/validation/structure';
import { mapIn, mapsIn } from '../object-fields';

/** Containers of meshes accept every connection by themselves, and so does the node's proxy of an ambient mesh. */
const PROXIES: ReadonlyMap<string, string> = new Map([
  ['istio-proxy', 'Istio'],
  ['linkerd-proxy', 'Linkerd'],
  ['consul-dataplane', 'Consul'],
  ['kuma-sidecar', 'Kuma'],
  ['envoy-sidecar', 'Envoy'],
]);
const AMBIENT = 'ambient.istio.io/redirection';

/** Whether a container is a proxy of a mesh. */
export function isMeshContainer(container: JsonMap): boolean {
  const name = field(container, 'name');
  return typeof name === 'string' && PROXIES.has(name);
}

/** Which mesh answers in place of a pod; undefined where none shows. */
export function meshOf(pod: JsonMap): string | undefined {
  const spec = mapIn(pod, 'spec');
  const containers = ['containers', 'initContainers'].flatMap((name) => mapsIn(spec, name));
  for (const container of containers) {
    const name = field(container, 'name');
    const mesh = typeof name === 'string' ? PROXIES.get(name) : undefined;
    if (mesh !== undefined) return `${mesh} (container ${name})`;
  }
  const redirected = field(mapIn(pod, 'metadata', 'annotations'), AMBIENT);
  return redirected === 'enabled' ? `Istio (annotation ${AMBIENT})` : undefined;
}
