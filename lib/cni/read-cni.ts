import { parseCidr } from '../policy/cidr';
import { closestName } from '../policy/did-you-mean';
import { kindOf, quote } from '../policy/unknown-value';
import { type FieldPath, type Finding, invalid, item } from '../policy/validation/finding';
import { isMap, type JsonMap } from '../policy/validation/structure';
import { CNI_NAMES, Cni, type CniName, cniNamed } from './cni';
import type { CniProfile } from './cni-profile';
import { POLICY_FEATURES } from './deviation';
import { POLICY_APIS } from './policy-api';

/** How an option says which network plugin a cluster has: a word of `Cni`, or a name such as `calico`. */
export type CniChoice = CniProfile | CniName;

/** The network plugin that was said, if it was, and what is wrong with how it was said. */
export interface ReadCni {
  readonly profile?: CniProfile;
  readonly findings: readonly Finding[];
}

const NOT_SAID: ReadCni = { findings: [] };
/** Profiles in which nothing was wrong: one is given for thousands of policies. */
const sound = new WeakSet<object>();

/** Reads an option that says which network plugin there is; null and undefined say nothing. */
export function readCni(value: unknown, path: FieldPath = 'cni'): ReadCni {
  if (value === undefined || value === null) return NOT_SAID;
  if (typeof value === 'string') {
    const profile = cniNamed(value);
    return profile === undefined ? { findings: [unknownCni(value, path)] } : { profile, findings: [] };
  }
  if (typeof value === 'object' && sound.has(value)) return { profile: value as CniProfile, findings: [] };
  const findings = profileFindings(value, path);
  if (findings.length > 0) return { findings };
  sound.add(value as object);
  return { profile: value as CniProfile, findings };
}

/**
 * The network plugin that an option says; undefined where it says nothing.
 * @throws RangeError for what is no network plugin
 */
export function cniProfile(value: CniChoice | undefined): CniProfile | undefined {
  const { profile, findings } = readCni(value);
  if (findings.length > 0)
    throw new RangeError(findings.map(({ path, message, fix }) => `${path}: ${message}; ${fix}`).join('\n'));
  return profile;
}

/** That no network plugin has this name. */
export function unknownCni(name: string, path: FieldPath): Finding {
  const closest = closestName(name, CNI_NAMES);
  const question = closest === undefined ? '' : `did you mean ${closest}? `;
  return {
    path,
    reason: 'Unsupported value',
    message: `Unsupported value: ${quote(name)}: no network plugin has this name`,
    value: name,
    fix: `${question}The names are ${CNI_NAMES.join(', ')}`,
  };
}

function profileFindings(value: unknown, path: FieldPath): readonly Finding[] {
  if (typeof value === 'function') {
    const name = Object.entries(Cni).find(([, make]) => make === value)?.[0];
    return [invalid(path, value, 'must be a profile, not a function', `call it: Cni.${name ?? 'calico'}()`)];
  }
  if (!isMap(value) || value.type !== 'cni-profile') {
    const fix = "write a word of Cni, such as Cni.calico(), or a name, such as 'calico'";
    return [invalid(path, value, `must be a network plugin, not ${kindOf(value)}`, fix)];
  }
  if (!isWhole(value)) {
    const fix =
      'write { ...Cni.calico(), podCidrs: [...] } to change a profile, with a word of this version of ringfence';
    return [invalid(path, value.name, 'is a profile with fields missing, or of the wrong kind', fix)];
  }
  return Array.from(value.podCidrs as readonly unknown[]).flatMap((cidr, index) =>
    typeof cidr === 'string' && parseCidr(cidr) !== undefined
      ? []
      : [
          invalid(
            item(`${path}.podCidrs`, index),
            cidr,
            'must be a valid CIDR',
            "write a block such as '10.244.0.0/16'",
          ),
        ],
  );
}

/** Whether all is there that is read of a profile, as far as this version knows it. */
function isWhole(profile: JsonMap): boolean {
  const { name, title, enforcement, deviations, ipBlocksMatchPods, podCidrs, selectorsMatchHostNetwork } = profile;
  const { policyApis = [] } = profile;
  return (
    typeof name === 'string' &&
    typeof title === 'string' &&
    isMap(enforcement) &&
    typeof enforcement.enforced === 'boolean' &&
    typeof ipBlocksMatchPods === 'boolean' &&
    typeof selectorsMatchHostNetwork === 'boolean' &&
    Array.isArray(podCidrs) &&
    Array.isArray(policyApis) &&
    Array.from(policyApis).every((api) => POLICY_APIS.some((known) => known === api)) &&
    Array.isArray(deviations) &&
    Array.from(deviations).every((one) => isMap(one) && POLICY_FEATURES.some((feature) => feature === one.feature))
  );
}
