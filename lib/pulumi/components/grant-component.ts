import type { core } from '@pulumi/kubernetes';
import { readCni } from '../../cni/read-cni';
import { grantPorts } from '../../grants/grant-ports';
import { checkTargetIngress, isPlainTarget, type TargetIngress } from '../../grants/target-ingress';
import { type ClientEgress, checkClientEgress } from '../../patterns/client-egress-option';
import { type PolicyOptions, unknownOptions } from '../../patterns/policy-options';
import { serviceAccessGrant } from '../../patterns/service-access-grant';
import { InvalidPolicyError } from '../../patterns/written';
import type { PodsInNamespace } from '../../policy/pods';
import type { PortWord } from '../../policy/port';
import type { Finding } from '../../policy/validation/finding';
import { type Count, type Deferred, joinedText, type Text } from '../deferred/deferred';
import type { DeferredFindings } from '../deferred/deferred-judgement';
import { draftOf, type PulumiManifest, readable } from '../deferred/pulumi-draft';
import { namedPortFindings, type ResourcePorts, servicePorts } from '../peers/resource-pods';
import {
  type GrantClient,
  type GrantTarget,
  PeerReader,
  type ResolvedTarget,
  type Workload,
} from '../peers/resources-as-peers';
import { Port } from '../pulumi-words';
import { EgressAnswers, type EgressQuestion } from '../stack/egress-answers';
import { Boundary, type BoundaryOptions, type Plan } from './boundary-component';

/** The props that every grant has. */
export interface GrantProps extends PolicyOptions<Text> {
  /** The peers that may connect. */
  readonly from: GrantClient | readonly GrantClient[];
  /**
   * Whether the clients get an egress policy too. A pod that no policy isolates for egress must not get one: its first
   * egress policy would cut it off from DNS and everything else.
   *
   * - `auto`: where a boundary of this stack isolates the client for egress, made before the grant or after it. Other
   *   policies are not taken into account. It is an error where this is not known before the deployment: namespaces are
   *   compared as names or as Namespace resources, labels as plain values
   * - `always`: even where no policy isolates it; its namespaces must be named
   * - `never`
   * @default 'auto'
   */
  readonly clientEgress?: ClientEgress;
  /**
   * Whether the target is protected by an ingress policy. A pod that no policy isolates for ingress is open to everyone, and
   * its first ingress policy closes it to everyone else.
   *
   * - `always`: the target is isolated, and only the clients of grants and other policies reach it
   * - `auto`: where a boundary of this stack isolates the target for ingress; other policies are not taken into account
   * - `never`: only the clients' way out is opened
   * @default 'always'; for every pod of a namespace, and for pods that the whole cluster uses, such as those of kube-system, it has
   * to be said where nothing isolates them
   */
  readonly targetIngress?: TargetIngress;
}

/** A grant to pods, in words or as a resource. */
export interface GrantToPods extends GrantProps {
  /** The pods that are protected. */
  readonly to: GrantTarget | Workload | core.v1.Namespace;
  /** The pods' ports that are opened. */
  readonly ports: readonly PortWord<Text, Count>[];
}

/** A grant to the pods of a Service. */
export interface GrantToService extends GrantProps {
  /** The Service whose pods are protected. */
  readonly to: core.v1.Service;
  /**
   * The ports of the Service that are opened, by number or name.
   * @default - all ports of the Service
   */
  readonly ports?: readonly PortWord<Text, Count>[];
}

/** The props of `ServiceAccessGrant`. */
export type ServiceAccessGrantProps = GrantToPods | GrantToService;

/**
 * Lets clients reach a target on its ports. The policy `<name>-allow-ingress`, in the namespace of the target, isolates
 * the target and allows only these clients, and those of other policies. Each client that is isolated for egress also
 * gets `<namespace of the target>-<name>-allow-egress` in its own namespace; other clients get no policy. `metadata.name` names the
 * policy that protects the target, and takes the place of the name of the component in the names of the others; labels,
 * annotations and the description go to all policies.
 *
 * @example
 * new ServiceAccessGrant('cache', { from: proxy, to: cache, ports: [Port.tcp(6379)] });
 */
export class ServiceAccessGrant extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: ServiceAccessGrantProps, opts?: BoundaryOptions) {
    super('ServiceAccessGrant', name, (author) => readable(author, () => planOf(author, name, props)), opts);
  }
}

