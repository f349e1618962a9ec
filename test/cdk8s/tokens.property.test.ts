import { Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import * as cdk8s from 'ringfence/cdk8s';
import {
  allowDnsOptions,
  defaultDenyNamespaceOptions,
  labels,
  namespaceIsolationOptions,
  networkPolicyOptions,
  peers,
  podsInNamespace,
  ports,
  withPolicyOptions,
} from '../support/arbitraries';
import { catalogue } from '../support/pattern-arbitraries';
import { assertProperty, runs } from '../support/property';
import { newApp, yamlOf } from '../support/synth';

/** A boundary that a chart may hold. */
interface Boundary {
  readonly kind: string;
  readonly props: object;
}

/** What is no value of its own: which words, policies and constructs there are is known when the program is written. */
const STRUCTURE = ['type', 'isolate', 'grants', 'direction'];

/** The props with tokens in the place of some values, whole lists and words among them, as `choices` goes round. */
function withTokens(value: unknown, choices: () => boolean, field = ''): unknown {
  if (value === undefined || STRUCTURE.includes(field)) return value;
  const inside = insideOf(value, choices);
  // What a SecureNamespace is made of depends on whether there is a DNS server.
  return field !== '' && value !== 'none' && choices() ? Lazy.any({ produce: () => inside }) : inside;
}

function insideOf(value: unknown, choices: () => boolean): unknown {
  if (typeof value !== 'object' || value === null || Construct.isConstruct(value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => withTokens(item, choices, `${index}`));
  const fields = Object.entries(value).map(([name, one]) => [name, withTokens(one, choices, name)]);
  return Object.assign(Object.create(Object.getPrototypeOf(value)), Object.fromEntries(fields));
}

type BoundaryClass = new (scope: Construct, id: string, props: object) => Construct;
const classes = { ...cdk8s } as unknown as Readonly<Record<string, BoundaryClass>>;

function written(boundaries: readonly Boundary[]): string {
  const chart = new Chart(newApp(), 'chart', { namespace: 'shop', labels: { team: 'shop' } });
  for (const [index, { kind, props }] of boundaries.entries()) {
    new (classes[kind] as BoundaryClass)(chart, `b${index}`, props);
  }
  try {
    return yamlOf(chart);
  } catch (error) {
    return (error as Error).message;
  }
}

const target = fc
  .tuple(labels, podsInNamespace)
  .map(([some, { place }]) => cdk8s.Pods.labelled(some).inNamespace(place.name));
const grantOptions = withPolicyOptions(
  fc.record({ from: peers, to: target, ports, clientEgress: fc.constantFrom('auto', 'always', 'never') }),
);
const one = (kind: string, options: fc.Arbitrary<object>) => options.map((props): Boundary => ({ kind, props }));
const boundary = fc.oneof(
  one('NetworkPolicy', networkPolicyOptions),
  one('AllowDns', allowDnsOptions),
  one('DefaultDenyNamespace', defaultDenyNamespaceOptions),
  one('NamespaceIsolation', namespaceIsolationOptions),
  { weight: 4, arbitrary: one('ServiceAccessGrant', grantOptions) },
  ...catalogue.map(({ kind, options }) => one(kind, options)),
);

beforeAll(() => {
  // Random labels are warned of, which is not what is looked at here.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});

test('whatever values are tokens, the same is written, or refused, as with the values themselves', () => {
  let sound = 0;
  const choices = fc.array(fc.boolean(), { minLength: 1 });
  assertProperty(
    fc.property(fc.array(boundary, { minLength: 1, maxLength: 3 }), choices, (boundaries, drawn) => {
      let turn = 0;
      const choose = () => drawn[turn++ % drawn.length] as boolean;
      const plain = written(boundaries);
      if (!plain.startsWith('Validation failed')) sound++;
      expect(written(boundaries.map(({ kind, props }) => ({ kind, props: insideOf(props, choose) as object })))).toBe(
        plain,
      );
    }),
    runs(200),
  );
  expect(sound).toBeGreaterThan(runs(50));
});
