import { DnsAskers } from '../../grants/egress-without-dns';
import { settingsOf } from '../constructs/app-settings';
import { type BoundaryWarning, boundaryWarnings, isSilenced, policyName } from './boundary-warnings';
import type { JudgedBoundary, SettledApp } from './judged';
import { ownPolicies } from './written-policies';

/** What the boundaries of an app are warned of, each by itself and among the others, and do not silence. */
export function* appWarnings({
  boundaries,
  inventory,
}: Pick<SettledApp, 'boundaries' | 'inventory'>): Iterable<readonly [JudgedBoundary, readonly BoundaryWarning[]]> {
  const policies = boundaries.map((boundary) => ownPolicies(boundary));
  const askers = new DnsAskers([
    ...policies.flat().map(({ manifest }) => manifest),
    ...inventory.policies().map(({ value }) => value),
  ]);
  for (const [index, boundary] of boundaries.entries()) {
    const found = boundaryWarnings(boundary);
    const { silence = {} } = settingsOf(boundary);
    for (const { manifest } of boundary._draft.findings.length > 0 ? [] : (policies[index] ?? [])) {
      if (!askers.leavesOut(manifest) || isSilenced('egress-without-dns', manifest, silence)) continue;
      found.push({
        id: 'egress-without-dns',
        path: 'spec.egress',
        message:
          'these pods cannot resolve names: their first egress policy closes DNS, and no policy for all of them opens it',
        fix: `new AllowDns(chart, 'dns', { namespace: '${manifest.metadata.namespace}' }), or say why they need no names: silence: { 'egress-without-dns': '...' }`,
        construct: boundary.node.path,
        policy: policyName(manifest),
      });
    }
    if (found.length > 0) yield [boundary, found];
  }
}
