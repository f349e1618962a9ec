import type { Protocol } from '../policy/manifest';
import { field, type JsonMap } from '../policy/validation/structure';
import { addressesAmong, listAt, mapAt, stringAt, stringsAt } from './json';

/** Addresses behind a Service that were written by hand or by what is no Service controller, with their ports. */
export interface ServiceEndpoints {
  readonly addresses: readonly string[];
  /** By the names of the Service's ports. */
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly protocol: Protocol }[];
}

/** The label of an EndpointSlice that names its Service. */
const SERVICE_NAME = 'kubernetes.io/service-name';

/**
 * Reads an Endpoints or EndpointSlice object. Those that stand for pods are left out, since the pods are known by the selector of
 * their Service.
 * @returns undefined where nothing is left
 */
export function readEndpoints(
  kind: string,
  manifest: JsonMap,
): { readonly service: string; readonly endpoints: readonly ServiceEndpoints[] } | undefined {
  const metadata = mapAt(manifest, 'metadata');
  const isSlice = kind === 'EndpointSlice';
  const service = isSlice ? stringAt(mapAt(metadata, 'labels'), SERVICE_NAME) : stringAt(metadata, 'name');
  const endpoints = (isSlice ? [sliceOf(manifest)] : listAt(manifest, 'subsets').map(subsetOf)).filter(
    ({ addresses }) => addresses.length > 0,
  );
  return service && endpoints.length > 0 ? { service, endpoints } : undefined;
}

function sliceOf(manifest: JsonMap): ServiceEndpoints {
  const endpoints = listAt(manifest, 'endpoints').filter(isNoPod);
  const addresses = endpoints.flatMap((endpoint) => stringsAt(endpoint, 'addresses'));
  return { addresses: addressesAmong(addresses), ports: portsIn(manifest) };
}

function subsetOf(subset: JsonMap): ServiceEndpoints {
  const addresses = listAt(subset, 'addresses').filter(isNoPod);
  return { addresses: addressesAmong(addresses.map((one) => stringAt(one, 'ip'))), ports: portsIn(subset) };
}

function isNoPod(endpoint: JsonMap): boolean {
  return stringAt(mapAt(endpoint, 'targetRef'), 'kind') !== 'Pod';
}

function portsIn(map: JsonMap): ServiceEndpoints['ports'] {
  return listAt(map, 'ports').flatMap((one) => {
    const port = field(one, 'port');
    const name = stringAt(one, 'name');
    const protocol = (stringAt(one, 'protocol') ?? 'TCP') as Protocol;
    return typeof port === 'number' ? [{ ...(name && { name }), port, protocol }] : [];
  });
}
