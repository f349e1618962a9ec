import type { Command, Option } from 'commander';
import { CNI_NAMES } from '../../cni/cni';
import type { InputNames } from './input-names';

export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** What may stand at the cursor: words, or the name of a file, which the shell completes by itself. */
export type Candidates = readonly Candidate[] | 'files';

/** A command line up to the cursor, without the name of the program. */
export interface Line {
  /** The words in front of the one at the cursor. */
  readonly before: readonly string[];
  /** What is written of the word at the cursor. */
  readonly partial: string;
}

/**
 * What may stand at the cursor of a command line, in the order of the help. What commands and options exist is read from the program.
 * @param namesIn what workloads and namespaces the manifests of these paths hold
 */
export function candidatesAt(
  program: Command,
  { before, partial }: Line,
  namesIn: (paths: readonly string[]) => InputNames,
): Candidates {
  const index = before.findIndex((word) => !word.startsWith('-'));
  if (index < 0) return startingWith(partial, partial.startsWith('-') ? optionsOf(program) : commandsOf(program));
  if (before[index] === 'help') return startingWith(partial, commandsOf(program));
  const command = program.commands.find((one) => one.name() === before[index]);
  if (command === undefined) return [];
  const words = before.slice(index + 1);
  const [, flag, value = ''] = /^(--[^=]+)=(.*)$/s.exec(partial) ?? [];
  const option = optionNamed(command, flag ?? words.at(-1));
  if (takesValue(option)) {
    const values = valuesOf(option, () => namesIn(pathsIn(command, words)));
    return startingWith(flag === undefined ? partial : value, values);
  }
  return startingWith(partial, partial.startsWith('-') ? optionsOf(command) : argumentsOf(command));
}

function startingWith(partial: string, candidates: Candidates): Candidates {
  return candidates === 'files' ? candidates : candidates.filter(({ word }) => word.startsWith(partial));
}

function plain(words: readonly string[]): Candidate[] {
  return words.map((word) => ({ word, description: '' }));
}

function commandsOf(program: Command): Candidate[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({ word: command.name(), description: command.description() }));
}

function optionsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, description }) => ({ word: long as string, description }));
}

/** The choices of the argument, where it has any; else it is a path. */
function argumentsOf({ registeredArguments: [argument] }: Command): Candidates {
  return argument?.argChoices === undefined ? 'files' : plain(argument.argChoices);
}

function optionNamed(command: Command, flag: string | undefined): Option | undefined {
  return flag === undefined ? undefined : command.options.find(({ long, short }) => long === flag || short === flag);
}

function takesValue(option: Option | undefined): option is Option {
  return option !== undefined && (option.required || option.optional);
}

/** What the help calls a value, as in `--cni <plugin>`, is what stands there. */
function valuesOf({ argChoices, flags }: Option, names: () => InputNames): Candidates {
  if (argChoices !== undefined) return plain(argChoices);
  switch (/<([\w-]+)/.exec(flags)?.[1]) {
    case 'file':
    case 'path':
      return 'files';
    case 'plugin':
      return plain(CNI_NAMES);
    case 'workload':
      return plain(names().workloads);
    case 'namespace':
      return plain(names().namespaces);
    default:
      return [];
  }
}

/** The paths that a line names, as arguments and as values of `-f`. */
function pathsIn(command: Command, words: readonly string[]): string[] {
  return words.filter((word, index) => {
    if (word.startsWith('-')) return false;
    const option = optionNamed(command, words[index - 1]);
    return !takesValue(option) || option.attributeName() === 'filename';
  });
}
