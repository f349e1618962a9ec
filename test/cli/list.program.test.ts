import { execFileSync, spawn, spawnSync } from 'node:child_process';
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

test('ringfence list -o svg prints nothing of the layout engine, which cannot route every edge of this cluster', () => {
  const size = 7;
  const names = Array.from({ length: size * size }, (_, index) => [`box-${Math.floor(index / size)}`, `w${index}`]);
  let seed = 31676;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return names[Math.floor((seed / 2147483648) * names.length)] as [string, string];
  };
  const objects = names.flatMap(([namespace, name]) => {
    const from = [random(), random()].map(
      ([other, app]) =>
        `{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${other}}}, podSelector: {matchLabels: {app: ${app}}}}`,
    );
    return [
      `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}, spec: {containers: [{name: main}]}}`,
      `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}, namespace: ${namespace}}, spec: {podSelector: {matchLabels: {app: ${name}}}, ingress: [{from: [${from}], ports: [{port: 80}]}]}}`,
    ];
  });
  const folder = folderOf({ 'all.yaml': objects.join('\n---\n') });
  const { stdout, stderr, status } = spawnSync(process.execPath, [main, 'list', folder, '-o', 'svg'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.match(/class="edge"/g)?.length).toBeGreaterThan(60);
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
