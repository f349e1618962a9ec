import { log } from '@pulumi/pulumi';
import { Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import fc from 'fast-check';
import type { NetworkPolicyManifest } from 'ringfence';
import * as cdk8s from 'ringfence/cdk8s';
import * as pulumi from 'ringfence/pulumi';
import {
  allowDnsOptions,
  defaultDenyNamespaceOptions,
  labels,
  namespaceIsolationOptions,
  networkPolicyOptions,
  peers,
  podsInNamespace,
  policyName,
  ports,
  withPolicyOptions,
} from '../support/arbitraries';
import { LaterLeaves, type Leaf } from '../support/deferred-leaves';
import { catalogue } from '../support/pattern-arbitraries';
import { assertProperty, runs } from '../support/property';
import { newStack, policiesOf, settled } from '../support/pulumi-mocks';
import { newApp } from '../support/synth';

// Random labels are warned of, which is not what is looked at here.
beforeAll(() => {
  jest.spyOn(log, 'warn').mockResolvedValue(undefined);
});

/** A boundary that both engines can make. */
interface Boundary {
  readonly kind: string;
  readonly name: string;
  readonly props: object;
}

const ofCdk8s: Record<Boundary['kind'], unknown> = { ...cdk8s };
const ofPulumi: Record<Boundary['kind'], unknown> = { ...pulumi };

/** The policies that cdk8s writes; undefined where it refuses to. */
function policiesOfCdk8s(boundaries: readonly Boundary[]): NetworkPolicyManifest[] | undefined {
  const chart = new Chart(newApp(), 'chart');
  for (const { kind, name, props } of boundaries) {
    new (ofCdk8s[kind] as new (scope: Construct, id: string, props: never) => Construct)(chart, name, props as never);
  }
  try {
    return sorted(Testing.synth(chart));
  } catch {
    return undefined;
  }
}

async function policiesOfPulumi(boundaries: readonly Boundary[]): Promise<NetworkPolicyManifest[]> {
  const registered = newStack();
  for (const { kind, name, props } of boundaries) {
    new (ofPulumi[kind] as new (name: string, props: never) => object)(name, props as never);
  }
  await settled();
  return sorted(policiesOf(registered));
}

function sorted(policies: readonly NetworkPolicyManifest[]): NetworkPolicyManifest[] {
  const key = ({ metadata }: NetworkPolicyManifest) => `${metadata.namespace}/${metadata.name}`;
  return [...policies].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const choices = fc.array(fc.constantFrom<Leaf[]>('plain', 'output', 'Promise'), { minLength: 1 });
const one = (kind: Boundary['kind'], options: fc.Arbitrary<object>) =>
  fc
    .tuple(
      policyName,
      // cdk8s takes a map with this key for no plain object, and refuses to write it.
      options.filter((props) => !JSON.stringify({ ...props, pods: undefined }).includes('"constructor":')),
    )
    .map(([name, props]): Boundary => ({ kind, name, props }));

// A grant to every pod of a namespace depends on what else isolates it.
const target = fc.tuple(labels, podsInNamespace).map(([some, { place }]) => ({
  ...cdk8s.Pods.labelled(some).inNamespace(place.name),
}));
const grantOptions = withPolicyOptions(
  fc.record({
    from: peers,
    to: target,
    ports,
    clientEgress: fc.constantFrom('auto', 'never'),
    targetIngress: fc.constantFrom('always', 'auto', 'never'),
  }),
);

const patterns: [string, fc.Arbitrary<Boundary>, number?][] = [
  ['NetworkPolicy', one('NetworkPolicy', networkPolicyOptions)],
  ['AllowDns', one('AllowDns', allowDnsOptions)],
  ['DefaultDenyNamespace', one('DefaultDenyNamespace', defaultDenyNamespaceOptions)],
  ['NamespaceIsolation', one('NamespaceIsolation', namespaceIsolationOptions)],
  ['ServiceAccessGrant', one('ServiceAccessGrant', grantOptions)],
  ...catalogue.map(({ kind, options }): [string, fc.Arbitrary<Boundary>, number] => [kind, one(kind, options), 20]),
];

describe.each(patterns)('what Pulumi registers for %s', (_, boundary, most = 60) => {
  test('is what cdk8s writes, with whatever leaves known only later', async () => {
    await assertProperty(
      fc.asyncProperty(boundary, choices, async ({ kind, name, props }, leaves) => {
        const expected = policiesOfCdk8s([{ kind, name, props }]);
        // Only cdk8s checks grants as claims so far, such as one for a client that no pod can be.
        fc.pre(expected !== undefined);
        const registered = await policiesOfPulumi([{ kind, name, props: new LaterLeaves(leaves).in(props) }]);
        expect(registered).toEqual(expected);
      }),
      runs(most),
    );
  });
});

/** Few names and labels, so that boundaries meet. */
const namespace = fc.constantFrom('front', 'shop');
const app = fc.constantFrom('web', 'cart').map((value) => ({ app: value }));
const pods = fc.oneof(app.map(cdk8s.Pods.labelled), fc.constantFrom(cdk8s.Pods.all()));
const placed = fc.oneof(
  fc.tuple(pods, namespace).map(([selection, name]) => selection.inNamespace(name)),
  pods.map((selection) => selection.inNamespaces(cdk8s.Namespaces.named('front', 'shop'))),
  pods.map((selection) => selection.inSameNamespace()),
  pods.map((selection) => selection.inNamespaces(cdk8s.Namespaces.labelled({ team: 'x' }))),
);
const together = fc.array(
  fc.oneof(
    fc.record({ namespace, direction: fc.constantFrom('ingress', 'egress', 'both') }).map((props) => ({
      kind: 'DefaultDenyNamespace' as const,
      props,
    })),
    fc.record({ namespace, pods }).map((props) => ({ kind: 'AllowDns' as const, props })),
    fc
      .record({ namespace, pods: app.map(cdk8s.Pods.labelled), egress: fc.constant([]) })
      .map((props) => ({ kind: 'NetworkPolicy' as const, props })),
    fc
      .record({
        namespace,
        pods: app.map(cdk8s.Pods.labelled),
        ports: fc.constant([cdk8s.Port.tcp(80)]),
        from: placed,
        clientEgress: fc.constantFrom('auto', 'auto', 'always', 'never'),
      })
      .map((props) => ({ kind: 'AllowPrometheusScrape' as const, props })),
    fc
      .record({
        from: fc.array(placed, { minLength: 1, maxLength: 2 }),
        to: fc.tuple(pods, namespace).map(([selection, name]) => selection.inNamespace(name)),
        ports: fc.constant([cdk8s.Port.tcp(80)]),
        clientEgress: fc.constantFrom('auto', 'auto', 'auto', 'always', 'never'),
        targetIngress: fc.constantFrom(undefined, undefined, 'always', 'auto', 'never'),
      })
      .map((props) => ({ kind: 'ServiceAccessGrant' as const, props })),
  ),
  { minLength: 1, maxLength: 6 },
);

test('boundaries that depend on one another come out as with cdk8s, in whatever order they are made', async () => {
  let written = 0;
  await assertProperty(
    fc.asyncProperty(together, async (drawn) => {
      const boundaries = drawn.map((boundary, index): Boundary => ({ ...boundary, name: `b${index}` }));
      const expected = policiesOfCdk8s(boundaries);
      fc.pre(expected !== undefined);
      written++;
      expect(await policiesOfPulumi(boundaries)).toEqual(expected);
    }),
    runs(200),
  );
  expect(written).toBeGreaterThan(runs(50));
});
