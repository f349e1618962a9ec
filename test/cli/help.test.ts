import { folderOf, ringfence } from '../support/command';
import { fakeKubectl, objectsOf } from '../support/fake-kubectl';
import { commitAll, gitRepository, testWithGit } from '../support/git-repository';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const COMMANDS = [
  'check',
  'list',
  'import',
  'explain',
  'diff',
  'denials',
  'replay',
  'report',
  'snapshot',
  'doctor',
  'probe',
  'completion',
];

/** A record that says nothing of the manifests of the shop. */
const FLOW = '2 123456789012 eni-0a 192.0.2.7 192.0.2.8 40112 8080 6 20 4249 1418530010 1418530070 ACCEPT OK\n';

const helpOf = async (...command: string[]) => (await ringfence([...command, '--help'])).out;

test('the overview names the commands', async () => {
  const help = await helpOf();
  expect(help).toMatchSnapshot();
  const named = Array.from(help.matchAll(/^ {2}([a-z]+) (?=[[<])/gm), ([, name]) => name);
  expect(named).toEqual([...COMMANDS, 'help']);
});

describe.each(COMMANDS.map((command) => [command]))('ringfence %s --help', (command) => {
  test('ends with examples and exit codes', async () => {
    expect(await helpOf(command)).toMatchSnapshot();
  });

  // Its examples need a cluster: test/live has one.
  if (command === 'doctor' || command === 'probe') return;

  testWithGit('shows examples that work', async () => {
    const folder = folderOf({
      'dist/shop.yaml': `${POLICIES}---\n${WORKLOADS}`,
      'policies/cart.yaml': POLICIES,
      'old.yaml': `${POLICIES}---\n${WORKLOADS}`,
      'new.yaml': WORKLOADS,
      'flows.jsonl': FLOW,
    });
    commitAll(gitRepository(folder), 'all');
    const help = await helpOf(command);
    const lines = help.slice(help.indexOf('Examples:')).match(/^ {2}(?=\S).*ringfence .*$/gm) ?? [];
    expect(lines.length).toBeGreaterThanOrEqual(2);
    const kubectl = fakeKubectl({ objects: objectsOf(`${POLICIES}---\n${WORKLOADS}`, 'front', 'shop') }).program;
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      for (const line of lines) {
        // What follows the pipe, or within a substitution of the shell.
        const args = (/ringfence ([^)>"]*)/.exec(line)?.[1] ?? '').trim().split(' ');
        const stdin = line.includes('--flows -') ? FLOW : `${POLICIES}---\n${WORKLOADS}`;
        const { code, err } = await ringfence(args, stdin, { env: { KUBECTL: kubectl } });
        expect({ line, code, err }).toMatchObject({ line, err: expect.not.stringContaining('error:') });
        // These may find something.
        expect(['check', 'diff', 'denials', 'replay'].includes(command) ? [0, 1] : [0]).toContain(code);
      }
    } finally {
      process.chdir(cwd);
    }
  });
});

test('the names are those by which kubectl called', async () => {
  const { out } = await ringfence(['list', '--help'], '', { calledAs: 'kubectl-ringfence' });
  expect(out).toContain('  kubectl ringfence list dist/\n');
  expect(out).toContain('-o json | kubectl ringfence list -\n');
});

test.each(COMMANDS.filter((command) => !['diff', 'snapshot', 'doctor', 'probe', 'completion'].includes(command)))(
  '%s without input shows how a cluster is read',
  async (command) => {
    const others = {
      explain: ['--from', 'a/b', '--to', 'a/c', '--port', '80'],
      report: ['-o', 'page.html'],
      denials: ['--flows', 'a'],
      replay: ['--flows', 'a'],
    }[command];
    expect(await ringfence([command, ...(others ?? [])])).toEqual({
      code: 2,
      out: '',
      err:
        'error: no input: name files, folders, or - for standard input\n' +
        `  a cluster is read by ringfence ${command} --cluster, or from a pipe: ` +
        'kubectl get netpol,ns,pods,deploy,sts,ds,rs,jobs,cronjobs,svc -A -o json' +
        ` | ringfence ${command} -\n`,
    });
  },
);
