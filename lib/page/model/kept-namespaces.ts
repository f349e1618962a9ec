import type { ControlReport } from '../../compliance/compliance-report';
import type { ViewState } from '../state/view-state';

export type NamespaceReport = ControlReport['namespaces'][number];

/** The namespaces of a control that the filters keep: those that it certainly covers, and the others. */
export interface KeptNamespaces {
  readonly open: readonly NamespaceReport[];
  readonly covered: readonly NamespaceReport[];
}

export function keptNamespaces(
  { namespaces }: ControlReport,
  state: Pick<ViewState, 'namespace' | 'search'>,
): KeptNamespaces {
  const kept = namespaces.filter(({ namespace }) => keepsNamespace(namespace, state));
  return {
    open: kept.filter(({ status }) => status !== 'covered'),
    covered: kept.filter(({ status }) => status === 'covered'),
  };
}

export function keepsNamespace(name: string, { namespace, search }: Pick<ViewState, 'namespace' | 'search'>): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (namespace === '' || name === namespace) && words.every((word) => name.includes(word));
}
