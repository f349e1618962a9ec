import { type Entry, type EntrySender, entriesOf } from '../../cluster/entries/entries';
import { possibleOf } from '../../reachability/answers/answer';
import { ConnectionSet } from '../../reachability/sets/connection-set';
import { cachePolicy, pod } from '../examples';
import type { LintContext } from '../lint-context';
import type { LintRule, RuleFinding } from '../lint-rule';
import { ADDRESS, INGRESS_CONTROLLER, isShutOut, podsBehind, type Sender } from '../senders';

const WORLD = [
  pod('shop', 'cache', '{containerPort: 8080}'),
  `apiVersion: v1
kind: Service
metadata: {name: cache, namespace: shop}
spec: {selector: {app: cache}, ports: [{port: 80, targetPort: 8080}]}
`,
  `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: cache, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
    - http:
        paths: [{path: /, pathType: Prefix, backend: {service: {name: cache, port: {number: 80}}}}]
`,
];

const SENDERS: { readonly [sender in EntrySender]: Sender } = {
  controller: INGRESS_CONTROLLER,
  outside: ADDRESS,
  node: ADDRESS,
};

/** Who is kept out, and what would let it in. */
const WORDS: { readonly [sender in EntrySender]: { readonly who: string; readonly fix: string } } = {
  controller: {
    who: 'the pods of an ingress controller',
    fix: "allow ingress on that port from the pods of the ingress controller, by their namespace's name and their labels",
  },
  outside: { who: 'clients outside of the cluster', fix: 'allow ingress on that port from an ipBlock of the clients' },
  node: {
    who: 'the nodes, whose addresses take the place of those of the clients',
    fix: 'allow ingress on that port from everyone, or set externalTrafficPolicy: Local and allow an ipBlock of the clients',
  },
};

export const entryBehindDeny: LintRule = {
  id: 'entry-behind-deny',
  severity: 'warning',
  title: 'an Ingress or Service for outside that policies shut off',
  explanation: `An Ingress, or a Service of type LoadBalancer or NodePort, leads to pods, and policies isolate these pods
and let in nothing that could be its sender: the pods of an ingress controller for an Ingress, a node for a Service, or
the client itself with externalTrafficPolicy: Local. Clients get an error or no answer. It is reported only where each pod
behind the Service is declared and closed; a rule for an ipBlock, or for pods that the input does not show, may let the
sender in, and so may policies of other APIs that are not judged.`,
  fix: 'allow ingress on the port of the pods from what sends to them',
  bad: cachePolicy(
    `
podSelector: {}
policyTypes: [Ingress]
`,
    ...WORLD,
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}]
    ports: [{protocol: TCP, port: 8080}]
`,
    ...WORLD,
  ),
  *check(linted) {
    if (linted.othersDecide) {
      yield* shutByOthers(linted);
      return;
    }
    for (const { title, sender, calls, source } of entriesOf(linted.cluster)) {
      const reported = new Set<string>();
      for (const { service, port, path } of calls) {
        const key = `${service.namespace}/${service.name} ${port.protocol} ${port.port}`;
        if (reported.has(key) || linted.hidesPodsIn(service.namespace)) continue;
        const called = podsBehind(service, port, linted);
        if (!isShutOut(called, SENDERS[sender], linted)) continue;
        reported.add(key);
        const { who, fix } = WORDS[sender];
        const numbers = [...new Set(called.map(({ number }) => number))].join(', ');
        const message = `this leads to ${port.protocol} ${numbers} of the pods of ${namedIn(title, `Service ${service.namespace}/${service.name}`)}, and no policy lets in ${who}`;
        yield { object: title, source, path, message, fix };
      }
    }
  },
};

/** Where policies of other APIs are judged as well, the judge says of each workload behind an entry what comes to it. */
function* shutByOthers(linted: LintContext): Iterable<RuleFinding> {
  const shut = new Map<Entry, ConnectionSet>();
  const open = new Set<Entry>();
  for (const one of linted.reachability.exposed()) {
    const { through, to, ports } = one;
    if (possibleOf(one).isEmpty && !linted.hidesPodsIn(to.namespace)) {
      shut.set(through, ports.union(shut.get(through) ?? ConnectionSet.none));
    } else open.add(through);
  }
  for (const [entry, ports] of shut) {
    const { title, namespace, sender, calls, source } = entry;
    if (open.has(entry) || linted.hidesPodsIn(namespace)) continue;
    const { who, fix } = WORDS[sender];
    const message = `this leads to ${ports} of declared pods, and policies do not let in ${who}`;
    yield { object: title, source, path: calls[0]?.path ?? '', message, fix };
  }
}

function namedIn(title: Entry['title'], service: string): string {
  return title === service ? 'this Service' : service;
}
