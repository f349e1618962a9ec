import type { PlannedCommand, PlannedStep } from '../live/probe/planned-step';
import type { ProbeKubectl } from '../live/probe/probe-kubectl';
import { connectScript, DETECT_SCRIPT, TOOLS, toolsFor } from '../live/probe/tools';
import { escapeControls } from '../policy/unknown-value';
import { policyYaml } from './policy-yaml';

/** Scripts are printed once, as variables of the shell. */
const SCRIPTS: ReadonlyMap<string, string> = new Map([
  [DETECT_SCRIPT, 'DETECT'],
  ...TOOLS.map((tool) => [connectScript(tool, 'TCP'), `CONNECT_BY_${tool.toUpperCase()}`] as const),
  ...toolsFor('UDP').map((tool) => [connectScript(tool, 'UDP'), `ASK_BY_${tool.toUpperCase()}`] as const),
]);

/** Arguments that a shell takes as they stand. */
const PLAIN = /^[\w@%+:,./=-]+$/;

/** A plan as a script of a shell with comments, so that its commands can be pasted. Nothing of it was run. */
export function planText(steps: readonly PlannedStep[], kubectl: ProbeKubectl): string {
  const commands = steps.flatMap((step) => step.commands);
  const used = [...SCRIPTS].filter(([script]) => commands.some(({ args }) => args.includes(script)));
  const lines = [
    '# What would run; nothing has.',
    ...used.flatMap(([script, name]) => ['', `${name}=${quotedForShell(script)}`]),
    ...steps.flatMap((step, index) => [
      '',
      `# ${index + 1}. ${escapeControls(step.words)}`,
      ...step.commands.map((command) => commandText(command, kubectl)),
      ...(step.repeats === undefined ? [] : [`# ${step.repeats}`]),
    ]),
    '',
    '# A connection is allowed where the command prints the word open. That it fails means denied only where',
    '# another pod reaches the same address and port at that time, and the same command from this pod reaches something.',
  ];
  return `${lines.join('\n')}\n`;
}

function commandText({ args, input, replaces }: PlannedCommand, kubectl: ProbeKubectl): string {
  const [given, printed] = replaces ?? [];
  const words = kubectl.argsOf(args).map((arg) => {
    const script = SCRIPTS.get(arg);
    if (script !== undefined) return `"$${script}"`;
    return quotedForShell(arg === given ? (printed ?? arg) : arg);
  });
  const line = [quotedForShell(kubectl.program), ...words].join(' ');
  return input === undefined ? line : `${line} <<'EOF'\n${policyYaml(input)}\nEOF`;
}

function quotedForShell(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
