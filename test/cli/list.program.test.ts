import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { folderOf } from '../support/command';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const main = join(__dirname, '../../build/cli/main.js');

test('ringfence list -o svg prints a picture', () => {
  const shop = folderOf({ 'policies.yaml': POLICIES, 'workloads.yaml': WORKLOADS });
  const svg = execFileSync(process.execPath, [main, 'list', shop, '-o', 'svg']).toString();
  expect(svg).toMatch(/<svg .*<\/svg>/s);
  expect(svg).toContain('TCP 8080');
});

test.each(['text', 'json'])('ringfence list -o %s ends where its reader has read enough', async (format) => {
  const workloads = Array.from({ length: 700 }, (_, index) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `pod-${index}` },
      spec: { containers: [{ name: 'main', image: 'main' }] },
    }),
  );
  const folder = folderOf({ 'pods.json': workloads.join('\n') });
  const command = spawn(process.execPath, [main, 'list', folder, '-o', format], { stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  command.stderr.on('data', (text) => {
    err += text;
  });
  await once(command.stdout, 'data');
  command.stdout.destroy();
  expect(await once(command, 'close')).toEqual([0, null]);
  expect(err).not.toMatch(/EPIPE|error/);
});
