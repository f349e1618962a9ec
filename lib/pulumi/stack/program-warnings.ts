import { log, type Resource } from '@pulumi/pulumi';
import type { CniProfile } from '../../cni/cni-profile';
import { notEnforced } from '../../cni/cni-warnings';
import { policyWarnings } from '../../cni/policy-warnings';
import { InvalidPolicyError } from '../../patterns/written';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { escapeControls } from '../../policy/unknown-value';
import type { Finding } from '../../policy/validation/finding';
import { silenceAnnotation, silenceOf } from '../../policy/warning';
import { withoutDeferred } from '../deferred/deferred';
import type { PulumiManifest } from '../deferred/pulumi-draft';
import { programError } from '../program-error';
import { settingsOfProgram } from './program-settings';

/** A boundary's policies after their warnings were looked at: what to register, and what to say once there is a resource. */
export interface Warned {
  readonly manifests: readonly PulumiManifest[];
  report(resource: Resource): void;
}

/**
 * Looks at the policies of a boundary as far as they are known when it is made: warnings are about labels, ports and
 * blocks, which mostly are.
 *
 * @param cni the network plugin that the boundary's own props name
 * @param others further warnings, a text each
 * @throws InvalidPolicyError where the plugin enforces nothing, or a warning is there and the program is strict
 */
export function warned(
  author: string,
  manifests: readonly PulumiManifest[],
  cni: CniProfile | undefined,
  others: (manifests: readonly PulumiManifest[]) => readonly string[] = () => [],
): Warned {
  const settings = settingsOfProgram();
  // What a boundary says itself, its pattern judges.
  const unenforced = cni === undefined && settings.cni !== undefined ? notEnforced(settings.cni) : undefined;
  if (unenforced !== undefined) throw new InvalidPolicyError([unenforced], author);
  const { silence = {} } = settings;
  const lines: string[] = [...others(manifests)];
  const kept = manifests.map((manifest): PulumiManifest => {
    const warnings = policyWarnings(known(manifest), cni ?? settings.cni);
    const silenced = warnings.filter(({ id }) => Object.hasOwn(silence, id));
    for (const { id, path, message, fix } of warnings) {
      if (!Object.hasOwn(silence, id))
        lines.push(`${id}: ${escapeControls(`${path}: ${message}`)}\n      ${escapeControls(fix)}`);
    }
    if (silenced.length === 0) return manifest;
    const reasons = Object.fromEntries(silenced.map(({ id }) => [silenceAnnotation(id), silence[id] as string]));
    return {
      ...manifest,
      metadata: { ...manifest.metadata, annotations: { ...manifest.metadata.annotations, ...reasons } },
    };
  });
  if (settings.strict && lines.length > 0) {
    throw programError(
      author,
      lines.map((line) => `warning ${line}`),
    );
  }
  return {
    manifests: kept,
    report: (resource) => {
      for (const line of lines) log.warn(line, resource);
    },
  };
}

/**
 * Reports clients that are let in and cannot leave.
 * @throws where the program is strict
 */
export function reportClosed(
  author: string,
  closed: readonly Finding[],
  resource: Resource,
  manifests: readonly PulumiManifest[],
): void {
  const { strict, silence = {} } = settingsOfProgram();
  if (closed.length === 0 || Object.hasOwn(silence, 'client-closed')) return;
  if (manifests.some((manifest) => silenceOf(known(manifest), 'client-closed')?.trim())) return;
  const lines = closed.map(
    ({ path, message, fix }) =>
      `warning client-closed: ${escapeControls(`${path}: ${message}`)}\n      ${escapeControls(fix)}`,
  );
  if (strict) throw programError(author, lines);
  for (const line of lines) log.warn(line, resource);
}

/** The policy without what is known only later. */
function known(manifest: PulumiManifest): NetworkPolicyManifest {
  return withoutDeferred(manifest, () => undefined) as NetworkPolicyManifest;
}
