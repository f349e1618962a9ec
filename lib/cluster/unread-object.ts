import type { PolicyType } from '../policy/manifest';
import { type Finding, forbidden } from '../policy/validation/finding';
import type { JsonMap } from '../policy/validation/structure';
import type { ReadObject } from './cluster-object';
import type { Identity } from './identity';
import { mapAt, stringAt, stringsAt } from './json';
import { UNREADABLE, type Unjudged } from './unjudged';

/** The kind of what stands in a snapshot for objects that may be in the cluster and were not read. */
export const UNREAD = { group: 'ringfence', apiVersion: 'ringfence/v1', kind: 'Unread' } as const;

/** Something that was not read, as an object that can be written to a file. */
export function unreadObject(name: string, { message, fix }: Finding, unjudged: Unjudged): JsonMap {
  const { group, kind, canOpen, canClose, directions, reach } = unjudged;
  const namespace = reach.type === 'namespace' ? reach.namespace : undefined;
  return {
    apiVersion: UNREAD.apiVersion,
    kind: UNREAD.kind,
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec: {
      ...(group && { group }),
      ...(kind && { kind }),
      canOpen,
      canClose,
      directions,
      scope: reach.type,
      message,
      fix,
    },
  };
}

/** What such an object says: whatever it may decide depends on it. What cannot be read of it may decide anything. */
export function readUnread(manifest: JsonMap, { namespace }: Identity): ReadObject {
  const spec = mapAt(manifest, 'spec');
  const [group, kind] = [stringAt(spec, 'group'), stringAt(spec, 'kind')];
  const said = stringsAt(spec, 'directions');
  const directions = (['Ingress', 'Egress'] satisfies PolicyType[]).filter((one) => said.includes(one));
  const isOfNamespace = stringAt(spec, 'scope') === 'namespace' && namespace !== '';
  return {
    findings: [forbidden('', detailOf(spec), stringAt(spec, 'fix') ?? 'take the snapshot again with more permissions')],
    unjudged: {
      ...UNREADABLE,
      ...(group && { group }),
      ...(kind && { kind }),
      canOpen: spec.canOpen !== false,
      canClose: spec.canClose !== false,
      ...(directions.length > 0 && { directions }),
      ...(isOfNamespace && { namespace, reach: { type: 'namespace', namespace } }),
    },
  };
}

function detailOf(spec: JsonMap): string {
  const message = stringAt(spec, 'message')?.replace(/^Forbidden: /, '');
  return message ?? 'something was not read when the snapshot was taken';
}
