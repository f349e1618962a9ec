import type { DeclaredCall } from '../../cluster/entries/declared-caller';
import { cachePolicy, pod } from '../examples';
import type { LintContext } from '../lint-context';
import type { LintRule } from '../lint-rule';
import { type CalledPort, firstOf, isShutOut, podsBehind, SCRAPER } from '../senders';

type Scraped = DeclaredCall & { readonly type: 'services' | 'pods' };

const WORLD = [
  pod('shop', 'cache', '{containerPort: 6379}, {name: metrics, containerPort: 9121}'),
  `apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: cache, namespace: shop}
spec:
  selector: {matchLabels: {app: cache}}
  podMetricsEndpoints: [{port: metrics}]
`,
];

export const scrapeDenied: LintRule = {
  id: 'scrape-denied',
  severity: 'warning',
  title: 'metrics that a monitor asks for and policies close',
  explanation: `A ServiceMonitor or PodMonitor makes Prometheus connect to a port of pods, and policies isolate these pods and open
the port to nothing that could be Prometheus: to no namespace beside their own, and to no ipBlock. The targets are down, and
alerts on their metrics stay silent. It is reported only where each of the pods is declared and closed, and no policies
of other APIs may open them.`,
  fix: 'allow ingress on the port from the pods of Prometheus, by the name of their namespace and their labels',
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {}}]
    ports: [{protocol: TCP, port: 6379}]
`,
    ...WORLD,
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {}}]
    ports: [{protocol: TCP, port: 6379}]
  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
    ports: [{protocol: TCP, port: metrics}]
`,
    ...WORLD,
  ),
  *check(linted) {
    for (const { caller, title, calls, source } of linted.cluster.callers) {
      if (caller !== 'scraper') continue;
      for (const call of calls) {
        if (call.type === 'service') continue;
        const called = call.type === 'pods' ? ofPods(call, linted) : ofServices(call, linted);
        if (!isShutOut(called, SCRAPER, linted)) continue;
        const numbers = [...new Set(called.map(({ protocol, number }) => `${protocol} ${number}`))].join(', ');
        const message = `this is scraped on ${numbers}, and no policy of the pods opens it to another namespace or to addresses`;
        yield { object: title, source, path: call.path, message };
      }
    }
  },
};

function ofPods(call: Scraped, linted: LintContext): CalledPort[] {
  return placesOf(call).flatMap((namespaces) =>
    linted.podsAmong({ pods: call.selector, namespaces }).flatMap((kind): CalledPort[] => {
      const pod = firstOf(kind);
      if (pod === undefined) return [];
      const wanted = 'port' in call.on ? call.on.port : call.on.target;
      if (typeof wanted === 'number') return [{ pod, protocol: 'TCP', number: wanted }];
      return pod.ports.flatMap(({ name, protocol, port }) =>
        name === wanted ? [{ pod, protocol, number: port }] : [],
      );
    }),
  );
}

function ofServices(call: Scraped, linted: LintContext): CalledPort[] {
  const { on, selector, namespaces } = call;
  return linted.servicesLabelled(selector, namespaces).flatMap((service) => {
    if ('port' in on) {
      return service.ports.flatMap((port) => (port.name === on.port ? podsBehind(service, port, linted) : []));
    }
    return podsBehind(service, { port: 0, targetPort: on.target, protocol: 'TCP' }, linted);
  });
}

function placesOf({ namespaces }: Scraped) {
  return namespaces === 'all' ? [{ selector: {} }] : namespaces.map((own) => ({ own }));
}
