import type { ClusterPolicy } from '../../cluster/cluster';
import { clientEgress } from '../../grants/client-egress';
import { isShared } from '../../grants/target-ingress';
import { serviceAccessGrant } from '../../patterns/service-access-grant';
import { Isolation } from '../../policy/isolation';
import type { Peer } from '../../policy/peer';
import type { PodsInNamespace } from '../../policy/pods';
import { withoutEnd } from './patterns-of';
import type { PolicyInWords } from './policy-in-words';
import { differences, named, type Statement } from './statement';
import { single } from './words-of';

/**
 * The policies that are a grant of ringfence, each with the policies that open the way out of its clients, if there are any.
 * A grant opens the way out of clients that are isolated, and is checked at synth: one whose client would gain a policy
 * that is not there, or could not leave, is none.
 * @param all every policy that the code will write
 * @param scopeOf where no two grants may have one id
 */
export function grantsOf(
  candidates: readonly PolicyInWords[],
  all: readonly ClusterPolicy[],
  scopeOf: (namespace: string) => string,
): Statement[] {
  const byId = new Map(all.map((policy) => [policy.id, policy]));
  const claimed = new Set<string>();
  const grants = candidates.flatMap((inWords) => {
    const draft = grantDraft(inWords);
    const grant = draft && new Grant(draft, byId);
    if (grant === undefined || !grant.isWritten) return [];
    // Policies are named after the id of a grant, so that none can have another instead of one that is taken.
    const claims = [`id ${scopeOf(inWords.namespace)}${draft?.id}`, ...grant.waysOut.map(({ id }) => id)];
    if (claims.some((id) => claimed.has(id))) return [];
    for (const id of claims) claimed.add(id);
    return [grant];
  });
  return settled(grants, all).map((grant) => grant.statement());
}

/** Each round turns a grant away, or makes it open the way out by itself, so that others may have another answer. */
function settled(grants: readonly Grant[], all: readonly ClusterPolicy[]): readonly Grant[] {
  const kept = new Set(grants);
  for (let changed = true; changed; ) {
    const opened = new Set([...kept].flatMap((grant) => (grant.isAlways ? [] : grant.waysOut)));
    const others = all
      .filter((policy) => !opened.has(policy))
      .map(({ manifest, namespace }) => ({
        ...manifest,
        metadata: { ...manifest.metadata, namespace },
      }));
    const egress = new Isolation('Egress', others);
    const wrong = [...kept].filter((grant) => !grant.holds(egress));
    for (const grant of wrong) {
      if (grant.waysOut.length > 0) grant.isAlways = true;
      else kept.delete(grant);
    }
    changed = wrong.length > 0;
  }
  return [...kept];
}

interface GrantDraft {
  readonly inWords: PolicyInWords;
  readonly id: string;
  readonly from: readonly Peer[];
  readonly to: PodsInNamespace;
}

/** A policy that lets clients with just labels and a place, or blocks, into pods with labels, on ports by number. */
function grantDraft(inWords: PolicyInWords): GrantDraft | undefined {
  const { pods, ingress, egress, namespace, name } = inWords;
  const [rule] = ingress ?? [];
  if (egress !== undefined || ingress?.length !== 1 || rule === undefined || pods.all || rule.from === 'anywhere') {
    return undefined;
  }
  const peers = Array.isArray(rule.from) ? (rule.from as readonly Peer[]) : [rule.from as Peer];
  const from = peers.map((peer) => clientOf(peer, namespace));
  const isPlain =
    pods.selector.matchExpressions === undefined &&
    rule.ports.every(({ type }) => type !== 'named-port') &&
    new Set(from.map((peer) => JSON.stringify(peer))).size === from.length;
  if (!isPlain || from.some((peer) => peer === undefined)) return undefined;
  const id = withoutEnd(name, '-allow-ingress');
  return { inWords, id, from: from as Peer[], to: pods.inNamespace(namespace) };
}

function clientOf(peer: Peer, namespace: string): Peer | undefined {
  if (peer.type === 'ipBlock') return peer.except.length === 0 ? peer : undefined;
  if (peer.selector.matchExpressions !== undefined || peer.place.in === 'namespaces') return undefined;
  const name = peer.place.in === 'namespace' ? peer.place.name : namespace;
  return { ...peer, place: { in: 'namespace', name } };
}

class Grant {
  /** The policies of the input that open the way out of every client. */
  readonly waysOut: readonly ClusterPolicy[];
  /** Whether the policies that protect and open are those of the input. */
  readonly isWritten: boolean;
  /** Whether it has to say that the way out is opened, since nothing else isolates the clients. */
  isAlways = false;

  constructor(
    private readonly draft: GrantDraft,
    byId: ReadonlyMap<string, ClusterPolicy>,
  ) {
    const noEgress = new Isolation('Egress', []);
    const every = this.answers('always', noEgress).flatMap(({ open }) => open);
    const waysOut = this.written(every).manifests.flatMap(({ metadata: { name, namespace } }) => {
      const policy = byId.get(`${namespace}/${name}`);
      return policy === undefined || policy === draft.inWords.policy ? [] : [policy];
    });
    this.waysOut = every.length > 0 && this.proves(every, waysOut) ? waysOut : [];
    this.isWritten = this.waysOut.length > 0 || this.proves([], []);
  }

  /** Whether the grant writes the policies of the input, and no others, where these pods are isolated for egress. */
  holds(egress: Isolation): boolean {
    if (this.isAlways) return true;
    const answers = this.answers('auto', egress);
    if (answers.some(({ findings }) => findings.length > 0)) return false;
    return this.proves(
      answers.flatMap(({ open }) => open),
      this.waysOut,
    );
  }

  statement(): Statement {
    const { inWords, id, from, to } = this.draft;
    const options = {
      from: single(from),
      to,
      ports: inWords.ingress?.[0]?.ports,
      ...(this.isAlways && { clientEgress: 'always' }),
      // What protects such pods in the input protects them on purpose.
      ...(isShared(to) && { targetIngress: 'always' }),
      ...this.about(),
    };
    return {
      construct: 'ServiceAccessGrant',
      namespace: inWords.namespace,
      id,
      options,
      policies: [inWords.policy, ...this.waysOut],
    };
  }

  private answers(mode: 'auto' | 'always', egress: Isolation) {
    const { from, inWords } = this.draft;
    const surroundings = { egress, namespaceLabels: new Map() };
    return from.map((peer) => clientEgress({ peer, path: 'from' }, mode, inWords.namespace, surroundings));
  }

  private proves(open: readonly PodsInNamespace[], waysOut: readonly ClusterPolicy[]): boolean {
    return differences(this.written(open), [this.draft.inWords.policy, ...waysOut]).length === 0;
  }

  private written(openEgressOf: readonly PodsInNamespace[]) {
    const { inWords, id, from, to } = this.draft;
    const ports = inWords.ingress?.[0]?.ports ?? [];
    return serviceAccessGrant(id, { ...this.about(), from, to, ports, openEgressOf });
  }

  private about() {
    const { inWords, id } = this.draft;
    return inWords.name === `${id}-allow-ingress` ? inWords.about : named(inWords.about, inWords.name);
  }
}
