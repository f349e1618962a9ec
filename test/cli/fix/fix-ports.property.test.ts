import fc from 'fast-check';
import { fixedText } from '../../../lib/cli/fix/fixed-text';
import type { Cluster } from '../../../lib/cluster/cluster';
import { clusterOfText } from '../../../lib/cluster/load';
import { lint } from '../../../lib/lint/lint';
import type { LintFinding } from '../../../lib/lint/lint-rule';
import type { Protocol } from '../../../lib/policy/manifest';
import { possibleOf } from '../../../lib/reachability/answers/answer';
import type { Endpoint, PodEndpoint } from '../../../lib/reachability/pods/endpoint';
import { engineOf, Reachability } from '../../../lib/reachability/reachability';
import { parseAddress } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import { findNothing, runs, seed } from '../../support/property';

/** Few apps, numbers and names, so that Services, containers and rules often mean the same port, or nearly. */
const apps = fc.constantFrom('a', 'b', 'c');
const numbers = fc.constantFrom(53, 80, 2888, 8080);
const names = fc.constantFrom('http', 'admin');
const protocols: fc.Arbitrary<Protocol> = fc.constantFrom('TCP', 'TCP', 'UDP');

const pods = fc.uniqueArray(
  fc.record({
    app: apps,
    tier: fc.constantFrom('x', 'y'),
    ports: fc.uniqueArray(fc.record({ name: names, containerPort: numbers, protocol: protocols }), {
      selector: ({ name }) => name,
      maxLength: 2,
    }),
  }),
  { selector: ({ app, tier }) => `${app}-${tier}`, minLength: 1, maxLength: 4 },
);
const services = fc.array(
  fc.record({
    app: apps,
    headless: fc.boolean(),
    port: numbers,
    targetPort: fc.oneof(numbers, names),
    protocol: protocols,
  }),
  { maxLength: 4 },
);
const rulePort = fc.record({ port: fc.oneof(numbers, names), protocol: protocols }, { requiredKeys: ['port'] });
const peer = fc.oneof(
  fc.constant({ podSelector: {} }),
  apps.map((app) => ({ podSelector: { matchLabels: { app } } })),
  fc.constant({ namespaceSelector: {} }),
  fc.constantFrom('0.0.0.0/0', '169.254.0.0/16', '10.0.0.0/8').map((cidr) => ({ ipBlock: { cidr } })),
);
const rules = (field: 'from' | 'to') =>
  fc.array(
    fc
      .record({
        peers: fc.array(peer, { minLength: 1, maxLength: 2 }),
        ports: fc.array(rulePort, { minLength: 1, maxLength: 3 }),
      })
      .map((rule) => ({ [field]: rule.peers, ports: rule.ports })),
    { minLength: 1, maxLength: 2 },
  );
