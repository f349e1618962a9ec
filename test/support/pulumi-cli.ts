import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../..');
const KUBERNETES: string = require('@pulumi/kubernetes/package.json').version;

/** The version of the Pulumi CLI on the PATH; undefined where there is none. */
export const pulumiVersion = (() => {
  const { status, stdout } = spawnSync('pulumi', ['version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
})();

export interface CommandResult {
  readonly exitCode: number | null;
  /** What it printed, without colours. */
  readonly output: string;
}

/** A project of the Pulumi CLI with a state and a cluster of its own, both of which are files. */
export class CliProject {
  /** Below node_modules/, so that the program finds its packages. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly #cluster: string;

  /** @param program a program of TypeScript */
  constructor(program: string, name = 'project') {
    const parent = join(root, 'node_modules/.cache');
    mkdirSync(parent, { recursive: true });
    this.folder = mkdtempSync(join(parent, 'pulumi-cli-'));
    this.#cluster = join(this.folder, 'cluster.json');
    mkdirSync(join(this.folder, 'state'));
    this.write('index.js', `module.exports = require(${JSON.stringify(program)});\n`);
    this.write('package.json', '{ "version": "0.1.0" }\n');
    this.write(
      'Pulumi.yaml',
      [
        `name: ${name}`,
        'runtime: { name: nodejs, options: { typescript: false } }',
        'plugins: { providers: [{ name: kubernetes, path: provider }] }\n',
      ].join('\n'),
    );
    mkdirSync(join(this.folder, 'provider'));
    const provider = join(__dirname, 'kubernetes-provider.cjs');
    this.write(
      'provider/pulumi-resource-kubernetes',
      `#!/bin/sh\nNODE_OPTIONS= exec '${process.execPath}' '${provider}' "$@"\n`,
      0o755,
    );
    this.env = {
      ...process.env,
      NODE_OPTIONS: `--require ${join(__dirname, 'run-typescript.cjs')}`,
      PULUMI_BACKEND_URL: `file://${join(this.folder, 'state')}`,
      PULUMI_HOME: join(this.folder, 'home'),
      PULUMI_CONFIG_PASSPHRASE: 'passphrase',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      CLUSTER_FILE: this.#cluster,
      PROVIDER_VERSION: KUBERNETES,
    };
  }

  write(file: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text, { mode });
  }

  /** Runs `pulumi`. */
  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
    const child = spawn('pulumi', [...args, '--non-interactive', '--color=never'], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data;
      });
    }
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => resolve({ exitCode, output }));
    });
  }

  /** What is in the cluster: type and name of each object. */
  objects(): string[] {
    return existsSync(this.#cluster) ? Object.keys(JSON.parse(readFileSync(this.#cluster, 'utf8'))).sort() : [];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
