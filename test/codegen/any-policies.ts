import fc from 'fast-check';
import { allowDns, type NetworkPolicyManifest, networkPolicy, Pods, Port, serviceAccessGrant } from 'ringfence';
import {
  allowDnsOptions,
  networkPolicyOptions,
  podsInNamespace,
  policyName,
  ports,
  some,
  withPolicyOptions,
} from '../support/arbitraries';
import { catalogue } from '../support/pattern-arbitraries';

const manifestsOf = (written: { readonly manifests: readonly NetworkPolicyManifest[] }) => written.manifests;
/** Grants among few pods, so that the clients of some are the targets or the clients of others. */
const pods = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('shop', 'web'))
  .map(([app, namespace]) => Pods.labelled({ app }).inNamespace(namespace));
const grant = fc
  .tuple(fc.constantFrom('one', 'two', 'three'), pods, pods, fc.boolean())
  .map(([id, from, to, opens]) =>
    serviceAccessGrant(id, { from, to, ports: [Port.tcp(80)], openEgressOf: opens ? [from] : [] }),
  );
/** What the patterns write, grants with and without the way out of their clients among it. */
export const anyPolicies: fc.Arbitrary<readonly NetworkPolicyManifest[]> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: grant },
      fc.tuple(policyName, networkPolicyOptions).map(([name, options]) => networkPolicy(name, options)),
      allowDnsOptions.map((options) => allowDns('id', options)),
      fc
        .tuple(policyName, withPolicyOptions(fc.record({ from: some(podsInNamespace), to: podsInNamespace, ports })))
        .map(([id, options]) => serviceAccessGrant(id, { ...options, openEgressOf: options.from })),
      ...catalogue.map(({ write, options }) =>
        fc.tuple(policyName, options).map(([id, given]) => write(id, given as never)),
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => {
    // cdk8s takes a map with the key `constructor` for an object of a class.
    const writable = all.flatMap(manifestsOf).filter((one) => !JSON.stringify(one.metadata).includes('"constructor":'));
    const byId = new Map(writable.map((one) => [`${one.metadata.namespace}/${one.metadata.name}`, one]));
    return [...byId.values()];
  });
