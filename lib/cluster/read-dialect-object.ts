import type { DialectKind } from '../dialects/dialect';
import type { JsonMap } from '../policy/validation/structure';
import type { ReadObject } from './cluster-object';
import { type Identity, titleOf } from './identity';
import { stringAt } from './json';
import { faultyPolicy, otherPolicy, UNREADABLE, type Unjudged } from './unjudged';

/** Reads an object of a policy API that is judged. What its server refuses, or an unknown version, may decide anything. */
export function readDialectObject(known: DialectKind, manifest: JsonMap, identity: Identity): ReadObject {
  const version = (stringAt(manifest, 'apiVersion') ?? '').split('/').at(-1) ?? '';
  if (!known.versions.includes(version)) {
    return { findings: [], ...(known.role === 'policy' && { unjudged: ofUnknownVersion(known, manifest, identity) }) };
  }
  const { spec, findings: all } = known.read(manifest);
  const findings = all.filter(({ meaning }) => meaning !== 'clear');
  const title = titleOf(identity);
  if (findings.length > 0) return { title, findings, unjudged: faulty(known, manifest, identity) };
  // Unknown fields, and what makes the plugin ignore the object.
  const warnings = all.filter(({ meaning }) => meaning === 'clear');
  const warned = { ...(warnings.length > 0 && { title, warnings }) };
  if (spec === undefined) return { ...warned, findings };
  return { ...warned, findings, says: { ...identity, type: 'dialect-object', version, spec } };
}

function ofUnknownVersion(known: DialectKind, manifest: JsonMap, identity: Identity): Unjudged {
  return otherPolicy({ ...known, reach: reachOf(known) }, manifest, identity);
}

/** What a faulty policy may do is known, unlike what it says; a faulty set or tier may matter to any policy. */
function faulty(known: DialectKind, manifest: JsonMap, identity: Identity): Unjudged {
  const { canOpen, canClose, directions } = known;
  const may = { canOpen, canClose, directions };
  if (known.scope === 'Namespaced') return { ...faultyPolicy(manifest, identity, identity.namespace), ...may };
  const { group, kind, name } = identity;
  return { ...UNREADABLE, group, kind, ...(name !== '' && { name }), ...may };
}

function reachOf({ scope }: DialectKind): 'cluster' | 'namespace' {
  return scope === 'Cluster' ? 'cluster' : 'namespace';
}
