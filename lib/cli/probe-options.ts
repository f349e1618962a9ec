import type { ClusterInputOptions } from './cluster-options';
import type { SettingsOptions } from './command-settings';
import type { ProbeFormat } from './formats';

/** What the command line says of probes. */
export interface ProbeOptions extends ClusterInputOptions, SettingsOptions {
  readonly plan?: true;
  readonly yes?: true;
  readonly cleanup?: true;
  readonly output: ProbeFormat;
  readonly image?: string;
  readonly startTimeout: string;
  readonly settle: string;
  readonly rate: string;
  readonly most: string;
  /** Whether connections between pods of the user are tried; a contract says the same. */
  readonly model?: true;
  /** Whether pods without tools get a container that has some; it stays in their description. */
  readonly ephemeral?: true;
  /** A file with claims, in place of the boundaries of the policies. */
  readonly contract?: string;
  /** Namespaces whose pods may be probed, with commas between them. */
  readonly namespace?: string;
}
