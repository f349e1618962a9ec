import type { CniProfile } from '../cni/cni-profile';
import type { DialectObject } from './dialect';
import { dialectKind } from './dialects';

/** Whether the network plugin enforces the API of an object; a profile that says nothing of APIs enforces all of them. */
export function isEnforced({ group, kind }: DialectObject, { policyApis }: Pick<CniProfile, 'policyApis'>): boolean {
  const api = dialectKind(group, kind)?.api;
  return policyApis === undefined || (api !== undefined && policyApis.includes(api));
}
