import { UsageError } from '../files/usage-error';
import { type Permission, rbacYaml } from '../live/probe/permissions';
import { quote } from '../policy/unknown-value';
import { probeDocument } from '../report/probe/probe-document';
import { probeJunit } from '../report/probe/probe-junit';
import type { ProbeResult } from '../report/probe/probe-result';
import { probeText } from '../report/probe/probe-text';
import type { ExitCode } from './exit-code';
import type { ProbeFormat } from './formats';
import type { Io } from './io';
import { printError } from './print-error';

/** What a run found, in a format. */
export const PROBE_WRITERS: Readonly<Record<ProbeFormat, (result: ProbeResult) => string>> = {
  text: probeText,
  json: (result) => `${JSON.stringify(probeDocument(result), null, 2)}\n`,
  junit: probeJunit,
};

/** What a user would have to be permitted, as rules. They are text of our own, and several lines. */
export function notPermitted(missing: readonly Permission[], io: Io): ExitCode {
  for (const { verb, resource, subresource, namespace } of missing) {
    const what = `${verb} ${subresource === undefined ? resource : `${resource}/${subresource}`}`;
    printError(io, `not permitted: ${what}${namespace === undefined ? '' : ` in namespace ${namespace}`}`);
  }
  io.err(`this would permit it:\n\n${rbacYaml(missing)}`);
  return 2;
}

/** @throws UsageError for what is no whole number above 0 */
export function numberOf(option: string, text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(`${option} ${quote(text)} is no whole number above 0`);
}

/** Has a shell, bash, curl and a server; its home is the registry of Kubernetes itself. */
const IMAGE = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
/** As references of images are written. */
const IMAGE_REFERENCE = /^[A-Za-z0-9][\w.\-/:@]{0,510}$/;

/** @throws UsageError for what is no image */
export function imageOf(text = IMAGE): string {
  if (IMAGE_REFERENCE.test(text)) return text;
  throw new UsageError(`--image ${quote(text)} is no image`, `write it as ${IMAGE}`);
}

/** @throws UsageError for what is no number of seconds */
export function secondsOf(option: string, text: string): number {
  return numberOf(option, text.replace(/s$/, ''));
}
