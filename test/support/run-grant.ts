import { runInNewContext } from 'node:vm';
import { networkPolicy } from '../../lib/patterns/network-policy';
import { serviceAccessGrant } from '../../lib/patterns/service-access-grant';
import { validManifests } from '../../lib/patterns/written';
import type { NetworkPolicyManifest } from '../../lib/policy/manifest';
import type { PodsInNamespace } from '../../lib/policy/pods';
import { IpBlock, Pods, Port } from '../../lib/policy/words';

/**
 * The policies that one statement of code writes. `chart` is a name only, and a grant opens the way out of its client if
 * that is said, since there is no app to report it.
 * @throws InvalidPolicyError
 */
export function runGrant(code: string, isClientIsolated: boolean): readonly NetworkPolicyManifest[] {
  const written: NetworkPolicyManifest[] = [];
  class ServiceAccessGrant {
    constructor(_chart: unknown, id: string, options: Parameters<typeof serviceAccessGrant<string, number>>[1]) {
      const openEgressOf = isClientIsolated ? [options.from as PodsInNamespace] : [];
      written.push(...validManifests(serviceAccessGrant(id, { ...options, openEgressOf })));
    }
  }
  class NetworkPolicy {
    constructor(_chart: unknown, id: string, options: Parameters<typeof networkPolicy<string, number>>[1]) {
      written.push(...validManifests(networkPolicy(id, options)));
    }
  }
  runInNewContext(code, { chart: {}, IpBlock, NetworkPolicy, Pods, Port, ServiceAccessGrant });
  return written;
}
