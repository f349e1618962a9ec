/** What the command line says about a running cluster. */
export interface ClusterInputOptions {
  /** Whether the cluster of the current context is read. */
  readonly cluster?: true;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly allNamespaces?: true;
  /** In seconds. */
  readonly requestTimeout?: string;
}

/** Whether a running cluster is named, in whatever way. It imports nothing, so that help costs nothing. */
export function namesCluster({ cluster, context, kubeconfig, allNamespaces }: ClusterInputOptions): boolean {
  return Boolean(cluster || allNamespaces) || context !== undefined || kubeconfig !== undefined;
}
