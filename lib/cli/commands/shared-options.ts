import { type Command, Option } from 'commander';
import type { ExitCode, Io } from '../io';

/** Files, folders or standard input, as arguments or as kubectl has them. */
export function takesPaths(command: Command): Command {
  return command
    .argument('[path...]', 'files, folders, or - for standard input')
    .option('-f, --filename <path...>', 'the same as an argument');
}

/** All that was named, in either way. */
export function pathsOf(paths: readonly string[], filename: readonly string[] = []): string[] {
  return [...paths, ...filename];
}

export function ipBlocksOption(): Option {
  return new Option(
    '--ip-blocks-match-pods <boolean>',
    'whether an ipBlock matches pods whose address is known (default: as the network plugin does; else true)',
  ).choices(['true', 'false']);
}

/** The network plugin of the cluster, by name. */
export function cniOption(): Option {
  return new Option(
    '--cni <plugin>',
    'the network plugin, such as calico or aws-vpc-cni:on; docs/platforms.md has them',
  );
}

/** What a command gets from the command line around it. */
export interface CommandContext {
  readonly io: Io;
  /** How the run ends. */
  end(code: ExitCode): void;
}
