import { execFile, spawnSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { connectIn, toolsIn } from '../../../lib/live/probe/tool-answers';
import { connectScript, DETECT_SCRIPT, inPod, TOOLS } from '../../../lib/live/probe/tools';
import { verdictOf } from '../../../lib/live/probe/verdicts';

const NONCE = '0123456789abcdef';

function run(script: string, ...args: readonly string[]): Promise<string> {
  const [program = 'sh', ...rest] = inPod(script, NONCE, ...args);
  return new Promise((resolve) => {
    execFile(program, rest, { timeout: 20_000 }, (_, stdout) => resolve(stdout));
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
    const open = connectIn(tool, await run(connectScript(tool), '127.0.0.1', String(port), '2'), NONCE);
    await new Promise((resolve) => server.close(resolve));
    const closed = connectIn(tool, await run(connectScript(tool), '127.0.0.1', String(port), '2'), NONCE);
    expect({ open, closed }).toEqual({ open: { type: 'open' }, closed: { type: 'refused' } });
  });
});

test.each(TOOLS.map((tool) => [tool]))('%s: what is cut off or of another attempt is no answer', (tool) => {
  for (const output of ['', 'open', 'ringfence ffff open', `ringfence ${NONCE} started\n`, 'Connection refused\n']) {
    expect(connectIn(tool, output, NONCE).type).toBe('error');
  }
});

test('a tool that the watchdog killed says nothing, but for bash, which only waits for the connection', () => {
  const killed = `ringfence ${NONCE} started\nringfence ${NONCE} exit 137\n`;
  const types = TOOLS.map((tool) => [tool, connectIn(tool, killed, NONCE).type]);
  expect(types.filter(([, type]) => type !== 'error')).toEqual([['bash', 'timeout']]);
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
