import { execFileSync } from 'node:child_process';
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
