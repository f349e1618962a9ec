import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps, Chart, Testing } from 'cdk8s';
import type { NetworkPolicyManifest } from 'ringfence';

/** Prints texts in snapshots as they are, without quotes and escapes. */
export const asText = {
  test: (value: unknown) => typeof value === 'string',
  print: (value: unknown) => value as string,
};

const outdir = join(tmpdir(), `ringfence-test-${process.pid}`);

/** A new app that writes, if at all, to a folder of this process. */
export function newApp(props: AppProps = {}): App {
  return new App({ outdir, ...props });
}

/** A chart of a new app; `namespace` is the chart's. */
export function newChart(namespace?: string, id = 'boundary'): Chart {
  return new Chart(newApp(), id, { namespace });
}

/** What `cdk8s synth` would write for the app around the chart, in one text. */
export function yamlOf(chart: Chart): string {
  return (chart.node.root as App).synthYaml();
}

/** The NetworkPolicies that the chart writes, in the order in which it writes them. */
export function policiesOf(chart: Chart): NetworkPolicyManifest[] {
  return (Testing.synth(chart) as NetworkPolicyManifest[]).filter(({ kind }) => kind === 'NetworkPolicy');
}

/** `namespace/name` of the policies that the chart writes, in order. */
export function policyNames(chart: Chart): string[] {
  return policiesOf(chart).map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
}

/** The policy of this name. */
export function policy(chart: Chart, name: string): NetworkPolicyManifest {
  const found = policiesOf(chart).find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new Error(`no policy ${name} among ${policyNames(chart).join(', ')}`);
  return found;
}

/** The message with which synthesis fails. */
export function failureOf(chart: Chart): string {
  try {
    yamlOf(chart);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the app was synthesized');
}

/** The manifest of a Deployment whose pods carry these labels. */
export function deployment(
  name: string,
  labels: Record<string, string>,
  ports: readonly object[] = [],
  pod: object = {},
) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'main', ports }], ...pod } },
    },
  };
}
