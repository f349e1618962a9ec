import type { StringMap } from '../../policy/manifest';
import type { JsonMap } from '../../policy/validation/structure';
import type { ProbePort } from './probe-port';
import { canaryNamespace, EXPIRES_ANNOTATION, type ProbeRun, runLabels } from './probe-run';

/** What the pods of a canary are made of. */
export interface CanaryOptions {
  /** An image with a shell, one of the tools that connect, and something that listens. */
  readonly image: string;
  /** How long its pods may live, in seconds. */
  readonly lifetime: number;
}

/** A pod of a canary. */
export interface CanaryPod {
  readonly name: string;
  readonly role: 'server' | 'chosen' | 'other';
  /** The node on which it has to run; absent where any will do. */
  readonly node?: string;
}

const CANARY_PORT = 8080;
export const CANARY_PROBE_PORT: ProbePort = { protocol: 'TCP', port: CANARY_PORT };
export const CANARY_CONTAINER = 'probe';
const ROLE = 'ringfence/probe-role';
/** A user without rights, as in distroless images. */
const USER = 65532;

/** What the restricted level of Pod Security asks of a container. */
export const RESTRICTED: JsonMap = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: USER,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Listens on the port of its argument, with whatever the image has. Each accepts and answers, if at all, by itself. */
const SERVE = `p=$1
if [ -x /agnhost ]; then exec /agnhost netexec --http-port="$p"; fi
if command -v python3 >/dev/null 2>&1; then exec python3 -c 'import socket, sys
p = int(sys.argv[1])
try: s = socket.create_server(("", p), family=socket.AF_INET6, dualstack_ipv6=True)
except (OSError, ValueError): s = socket.create_server(("", p))
while True: s.accept()[0].close()' "$p"; fi
if command -v node >/dev/null 2>&1; then exec node -e 'require("net").createServer((c) => c.on("error", () => {}).end()).listen(Number(process.argv[1]))' "$p"; fi
if command -v httpd >/dev/null 2>&1; then exec httpd -f -p "$p"; fi
if command -v perl >/dev/null 2>&1; then exec perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 64, ReuseAddr => 1) or die; while (1) { my $c = $s->accept; close $c if $c }' "$p"; fi
echo "nothing in this image listens" >&2; exit 1`;

/** The namespace in which everything else is. */
export function namespaceManifest(run: ProbeRun): JsonMap {
  const security = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const noMesh = { 'istio-injection': 'disabled' };
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: canaryNamespace(run),
      labels: { ...runLabels(run), ...security, ...noMesh },
      annotations: { ...expiry(run), 'linkerd.io/inject': 'disabled' },
    },
  };
}

/** A pod that ends by itself, whatever becomes of the run. */
export function podManifest(pod: CanaryPod, run: ProbeRun, { image, lifetime }: CanaryOptions): JsonMap {
  const { name, role, node } = pod;
  const command =
    role === 'server'
      ? ['sh', '-c', SERVE, 'ringfence', String(CANARY_PORT)]
      : ['sh', '-c', 'exec sleep "$1"', 'ringfence', String(lifetime)];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...inNamespace(name, run),
      labels: {
        ...runLabels(run),
        [ROLE]: role,
        'sidecar.istio.io/inject': 'false',
        'istio.io/dataplane-mode': 'none',
      },
    },
    spec: {
      activeDeadlineSeconds: lifetime,
      terminationGracePeriodSeconds: 1,
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: USER, seccompProfile: { type: 'RuntimeDefault' } },
      ...(node !== undefined && { affinity: onNode(node) }),
      containers: [
        {
          name: CANARY_CONTAINER,
          image,
          command,
          securityContext: RESTRICTED,
          // Why it ended stands in its status then, as that nothing in the image listens.
          terminationMessagePolicy: 'FallbackToLogsOnError',
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
          ...(role === 'server' && { ports: [{ containerPort: CANARY_PORT }] }),
        },
      ],
    },
  };
}

/** By the scheduler, so that taints and free resources count. */
function onNode(node: string): JsonMap {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
}

type Way = 'Ingress' | 'Egress';

/** Isolates every pod of the namespace in a direction. */
export function denyManifest(way: Way, run: ProbeRun): JsonMap {
  return policyManifest(denyName(way), run, { podSelector: {}, policyTypes: [way] });
}

/** Lets the chosen clients reach the server. */
export function allowManifest(way: Way, run: ProbeRun): JsonMap {
  const server = { podSelector: { matchLabels: role('server') } };
  const chosen = { podSelector: { matchLabels: role('chosen') } };
  const ports = [{ protocol: 'TCP', port: CANARY_PORT }];
  return policyManifest(
    allowName(way),
    run,
    way === 'Ingress'
      ? { ...server, policyTypes: [way], ingress: [{ from: [chosen], ports }] }
      : { ...chosen, policyTypes: [way], egress: [{ to: [server], ports }] },
  );
}

export function denyName(way: Way): string {
  return `deny-${way.toLowerCase()}`;
}

export function allowName(way: Way): string {
  return `allow-${way.toLowerCase()}`;
}

function policyManifest(name: string, run: ProbeRun, spec: JsonMap): JsonMap {
  const metadata = { ...inNamespace(name, run), labels: runLabels(run) };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}

function role(name: CanaryPod['role']): StringMap {
  return { [ROLE]: name };
}

function inNamespace(name: string, run: ProbeRun): JsonMap {
  return { name, namespace: canaryNamespace(run), annotations: expiry(run) };
}

function expiry({ expires }: ProbeRun): StringMap {
  return { [EXPIRES_ANNOTATION]: expires };
}
