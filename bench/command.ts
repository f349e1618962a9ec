import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contender, type Measured, measure, type Runs } from './processes';

/** What is measured of the command: whole processes over files on disk, and the page that it writes. */

export interface CommandScale {
  readonly runs: Runs;
  /** Files, half of them workloads and half of them policies. */
  readonly manifests: number;
  /** Workloads of the page. */
  readonly workloads: number;
}

export interface MeasuredPage {
  /** Megabytes of the file. */
  readonly size: number;
  /** The command that writes it, as a process. */
  readonly report: Measured;
  readonly empty: Measured;
  readonly page: Measured;
}

export interface MeasuredCommands {
  /** An empty process, the help, and `list` of two workloads. */
  readonly small: readonly [Measured, Measured, Measured];
  /** js-yaml over many files, `check` and `list`. */
  readonly whole: readonly [Measured, Measured, Measured];
}

export function measureCommands({ manifests, runs }: CommandScale, outdir: string): MeasuredCommands {
  const [few, folder] = [join(outdir, 'few'), join(outdir, 'manifests')];
  writeManifests(few, 4);
  writeManifests(folder, manifests);
  const small = measure(
    [{ name: 'empty process', script: 'load', task: {} }, command('--help'), command('list', few)],
    {
      ...runs,
      counted: 15,
    },
  );
  const whole = measure(
    [
      { name: 'js-yaml over the files', script: 'command/parse', task: { folder } },
      command('check', folder, '--fail-on', 'error'),
      command('list', folder),
    ],
    runs,
  );
  for (const written of [few, folder]) rmSync(written, { recursive: true });
  return { small: small as [Measured, Measured, Measured], whole: whole as [Measured, Measured, Measured] };
}

/** The time to the first paint in Chromium, of an empty page and of the page of many workloads; undefined without Chromium. */
export function measurePage({ workloads, runs }: CommandScale, outdir: string): MeasuredPage | undefined {
  const chromium = chromiumOf();
  if (chromium === undefined) return undefined;
  const folder = join(outdir, 'manifests');
  const [file, nothing] = ['page.html', 'empty.html'].map((name) => join(outdir, name)) as [string, string];
  writeManifests(folder, 2 * workloads);
  writeFileSync(nothing, '<!doctype html><title>empty</title><p>nothing');
  const [report] = measure([command('report', folder, '-o', file)], { warmUps: 0, counted: 1 }) as [Measured];
  const [empty, page] = measure(
    [
      { name: 'an empty page', script: 'command/paint', task: { file: nothing, chromium } },
      { name: `${workloads} workloads`, script: 'command/paint', task: { file, chromium } },
    ],
    runs,
  ) as [Measured, Measured];
  rmSync(folder, { recursive: true });
  return { size: (page.figures.bytes as number) / 1e6, report, empty, page };
}

function command(...args: string[]): Contender {
  const [name = ''] = args;
  return { name: `ringfence ${name}`, script: 'command/run', task: { args } };
}

function writeManifests(folder: string, count: number): void {
  mkdirSync(folder);
  for (let index = 0; index < count / 2; index++) {
    const [app, namespace] = [`app-${index}`, `ns-${index % 40}`];
    const clients = [(index * 7 + 3) % (count / 2), (index * 13 + 5) % (count / 2)];
    const from = clients.map(
      (client) => `    - podSelector: {matchLabels: {app: app-${client}}}
      namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ns-${client % 40}}}`,
    );
    writeFileSync(
      join(folder, `${app}.yaml`),
      `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${app}, namespace: ${namespace}}
spec:
  replicas: 2
  selector: {matchLabels: {app: ${app}}}
  template:
    metadata: {labels: {app: ${app}}}
    spec: {containers: [{name: main, image: main, ports: [{containerPort: ${8000 + (index % 50)}}]}]}
`,
    );
    writeFileSync(
      join(folder, `${app}-policy.yaml`),
      `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${app}, namespace: ${namespace}}
spec:
  podSelector: {matchLabels: {app: ${app}}}
  policyTypes: [Ingress]
  ingress:
  - from:
${from.join('\n')}
    ports: [{protocol: TCP, port: ${8000 + (index % 50)}}]
`,
    );
  }
}

function chromiumOf(): string | undefined {
  try {
    return process.env.CHROMIUM ?? execFileSync('which', ['chromium']).toString().trim();
  } catch {
    return undefined;
  }
}
