import { dnsLabelProblems } from '../policy/validation/names';
import { field, isMap, type JsonMap } from '../policy/validation/structure';
import type { PolicyReach, UnjudgedPolicy } from './cluster';
import { mapAt, stringAt } from './json';
import type { PolicyKind } from './kinds/policy-kind';

/** What is not judged, but for where it stands. */
export type Unjudged = Omit<UnjudgedPolicy, 'source'>;

interface Identity {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** A policy of another API. */
export function otherPolicy(known: PolicyKind, manifest: JsonMap, { kind, name, namespace }: Identity): Unjudged {
  const { group, canOpen, canClose, directions } = known;
  const own = known.reach === 'namespace' ? namespace : stringAt(mapAt(manifest, 'metadata'), 'namespace');
  const isEverywhere = known.reach === 'cluster' || known.rootNamespace === namespace;
  return {
    reason: 'other-api',
    group,
    kind,
    ...(name !== '' && { name }),
    ...(own && { namespace: own }),
    canOpen,
    canClose,
    directions,
    reach: isEverywhere ? EVERYWHERE : { type: 'namespace', namespace },
  };
}

const EVERYWHERE: PolicyReach = { type: 'cluster' };

/** What may be anything: a document or object that could not be read. */
export const UNREADABLE: Unjudged = {
  reason: 'faulty',
  canOpen: true,
  canClose: true,
  directions: ['Ingress', 'Egress'],
  reach: EVERYWHERE,
};

/**
 * A policy that the API server refuses, or what may be one. It may do anything in its namespace, and everywhere where that is
 * not said in a way that can be read.
 * @param otherwise the namespace of what says none; absent where that may be any
 */
export function faultyPolicy(
  manifest: JsonMap,
  { group, kind, name }: { readonly group?: string; readonly kind?: string; readonly name?: string },
  otherwise?: string,
): Unjudged {
  const namespace = namespaceSaid(manifest, otherwise);
  return {
    ...UNREADABLE,
    ...(group && { group }),
    ...(kind && { kind }),
    ...(name && { name }),
    ...(namespace !== undefined && { namespace, reach: { type: 'namespace', namespace } }),
  };
}

function namespaceSaid(manifest: JsonMap, otherwise: string | undefined): string | undefined {
  const metadata = field(manifest, 'metadata') ?? {};
  if (!isMap(metadata)) return undefined;
  const said = field(metadata, 'namespace') ?? '';
  if (said === '') return otherwise;
  return typeof said === 'string' && dnsLabelProblems(said).length === 0 ? said : undefined;
}
