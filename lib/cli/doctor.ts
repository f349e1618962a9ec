import { factsOf } from '../live/enforcement/cluster-facts';
import type { EnforcementVerdict } from '../live/enforcement/detected';
import { type Diagnosis, diagnose } from '../live/enforcement/diagnosis';
import { escapeControls } from '../policy/unknown-value';
import type { ClusterInputOptions } from './cluster-options';
import type { ExitCode } from './exit-code';
import type { DoctorFormat } from './formats';
import type { Io } from './io';
import { kubectlOf, reading } from './live-input';

export interface DoctorOptions extends ClusterInputOptions {
  readonly output: DoctorFormat;
}

const EXIT_CODES: Readonly<Record<EnforcementVerdict, ExitCode>> = { enforced: 0, 'not-enforced': 1, unknown: 2 };

const SENTENCES: Readonly<Record<EnforcementVerdict, string>> = {
  enforced: 'enforced: a network plugin that enforces NetworkPolicies runs on every node',
  'not-enforced': 'NOT ENFORCED: nothing in this cluster enforces NetworkPolicies',
  unknown: 'UNKNOWN: the API does not show whether anything enforces NetworkPolicies',
};

/**
 * `ringfence doctor`: whether anything enforces the NetworkPolicies of a cluster, with the evidence.
 * @public required where it is called, so that it is loaded only then
 */
export function doctor(options: DoctorOptions, io: Io): ExitCode {
  const kubectl = kubectlOf(options, io);
  const diagnosis = reading(kubectl, io, () => diagnose(factsOf(kubectl)));
  io.out(options.output === 'json' ? `${JSON.stringify(doctorDocument(diagnosis), null, 2)}\n` : doctorText(diagnosis));
  return EXIT_CODES[diagnosis.verdict];
}

function doctorDocument({ verdict, policies, plugins, notes }: Diagnosis) {
  return { version: 1, networkPolicies: verdict, ...(policies !== undefined && { policies }), plugins, notes };
}

/** The names of images, nodes and DaemonSets may hold what a terminal would obey. */
function doctorText({ verdict, policies, plugins, notes }: Diagnosis): string {
  const lines = [
    SENTENCES[verdict],
    ...plugins.flatMap((plugin) => [
      '',
      `${plugin.title}: ${plugin.verdict} (--cni ${plugin.cni}, in code ${plugin.code})`,
      ...plugin.evidence.map((line) => `  ${line}`),
    ]),
    '',
    ...notes.map((note) => `note: ${note}`),
    ...(policies === undefined ? [] : [policiesLine(policies, verdict)]),
    ...(verdict === 'enforced' ? ['This is what the set-up says; no connection was tried.'] : []),
  ];
  return `${lines.map(escapeControls).join('\n').trimEnd()}\n`;
}

function policiesLine(count: number, verdict: EnforcementVerdict): string {
  const what = `${count} NetworkPolic${count === 1 ? 'y' : 'ies'}`;
  return verdict === 'not-enforced' && count > 0
    ? `The cluster has ${what}, without any effect.`
    : `The cluster has ${what}.`;
}
