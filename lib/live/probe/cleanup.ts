import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../files/usage-error';
import { field, type JsonMap } from '../../policy/validation/structure';
import { listPage } from '../api-answer';
import { mapIn, textIn } from '../object-fields';
import { deleteNamespaceArgs } from './canary-plan';
import type { ProbeKubectl } from './probe-kubectl';
import { EXPIRES_ANNOTATION, MANAGED_BY, MANAGER, RUN_LABEL, runOfNamespace } from './probe-run';

/** A namespace that a run made and did not remove. */
export interface Leftover {
  readonly namespace: string;
  /** Undefined where it does not say. */
  readonly expires: string | undefined;
}

const NAMESPACES = { kind: 'Namespace', apiVersion: 'v1', namespaced: false } as const;
const SELECTOR = encodeURIComponent(`${MANAGED_BY}=${MANAGER},${RUN_LABEL}`);
const LEFTOVERS_PATH = `/api/v1/namespaces?labelSelector=${SELECTOR}`;

/**
 * What runs made and did not remove. Labels alone prove nothing, since who may change a namespace may label it so: its
 * name has to be one that only a run makes, and to agree with its label.
 * @throws UsageError where namespaces cannot be listed
 */
export async function leftovers(kubectl: ProbeKubectl): Promise<Leftover[]> {
  const text = await kubectl.require(['get', `--raw=${LEFTOVERS_PATH}`]);
  return listPage(text, NAMESPACES, LEFTOVERS_PATH)
    .items.filter(isLeftover)
    .map((item) => {
      const metadata = mapIn(item, 'metadata');
      const expires = textIn(mapIn(metadata, 'annotations'), EXPIRES_ANNOTATION);
      return { namespace: textIn(metadata, 'name'), expires: /^[\d:TZ-]{20}$/.test(expires) ? expires : undefined };
    });
}

function isLeftover(item: JsonMap): boolean {
  const metadata = mapIn(item, 'metadata');
  const labels = mapIn(metadata, 'labels');
  const run = runOfNamespace(textIn(metadata, 'name'));
  return run !== undefined && field(labels, MANAGED_BY) === MANAGER && field(labels, RUN_LABEL) === run;
}

const POLL_MS = 500;

/**
 * Removes a namespace of a run with all that is in it.
 * @param seconds how long to wait until it is gone
 * @returns whether it is gone; else it is still being removed
 * @throws UsageError where it cannot be removed
 */
export async function removeNamespace(kubectl: ProbeKubectl, name: string, seconds: number): Promise<boolean> {
  if (runOfNamespace(name) === undefined) throw new RangeError(`${name} is no namespace of a run`);
  await kubectl.require(deleteNamespaceArgs(name));
  const path = `/api/v1/namespaces/${name}`;
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(POLL_MS)) {
    const namespace = await kubectl.object(path, 'Namespace');
    if (namespace === undefined) return true;
    if (textIn(mapIn(namespace, 'metadata'), 'deletionTimestamp') === '') {
      throw new UsageError(`namespace ${name} is not being removed`, `remove it: kubectl delete namespace ${name}`);
    }
  }
  return false;
}
