import { type Command, Option } from 'commander';
import { UsageError } from '../../files/usage-error';
import { namesCluster } from '../cluster-options';
import type { ExitCode } from '../exit-code';
import { UNJUDGED_CHOICES } from '../formats';
import type { Io } from '../io';

/** How to get a cluster's objects as one text. */
export const KUBECTL_GET = 'kubectl get netpol,ns,pods,deploy,sts,ds,rs,jobs,cronjobs,svc -A -o json';

/** Files, folders or standard input, as arguments or as kubectl has them. */
function takesPaths(command: Command): Command {
  return command
    .argument('[path...]', 'files, folders, or - for standard input')
    .option('-f, --filename <path...>', 'the same as an argument');
}

/** Files, folders, standard input, or a running cluster in their place. */
export function takesInput(command: Command): Command {
  return takesCluster(takesPaths(command));
}

/** The options that name a running cluster, as kubectl has them. */
export function takesCluster(command: Command): Command {
  return command
    .option('--cluster', 'instead of files, read the cluster of the current context, through kubectl')
    .option('--context <name>', 'the same, of a context of the kubeconfig')
    .option('--kubeconfig <file>', 'the same, of another kubeconfig')
    .option('-A, --all-namespaces', 'the same as --cluster: all namespaces are read in any case')
    .option('--request-timeout <seconds>', 'how long one request to the cluster may take (default: 60)');
}

/** The options of every command about how manifests are read, in the order in which help shows them. */
export function takesReading(command: Command): Command {
  return command
    .addOption(excludeOption())
    .addOption(defaultNamespaceOption())
    .addOption(unjudgedOption())
    .addOption(configOption());
}

/** The options of every command that judges, about the cluster that the manifests are for. */
export function takesPlatform(command: Command): Command {
  return takesPlugin(command).addOption(stagedOption());
}

/** The same without what-ifs, for commands that ask a running cluster. */
export function takesPlugin(command: Command): Command {
  return command.addOption(cniOption()).addOption(podCidrsOption());
}

/**
 * All files, folders and standard input that were named, in either way; none where a cluster is read.
 * @throws UsageError where neither was named, or both
 */
export function pathsOf(command: Command, paths: readonly string[], filename: readonly string[] = []): string[] {
  if (namesCluster(command.opts())) {
    if (paths.length + filename.length === 0) return [];
    throw new UsageError(
      `a cluster is read in place of files: ${[...paths, ...filename].join(', ')} is too much`,
      'name one of them; diff compares two inputs',
    );
  }
  if (paths.length + filename.length > 0) return [...paths, ...filename];
  const line = `${command.parent?.name()} ${command.name()}`;
  throw new UsageError(
    'no input: name files, folders, or - for standard input',
    `a cluster is read by ${line} --cluster, or from a pipe: ${KUBECTL_GET} | ${line} -`,
  );
}

/** Each time for one pattern, so that paths may follow. */
function excludeOption(): Option {
  return new Option(
    '--exclude <pattern>',
    'pass over these files and folders, as in .gitignore; may be repeated',
  ).argParser((pattern: string, before: readonly string[] = []) => [...before, pattern]);
}

/** The namespace of manifests that name none. */
function defaultNamespaceOption(): Option {
  return new Option('--default-namespace <namespace>', 'the namespace of manifests that name none (default: default)');
}

/** For hooks and generated folders, which may have nothing to check. */
export function allowEmptyOption(): Option {
  return new Option('--allow-empty', 'accept an input that holds nothing at all');
}

/** What is shown; all namespaces are read. */
export function namespaceOption(what: string): Option {
  return new Option('-n, --namespace <namespace>', what);
}

export function ipBlocksOption(): Option {
  return new Option(
    '--ip-blocks-match-pods <boolean>',
    'whether an ipBlock matches pods whose address is known (default: as the network plugin does; else true)',
  ).choices(['true', 'false']);
}

/** The network plugin of the cluster, by name. */
function cniOption(): Option {
  return new Option(
    '--cni <plugin>',
    'the network plugin, such as calico or aws-vpc-cni:on; docs/platforms.md has them',
  );
}

/** What staged policies would do. */
function stagedOption(): Option {
  return new Option(
    '--staged',
    "judge Calico's staged policies as if they were enforced; diff does so on the new side alone",
  );
}

/** The settings that every command reads. */
function configOption(): Option {
  return new Option('--config <file>', 'settings (default: .ringfence.yaml, if it is there)');
}

/** The addresses of pods, where the input does not show them. */
function podCidrsOption(): Option {
  return new Option(
    '--pod-cidrs <cidrs>',
    'the blocks that pods get their addresses from, such as 10.244.0.0/16,fd00::/64',
  );
}

/** What is done about policies of other APIs. */
function unjudgedOption(): Option {
  return new Option(
    '--unjudged <choice>',
    'what to do about policies of other APIs, which are not judged: exit with 1, warn, or not name them',
  )
    .choices(UNJUDGED_CHOICES)
    .default('warn');
}

/** What a command gets from the command line around it. */
export interface CommandContext {
  readonly io: Io;
  /** How the run ends. */
  end(code: ExitCode): void;
}
