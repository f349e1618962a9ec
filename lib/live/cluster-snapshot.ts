import type { ClusterProblem } from '../cluster/cluster';
import type { SourcedManifest } from '../cluster/cluster-builder';
import type { Unjudged } from '../cluster/unjudged';
import { unreadObject } from '../cluster/unread-object';
import { WORKLOAD_GROUPS } from '../cluster/workload';
import { field, isMap, type JsonMap } from '../policy/validation/structure';
import type { LiveObjects } from './live-objects';
import { Redaction } from './redaction';

/** How a snapshot is written. */
export interface SnapshotOptions {
  /** Whether names, labels and images are replaced. */
  readonly redact: boolean;
  /** Takes the text, piece by piece. */
  readonly write: (text: string) => void;
}

/**
 * Writes a running cluster as a `List`, an object a line, with what decides who reaches whom and nothing else: no environment,
 * command or volume of a container, and no annotation but those of ringfence. What was not read is in it too, so that answers
 * from the file depend on it as those from the cluster do.
 */
export class Snapshot implements LiveObjects {
  private readonly redaction: Redaction | undefined;
  /** How many objects are in it. */
  count = 0;
  /** How many entries say what was not read. */
  unread = 0;

  constructor(private readonly options: SnapshotOptions) {
    this.redaction = options.redact ? new Redaction() : undefined;
    options.write('{"apiVersion":"v1","kind":"List","metadata":{},"items":[');
  }

  add({ manifest }: SourcedManifest): void {
    if (!isMap(manifest)) return;
    this.item(lean(manifest));
  }

  addUnread({ finding }: ClusterProblem, unjudged: readonly Unjudged[]): void {
    for (const one of unjudged) {
      this.unread += 1;
      const name = `${one.kind ?? 'object'}-${this.unread}`.toLowerCase();
      const message = this.options.redact ? `${one.kind} objects were not read` : finding.message;
      this.item(unreadObject(name, { ...finding, message }, one));
    }
  }

  end(): void {
    this.options.write(`${this.count === 0 ? '' : '\n'}]}\n`);
  }

  private item(object: JsonMap): void {
    const shown = this.redaction === undefined ? object : this.redaction.object(object);
    this.options.write(`${this.count === 0 ? '' : ','}\n${JSON.stringify(shown)}`);
    this.count += 1;
  }
}

/** What no answer comes from: who wrote which field, and certificates. */
const NEVER: readonly string[] = ['managedFields', 'selfLink', 'caBundle'];
/** And in pods, what runs in containers; values there may be secrets. */
const IN_PODS: readonly string[] = [
  'env',
  'envFrom',
  'command',
  'args',
  'volumes',
  'volumeMounts',
  'volumeDevices',
  'volumeClaimTemplates',
  'lifecycle',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'resources',
  'securityContext',
  'imagePullSecrets',
  'affinity',
  'tolerations',
  'topologySpreadConstraints',
  'ephemeralContainers',
  'ephemeralContainerStatuses',
  'message',
];
const IN_NODES: readonly string[] = ['images', 'message', 'nodeInfo', 'volumesAttached', 'volumesInUse'];
/** The only annotations that are read. */
const ANNOTATION = /^ringfence[/.]/;
const ANY_KEY: ReadonlySet<string> = new Set();
/** No object that is read has values that are deeper. */
const DEEPEST = 64;

/** An object without what is left out. */
function lean(object: JsonMap): JsonMap {
  const kind = field(object, 'kind');
  const own = kind === 'Node' ? IN_NODES : WORKLOAD_GROUPS.has(String(kind)) ? IN_PODS : [];
  return leanMap(object, new Set([...NEVER, ...own]), 0);
}

function leanMap(map: JsonMap, leftOut: ReadonlySet<string>, depth: number): JsonMap {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]) => {
      if (key === 'annotations' && isMap(value)) {
        const own = Object.entries(value).filter(([name]) => ANNOTATION.test(name));
        return own.length === 0 ? [] : [[key, Object.fromEntries(own)] as const];
      }
      // Labels, and what selects by them, may have any key.
      if (key === 'labels' || key === 'matchLabels' || key === 'selector')
        return [[key, leanValue(value, ANY_KEY, depth + 1)] as const];
      return leftOut.has(key) ? [] : [[key, leanValue(value, leftOut, depth + 1)] as const];
    }),
  );
}

function leanValue(value: unknown, leftOut: ReadonlySet<string>, depth: number): unknown {
  if (depth > DEEPEST) return null;
  if (Array.isArray(value)) return value.map((one) => leanValue(one, leftOut, depth + 1));
  return isMap(value) ? leanMap(value, leftOut, depth) : value;
}
