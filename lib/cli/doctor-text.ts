import type { LintFinding } from '../lint/lint-rule';
import type { Checkup } from '../live/checkup/checkup';
import type { EnforcementVerdict } from '../live/enforcement/detected';
import type { Diagnosis } from '../live/enforcement/diagnosis';
import { someOf } from '../policy/texts';
import { escapeControls } from '../policy/unknown-value';

const SENTENCES: Readonly<Record<EnforcementVerdict, string>> = {
  enforced: 'enforced: a network plugin that enforces NetworkPolicies runs on every node',
  'not-enforced': 'NOT ENFORCED: nothing in this cluster enforces NetworkPolicies',
  unknown: 'UNKNOWN: the API does not show whether anything enforces NetworkPolicies',
};
const WORDS: Readonly<Record<EnforcementVerdict, string>> = {
  enforced: 'enforced',
  'not-enforced': 'NOT ENFORCED',
  unknown: 'UNKNOWN',
};
/** So many of a list are printed; JSON has all. */
const MOST_SHOWN = 20;

/** What was found, for a terminal. The names of objects may hold what a terminal would obey. */
export function doctorText({ verdict, policies, plugins, notes }: Diagnosis, checkup: Checkup | undefined): string {
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
    ...(checkup === undefined ? [] : checkupLines(checkup)),
  ];
  return `${lines.map(escapeControls).join('\n').trimEnd()}\n`;
}

function checkupLines({ kinds, features, dns, unheld, apiServer, webhooks, unread }: Checkup): string[] {
  const { callers } = apiServer;
  const held = [
    ...(unheld.onNodes.length > 0 ? [`on their node's network: ${someOf(unheld.onNodes, MOST_SHOWN)}`] : []),
    ...(unheld.static.length > 0 ? [`static pods: ${someOf(unheld.static, MOST_SHOWN)}`] : []),
  ];
  return [
    ...section(
      'policies of other APIs',
      kinds.flatMap(({ group, kind, count, verdict, evidence }) => [
        `${count} ${kind} (${group}): ${WORDS[verdict]}`,
        `  ${evidence}`,
      ]),
    ),
    ...section('what this plugin leaves out or reads otherwise', findingLines(features)),
    ...section('DNS', [...dns.servers, dns.words]),
    ...section('pods that no policy holds', held),
    ...section('the API server', [
      apiServerLine(apiServer),
      ...(callers.length === 0 ? [] : [`it calls pods for ${someOf(callers, MOST_SHOWN)}`]),
      ...findingLines(webhooks),
    ]),
    ...section('not read', unread.slice(0, MOST_SHOWN)),
  ];
}

function apiServerLine({ service, endpoints, unread }: Checkup['apiServer']): string {
  const [noService, noEndpoints] = (['service', 'endpoints'] as const).map((one) => unread.includes(one));
  if (service.length + endpoints.length === 0) {
    if (noService) return 'its addresses are not known: Services were not read';
    return 'its addresses are not known: there is no Service default/kubernetes with a ClusterIP';
  }
  const behind = noEndpoints
    ? 'its endpoints, which were not read'
    : 'its endpoints, of which the EndpointSlices of default/kubernetes have none';
  const blocks = [service.join(', ') || 'the ClusterIP of default/kubernetes', endpoints.join(', ') || behind];
  return `an egress rule for it needs blocks of both: ${blocks.join(', and ')}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function findingLines(findings: readonly LintFinding[]): string[] {
  const shown = findings.slice(0, MOST_SHOWN).map(({ object, message, fix }) => `${object}: ${message}; ${fix}`);
  return findings.length > MOST_SHOWN ? [...shown, `and ${findings.length - MOST_SHOWN} more; -o json has all`] : shown;
}

function policiesLine(count: number, verdict: EnforcementVerdict): string {
  const what = `${count} NetworkPolic${count === 1 ? 'y' : 'ies'}`;
  return verdict === 'not-enforced' && count > 0
    ? `The cluster has ${what}, without any effect.`
    : `The cluster has ${what}.`;
}
