import { existsSync } from 'node:fs';
import { filesOfRevision, isRevision } from '../files/git-revision';
import { UsageError } from '../files/usage-error';
import { exclusionOf } from './exclusion';
import type { InputOptions, InputReader } from './input-reader';
import type { Io } from './io';

/**
 * Adds a file or folder, standard input, or what a Git revision holds. What is there counts before a revision of the same name.
 * @returns whether there is anything in it, be it for us or not
 * @throws UsageError for what is none of them
 */
export function addSide(reader: InputReader, name: string, io: Io, { exclude = [] }: InputOptions): boolean {
  const isPath = name === '-' || existsSync(name) || !isRevision(name);
  return isPath ? reader.add(name, io) : reader.addFiles(filesOfRevision(name, exclusionOf(exclude, '.')));
}

/** That inputs hold nothing at all: most often what should have written them has failed. */
export function nothingIn(names: readonly string[]): UsageError {
  const errors = names.map((name) =>
    name === '-' ? 'standard input is empty' : `${name}: nothing to read: no manifests, nor any other YAML or JSON`,
  );
  const hint = 'look whether what writes it has failed; check, list, diff and report accept it with --allow-empty';
  return new UsageError(errors, hint);
}
