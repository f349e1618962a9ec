import { ClusterBuilder } from '../cluster/cluster-builder';
import { describeSource } from '../cluster/source';
import type { LintFinding } from '../lint/lint-rule';
import { type Checkup, checkupOf } from '../live/checkup/checkup';
import { staticPodIn } from '../live/checkup/unheld-pods';
import { factsOf } from '../live/enforcement/cluster-facts';
import { type Diagnosis, diagnose } from '../live/enforcement/diagnosis';
import type { Kubectl } from '../live/kubectl';
import { addLiveCluster, NothingPermittedError } from '../live/live-cluster';
import type { LiveObjects } from '../live/live-objects';
import { isMap } from '../policy/validation/structure';
import type { ClusterInputOptions } from './cluster-options';
import { doctorText } from './doctor-text';
import type { ExitCode } from './exit-code';
import type { DoctorFormat } from './formats';
import type { Io } from './io';
import { kubectlOf, reading } from './live-input';
import { printWarning } from './print-error';

export interface DoctorOptions extends ClusterInputOptions {
  readonly output: DoctorFormat;
  /** Whether what is not known is a failure. */
  readonly failOn?: 'unknown';
}

/**
 * `ringfence doctor`: whether anything enforces the policies of a cluster, with the evidence, and what else of its set-up decides
 * whether they do what was meant.
 * @public required where it is called, so that it is loaded only then
 */
export function doctor(options: DoctorOptions, io: Io): ExitCode {
  const kubectl = kubectlOf(options, io);
  const { diagnosis, checkup } = reading(kubectl, io, () => {
    const found = diagnose(factsOf(kubectl));
    return { diagnosis: found, checkup: lookedAt(kubectl, options, found, io) };
  });
  io.out(
    options.output === 'json'
      ? `${JSON.stringify(doctorDocument(diagnosis, checkup), null, 2)}\n`
      : doctorText(diagnosis, checkup),
  );
  return exitOf(diagnosis, checkup, options);
}

/** The objects of the cluster; without permission for any of them there is nothing to look at. */
function lookedAt(
  kubectl: Kubectl,
  { context }: ClusterInputOptions,
  diagnosis: Diagnosis,
  io: Io,
): Checkup | undefined {
  const builder = new ClusterBuilder();
  const staticPods: string[] = [];
  const objects: LiveObjects = {
    add(object) {
      const name = isMap(object.manifest) ? staticPodIn(object.manifest) : undefined;
      if (name !== undefined) staticPods.push(name);
      builder.add(object);
    },
    addUnread: (problem, unjudged) => builder.addUnread(problem, unjudged),
  };
  try {
    const { notes, unreadKinds } = addLiveCluster(objects, kubectl, { context });
    return checkupOf(builder.build(), diagnosis, { notes, staticPods, unreadKinds });
  } catch (error) {
    if (!(error instanceof NothingPermittedError)) throw error;
    for (const one of error.errors) printWarning(io, one);
    return undefined;
  }
}

/** 1 where policies exist that nothing enforces, be it known how many or not. */
function exitOf(
  { verdict, policies }: Diagnosis,
  checkup: Checkup | undefined,
  { failOn }: Pick<DoctorOptions, 'failOn'>,
): ExitCode {
  const kinds = checkup?.kinds ?? [];
  const isWithoutEffect = verdict === 'not-enforced' && policies !== 0;
  if (isWithoutEffect || kinds.some((kind) => kind.verdict === 'not-enforced')) return 1;
  const isUnknown = verdict === 'unknown' || kinds.some((kind) => kind.verdict === 'unknown');
  return isUnknown && failOn === 'unknown' ? 2 : 0;
}

/** What was found, as a public format; docs/doctor.schema.json describes it. */
function doctorDocument({ verdict, policies, plugins, notes }: Diagnosis, checkup: Checkup | undefined) {
  return {
    version: 1,
    networkPolicies: verdict,
    ...(policies !== undefined && { policies }),
    plugins,
    notes,
    ...(checkup !== undefined && {
      kinds: checkup.kinds,
      features: checkup.features.map(findingDocument),
      dns: checkup.dns,
      unheld: checkup.unheld,
      apiServer: { ...checkup.apiServer, unreachableWebhooks: checkup.webhooks.map(findingDocument) },
      unread: checkup.unread,
    }),
  };
}

function findingDocument({ object, source, path, message, fix }: LintFinding) {
  return { object, source: describeSource(source, path), path, message, fix };
}
