import { randomBytes, randomInt } from 'node:crypto';
import type { StringMap } from '../../policy/manifest';

/** One run of probes: what it makes has its id and says when nothing needs it any more. */
export interface ProbeRun {
  readonly id: string;
  /** As in RFC 3339. */
  readonly expires: string;
}

export const MANAGED_BY = 'app.kubernetes.io/managed-by';
export const MANAGER = 'ringfence';
export const RUN_LABEL = 'ringfence/probe-run';
export const EXPIRES_ANNOTATION = 'ringfence/probe-expires';

const ID_LENGTH = 10;
const ID_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** @param seconds how long what it makes may live */
export function newRun(seconds: number, now = Date.now()): ProbeRun {
  const id = Array.from({ length: ID_LENGTH }, () => ID_CHARACTERS[randomInt(ID_CHARACTERS.length)]).join('');
  return { id, expires: new Date(now + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z') };
}

/** What everything that a run makes is labelled with. */
export function runLabels({ id }: ProbeRun): StringMap {
  return { [MANAGED_BY]: MANAGER, [RUN_LABEL]: id };
}

/** What a line has to have that a script of this attempt printed. */
export function newNonce(): string {
  return randomBytes(8).toString('hex');
}

const NAMESPACE_PREFIX = 'ringfence-probe-';

/** The namespace of the canaries of a run. */
export function canaryNamespace({ id }: ProbeRun): string {
  return `${NAMESPACE_PREFIX}${id}`;
}

/** The id of the run that made a namespace; undefined for names that no run makes. */
export function runOfNamespace(name: string): string | undefined {
  const [, id] = /^ringfence-probe-([a-z0-9]{10})$/.exec(name) ?? [];
  return id;
}
