import type { DialectObject } from './dialect';

/** The API of Calico, and the group in which it keeps its objects, with the same specs. */
export const CALICO_GROUPS = [
  { group: 'projectcalico.org', versions: ['v3'] },
  { group: 'crd.projectcalico.org', versions: ['v1'] },
] as const;

/** Whether an object shows that the network plugin is Calico. */
export function isOfCalico({ group }: Pick<DialectObject, 'group'>): boolean {
  return CALICO_GROUPS.some((own) => own.group === group);
}

/** Whether an object shows that the network plugin is Cilium. */
export function isOfCilium({ group }: Pick<DialectObject, 'group'>): boolean {
  return group === 'cilium.io';
}
