import type { Cluster } from './cluster';
import { ClusterBuilder, type ClusterOptions } from './cluster-builder';

/** How a text is read. */
export interface TextOptions extends ClusterOptions {
  /**
   * What the text is called in messages and positions, such as the path of its file.
   * @default - positions name no file
   */
  readonly file?: string;
}

/** The cluster that a YAML or JSON text declares, with as many documents as it has. Never throws for what is in it. */
export function clusterOfText(text: string, { file, ...options }: TextOptions = {}): Cluster {
  return new ClusterBuilder(options).addText(text, file).build();
}

/** The cluster that manifests declare, in whatever order they are. Never throws for what is in them. */
export function clusterOfManifests(manifests: Iterable<unknown>, options: ClusterOptions = {}): Cluster {
  const builder = new ClusterBuilder(options);
  let index = 0;
  for (const manifest of manifests) builder.add({ manifest, source: { type: 'value', index: index++ } });
  return builder.build();
}
