import { CNI_NAMES, cniNamed } from '../cni/cni';
import type { CniProfile } from '../cni/cni-profile';
import { UsageError } from '../files/usage-error';
import { closestNames, didYouMean } from '../policy/did-you-mean';
import { quote } from '../policy/unknown-value';

/**
 * The network plugin that a user names.
 * @throws UsageError where there is none of that name
 */
export function cniOf(name: string | undefined): CniProfile | undefined {
  if (name === undefined) return undefined;
  const profile = cniNamed(name);
  if (profile === undefined)
    throw new UsageError(
      `no network plugin ${quote(name)}${didYouMean(closestNames(name, CNI_NAMES))}`,
      `the names are ${CNI_NAMES.join(', ')}`,
    );
  return profile;
}
