import { cniNamed } from '../cni/cni';
import type { CniProfile } from '../cni/cni-profile';
import { unknownCni } from '../cni/read-cni';
import { UsageError } from '../files/usage-error';
import { quote } from '../policy/unknown-value';

/**
 * The network plugin that a user names.
 * @throws UsageError where there is none of that name
 */
export function cniOf(name: string | undefined): CniProfile | undefined {
  if (name === undefined) return undefined;
  const profile = cniNamed(name);
  if (profile === undefined)
    throw new UsageError(`there is no network plugin ${quote(name)}; ${unknownCni(name, '').fix}`);
  return profile;
}