const policies = fc.array(
  fc.record({
    app: fc.option(apps),
    ingress: fc.option(rules('from'), { nil: undefined }),
    egress: fc.option(rules('to'), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 3 },
);

const worlds = fc.record({ pods, services, policies }).map((world) =>
  [
    ...world.pods.map(({ app, tier, ports }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${app}-${tier}`, namespace: 's', labels: { app, tier } },
      spec: { containers: [{ name: 'c', ports }] },
    })),
    ...world.services.map(({ app, headless, ...port }, index) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `s${index}`, namespace: 's' },
      spec: { ...(headless && { clusterIP: 'None' }), selector: { app }, ports: [port] },
    })),
    ...world.policies.map(({ app, ingress, egress }, index) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `p${index}`, namespace: 's' },
      spec: {
        podSelector: app === null ? {} : { matchLabels: { app } },
        policyTypes: [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])],
        ...(ingress && { ingress }),
        ...(egress && { egress }),
      },
    })),
  ]
    .map((manifest) => JSON.stringify(manifest))
    .join('\n---\n'),
);

const METADATA: Endpoint[] = ['169.254.169.254', '100.100.100.200', '198.51.100.7'].map((text) => ({
  type: 'address',
  address: parseAddress(text) as NonNullable<ReturnType<typeof parseAddress>>,
}));

/** Where somebody may listen on a pod: what a container declares, and ports that clients of a headless Service call. */
function listened({ ports, labels }: PodEndpoint, { services: all }: Cluster): ConnectionSet {
  const headless = all.filter(
    ({ headless, selector }) => headless && Object.entries(selector).every(([key, value]) => labels[key] === value),
  );
  return ConnectionSet.of(
    ...ports.map(({ port, protocol }) => ({ port, protocol })),
    ...headless.flatMap((service) => service.ports.map(({ port, protocol }) => ({ port, protocol }))),
  );
}

/** What a fix of some findings may open on a pod: what they say. */
function said(findings: readonly LintFinding[], pod: PodEndpoint | undefined): ConnectionSet {
  return findings.reduce((all, { rule, edits = [] }) => {
    for (const edit of edits) {
      const value = edit.type === 'set' ? edit.value : undefined;
      if (rule === 'dns-over-udp-only') all = all.union(ConnectionSet.of({ protocol: 'TCP', port: 53 }));
      if (rule === 'service-port' || rule === 'named-port-unresolved') {
        const own = (pod?.ports ?? []).filter((port) =>
          rule === 'service-port' ? port.name === value || port.port === value : port.protocol === value,
        );
        all = all.union(ConnectionSet.of(...own.map(({ port, protocol }) => ({ port, protocol }))));
        if (rule === 'service-port' && typeof value === 'number') {
          all = all.union(
            ConnectionSet.of({ protocol: 'TCP', port: value }).union(
              ConnectionSet.of({ protocol: 'UDP', port: value }),
            ),
          );
        }
      }
    }
    return all;
  }, ConnectionSet.none);
}

test(`no fix closes a port on which something may listen, or opens more than its finding says (seed ${seed})`, () => {
  let fixed = 0;
  let changed = 0;
  findNothing(worlds, runs(600), (text) => {
    const before = clusterOfText(text, { file: 'a.yaml' });
    if (before.problems.length > 0) return undefined;
    const findings = lint(before).filter(
      ({ edits }) => edits !== undefined && edits.every(({ type }) => type === 'set'),
    );
    const done = fixedText(text, 'a.yaml', findings);
    if (done === undefined) return undefined;
    fixed += done.findings.length;
    const [old, now] = [before, clusterOfText(done.text)].map((cluster) => engineOf(Reachability.of(cluster)));
    if (old === undefined || now === undefined) return 'unreachable';
    const ends = (engine: typeof old) =>
      engine.cluster.workloads.flatMap((workload) =>
        engine.pods.kindsOf(workload).flatMap(({ endpoints }) => endpoints),
      );
    const [olds, nows] = [ends(old), ends(now)];
    for (const [at, source] of olds.entries()) {
      for (const [to, destination] of olds.entries()) {
        if (at === to) continue;
        const was = old.judge.answer(source, destination);
        const is = now.judge.answer(nows[at] as PodEndpoint, nows[to] as PodEndpoint);
        if (!possibleOf(was).equals(possibleOf(is))) changed++;
        // A block without the metadata addresses depends on a pod not having one of them.
        const closed = was.certain.difference(possibleOf(is)).intersection(listened(destination, before));
        if (!closed.isEmpty) return `closes ${closed}\n${text}\n${done.text}`;
        const opened = possibleOf(is).difference(possibleOf(was)).difference(said(done.findings, destination));
        if (!opened.isEmpty) return `opens ${opened}\n${text}\n${done.text}`;
      }
      for (const address of METADATA) {
        const was = old.judge.answer(source, address).certain;
        const is = now.judge.answer(nows[at] as PodEndpoint, address).certain;
        const opened = is.difference(was).difference(said(done.findings, undefined));
        if (!opened.isEmpty) return `opens ${opened} to an address\n${text}\n${done.text}`;
      }
    }
    return undefined;
  });
  expect(fixed).toBeGreaterThan(runs(100));
  expect(changed).toBeGreaterThan(runs(20));
});
