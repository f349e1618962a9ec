import { plainAddress } from '../policy/cidr';
import { child, duplicate, type FieldPath, invalid, required } from '../policy/validation/finding';
import { portNameProblems } from '../policy/validation/names';
import { field, type JsonMap, type Structure } from '../policy/validation/structure';
import { checkNumberedPort, checkProtocol } from '../policy/validation/validate-port';
import { checkLabels } from '../policy/validation/validate-selector';
import { podPath } from './declared-pods';
import { replicasWanted, WORKLOAD_GROUPS } from './workload';

/**
 * What is wrong with the parts of a workload that say which pods there are; the rest of it is for others to judge.
 * @param doubtful takes what the API server refuses and no policy can see
 */
export function checkWorkload(structure: Structure, doubtful: Structure, kind: string, manifest: JsonMap): void {
  let at: JsonMap | undefined = manifest;
  let path: FieldPath = '';
  for (const name of podPath(kind)) {
    path = child(path, name);
    at = neededMap(structure, at, name, path);
    if (at === undefined) return;
  }
  checkReplicas(structure, kind, manifest);
  if (kind === 'Pod') checkStatus(structure, manifest);
  else checkPodLabels(structure, at, path);
  checkPodSpec(structure, doubtful, at, path);
}

function checkPodLabels(structure: Structure, pod: JsonMap, path: FieldPath): void {
  if (field(pod, 'metadata') === undefined) return;
  const metadata = structure.mapField(pod, 'metadata', path, '{labels: {app: web}}') ?? {};
  const labels = field(metadata, 'labels');
  if (labels !== undefined) checkLabels(structure, labels, child(child(path, 'metadata'), 'labels'));
}

function checkPodSpec(structure: Structure, doubtful: Structure, pod: JsonMap, path: FieldPath): void {
  const at = child(path, 'spec');
  const spec = neededMap(structure, pod, 'spec', at);
  if (spec === undefined) return;
  if (structure.listField(spec, 'containers', at).length === 0 && Array.isArray(field(spec, 'containers') ?? [])) {
    structure.add(required(child(at, 'containers'), '', 'list at least one container'));
  }
  for (const name of ['containers', 'initContainers']) {
    structure.eachMap(spec, name, at, '{name: web, image: web}', (_, container, path) => {
      checkContainer(structure, doubtful, container, path);
    });
  }
  structure.booleanField(spec, 'hostNetwork', at);
}

/** Source: pkg/apis/core/validation validateContainerPorts. */
function checkContainer(structure: Structure, doubtful: Structure, container: JsonMap, path: FieldPath): void {
  const names = new Set<string>();
  structure.eachMap(container, 'ports', path, '{containerPort: 8080}', (_, port, at) => {
    const number = field(port, 'containerPort');
    if (number === undefined) doubtful.add(required(child(at, 'containerPort'), '', 'write the number of the port'));
    else checkNumberedPort(structure, number, child(at, 'containerPort'));
    checkProtocol(structure, port, at);
    const name = structure.stringField(port, 'name', at);
    if (!name) return;
    const namePath = child(at, 'name');
    structure.reject(namePath, name, portNameProblems(name), 'write a short name such as http');
    if (names.has(name)) structure.add(duplicate(namePath, name, '', 'give each port of a container its own name'));
    names.add(name);
  });
}

function checkReplicas(structure: Structure, kind: string, manifest: JsonMap): void {
  const { count, path } = replicasWanted(kind, manifest);
  if (count === undefined || !WORKLOAD_GROUPS.has(kind) || (Number.isSafeInteger(count) && (count as number) >= 0))
    return;
  structure.add(invalid(path, count, 'must be a whole number, 0 or more', 'write how many pods there are'));
}

function checkStatus(structure: Structure, manifest: JsonMap): void {
  if (field(manifest, 'status') === undefined) return;
  const status = structure.mapField(manifest, 'status', '', '{phase: Running}') ?? {};
  structure.stringField(status, 'phase', 'status');
  for (const name of ['podIP', 'hostIP']) {
    checkAddress(structure, structure.stringField(status, name, 'status'), `status.${name}`);
    structure.eachMap(status, `${name}s`, 'status', '{ip: 10.0.0.1}', (_, entry, path) => {
      checkAddress(structure, structure.stringField(entry, 'ip', path), child(path, 'ip'));
    });
  }
}

function checkAddress(structure: Structure, address: string | undefined, path: FieldPath): void {
  if (!address || plainAddress(address) !== undefined) return;
  structure.add(invalid(path, address, 'must be a valid IP address', 'write an address such as 10.0.0.1'));
}

function neededMap(structure: Structure, map: JsonMap, name: string, path: FieldPath): JsonMap | undefined {
  if (field(map, name) !== undefined) return structure.map(field(map, name), path, '{...}');
  structure.add(required(path, '', 'say which pods are meant'));
  return undefined;
}
