import fc from 'fast-check';
import {
  allowDns,
  defaultDenyNamespace,
  namespaceIsolation,
  networkPolicy,
  serviceAccessGrant,
  type Written,
} from 'ringfence';
import {
  allowDnsOptions,
  defaultDenyNamespaceOptions,
  few,
  namespaceIsolationOptions,
  networkPolicyOptions,
  peers,
  podsInNamespace,
  policyName,
  ports,
  some,
  withPolicyOptions,
} from './arbitraries';
import { catalogue } from './pattern-arbitraries';

/** What each pattern writes, whatever its valid options are. */
export const patternCalls: readonly [string, fc.Arbitrary<Written>][] = [
  ['networkPolicy', fc.tuple(policyName, networkPolicyOptions).map(([name, options]) => networkPolicy(name, options))],
  [
    'serviceAccessGrant',
    fc
      .tuple(
        policyName,
        withPolicyOptions(
          fc.record(
            {
              from: peers,
              to: fc.oneof(podsInNamespace, some(podsInNamespace)),
              ports,
              openEgressOf: few(podsInNamespace),
            },
            { requiredKeys: ['from', 'to', 'ports'] },
          ),
        ),
      )
      .map(([id, options]) => serviceAccessGrant(id, options)),
  ],
  ['namespaceIsolation', namespaceIsolationOptions.map((options) => namespaceIsolation('id', options))],
  ['allowDns', allowDnsOptions.map((options) => allowDns('id', options))],
  ['defaultDenyNamespace', defaultDenyNamespaceOptions.map((options) => defaultDenyNamespace('id', options))],
  ...catalogue.map(({ kind, write, options }): [string, fc.Arbitrary<Written>] => [
    kind,
    fc.tuple(policyName, options).map(([id, given]) => write(id, given as never)),
  ]),
];
