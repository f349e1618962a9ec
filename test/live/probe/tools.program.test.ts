import { execFile, spawnSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { connectIn, toolsIn } from '../../../lib/live/probe/tool-answers';
import { connectScript, DETECT_SCRIPT, inPod, TOOLS, toolsFor } from '../../../lib/live/probe/tools';
import { verdictOf } from '../../../lib/live/probe/verdicts';
import { folderOf } from '../../support/command';

const NONCE = '0123456789abcdef';

function run(script: string, ...args: readonly string[]): Promise<string> {
  return runWith({}, script, ...args);
}

/** In a pod with these variables. */
function runWith(env: NodeJS.ProcessEnv, script: string, ...args: readonly string[]): Promise<string> {
  const [program = 'sh', ...rest] = inPod(script, NONCE, ...args);
  return new Promise((resolve) => {
    execFile(program, rest, { timeout: 20_000, env: { ...process.env, ...env } }, (_, stdout) => resolve(stdout));
  });
}

const listening = (): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer((socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end(),
    );
    server.listen(0, '127.0.0.1', () => resolve(server));
  });

const here = TOOLS.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0);

test('the tools of a container are found', async () => {
  expect(toolsIn(await run(DETECT_SCRIPT), NONCE)).toEqual(here);
});

// Of the machine that runs the test; each has at least sh and node.
describe.each(here.map((tool) => [tool]))('%s', (tool) => {
  test('says of a real socket that it is open, and of a closed one that it refuses', async () => {
    const server = await listening();
    const { port } = server.address() as AddressInfo;
    const open = connectIn(tool, await run(connectScript(tool, 'TCP'), '127.0.0.1', String(port), '2'), NONCE);
    await new Promise((resolve) => server.close(resolve));
    const closed = connectIn(tool, await run(connectScript(tool, 'TCP'), '127.0.0.1', String(port), '2'), NONCE);
    expect({ open, closed }).toEqual({ open: { type: 'open' }, closed: { type: 'refused' } });
  });

  test('takes no proxy, and no program that the pod puts before it, for the server', async () => {
    const [server, proxy] = [await listening(), await listening()];
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { port: proxyPort } = proxy.address() as AddressInfo;
    const url = `http://127.0.0.1:${proxyPort}/`;
    const before = 'echo "ringfence $1 open"; exit 0';
    const folder = folderOf({
      '.curlrc': `proxy = "${url}"\n`,
      wgetrc: `use_proxy = on\nhttp_proxy = ${url}\n`,
      before,
      'before.cjs': 'console.log("ringfence", process.argv[1], "open"); process.exit();',
    });
    const variables = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'].map((name) => [name, url]);
    const env = {
      ...Object.fromEntries(variables),
      HOME: folder,
      WGETRC: join(folder, 'wgetrc'),
      BASH_ENV: join(folder, 'before'),
      NODE_OPTIONS: `--require ${join(folder, 'before.cjs')}`,
    };
    const said = await runWith(env, connectScript(tool, 'TCP'), '127.0.0.1', String(port), '2');
    await new Promise((resolve) => proxy.close(resolve));
    expect(connectIn(tool, said, NONCE)).toEqual({ type: 'refused' });
  });
});

/** A socket of UDP; what comes is answered, or not. */
const socket = (type: 'udp4' | 'udp6', answer?: (question: Buffer) => Buffer): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const made = createSocket(type).on('error', reject);
    made.on('message', (question, { port, address }) => {
      if (answer !== undefined) made.send(answer(question), port, address);
    });
    made.bind(0, type === 'udp6' ? '::1' : '127.0.0.1', () => resolve(made));
  });

