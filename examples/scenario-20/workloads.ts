import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';

interface WorkloadProps {
  readonly image: string;
  /** The TCP port that the pods listen on. */
  readonly port?: number;
}

/** A namespace of the scenario and the workloads in it, each labelled `app: <name>`. */
export class WorkloadChart extends Chart {
  constructor(scope: Construct, namespace: string, workloads: Record<string, WorkloadProps>) {
    super(scope, `${namespace}-workloads`, { namespace });
    if (namespace !== 'default') {
      new ApiObject(this, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    }
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
