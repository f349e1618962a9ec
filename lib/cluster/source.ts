/** A place in a text; lines and columns count from 1. */
export interface Position {
  /** The file as its reader named it; absent for text that has no name. */
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

/** Where an object came from. */
export type Source = TextSource | ConstructSource | ValueSource | LiveSource;

/** A document of a YAML or JSON text, or an item of a `List` in it. */
export interface TextSource extends Position {
  readonly type: 'text';
  /**
   * The place of a field of the object, such as `spec.ingress[0].from[1]`: that of the nearest field around it that the
   * text has, where it is not written itself.
   */
  positionOf(path: string): Position;
}

/** A construct of a cdk8s app, or a resource of a Pulumi program. */
export interface ConstructSource {
  readonly type: 'construct';
  readonly path: string;
}

/** A value that was given as it is, by its place in the list of those. */
export interface ValueSource {
  readonly type: 'value';
  readonly index: number;
}

/** An object of a running cluster, as its API server has it. */
export interface LiveSource {
  readonly type: 'live';
  /** What the cluster is called: the context of the kubeconfig. */
  readonly cluster: string;
}

/**
 * A source in a message: `shop.yaml:12:1`, a construct path, `manifest 3`, or `cluster prod`.
 * @param path a field of the object, whose place is shown where the source has one
 */
export function describeSource(source: Source, path?: string): string {
  switch (source.type) {
    case 'construct':
      return source.path;
    case 'value':
      return `manifest ${source.index + 1}`;
    case 'live':
      return `cluster ${source.cluster}`;
    case 'text':
      return positionText(path === undefined ? source : source.positionOf(path));
  }
}

function positionText({ file, line, column }: Position): string {
  return file === undefined ? `line ${line}, column ${column}` : `${file}:${line}:${column}`;
}
