import type { LabelSelector } from '../../policy/manifest';
import { item } from '../../policy/validation/finding';
import { field, type JsonMap, Structure } from '../../policy/validation/structure';
import { checkSelector } from '../../policy/validation/validate-selector';
import { listAt, mapAt, stringAt, stringsAt } from '../json';
import type { DeclaredCall, DeclaredCalls } from './declared-caller';

/** What is scraped for a ServiceMonitor. Source: prometheus-operator api.md, ServiceMonitorSpec. */
export function readServiceMonitor(manifest: JsonMap, namespace: string): DeclaredCalls {
  return scraped('services', 'endpoints', manifest, namespace);
}

/** What is scraped for a PodMonitor. Source: prometheus-operator api.md, PodMonitorSpec. */
export function readPodMonitor(manifest: JsonMap, namespace: string): DeclaredCalls {
  return scraped('pods', 'podMetricsEndpoints', manifest, namespace);
}

function scraped(type: 'services' | 'pods', list: string, manifest: JsonMap, namespace: string): DeclaredCalls {
  const spec = mapAt(manifest, 'spec');
  const selector = mapAt(spec, 'selector');
  const structure = new Structure();
  checkSelector(structure, selector, 'spec.selector');
  if (structure.findings.length > 0) return { caller: 'scraper', calls: [] };
  const chosen = mapAt(spec, 'namespaceSelector');
  const named = stringsAt(chosen, 'matchNames');
  const namespaces = field(chosen, 'any') === true ? 'all' : named.length > 0 ? named : [namespace];
  const calls = listAt(spec, list).flatMap((endpoint, index): DeclaredCall[] => {
    const on = portOf(endpoint);
    if (on === undefined) return [];
    return [{ type, selector: selector as LabelSelector, namespaces, on, path: item(`spec.${list}`, index) }];
  });
  return { caller: 'scraper', calls };
}

/** `port` comes before `portNumber` and `targetPort`, as the operator has it. */
function portOf(endpoint: JsonMap): (DeclaredCall & { type: 'pods' })['on'] | undefined {
  const port = stringAt(endpoint, 'port');
  if (port) return { port };
  const target = field(endpoint, 'portNumber') ?? field(endpoint, 'targetPort');
  return typeof target === 'number' || (typeof target === 'string' && target !== '') ? { target } : undefined;
}
