/** What of the layout engine is used. */
interface LayoutEngine {
  /** As one of the engines of Graphviz lays a graph out. */
  layout(dot: string, format: 'json' | 'svg', engine: 'dot' | 'fdp'): string;
}

/**
 * The layout engine, without what it prints of splines that it could not route: it draws these edges as lines. What it cannot read it
 * throws.
 */
export async function quietGraphviz(): Promise<LayoutEngine> {
  // A module of JavaScript's own kind, and large: loaded only for a drawing.
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const { error } = console;
  // It takes the function that prints when it is loaded, and there is no option for it.
  console.error = () => undefined;
  try {
    return await Graphviz.load();
  } finally {
    console.error = error;
  }
}