function planOf(author: string, id: string, props: ServiceAccessGrantProps): Plan {
  const { from, to, ports: given, clientEgress = 'auto', targetIngress, ...options } = props;
  const reader = new PeerReader();
  const clients = reader.clients(from);
  const target = reader.target(to);
  const findings = [
    ...unknownOptions(props, ['from', 'to', 'ports', 'clientEgress', 'targetIngress']),
    ...reader.findings,
    ...checkClientEgress(clientEgress),
    ...checkTargetIngress(targetIngress),
  ];
  const opened = openedPorts(given, target, findings);
  const isDeclared = target.workload !== undefined || target.service !== undefined;
  const question: EgressQuestion = { clients, targets: target.pods, clientEgress, targetIngress, isDeclared };
  if (findings.length > 0) throw new InvalidPolicyError(findings, author);

  const peers = clients.map(({ peer }) => peer);
  const write = (openEgressOf: readonly PodsInNamespace<Text>[]) =>
    serviceAccessGrant<Text, Count>(
      id,
      {
        ...options,
        from: Array.isArray(from) || peers.length !== 1 ? peers : (peers[0] as (typeof peers)[number]),
        to: target.pods,
        ports: opened.words,
        openEgressOf,
      },
      joinedText,
    );
  const always = clientEgress === 'always' ? new EgressAnswers([]).ofClients(question) : { open: [], findings: [] };
  const draft = draftOf(author, () => write(always.open), always.findings);
  const withPorts = (manifests: readonly PulumiManifest[]) =>
    opened.deferred === undefined
      ? manifests
      : manifests.map((manifest) => onPorts(manifest, opened.deferred as Deferred));
  const written = withPorts(draft.written.manifests);
  // Ingress policies come first; whether they are written at all may depend on the answer.
  const count = target.pods.length;
  const isPlain = isPlainTarget(targetIngress, target.pods as readonly PodsInNamespace[]);
  const leaves = targetIngress === 'never' || targetIngress === 'auto';
  return {
    draft: {
      written: { ...draft.written, manifests: written },
      deferred: opened.deferred === undefined ? draft.deferred : new Set([...draft.deferred, opened.deferred]),
    },
    findings: [...reader.deferred, ...opened.findings],
    cni: readCni(options.cni).profile,
    ...(leaves && { atOnce: targetIngress === 'never' ? written.slice(count) : [], certain: written.slice(count) }),
    ...((clientEgress === 'auto' || !isPlain) && {
      asks: {
        question,
        isolatesTarget: isPlain,
        manifestsWith: ({ open, protects }) => {
          const all = withPorts(write(clientEgress === 'auto' ? open : always.open).manifests);
          return protects ? all : all.slice(count);
        },
      },
    }),
  };
}

interface OpenedPorts {
  readonly words: readonly PortWord<Text, Count>[];
  /** The ports as the policies have them, where only a Service knows them. */
  readonly deferred?: ResourcePorts['ports'];
  readonly findings: readonly DeferredFindings[];
}

function openedPorts(
  given: readonly PortWord<Text, Count>[] | undefined,
  { service, workload }: ResolvedTarget,
  findings: Finding[],
): OpenedPorts {
  if (service !== undefined) {
    const { ports, findings: deferredFindings } = servicePorts(service, given);
    return { words: [Port.all()], deferred: ports, findings: [deferredFindings] };
  }
  // No number or name is looked into: without a Service or workloads the words come back as they are.
  const words = grantPorts(given as readonly PortWord[] | undefined, { workloads: [] }, findings);
  const named = Array.isArray(words) && words.some((word) => word?.type === 'named-port');
  return {
    words: words as readonly PortWord<Text, Count>[],
    findings: named && workload !== undefined ? [namedPortFindings(workload, words)] : [],
  };
}

/** The policy with these ports in its one rule. */
function onPorts(manifest: PulumiManifest, ports: Deferred): PulumiManifest {
  const { ingress, egress } = manifest.spec;
  const narrowed = (rules: readonly object[] | undefined) => rules?.map((rule) => ({ ...rule, ports }));
  return {
    ...manifest,
    spec: {
      ...manifest.spec,
      ...(ingress && { ingress: narrowed(ingress) }),
      ...(egress && { egress: narrowed(egress) }),
    } as PulumiManifest['spec'],
  };
}
