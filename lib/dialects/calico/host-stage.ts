import type { PolicyType } from '../../policy/manifest';
import type { DialectObject } from '../dialect';
import { type EndBox, EVERY_PORT_MATCH, EVERYONE, type RankedRules, type Stage, type StageRule } from '../stage';
import type { CalicoPolicySpec, CalicoSpec } from './calico-spec';

/**
 * What host endpoints may do, which is not judged: each may deny what goes to and from nodes, and where a policy is about what hosts
 * forward (`applyOnForward`, `preDNAT`, `doNotTrack`), also what goes to and from pods by way of them. Without a HostEndpoint no such
 * policy does anything.
 */
export function hostStage(direction: PolicyType, objects: readonly DialectObject<CalicoSpec>[]): Stage {
  const endpoints = objects.filter(({ spec }) => spec.type === 'host-endpoint');
  const forwarding =
    endpoints.length === 0
      ? []
      : (objects as readonly DialectObject<CalicoPolicySpec>[]).filter(
          ({ spec }) => spec.type === 'policy' && (spec.hostOnly !== undefined || spec.appliesOnForward === true),
        );
  const policies = [
    ...endpoints.map((policy) => perhapsDenies(policy, direction, NODES)),
    ...forwarding.map((policy) => perhapsDenies(policy, direction, PODS)),
  ];
  return { name: 'the host endpoints', ranks: policies.length === 0 ? [] : [{ policies }] };
}

const NODES: readonly EndBox[] = EVERYONE.filter(({ kind }) => kind === 'node');
const PODS: readonly EndBox[] = EVERYONE.filter(({ kind }) => kind === 'pod');

function perhapsDenies(policy: DialectObject, direction: PolicyType, subjects: readonly EndBox[]): RankedRules {
  const { kind, name } = policy;
  const rule: StageRule = {
    action: 'deny',
    subjects,
    peers: EVERYONE,
    ports: EVERY_PORT_MATCH,
    circumstances: [
      {
        key: `host ${JSON.stringify([kind, name, direction])}`,
        sentence: `${kind} ${name}, which is not judged, denies it at a host`,
      },
    ],
    origin: { policy, path: 'spec' },
  };
  return { policy, rules: [rule] };
}
