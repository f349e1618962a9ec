import { isAbsolute, relative, sep } from 'node:path';

/** Why a file is passed over: it is nothing that could be judged as it stands. */
export type PassedOver =
  /** By the settings or the command line; a folder counts once. */
  | 'excluded'
  /** In the folder `templates` of a chart. */
  | 'helm-template'
  /** With placeholders that another tool fills in. */
  | 'template'
  | 'kustomization'
  /** What a kustomization changes others by. */
  | 'kustomize-patch'
  /** YAML or JSON of any other kind. */
  | 'no-manifest'
  /** A link that leads to nothing. */
  | 'dangling-link';

/** A file of an input: what it holds, or why it is not read. */
export type InputFile = {
  /** What messages call it. */
  readonly name: string;
} & (
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'passed-over'; readonly why: PassedOver }
  /** It is there and cannot be opened, so that it may hold anything. */
  | { readonly type: 'unopened'; readonly reason: string }
);

/** Whether a file or folder is excluded by the user. */
export type Exclusion = (path: string, isFolder: boolean) => boolean;

/** What is excluded below a path that the user named. */
export type Exclusions = (root: string) => Exclusion;

/** Where a path is below a folder, with slashes; undefined where it is not, or is that folder. */
export function placeBelow(folder: string, path: string): string | undefined {
  const place = relative(folder, path).split(sep).join('/');
  return place === '' || place === '..' || place.startsWith('../') || isAbsolute(place) ? undefined : place;
}
