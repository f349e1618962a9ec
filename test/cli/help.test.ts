import { COMMANDS, ringfence } from '../support/command';

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
});

test('the names are those by which kubectl called', async () => {
  const { out } = await ringfence(['list', '--help'], '', { calledAs: 'kubectl-ringfence' });
  expect(out).toContain('  kubectl ringfence list dist/\n');
  expect(out).toContain('-o json | kubectl ringfence list -\n');
});

test.each<string>(
  COMMANDS.filter((command) => !['diff', 'snapshot', 'doctor', 'probe', 'completion'].includes(command)),
)('%s without input shows how a cluster is read', async (command) => {
  const others: Readonly<Record<string, readonly string[]>> = {
    explain: ['--from', 'a/b', '--to', 'a/c', '--port', '80'],
    report: ['-o', 'page.html'],
    denials: ['--flows', 'a'],
    replay: ['--flows', 'a'],
  };
  expect(await ringfence([command, ...(others[command] ?? [])])).toEqual({
    code: 2,
    out: '',
    err:
      'error: no input: name files, folders, or - for standard input\n' +
      `  a cluster is read by ringfence ${command} --cluster, or from a pipe: ` +
      'kubectl get netpol,ns,pods,deploy,sts,ds,rs,jobs,cronjobs,svc -A -o json' +
      ` | ringfence ${command} -\n`,
  });
});
