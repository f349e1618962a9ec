import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Output, root, run } from './steps';

/** A folder with a package.json that says this, and these packages in it. */
export async function projectWith(
  folder: string,
  packages: readonly string[],
  manifest: Readonly<Record<string, unknown>> = {},
): Promise<Output> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, ...manifest }));
  return install(folder, packages);
}

/** Adds packages to a project; npm takes from its cache what is there. */
export async function install(folder: string, packages: readonly string[]): Promise<Output> {
  const options = ['--no-audit', '--no-fund', '--prefer-offline'];
  // Without npm's own variables, which say that another project is being worked on.
  return run('npm', ['install', ...options, ...packages], folder, { npm_config_local_prefix: folder });
}

export function write(folder: string, files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
}

/** A file of this repository. */
export function ownFile(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}
