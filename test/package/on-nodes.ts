/**
 * Runs the tests of the command, as it is built, on each release of Node that the package supports. Needs the network.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodesIn } from './nodes';
import { root } from './steps';

/** What the command prints, written out: its tests, and the documents that show it. */
const GOLDEN = ['test/cli/[^/.]*(\\.program)?\\.test\\.ts$', 'test/docs/cli\\.test\\.ts$'];

async function main(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'ringfence-nodes-'));
  process.on('exit', () => rmSync(work, { recursive: true, force: true }));
  for (const { major, program } of await nodesIn(work)) {
    console.log(`\nThe command on Node ${major}`);
    const { status } = spawnSync(program, [join(root, 'node_modules/jest/bin/jest.js'), '--ci', ...GOLDEN], {
      cwd: root,
      env: { ...process.env, RINGFENCE_BUILT: '1' },
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(1);
  }
}

main().catch((error: Error) => {
  console.log(error.message);
  process.exit(1);
});
