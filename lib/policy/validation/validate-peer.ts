import { type Cidr, isStrictSubset, parseCidr } from '../cidr';
import { cidrFix } from '../cidr-fix';
import { child, type FieldPath, forbidden, invalid, required } from './finding';
import { field, type JsonMap, type Structure } from './structure';
import { checkSelector } from './validate-selector';

/** One item of `from` or `to`. Source: pkg/apis/networking/validation ValidateNetworkPolicyPeer and ValidateIPBlock. */
export function checkPeer(structure: Structure, peer: JsonMap, path: FieldPath): void {
  structure.onlyFields(peer, PEER_FIELDS, path);
  checkPeerSelector(structure, peer, 'podSelector', path);
  checkPeerSelector(structure, peer, 'namespaceSelector', path);
  const ipBlock = structure.mapField(peer, 'ipBlock', path, '{cidr: 10.0.0.0/8}');
  if (ipBlock !== undefined) checkIpBlock(structure, ipBlock, child(path, 'ipBlock'));

  const bySelector = field(peer, 'podSelector') !== undefined || field(peer, 'namespaceSelector') !== undefined;
  const byAddress = field(peer, 'ipBlock') !== undefined;
  if (!bySelector && !byAddress) {
    structure.add(
      required(
        path,
        'must specify a peer',
        'write podSelector, namespaceSelector, both, or ipBlock; to allow everyone leave the whole list out',
      ),
    );
  } else if (bySelector && byAddress) {
    structure.add(
      forbidden(
        path,
        'may not specify both ipBlock and another peer',
        'write them as two items of the list; that means either of them',
      ),
    );
  }
}

const PEER_FIELDS = ['podSelector', 'namespaceSelector', 'ipBlock'];

function checkPeerSelector(structure: Structure, peer: JsonMap, name: string, path: FieldPath): void {
  const selector = structure.mapField(peer, name, path, '{matchLabels: {app: web}}, or {} for all');
  if (selector !== undefined) checkSelector(structure, selector, child(path, name));
}

function checkIpBlock(structure: Structure, ipBlock: JsonMap, path: FieldPath): void {
  structure.onlyFields(ipBlock, ['cidr', 'except'], path);
  const cidrPath = child(path, 'cidr');
  const text = structure.stringField(ipBlock, 'cidr', path);
  const isMissing = text === '' || field(ipBlock, 'cidr') === undefined;
  if (isMissing) structure.add(required(cidrPath, '', 'write a block such as 10.0.0.0/8'));
  const cidr = isMissing || text === undefined ? undefined : checkCidr(structure, text, cidrPath);
  const excepts = structure.listField(ipBlock, 'except', path);
  structure.eachString(excepts, child(path, 'except'), (exceptText, at) => {
    const except = isMissing ? undefined : checkCidr(structure, exceptText, at);
    if (cidr !== undefined && except !== undefined && !isStrictSubset(except, cidr)) {
      structure.add(
        invalid(at, exceptText, 'must be a strict subset of `cidr`', `write a smaller block inside ${cidr.text}`),
      );
    }
  });
}

function checkCidr(structure: Structure, text: string, path: FieldPath): Cidr | undefined {
  const parsed = parseCidr(text);
  if (parsed === undefined) {
    structure.add(
      invalid(path, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)', cidrFix(text)),
    );
    return undefined;
  }
  for (const problem of parsed.strictProblems) {
    const fix = `write ${parsed.cidr.text}, which is what older API servers take it for; since 1.36 it is refused`;
    structure.add({ ...invalid(path, text, problem, fix), meaning: 'clear' });
  }
  return parsed.cidr;
}
