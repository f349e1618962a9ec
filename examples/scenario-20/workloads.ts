import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';

/** The namespaces that the scenario needs beside `default`. */
export class NamespaceChart extends Chart {
  constructor(scope: Construct, id: string, names: readonly string[]) {
    super(scope, id);
    for (const name of names) new ApiObject(this, name, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
}

interface WorkloadProps {
  readonly image: string;
  /** The TCP port that the pods listen on. */
  readonly port?: number;
}

/** The workloads of a namespace, each a Deployment whose pods are labelled `app: <name>`. */
class WorkloadChart extends Chart {
  constructor(scope: Construct, id: string, namespace: string, workloads: Record<string, WorkloadProps>) {
    super(scope, id, { namespace });
    for (const [name, props] of Object.entries(workloads)) this.addDeployment(name, props);
  }

  private addDeployment(name: string, { image, port }: WorkloadProps) {
    const labels = { app: name };
    const ports = port === undefined ? undefined : [{ containerPort: port }];
    new ApiObject(this, name, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name, image, ports }] } },
      },
    });
  }
}

/** The workloads of the scenario, a chart for each namespace. */
export function workloadCharts(scope: Construct): Chart[] {
  return [
    new WorkloadChart(scope, 'cache', 'secure-middleware', { 'cache-store': { image: 'redis:7.4', port: 6379 } }),
    new WorkloadChart(scope, 'default', 'default', {
      'internal-proxy': { image: 'nginx:1.27', port: 80 },
      'build-code': { image: 'docker:27-dind' },
    }),
    new WorkloadChart(scope, 'monolith', 'big-monolith', { 'hunger-check': { image: 'nginx:1.27', port: 80 } }),
  ];
}
