import { Construct, type IConstruct } from 'constructs';
import { readCni } from '../../cni/read-cni';
import type { Client } from '../../grants/client-egress';
import { grantPorts } from '../../grants/grant-ports';
import { checkTargetIngress, type TargetIngress } from '../../grants/target-ingress';
import { type ClientEgress, checkClientEgress } from '../../patterns/client-egress-option';
import { type PolicyOptions, unknownOptions } from '../../patterns/policy-options';
import { serviceAccessGrant } from '../../patterns/service-access-grant';
import type { Peer } from '../../policy/peer';
import type { PortWord } from '../../policy/port';
import { type Finding, unreadable } from '../../policy/validation/finding';
import { IpBlock, Pods, Port } from '../../policy/words';
import { Inventory } from '../judgement/inventory';
import type { BoundaryDraft, ResolvedGrant } from '../judgement/judged';
import { draftOf } from '../judgement/judged';
import { type GrantClient, type GrantTarget, PeerReader, type ResolvedTarget } from '../peers/constructs-as-peers';
import { apiObjectOf, isNamespace } from '../peers/namespace-construct';
import { mayHoldTokens } from '../tokens/find-tokens';
import { settingsOf } from './app-settings';
import { AT_SYNTH, Boundary, untilSynth } from './boundary-construct';

/** The props that every grant has. */
export interface GrantProps extends PolicyOptions {
  /** The peers that may connect. */
  readonly from: GrantClient | readonly GrantClient[];
  /**
   * Whether the clients get an egress policy too. A pod that no policy isolates for egress must not get one: its first
   * egress policy would cut it off from DNS and everything else.
   *
   * - `auto`: where the NetworkPolicies of the app isolate the client for egress, also those that other code wrote
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
   * - `auto`: where the NetworkPolicies of the app isolate the target for ingress, all of them
   * - `never`: only the clients' way out is opened
   * @default 'always'; for every pod of a namespace, and for pods that the whole cluster uses, such as those of kube-system, it has
   * to be said where nothing isolates them
   */
  readonly targetIngress?: TargetIngress;
}

/** A grant to pods, in words. */
export interface GrantToPods extends GrantProps {
  /** The pods that are protected. */
  readonly to: GrantTarget;
  /** The pods' ports that are opened. */
  readonly ports: readonly PortWord[];
}

/** A grant to what a construct stands for. */
export interface GrantToConstruct extends GrantProps {
  /** A workload, a Service or a Namespace of the app. */
  readonly to: IConstruct;
  /**
   * The ports that are opened: those of a Service, by number or name, or else the pods' own.
   * @default - all ports of the Service; for anything but a Service they have to be given
   */
  readonly ports?: readonly PortWord[];
}

/** The props of `ServiceAccessGrant`. */
export type ServiceAccessGrantProps = GrantToPods | GrantToConstruct;

/** What words are read among: other constructs do not matter to them. */
const NOTHING_DECLARED = new Inventory([]);

/**
 * Lets clients reach a target on its ports. The policy `<id>-allow-ingress`, in the namespace of the target, isolates
 * the target and allows only these clients, and those of other policies. Each client that is isolated for egress also
 * gets `<namespace of the target>-<id>-allow-egress` in its own namespace; other clients get no policy. `metadata.name` names the
 * policy that protects the target, and takes the place of the id in the names of the others; labels, annotations and the
 * description go to all policies.
 *
 * @example
 * new ServiceAccessGrant(chart, 'cache', { from: proxy, to: cache, ports: [Port.tcp(6379)] });
 */
export class ServiceAccessGrant extends Boundary {
  /** Clients and target where words alone say them; undefined where constructs have to be read at synth. */
  readonly #inWords: ResolvedGrant | undefined;
  readonly #props: ServiceAccessGrantProps;

