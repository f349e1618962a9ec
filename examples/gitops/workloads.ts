import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';

/** A web page, the cart behind it, and the cart's database, in a namespace of their own. */
export class ShopChart extends Chart {
  readonly web: ApiObject;
  readonly cart: ApiObject;
  readonly database: ApiObject;

  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'shop' });
    new ApiObject(this, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    this.web = this.workload('Deployment', 'web', 'nginx:1.27', 8080);
    this.cart = this.workload('Deployment', 'cart', 'cart:1.4', 8080);
    this.database = this.workload('StatefulSet', 'database', 'postgres:17', 5432);
  }

  private workload(kind: 'Deployment' | 'StatefulSet', name: string, image: string, containerPort: number): ApiObject {
    const labels = { app: name };
    return new ApiObject(this, name, {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name },
      spec: {
        ...(kind === 'StatefulSet' && { serviceName: name }),
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name, image, ports: [{ containerPort }] }] } },
      },
    });
  }
}