// At once, since they wait most of the time.
describe.each(
  toolsFor('UDP')
    .filter((tool) => here.includes(tool))
    .map((tool) => [tool]),
)('%s over UDP', (tool) => {
  const asked = async (host: string, { port }: Pick<AddressInfo, 'port'>) =>
    connectIn(tool, await run(connectScript(tool, 'UDP'), host, String(port), '2'), NONCE).type;

  test.concurrent('an answer is open, silence is a time-out, and a closed port refuses', async () => {
    const questions: Buffer[] = [];
    const server = await socket('udp4', (question) => {
      questions.push(question);
      return Buffer.from(question).fill(0x81, 2, 3);
    });
    const silent = await socket('udp4');
    const open = await asked('127.0.0.1', server.address());
    const timeout = await asked('127.0.0.1', silent.address());
    const { port } = silent.address();
    silent.close();
    server.close();
    // Whether nc was refused does not show.
    const without = tool === 'nc' ? 'error' : undefined;
    expect({ open, timeout, refused: await asked('127.0.0.1', { port }) }).toEqual({
      open: 'open',
      timeout: without ?? 'timeout',
      refused: without ?? 'refused',
    });
    // One question for the address of cluster.local, in one packet.
    expect(questions.map((one) => one.toString('latin1'))).toEqual([
      `${NONCE.slice(0, 2)}\x01\0\0\x01\0\0\0\0\0\0\x07cluster\x05local\0\0\x01\0\x01`,
    ]);
  }, 30_000);

  test.concurrent('what answers another question is no answer, and a lost packet is sent again', async () => {
    const other = await socket('udp4', (question) => Buffer.from(question).fill('x', 0, 2));
    let count = 0;
    const later = await socket('udp4', (question) => (count++ === 0 ? Buffer.from('xx') : question));
    const seen = [await asked('127.0.0.1', other.address()), await asked('127.0.0.1', later.address())];
    other.close();
    later.close();
    expect(seen).toEqual(['error', tool === 'nc' ? 'error' : 'open']);
  }, 30_000);
});

test('tools that ask nothing over UDP have no script for it', () => {
  expect(() => connectScript('curl', 'UDP')).toThrow(RangeError);
  expect([...TOOLS].sort()).toEqual([...toolsFor('UDP'), 'curl', 'wget'].sort());
});

test('a pod without sleep has no watchdog, and a tool is not killed at once for it', async () => {
  const server = await listening();
  const { port } = server.address() as AddressInfo;
  // It takes a while, so that a watchdog that does not wait would kill it.
  const busy = 'for ((k = 0; k < 100000; k++)); do :; done; exec 3';
  const script = connectScript('bash', 'TCP').replace('exec 3', busy);
  const said = await run(`sleep() { return 127; }\n${script}`, '127.0.0.1', String(port), '2');
  await new Promise((resolve) => server.close(resolve));
  expect(connectIn('bash', said, NONCE)).toEqual({ type: 'open' });
});

test.each(TOOLS.map((tool) => [tool]))('%s: what is cut off or of another attempt is no answer', (tool) => {
  for (const output of ['', 'open', 'ringfence ffff open', `ringfence ${NONCE} started\n`, 'Connection refused\n']) {
    expect(connectIn(tool, output, NONCE).type).toBe('error');
  }
});

test('a tool that the watchdog killed says nothing, but for bash, which only waits for the connection', () => {
  const killed = `ringfence ${NONCE} started\nringfence ${NONCE} late\nringfence ${NONCE} exit 137\n`;
  const types = TOOLS.map((tool) => [tool, connectIn(tool, killed, NONCE).type]);
  expect(types.filter(([, type]) => type !== 'error')).toEqual([['bash', 'timeout']]);
  // By something else, such as where memory is short.
  expect(connectIn('bash', killed.replace(/.* late\n/, ''), NONCE).type).toBe('error');
  // Over UDP bash ends by itself.
  expect(connectIn('bash', killed.replace('started', 'asked'), NONCE).type).toBe('error');
});

describe('a verdict', () => {
  const open = { type: 'open' } as const;
  const refused = { type: 'refused' } as const;
  const timeout = { type: 'timeout' } as const;
  const error = { type: 'error', reason: 'x' } as const;
  const all = { before: open, after: open, tool: open };

  test.each([
    ['open', { ...all, tries: [open] }, 'allowed'],
    ['open at last', { ...all, tries: [timeout, open] }, 'allowed'],
    ['dropped', { ...all, tries: [timeout, timeout] }, 'dropped'],
    ['rejected', { ...all, tries: [refused, refused] }, 'rejected'],
    ['dropped, server dead', { ...all, after: refused, tries: [timeout] }, 'unknown'],
    ['refused, server dead before', { ...all, before: refused, tries: [refused] }, 'unknown'],
    ['dropped, tool not proved', { ...all, tool: error, tries: [timeout] }, 'unknown'],
    ['failed', { ...all, tries: [error] }, 'unknown'],
    ['dropped, then failed', { ...all, tries: [timeout, error] }, 'unknown'],
    ['not tried', { ...all, tries: [] }, 'unknown'],
  ])('%s', (_, seen, expected) => {
    const verdict = verdictOf(seen);
    expect(verdict.verdict === 'denied' ? verdict.how : verdict.verdict).toBe(expected);
  });
});
