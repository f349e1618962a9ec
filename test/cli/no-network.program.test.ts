import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '../support/command';
import { commitAll, gitRepository } from '../support/git-repository';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const root = join(__dirname, '../..');
const main = join(root, require('../../package.json').bin.ringfence);
const trapped = ['--require', join(root, 'test/support/network-trap.cjs')];

/** Linux, as root or where users may make namespaces, with Git. Elsewhere the tests are left out, and counted as skipped. */
const canIsolate = spawnSync('unshare', ['-n', 'true']).status === 0 && spawnSync('git', ['--version']).status === 0;
const testIsolated = canIsolate ? test : test.skip;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function inFolder(folder: string, program: string, args: readonly string[], stdin = ''): Ran {
  // A page has its date.
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1795860000' };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, input: stdin, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

const withNetwork = (folder: string, args: readonly string[], stdin?: string) =>
  inFolder(folder, process.execPath, args, stdin);

/** In a network namespace of its own, which has no interface but a loopback that is down. */
const withoutNetwork = (folder: string, args: readonly string[], stdin?: string) =>
  inFolder(folder, 'unshare', ['-n', process.execPath, ...args], stdin);

/** A Git repository with manifests and settings. */
function shop(): string {
  const folder = folderOf({
    'dist/workloads.yaml': WORKLOADS,
    'dist/policies.yaml': POLICIES.replace('{port: http}', '{port: http}, {port: 80800}'),
    // Its address has bits behind the prefix, which --fix takes away.
    'loose/policies.yaml': POLICIES.replace('192.0.2.0/24', '192.0.2.7/24'),
    '.ringfence.yaml': 'failOn: warning\n',
    'flows.log': '2 123456789012 eni-0a 192.0.2.7 192.0.2.8 40112 8080 6 20 4249 1418530010 1418530070 ACCEPT OK\n',
  });
  commitAll(gitRepository(folder), 'a port that no API server takes');
  return folder;
}

/** Every command, with an output of each kind that it has. */
const CASES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  check: [['dist'], ['dist', '-o', 'sarif'], ['loose', '--fix'], ['-', '-o', 'markdown']],
  list: [['dist'], ['-', '-o', 'json'], ['dist', '-o', 'svg'], ['dist', '--exposure', '--cni', 'calico']],
  explain: [['dist', '--from', 'front/web', '--to', 'shop/cart', '--port', '8080']],
  diff: [
    ['HEAD:dist', 'dist'],
    ['HEAD', 'dist', '-o', 'markdown'],
  ],
  denials: [['--flows', 'flows.log', 'dist']],
  replay: [['--flows', 'flows.log', 'dist', '--suggest']],
  report: [['-', '-o', 'page.html']],
  import: [
    ['-', '-o', 'main.ts'],
    ['-', '--engine', 'pulumi'],
  ],
  // There is no cluster: what is held is that the command itself opens no connection.
  doctor: [['--kubeconfig', 'no-such-file']],
  probe: [['--kubeconfig', 'no-such-file']],
  snapshot: [['--kubeconfig', 'no-such-file', '-o', 'dump.json']],
  completion: [['bash']],
  help: [['list']],
};

testIsolated('there is no network in a namespace without interfaces, and a socket that is opened is noticed', () => {
  const interfaces = ['-e', 'console.log(JSON.stringify(require("node:os").networkInterfaces()))'];
  expect(withoutNetwork(root, interfaces).stdout).toBe('{}\n');
  const call = ['-e', 'fetch("http://192.0.2.1").catch(() => console.log("failed"))'];
  expect(withoutNetwork(root, [...trapped, ...call])).toEqual({
    status: 0,
    stdout: 'failed\n',
    stderr: expect.stringContaining('network: a socket was connected'),
  });
});

testIsolated('every command is among the cases', () => {
  const { stdout } = withNetwork(root, [main, '--help']);
  const commands = Array.from(
    stdout.slice(stdout.indexOf('Commands:'), stdout.indexOf('Examples:')).matchAll(/^ {2}([a-z]+) /gm),
    ([, name]) => name,
  );
  expect(commands.sort()).toEqual(Object.keys(CASES).sort());
});

describe.each(Object.entries(CASES))('ringfence %s', (command, cases) => {
  testIsolated.each(cases.map((args) => [args.join(' '), args] as const))('%s', (_, args) => {
    const folder = shop();
    const isolatedFolder = shop();
    const [outside, isolated] = [
      withNetwork(folder, [...trapped, main, command, ...args], `${WORKLOADS}---\n${POLICIES}`),
      withoutNetwork(isolatedFolder, [...trapped, main, command, ...args], `${WORKLOADS}---\n${POLICIES}`),
    ];
    expect(isolated).toEqual(outside);
    expect(outside.stderr).not.toContain('network:');
    const written = contentsOf(folder);
    expect(contentsOf(isolatedFolder)).toEqual(written);
    expect(outside.stdout + outside.stderr + written.page).not.toBe('');
  });
});

/** What commands may have written. */
function contentsOf(folder: string) {
  const [page, program, policies] = ['page.html', 'main.ts', 'loose/policies.yaml'].map((name) => {
    const file = join(folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  });
  return { page, program, policies };
}
