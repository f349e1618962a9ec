/** A drawing with its layout: of all namespaces, or of the workloads of one. Lengths are pixels. */
export interface PageGraph {
  /** Empty for all namespaces. */
  readonly namespace: string;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PageNode[];
  /** Those that are drawn; those of a hub are a number at its node. */
  readonly edges: readonly PageEdge[];
}

export interface PageNode {
  readonly kind: 'namespace' | 'workloads' | 'addresses';
  readonly title: string;
  /** The rows that it stands for, as ranges. */
  readonly rows: string;
  readonly namespace: string;
  /** How many workloads or blocks it stands for. */
  readonly count: number;
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How many of its workloads entries from outside lead to, and let in. */
  readonly entered: number;
  /** How many of its workloads nearly all others reach alike, which no edge shows. */
  readonly openToAll: number;
  /** Numbers of the answers between it and addresses, where a mark at the node stands for these edges. */
  readonly toOutside: readonly number[];
  readonly fromOutside: readonly number[];
  /** How many nodes it reaches, and is reached by, where its edges in that direction are not drawn. */
  readonly foldedOut: number;
  readonly foldedIn: number;
}

export interface PageEdge {
  readonly from: number;
  readonly to: number;
  /** Numbers of the answers between the two. */
  readonly answers: readonly number[];
  /** The pairs of workloads that it stands for. */
  readonly pairs: number;
  /** As an SVG path. */
  readonly path: string;
  /** The ports, where there is room for them, and the middle of that text. */
  readonly label?: { readonly text: string; readonly x: number; readonly y: number };
}
