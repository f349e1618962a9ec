import type { core } from '@pulumi/kubernetes';
import { type Output, output, type Resource } from '@pulumi/pulumi';
import { readDeclaredPods } from '../../cluster/declared-pods';
import { readService, type Service } from '../../cluster/service';
import { grantPorts } from '../../grants/grant-ports';
import { lastingSelector } from '../../grants/lasting-selector';
import { unselectableWorkload, unselectiveService } from '../../grants/unselectable';
import type { NetworkPolicyPort, StringMap } from '../../policy/manifest';
import type { PodsInNamespace } from '../../policy/pods';
import type { PortWord } from '../../policy/port';
import { Renderer } from '../../policy/render';
import type { FieldPath, Finding } from '../../policy/validation/finding';
import type { JsonMap } from '../../policy/validation/structure';
import type { Count, Text } from '../deferred/deferred';
import type { DeferredFindings } from '../deferred/deferred-judgement';
import { logicalNameOf, typeTokenOf } from '../pulumi-internals';
import { settingsOfProgram } from '../stack/program-settings';

/** The pods that a resource stands for. Which labels they have is known with the resource, and judged then. */
export interface ResourcePods {
  readonly pods: PodsInNamespace<Text>;
  readonly findings: DeferredFindings;
}

/** The ports of a rule, where only the resource behind the target knows how many there are. */
export interface ResourcePorts {
  readonly ports: Output<readonly NetworkPolicyPort[] | undefined>;
  readonly findings: DeferredFindings;
}

/** What no API server takes: should a faulty resource get past its findings, it selects no pod and opens nothing. */
const NO_LABELS: StringMap = { 'no label': '' };
const NO_PORTS: readonly NetworkPolicyPort[] = [{ protocol: 'TCP', port: 0 }];

export function podsOfWorkload(workload: Resource, path: FieldPath): ResourcePods {
  const { name, namespace, labels, selectorLabels, hostNetwork } = partsOf(workload);
  const { changingLabels: changing } = settingsOfProgram();
  const kind = kindOfResource(workload);
  const logicalName = logicalNameOf(workload);
  const usable = output({ labels, selectorLabels }).apply((known) => lastingSelector(labelsOf(known), changing) ?? {});
  return {
    pods: podsLabelled(usable, namespace),
    findings: output({ name, namespace, labels, selectorLabels, hostNetwork }).apply((known) => {
      const fault = unselectableWorkload(
        {
          kind,
          name: (known.name as string | undefined) ?? logicalName,
          namespace: known.namespace as string | undefined,
          hostNetwork: known.hostNetwork === true,
          ...labelsOf(known),
        },
        path,
        changing,
      );
      return fault === undefined ? [] : [fault];
    }),
  };
}

export function podsOfService(service: core.v1.Service, path: FieldPath): ResourcePods {
  const read = serviceOf(service);
  const selector = at(service, 'spec', 'selector').apply((labels) => (labels ?? {}) as StringMap);
  return {
    pods: podsLabelled(selector, at(service, 'metadata', 'namespace')),
    findings: read.apply((known) => {
      const fault = unselectiveService(known, path);
      return fault === undefined ? [] : [fault];
    }),
  };
}

/** The pods' ports behind a Service: those that are meant, or all of them. */
export function servicePorts(
  service: core.v1.Service,
  given: readonly PortWord<Text, Count>[] | undefined,
): ResourcePorts {
  const opened = output({ given, service: serviceOf(service) }).apply((known) => {
    const findings: Finding[] = [];
    const target = { service: known.service as Service, workloads: [] };
    const words = grantPorts(known.given as readonly PortWord[] | undefined, target, findings);
    const ports = findings.length > 0 ? NO_PORTS : new Renderer<string, number>().ports(words, 'ports');
    return { ports, findings };
  });
  return {
    ports: opened.apply(({ ports }) => ports as readonly NetworkPolicyPort[] | undefined),
    findings: opened.apply(({ findings }) => findings as readonly Finding[]),
  };
}

/** Whether the containers of a workload declare the ports that are named. */
export function namedPortFindings(workload: Resource, words: readonly PortWord<Text, Count>[]): DeferredFindings {
  const { name, labels, containers, initContainers } = partsOf(workload);
  const kind = kindOfResource(workload);
  return output({ words, name, labels, containers, initContainers }).apply((known) => {
    const pod = {
      metadata: { name: known.name, labels: known.labels },
      spec: { containers: known.containers, initContainers: known.initContainers },
    };
    const manifest = kind === 'Pod' ? pod : { metadata: { name: known.name }, spec: { template: pod } };
    // Where the template stands makes no difference to its ports.
    const declared = readDeclaredPods({ kind: kind === 'CronJob' ? 'Job' : kind, ...manifest } as JsonMap);
    const findings: Finding[] = [];
    grantPorts(
      known.words as unknown as readonly PortWord[],
      { workloads: declared === undefined ? [] : [declared] },
      findings,
    );
    return findings;
  });
}

function podsLabelled(labels: Output<StringMap>, namespace: Output<unknown>): PodsInNamespace<Text> {
  const never = labels.apply((known) => (Object.keys(known).length === 0 ? NO_LABELS : known));
  return {
    type: 'pods',
    // The labels themselves are known later, not only their values; no pattern looks into them.
    selector: { matchLabels: never as unknown as StringMap<Text> },
    all: false,
    place: { in: 'namespace', name: namespace as Output<string> },
  };
}

/** Where a workload says what its pods are, if not in `spec.template`. */
const TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', []],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

/** Workloads without a selector of their own; that of a Job is made by its controller. */
const WITHOUT_SELECTOR: readonly string[] = ['Pod', 'Job', 'CronJob'];

/** Each part of a workload by itself: one that the preview does not know keeps no other back. */
function partsOf(workload: Resource) {
  const kind = kindOfResource(workload);
  const pod = TEMPLATES.get(kind) ?? ['spec', 'template'];
  return {
    name: at(workload, 'metadata', 'name'),
    namespace: at(workload, 'metadata', 'namespace'),
    labels: at(workload, ...pod, 'metadata', 'labels'),
    selectorLabels: WITHOUT_SELECTOR.includes(kind) ? {} : at(workload, 'spec', 'selector', 'matchLabels'),
    hostNetwork: at(workload, ...pod, 'spec', 'hostNetwork'),
    containers: at(workload, ...pod, 'spec', 'containers'),
    initContainers: at(workload, ...pod, 'spec', 'initContainers'),
  };
}

function labelsOf(known: { labels?: unknown; selectorLabels?: unknown }) {
  return { labels: (known.labels ?? {}) as StringMap, selectorLabels: (known.selectorLabels ?? {}) as StringMap };
}

function serviceOf(service: core.v1.Service): Output<Service> {
  const metadata = { name: at(service, 'metadata', 'name'), namespace: at(service, 'metadata', 'namespace') };
  const spec = {
    type: at(service, 'spec', 'type'),
    selector: at(service, 'spec', 'selector'),
    ports: at(service, 'spec', 'ports'),
  };
  return output({ apiVersion: 'v1', kind: 'Service', metadata, spec }).apply(
    (manifest) => readService(manifest as unknown as JsonMap) as Service,
  );
}

/** A property of a resource, as an Output of its own. */
function at(resource: Resource, ...path: readonly string[]): Output<unknown> {
  return path.reduce<unknown>((from, name) => (from as Record<string, unknown>)[name], resource) as Output<unknown>;
}

/** `Deployment` of `kubernetes:apps/v1:Deployment`. */
function kindOfResource(resource: Resource): string {
  return typeTokenOf(resource).split(':').at(-1) ?? '';
}