  constructor(scope: Construct, id: string, props: ServiceAccessGrantProps) {
    super(scope, id);
    this.#props = props;
    this._cni = readCni(props?.cni).profile;
    const { from, to } = props ?? {};
    const clients: readonly unknown[] = Array.isArray(from) ? from : [from];
    if (Construct.isConstruct(to) || clients.some((client) => Construct.isConstruct(client))) {
      this._write(this.#head());
      return;
    }
    const inWords = this.#resolve(props, NOTHING_DECLARED);
    if (mayHoldTokens(this, props, faultsOf(inWords))) {
      this._write(untilSynth({ ...inWords.ingress, findings: faultsOf(inWords) }));
    } else {
      this.#inWords = inWords;
      this._write(inWords.ingress);
    }
  }

  /** @internal */
  _resolve(inventory: Inventory): ResolvedGrant {
    if (this.#inWords !== undefined) return this.#inWords;
    const first = this.#resolve(this.#props, inventory);
    if (!mayHoldTokens(this, this.#props, faultsOf(first))) return first;
    const { value, findings } = this._resolved(this.#props);
    if (findings.length > 0) return { ...first, findings, ingress: { ...first.ingress, findings: [] } };
    if (value === this.#props) return first;
    this._cni = readCni(value?.cni).profile;
    const resolved = this.#resolve(value, inventory);
    this._takeNames(resolved.ingress);
    return resolved;
  }

  /** The policy's name and namespace, where they are known before the labels of clients and target are. */
  #head(): BoundaryDraft {
    const { to } = this.#props;
    const namespace = Construct.isConstruct(to) ? namespaceOf(to) : this._chart.namespace;
    if (namespace === undefined) return { manifests: [], findings: AT_SYNTH };
    const anyone = { from: IpBlock.anyIpv4(), to: Pods.all().inNamespace(namespace), ports: [Port.all()] };
    return {
      ...draftOf(() => serviceAccessGrant(this.node.id, { ...ofPolicies(this.#props), ...anyone })),
      findings: AT_SYNTH,
    };
  }

  #resolve(props: ServiceAccessGrantProps, inventory: Inventory): ResolvedGrant {
    const { id } = this.node;
    try {
      const { from, to, ports, clientEgress = 'auto', targetIngress } = props;
      const options = ofPolicies(props);
      // Words hold their labels, so that thousands of grants do not ask for settings.
      const changing = inventory === NOTHING_DECLARED ? undefined : settingsOf(this).changingLabels;
      const reader = new PeerReader(inventory, this._chart.namespace, changing);
      const clients = reader.clients(from);
      const target = reader.target(to);
      const findings = [
        ...unknownOptions(props, ['from', 'to', 'ports', 'clientEgress', 'targetIngress']),
        ...reader.findings,
      ];
      const opened = grantPorts(ports, target, findings);
      findings.push(...checkClientEgress(clientEgress), ...checkTargetIngress(targetIngress));
      const words = inWords(from, clients, target, opened, findings);
      const { description, metadata, argoCdSyncWave, silence, cni } = options;
      // Field by field: spreading the options takes a third of the time that the pattern takes.
      const ingress = draftOf(() =>
        serviceAccessGrant(id, {
          description,
          metadata,
          argoCdSyncWave,
          silence,
          cni,
          from: words.from,
          to: words.to,
          ports: words.ports,
        }),
      );
      return {
        id,
        targets: target.pods,
        clients,
        ports: opened,
        clientEgress,
        targetIngress,
        options,
        findings,
        ingress,
      };
    } catch (error) {
      const nothing: BoundaryDraft = { manifests: [], findings: [] };
      const findings = [unreadable('props', error, 'check the types of the props')];
      return {
        id,
        targets: [],
        clients: [],
        ports: [],
        clientEgress: 'never',
        targetIngress: undefined,
        options: {},
        findings,
        ingress: nothing,
      };
    }
  }
}

/** All that is wrong with a grant, before it is settled. */
function faultsOf({ findings, ingress }: ResolvedGrant): readonly Finding[] {
  return findings.length === 0 ? ingress.findings : [...findings, ...ingress.findings];
}

/** What the props say of every policy of the grant. */
function ofPolicies({ description, metadata, argoCdSyncWave, silence, cni }: PolicyOptions): PolicyOptions {
  return { description, metadata, argoCdSyncWave, silence, cni };
}

/**
 * Clients and target as the pattern takes them. Where one could not be read, which is among the findings already, something
 * valid stands in for it, so that the rest is judged too and nothing is reported twice; no such grant is ever written.
 */
function inWords(
  from: ServiceAccessGrantProps['from'],
  clients: readonly Client[],
  { pods }: ResolvedTarget,
  ports: readonly PortWord[],
  findings: readonly Finding[],
) {
  const isUnread = (path: string) => findings.some((finding) => finding.path.startsWith(path));
  const peers = clients.map(({ peer }) => peer);
  const single = Array.isArray(from) || peers.length > 1 ? peers : (peers[0] as Peer);
  return {
    from: peers.length === 0 && isUnread('from') ? STAND_IN : single,
    to: pods.length === 0 && isUnread('to') ? STAND_IN : pods,
    ports: isUnread('ports') && (!Array.isArray(ports) || ports.length === 0) ? [Port.all()] : ports,
  };
}

const STAND_IN = Pods.labelled({ app: 'unread' }).inNamespace('default');

function namespaceOf(construct: IConstruct): string | undefined {
  const object = apiObjectOf(construct);
  return object !== undefined && isNamespace(object) ? object.name : object?.metadata.namespace;
}
