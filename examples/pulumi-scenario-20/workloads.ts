import * as kubernetes from '@pulumi/kubernetes';
import type { Resource } from '@pulumi/pulumi';

/** A namespace by just this name; Pulumi would add characters of its own. */
export function makeNamespace(name: string): kubernetes.core.v1.Namespace {
  return new kubernetes.core.v1.Namespace(name, { metadata: { name } });
}

interface WorkloadProps {
  readonly image: string;
  /** The TCP port that the pods listen on. */
  readonly port?: number;
}

/** A Deployment whose pods are labelled `app: <name>`. */
export function makeWorkload(
  name: string,
  namespace: string,
  { image, port }: WorkloadProps,
  dependsOn: Resource[] = [],
): kubernetes.apps.v1.Deployment {
  const labels = { app: name };
  const ports = port === undefined ? undefined : [{ containerPort: port }];
  return new kubernetes.apps.v1.Deployment(
    name,
    {
      metadata: { name, namespace, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name, image, ports }] } },
      },
    },
    { dependsOn },
  );
}
