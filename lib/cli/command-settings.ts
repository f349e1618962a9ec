import { type CniProfile, specification } from '../cni/cni-profile';
import { UsageError } from '../files/usage-error';
import { parseCidr } from '../policy/cidr';
import { quote } from '../policy/unknown-value';
import { parseAddress } from '../reachability/sets/address-set';
import { readSettings, type Settings } from '../settings/settings';
import { cniOf } from './find-by-name';

/** What of the settings file the command line says as well; the command line counts. */
export interface SettingsOptions {
  /**
   * The file of settings.
   * @default - `.ringfence.yaml`, if it is there
   */
  readonly config?: string;
  readonly cni?: string;
  /** The blocks of pods, separated by commas. */
  readonly podCidrs?: string;
  /** Whether Calico's staged policies are judged as if they were enforced. */
  readonly staged?: true;
  /** What is passed over, beside what the settings exclude. */
  readonly exclude?: readonly string[];
}

/** The settings of a command. */
export interface CommandSettings extends Settings {
  /** How the cluster is judged; undefined where nothing is said of it. */
  readonly profile?: CniProfile;
}

/**
 * The settings file, and what the command line says in its place.
 * @throws UsageError with all that is wrong with either
 */
export function settingsOf({ config, cni, podCidrs, staged, exclude = [] }: SettingsOptions): CommandSettings {
  const given = readSettings(config);
  const named = cniOf(cni) ?? given.cni;
  const plugin = staged && named !== undefined ? { ...named, staged } : named;
  const blocks = podCidrs === undefined ? given.podCidrs : cidrsOf(podCidrs);
  return {
    ...given,
    exclude: [...(given.exclude ?? []), ...exclude],
    cni: plugin,
    podCidrs: blocks,
    profile:
      blocks === undefined && !staged
        ? plugin
        : {
            ...(plugin ?? specification()),
            ...(staged && { staged }),
            ...(blocks !== undefined && { podCidrs: blocks }),
          },
  };
}

function cidrsOf(text: string): string[] {
  const cidrs = text.split(',').map((cidr) => cidr.trim());
  const problems = cidrs.flatMap(problemsOf);
  if (problems.length > 0) {
    throw new UsageError(problems, 'write blocks such as 10.244.0.0/16, with commas between them');
  }
  return cidrs;
}

function problemsOf(cidr: string): string[] {
  if (parseCidr(cidr) !== undefined) return [];
  if (cidr === '') return ['--pod-cidrs: a block is empty'];
  const address = parseAddress(cidr);
  const meant = address === undefined ? '' : `; did you mean ${cidr}/${address.family === 'IPv4' ? 16 : 64}?`;
  return [`--pod-cidrs: ${quote(cidr)} is not a valid CIDR${meant}`];
}
