import { parseCidr } from '../../policy/cidr';
import { invalid, item } from '../../policy/validation/finding';
import { field, type JsonMap, Structure } from '../../policy/validation/structure';
import { CrdChecks } from '../crd-checks';
import type { ReadSpec } from '../dialect';
import type { CiliumCidrGroup } from './cilium-spec';

/** Reads a CiliumCIDRGroup, a list of blocks that policies name. */
export function readCidrGroup(manifest: JsonMap): ReadSpec {
  const structure = new Structure();
  const crd = new CrdChecks(structure);
  const spec = crd.map(
    crd.required(manifest, 'spec', '', 'write spec: {externalCIDRs: [...]}') ?? {},
    'spec',
    'write a map',
  );
  structure.onlyFields(manifest, ['apiVersion', 'kind', 'metadata', 'spec', 'status'], '');
  if (spec !== undefined) structure.onlyFields(spec, ['externalCIDRs'], 'spec');
  const given = spec && field(spec, 'externalCIDRs');
  const path = 'spec.externalCIDRs';
  const list = given === undefined ? [] : (crd.list(given, path, 'write a list of blocks') ?? []);
  const cidrs = list.flatMap((value, index) => {
    const text = crd.text(value, item(path, index), 'write a block such as 203.0.113.0/24');
    if (text === undefined) return [];
    if (parseCidr(text) !== undefined) return [text];
    const detail = `${item(path, index)} in body must be of type cidr: ${JSON.stringify(text)}`;
    structure.add(invalid(item(path, index), text, detail, 'write a block such as 203.0.113.0/24'));
    return [];
  });
  const labels = crd.labels(manifest);
  const isRefused = structure.findings.some(({ meaning }) => meaning !== 'clear');
  const read: CiliumCidrGroup = { cidrs, labels };
  return { findings: structure.findings, ...(!isRefused && { spec: read }) };
}
