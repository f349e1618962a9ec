import { ClosedTargets } from '../../grants/closed-targets';
import { DnsAskers } from '../../grants/dns-askers';
import { closingMesh, isAmbient, MESH_PORT, MESH_SOURCE } from '../../grants/mesh-port';
import { NAMESPACE_NAME_LABEL, type NetworkPolicyManifest, type StringMap } from '../../policy/manifest';
import { peersPath, rulesOfManifest } from '../../policy/manifest-rules';
import { selectorMatches } from '../../policy/selector';
import { item } from '../../policy/validation/finding';
import type { PolicyWarning } from '../../policy/warning';
import { settingsIn } from '../constructs/app-settings';
import { type BoundaryWarning, boundaryWarnings, isSilenced, policyName } from './boundary-warnings';
import type { Inventory } from './inventory';
import { isGrant, type JudgedBoundary, type SettledApp } from './judged';
import { acceptedPolicies, isPatched, ownPolicies, patchFaults } from './written-policies';

/** What the boundaries of an app are warned of, each by itself and among the others, and do not silence. */
export function* appWarnings({
  boundaries,
  inventory,
}: Pick<SettledApp, 'boundaries' | 'inventory'>): Iterable<readonly [JudgedBoundary, readonly BoundaryWarning[]]> {
  const [some] = boundaries;
  if (some === undefined) return;
  const settingsFor = settingsIn(some.node.root);
  const among = new Surroundings(boundaries, inventory);
  for (const boundary of boundaries) {
    const policies = ownPolicies(boundary);
    const settings = settingsFor(boundary);
    const own = boundaryWarnings(boundary, policies, settings);
    const found = own.length === 0 ? own : own.filter((warning) => !isMatchedByServices(warning, boundary, inventory));
    if (!among.isSilent) {
      const { silence = {} } = settings;
      for (const [index, { manifest }] of policies.entries()) {
        // What a grant lets out, it lets in; and so does what lets clients in.
        const isOwn = !isGrant(boundary) && index < boundary._ownDraft.manifests.length;
        for (const warning of [...among.warningsOf(manifest), ...(isOwn ? among.closedTargets(manifest) : [])]) {
          if (isSilenced(warning.id, manifest, silence)) continue;
          found.push({ ...warning, construct: boundary.node.path, policy: policyName(manifest) });
        }
      }
    }
    if (found.length > 0) yield [boundary, found];
  }
}

/**
 * What policies are warned of among the others: nothing where a boundary is refused, since what would be written is not known then. Most
 * apps of thousands open no egress, and pay nothing for it.
 */
class Surroundings {
  private readonly askers: DnsAskers | undefined;
  private readonly targets: ClosedTargets | undefined;
  /** The policies that close the port of a mesh, by name: of what users changed, each reading is an object of its own. */
  private readonly meshed: ReadonlySet<string> = new Set();

  constructor(boundaries: readonly JudgedBoundary[], inventory: Inventory) {
    const opensEgress = boundaries.some(({ _draft }) => _draft.manifests.some(({ spec }) => spec.egress?.length));
    const ambient = new Set(
      [...inventory.namespaceLabels()].flatMap(([name, labels]) => (isAmbient(labels) ? [name] : [])),
    );
    if ((!opensEgress && ambient.size === 0) || boundaries.some(isRefused)) return;
    const all = [
      ...boundaries.flatMap((boundary) => ownPolicies(boundary).map(({ manifest }) => manifest)),
      ...acceptedPolicies(inventory),
    ];
    this.askers = opensEgress ? new DnsAskers(all) : undefined;
    this.targets = opensEgress ? new ClosedTargets(all, inventory.namespaceLabels()) : undefined;
    const inMesh = ambient.size === 0 ? [] : all.filter(({ metadata }) => ambient.has(metadata.namespace ?? 'default'));
    this.meshed = new Set([...closingMesh(inMesh)].map(policyName));
  }

  get isSilent(): boolean {
    return this.askers === undefined && this.meshed.size === 0;
  }

  closedTargets(manifest: NetworkPolicyManifest): readonly PolicyWarning[] {
    const closed = this.targets?.of(manifest) ?? [];
    if (closed.length === 0) return [];
    const { closedTargetWarning }: typeof import('./closed-target-warning') = require('./closed-target-warning');
    return closed.map((target) => closedTargetWarning(manifest, target));
  }

  warningsOf(manifest: NetworkPolicyManifest): readonly PolicyWarning[] {
    return [
      ...(this.askers?.leavesOut(manifest) ? [withoutDns(manifest)] : []),
      ...(this.meshed.has(policyName(manifest)) ? [outsideMesh(manifest)] : []),
    ];
  }
}

function isRefused(boundary: JudgedBoundary): boolean {
  return boundary._draft.findings.length > 0 || (isPatched(boundary) && patchFaults(boundary).length > 0);
}

function withoutDns({ metadata }: NetworkPolicyManifest): PolicyWarning {
  return {
    id: 'egress-without-dns',
    path: 'spec.egress',
    message:
      'these pods cannot resolve names: their first egress policy closes DNS, and no policy for all of them opens it',
    fix: `new AllowDns(chart, 'dns', { namespace: '${metadata.namespace}' }), or say why they need no names: silence: { 'egress-without-dns': '...' }`,
  };
}

function outsideMesh({ metadata }: NetworkPolicyManifest): PolicyWarning {
  return {
    id: 'ambient-mesh',
    path: 'spec.ingress',
    message: `namespace ${metadata.namespace} is in an ambient mesh, whose pods receive on TCP ${MESH_PORT}, and no policy for all of these pods opens it (${MESH_SOURCE})`,
    fix: `new NetworkPolicy(chart, 'mesh', { pods: Pods.all(), ingress: [{ from: 'anywhere', ports: [Port.tcp(${MESH_PORT})] }] })`,
  };
}

/**
 * Whether the Services that the app declares show that a peer has just the labels by which its Service selects: EKS covers a Service
 * where the peer matches the labels of its selector.
 */
function isMatchedByServices(
  { id, path, policy }: BoundaryWarning,
  boundary: JudgedBoundary,
  inventory: Inventory,
): boolean {
  if (id !== 'cni-service-labels') return false;
  const services = inventory.services();
  if (services.length === 0) return false;
  const manifest = ownPolicies(boundary).find((own) => policyName(own.manifest) === policy)?.manifest;
  if (manifest === undefined) return false;
  for (const rule of rulesOfManifest(manifest.spec)) {
    const peer = rule.peers?.find((_, at) => item(peersPath(rule), at) === path);
    if (peer === undefined) continue;
    const namespaces = peer.namespaceSelector ?? ownNamespace(manifest);
    return services.some(
      ({ namespace = 'default', selector }) =>
        Object.keys(selector).length > 0 &&
        selectorMatches(namespaces, { [NAMESPACE_NAME_LABEL]: namespace }) &&
        selectorMatches(peer.podSelector ?? {}, selector),
    );
  }
  return false;
}

function ownNamespace({ metadata }: NetworkPolicyManifest): { readonly matchLabels: StringMap } {
  return { matchLabels: { [NAMESPACE_NAME_LABEL]: metadata.namespace ?? 'default' } };
}
