/** Programs with a contract; which one, the environment says. */
import * as kubernetes from '@pulumi/kubernetes';
import { ComponentResource, output, secret } from '@pulumi/pulumi';
import {
  configureBoundaries,
  DefaultDenyNamespace,
  Flow,
  IpBlock,
  NetworkPolicy,
  Pods,
  Port,
  Quarantine,
  ReachabilityContract,
  ServiceAccessGrant,
} from 'ringfence/pulumi';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('data');
const redis = Port.tcp(6379);
const ports = [redis];
const onlyWeb = {
  onlyInto: [
    {
      target: cache,
      flows: [Flow.from(web).to(cache).on(redis)],
    },
  ],
};

const grant = () => new ServiceAccessGrant('cache', { from: web, to: cache, ports, clientEgress: 'always' });
const leak = () =>
  new NetworkPolicy('leak', {
    namespace: 'data',
    pods: Pods.labelled({ app: 'cache' }),
    ingress: [{ from: IpBlock.ipv4(output('192.0.2.0/24')), ports }],
  });

const admin = () =>
  new kubernetes.apiextensions.CustomResource('admin', {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'open-all' },
    spec: {},
  });

const programs: Record<string, () => unknown> = {
  /** The contract comes first, and counts what comes after it. */
  kept() {
    new ReachabilityContract('contract', {
      ...onlyWeb,
      allowed: [Flow.from(web).to(cache).on(redis)],
    });
    grant();
    new DefaultDenyNamespace('deny', { namespace: 'data' });
  },
  broken() {
    new ReachabilityContract('contract', onlyWeb);
    grant();
    leak();
  },
  /** A policy of another API, which is not judged: as a resource. */
  otherApi() {
    grant();
    new ReachabilityContract('contract', { ...onlyWeb, policies: [admin()] });
  },
  /** The same as a manifest, of a kind that is ignored. */
  otherApiIgnored() {
    configureBoundaries({
      unjudged: { 'ClusterNetworkPolicy.crd.antrea.io': { ignore: 'it repeats the grants' } },
    });
    grant();
    const manifest = {
      apiVersion: 'crd.antrea.io/v1beta1',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'open-all' },
      spec: {},
    };
    new ReachabilityContract('contract', { ...onlyWeb, policies: [admin(), manifest] });
  },
  /** The same without a contract, and with a component that consists of objects. */
  open() {
    grant();
    leak();
    // As the Kubernetes provider registers the component that it makes of YAML.
    new ComponentResource('kubernetes:yaml/v2:ConfigGroup', 'group');
  },
  /** The manifests of another stack open more. */
  manifests() {
    grant();
    const metadata = { name: 'other', namespace: 'data' };
    const spec = { podSelector: {}, ingress: [{ ports: [{ port: 9090 }] }] };
    const other = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec } as const;
    new ReachabilityContract('contract', { ...onlyWeb, policies: output([other]) });
  },
  /** The same, of which there are none. */
  noManifests() {
    grant();
    new ReachabilityContract('contract', { ...onlyWeb, policies: output(undefined) as never });
  },
  /** Resources wait for a contract that does not hold, one behind the other. */
  needed() {
    const contract = new ReachabilityContract('contract', onlyWeb);
    grant();
    leak();
    const first = new kubernetes.core.v1.ConfigMap('first', {}, { dependsOn: contract });
    new kubernetes.core.v1.ConfigMap('second', {}, { dependsOn: first });
  },
  /** A policy that others wrote opens more. */
  others() {
    grant();
    const other = new kubernetes.networking.v1.NetworkPolicy('other', {
      metadata: { name: 'other', namespace: 'data' },
      spec: { podSelector: {}, ingress: [{ ports: [{ port: 9090 }] }] },
    });
    new ReachabilityContract('contract', { ...onlyWeb, policies: [other] });
  },
  /** Where the cache is, a preview does not know. */
  unknown() {
    const namespace = new kubernetes.core.v1.Namespace('data', { metadata: { name: 'data' } });
    const there = Pods.labelled({ app: 'cache' }).inNamespace(namespace);
    new ServiceAccessGrant('cache', { from: web, to: there, ports, clientEgress: 'always' });
    new ReachabilityContract('contract', { onlyInto: [{ target: there, flows: [] }] });
  },
  secret() {
    new NetworkPolicy('cache', {
      namespace: 'data',
      pods: Pods.labelled({ app: 'cache' }),
      ingress: [{ from: Pods.labelled({ app: secret('swordfish') }).inNamespace('front'), ports }],
    });
    new ReachabilityContract('contract', { onlyInto: [{ target: cache, flows: [] }] });
  },
  /** A workload that waits for the contract cannot be waited for. */
  circle() {
    const contract = new ReachabilityContract('contract', {
      ...onlyWeb,
      get declared() {
        return declared;
      },
    });
    grant();
    declared.push(new kubernetes.core.v1.Namespace('data', { metadata: { name: 'data' } }, { dependsOn: contract }));
  },
  /** A boundary that is made after the contract was judged. */
  late() {
    new ReachabilityContract('contract', onlyWeb);
    grant();
    return new Promise((resolve) => setTimeout(resolve, 50)).then(leak);
  },
  /** Pods that are cut off, and to which another policy opens a way. */
  quarantine() {
    new Quarantine('incident', { namespace: 'data', pods: Pods.labelled({ app: 'cache' }), from: web, ports });
    leak();
  },
  /** A claim that cannot be read. */
  unread() {
    new ReachabilityContract('contract', { allowed: [Flow.from(web).to(cache).on(Port.tcp(99_999))] });
  },
};

const declared: kubernetes.core.v1.Namespace[] = [];

export = programs[process.env.PROGRAM as string]?.();
