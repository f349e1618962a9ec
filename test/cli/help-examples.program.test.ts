import { COMMANDS, folderOf, ringfence } from '../support/command';
import { fakeKubectl, objectsOf } from '../support/fake-kubectl';
import { commitAll, gitRepository, testWithGit } from '../support/git-repository';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

/** A record that says nothing of the manifests of the shop. */
const FLOW = '2 123456789012 eni-0a 192.0.2.7 192.0.2.8 40112 8080 6 20 4249 1418530010 1418530070 ACCEPT OK\n';
const SHOP = `${POLICIES}---\n${WORKLOADS}`;

// The examples of doctor and probe need a cluster: test/live has one.
describe.each(COMMANDS.filter((command) => !['doctor', 'probe'].includes(command)))(
  'ringfence %s --help',
  (command) => {
    testWithGit('shows examples that work', async () => {
      const folder = folderOf({
        'dist/shop.yaml': SHOP,
        'policies/cart.yaml': POLICIES,
        'old.yaml': SHOP,
        'new.yaml': WORKLOADS,
        'flows.jsonl': FLOW,
      });
      commitAll(gitRepository(folder), 'all');
      const { out: help } = await ringfence([command, '--help']);
      const lines = help.slice(help.indexOf('Examples:')).match(/^ {2}(?=\S).*ringfence .*$/gm) ?? [];
      expect(lines.length).toBeGreaterThanOrEqual(2);
      const kubectl = fakeKubectl({ objects: objectsOf(SHOP, 'front', 'shop') }).program;
      const cwd = process.cwd();
      process.chdir(folder);
      try {
        for (const line of lines) {
          // What follows the pipe, or within a substitution of the shell.
          const args = (/ringfence ([^)>"]*)/.exec(line)?.[1] ?? '').trim().split(' ');
          const stdin = line.includes('--flows -') ? FLOW : SHOP;
          const { code, err } = await ringfence(args, stdin, { env: { KUBECTL: kubectl } });
          expect({ line, code, err }).toMatchObject({ line, err: expect.not.stringContaining('error:') });
          // These may find something.
          expect(['check', 'diff', 'denials', 'replay'].includes(command) ? [0, 1] : [0]).toContain(code);
        }
      } finally {
        process.chdir(cwd);
      }
    });
  },
);
