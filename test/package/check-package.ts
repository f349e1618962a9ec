/**
 * Judges the package as users get it: packs the tarball, has publint and attw look at it, installs it into projects such
 * as users have, and compiles and runs it there in every way that they may. Needs the network. The words behind it name the
 * parts to run; without any all of them are.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkBundling } from './bundling';
import { checkCdk8sInit } from './cdk8s-init';
import { nodesIn } from './nodes';
import { checkPnpm } from './pnpm';
import { checkPulumi } from './pulumi';
import { checkResolution } from './resolution';
import { checkCdk8sApp, checkCommand, checkWithoutPeers } from './run-time';
import { checkRunner, RUNNERS } from './runners';
import { checkTarball, pack } from './tarball';

async function main(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'ringfence-package-'));
  process.on('exit', () => rmSync(work, { recursive: true, force: true, maxRetries: 9, retryDelay: 200 }));
  const nodes = await nodesIn(join(work, 'nodes'));
  const tarball = await pack(join(work, 'packed'));
  // Those that take longest come first.
  const parts: Readonly<Record<string, () => Promise<unknown>>> = {
    resolution: () => checkResolution(tarball, work),
    'cdk8s-init': () => checkCdk8sInit(tarball, work),
    pulumi: () => checkPulumi(tarball, nodes, work),
    cdk8s: async () => {
      const project = await checkCdk8sApp(tarball, nodes, work);
      await checkCommand(project, nodes);
      await checkBundling(project, nodes);
    },
    pnpm: () => checkPnpm(tarball, nodes, work),
    runners: () => Promise.all(RUNNERS.map((runner) => checkRunner(runner, tarball, nodes, work))),
    'without-peers': () => checkWithoutPeers(tarball, nodes, work),
    tarball: () => checkTarball(tarball, work),
  };
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Error(`there is no part ${unknown.join(', ')}: ${Object.keys(parts).join(', ')}`);
  await Promise.all(
    Object.entries(parts).map(([name, body]) => (named.length === 0 || named.includes(name) ? body() : undefined)),
  );
  console.log(`the tarball has ${tarball.paths.length} files and ${Math.ceil(tarball.size / 1000)} kB`);
}

main().catch((error: Error) => {
  console.log(error.message);
  process.exit(1);
});
