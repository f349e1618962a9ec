import { type Command, Option } from 'commander';

/** The options of every command about how flow logs are read. `--flows` takes one value, so that paths may follow it. */
export function takesFlows(command: Command, { isMandatory = true } = {}): Command {
  const more = (value: string, before: string[] | undefined) => [...(before ?? []), value];
  return command
    .addOption(
      new Option('--flows <log>', 'a flow log of the network plugin, or - for standard input; may be repeated')
        .argParser(more)
        .makeOptionMandatory(isMandatory),
    )
    .option('--format <name>', 'the format of the log (default: found line by line); docs/flows.md has them')
    .addOption(
      new Option(
        '--log-prefix <prefix>',
        'the prefix of kernel log lines of denied packets; PREFIX=allowed for allowed ones; may be repeated',
      ).argParser(more),
    )
    .option('--since <time>', 'leave out older records: 30m, 2h, 7d, or a time such as 2026-11-28T10:00:00Z');
}
