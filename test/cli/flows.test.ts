import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Ajv from 'ajv/dist/2020';
import { folderOf, ringfence, within } from '../support/command';
import { TRAPPED, TRAPS } from '../support/flow-traps';

const LOG = Object.values(TRAPS).join('\n');
const folder = folderOf({
  'world.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: TRAPPED }),
  'flows.jsonl': `${LOG}\n`,
  'pretty.json': JSON.stringify({ items: LOG.split('\n').map((line) => JSON.parse(line)) }, null, 2),
  'empty.jsonl': '',
  'prose.txt': 'hello\nworld\n',
});
writeFileSync(join(folder, 'flows.jsonl.gz'), gzipSync(LOG));
const at = (name: string) => join(folder, name);
const validates = (command: string) =>
  new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
    JSON.parse(readFileSync(join(__dirname, `../../docs/${command}.schema.json`), 'utf8')),
  );
const denials = (...args: readonly string[]) =>
  ringfence(['denials', '--flows', at('flows.jsonl'), at('world.json'), ...args]);
const replay = (...args: readonly string[]) =>
  ringfence(['replay', '--flows', at('flows.jsonl'), at('world.json'), ...args]);

describe('ringfence denials', () => {
  test('shows each connection without a grant, the grants, and what gets none', async () => {
    const { code, out, err } = await denials();
    expect(code).toBe(1);
    expect(err).toBe('warning: the log says that HUBBLE_RING_BUFFER lost 30000 records: what they held is not known\n');
    expect(within(folder, out)).toMatchSnapshot();
  });

  test('writes what its schema says', async () => {
    const { out } = await denials('-o', 'json');
    const validate = validates('denials');
    expect([validate(JSON.parse(out)), validate.errors]).toEqual([true, null]);
    const { missing, grants } = JSON.parse(out);
    expect(missing).toHaveLength(5);
    // A change of a policy that is there opens the same.
    expect(grants[0].changes[0]).toMatchObject({
      policy: 'shop/cart',
      patch: [{ op: 'add', path: '/spec/ingress/-' }],
    });
  });

  test.each(['markdown', 'typescript', 'yaml'])('prints %s', async (format) => {
    expect(within(folder, (await denials('-o', format)).out)).toMatchSnapshot();
  });

  test('what it writes as YAML allows what was denied', async () => {
    const { out } = await denials('-o', 'yaml');
    writeFileSync(at('grants.yaml'), out);
    const { code, out: again } = await ringfence([
      'denials',
      '--flows',
      at('flows.jsonl'),
      at('world.json'),
      at('grants.yaml'),
    ]);
    expect(again).toContain('no grant is missing that can be written; 1 denied connection may need one all the same');
    // The addresses outside are still to be decided on.
    expect(code).toBe(1);
  });

  test('reads compressed files, values over many lines, and standard input', async () => {
    const { out } = await denials('-o', 'json');
    const { missing } = JSON.parse(out);
    const from = async (flows: string, stdin = '') =>
      JSON.parse((await ringfence(['denials', '--flows', flows, at('world.json'), '-o', 'json'], stdin)).out).missing
        .length;
    expect(await from(at('flows.jsonl.gz'))).toBe(missing.length);
    expect(await from(at('pretty.json'))).toBe(missing.length);
    expect(await from('-', LOG)).toBe(missing.length);
  });

  test('takes standard input piece by piece, compressed or not', async () => {
    const pieces = (bytes: Buffer, size: number) =>
      async function* () {
        for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
      };
    const args = ['denials', '--flows', '-', at('world.json'), '-o', 'json'];
    const { missing } = JSON.parse((await denials('-o', 'json')).out);
    for (const bytes of [Buffer.from(LOG), gzipSync(LOG)]) {
      for (const size of [1, 1000]) {
        const stdinPieces = pieces(bytes, size);
        // A process of its own reads what it is given, whatever the size of its pieces.
        const { out } = await ringfence(args, LOG, { stdin: () => 'all of it at once', stdinPieces });
        expect(JSON.parse(out).missing).toEqual(missing);
      }
    }
  });

  test('standard input is the manifests or the log', async () => {
    const { code, err } = await ringfence(['denials', '--flows', '-', '-'], LOG);
    expect(code).toBe(2);
    expect(err).toContain('standard input cannot be both the manifests and the log');
  });

  test('reads values over many lines one after the other, and a list that is cut off', async () => {
    const of = async (flows: string) =>
      JSON.parse((await ringfence(['denials', '--flows', at(flows), at('world.json'), '-o', 'json'])).out);
    const values = LOG.split('\n').map((line) => JSON.stringify(JSON.parse(line), null, 2));
    writeFileSync(at('values.json'), `\ufeff${values.join('\r\n')}`.replace(/\n/g, '\r\n').replace(/\r\r/g, '\r'));
    const { missing } = await of('flows.jsonl');
    const pairs = (all: typeof missing) => all.map(({ from, to, port }: (typeof all)[number]) => [from, to, port]);
    expect(pairs((await of('values.json')).missing)).toEqual(pairs(missing));
    writeFileSync(at('cut.json'), `[\n${LOG.split('\n').join(',\n')},\n{"flow":{"ti`);
    const cut = await of('cut.json');
    expect(pairs(cut.missing)).toEqual(pairs(missing));
    expect(cut.records.unreadable).toBe(1);
  });

  test('a value over many lines is read wherever it stands, and one that was cut off hides nothing behind it', async () => {
    const [first = '', ...others] = LOG.split('\n');
    const pretty = (line: string) => JSON.stringify(JSON.parse(line), null, 2);
    const cut = pretty(first).split('\n').slice(0, 5).join('\n');
    const text = ['# hubble observe -o json', first, pretty(first), cut, ...others.map(pretty), cut].join('\n');
    writeFileSync(at('mixed.json'), text);
    const { out } = await ringfence(['denials', '--flows', at('mixed.json'), at('world.json'), '-o', 'json']);
    const { missing, records } = JSON.parse(out);
    expect([records.unreadable, missing.length, missing[0].count]).toEqual([3, 5, 2]);
  });

  test('reads what there is of a compressed file that is cut off', async () => {
    writeFileSync(at('cut.jsonl.gz'), gzipSync(`${LOG}\n`.repeat(50), { level: 0 }).subarray(0, -2000));
    const { err, out } = await ringfence(['denials', '--flows', at('cut.jsonl.gz'), at('world.json'), '-o', 'json']);
    expect(err).toContain('the compressed file is cut off; what is before that is read');
    expect(JSON.parse(out).missing).toHaveLength(5);
  });

  test('a file of Windows PowerShell is read, and one that is compressed in another way is named', async () => {
    const LE = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${LOG}\r\n`, 'utf16le')]);
    writeFileSync(at('windows.jsonl'), LE);
    const { out } = await ringfence(['denials', '--flows', at('windows.jsonl'), at('world.json'), '-o', 'json']);
    expect(JSON.parse(out).missing).toHaveLength(5);
    writeFileSync(at('flows.zst'), Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00]));
    const { code, err } = await ringfence(['denials', '--flows', at('flows.zst'), at('world.json')]);
    expect(code).toBe(2);
    expect(within(folder, err)).toBe(
      'error: flows.zst is compressed with zstd\n  unpack it, or compress it with gzip\n',
    );
  });

  test('a denied pod that nothing selects lasts as a finding', async () => {
    const bare = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'bare', namespace: 'front' },
      spec: { containers: [{ name: 'c', image: 'c' }] },
    };
    const { flow } = JSON.parse(TRAPS.denial);
    const source = { namespace: 'front', pod_name: 'bare', labels: [] };
    writeFileSync(at('bare.jsonl'), JSON.stringify({ flow: { ...flow, source, IP: undefined } }));
    writeFileSync(at('bare.json'), JSON.stringify(bare));
    const args = ['denials', '--flows', at('bare.jsonl'), at('world.json'), at('bare.json'), '-o', 'json'];
    const { code, out } = await ringfence(args);
    const { missing, notGranted } = JSON.parse(out);
    expect([code, missing.length, notGranted[0].reason]).toEqual([1, 0, 'no-lasting-labels']);
  });

  test('a folder is no log, and a log of blank lines is empty', async () => {
    expect(within(folder, (await ringfence(['denials', '--flows', folder, at('world.json')])).err)).toBe(
      'error: . is a folder\n  name the files in it, each with --flows\n',
    );
    writeFileSync(at('blank.jsonl'), '\n \r\n');
    const { code, err } = await ringfence(['denials', '--flows', at('blank.jsonl'), at('world.json')]);
    expect([code, err]).toEqual([2, expect.stringContaining('the log is empty')]);
  });

  test('Markdown holds no codes of terminals and no links of the log', async () => {
    const hostile = JSON.parse(TRAPS['three addresses of one name'].split('\n')[0] ?? '');
    hostile.flow.destination_names = ['\u001b]0;x\u0007[a](https://evil.example)\n# b'];
    writeFileSync(at('hostile.jsonl'), JSON.stringify(hostile));
    const { out } = await ringfence(['denials', '--flows', at('hostile.jsonl'), at('world.json'), '-o', 'markdown']);
    expect(out).toContain('\\\\u001b]0;x\\\\u0007[a]\\(https://evil.example) # b');
  });

  test('several logs are one', async () => {
    const args = [
      'denials',
      '--flows',
      at('flows.jsonl'),
      '--flows',
      at('flows.jsonl.gz'),
      at('world.json'),
      '-o',
      'json',
    ];
    const { missing } = JSON.parse((await ringfence(args)).out);
    expect(missing[0].count).toBe(2);
  });

  test('--since leaves out older records', async () => {
    const { code, out } = await denials('--since', '2026-11-29');
    expect(out).toContain('no grant is missing');
    expect(out).toContain('passed over: from before --since');
    expect(code).toBe(0);
  });

  test.each<[string, readonly string[], string]>([
    ['an empty log', ['--flows', at('empty.jsonl')], 'empty.jsonl: the log is empty'],
    ['a log of no format', ['--flows', at('prose.txt')], 'no line is of a format that is read; the first: "hello"'],
    ['a log that is not there', ['--flows', at('none')], 'none: no such file'],
    [
      'a format that there is not',
      ['--flows', at('flows.jsonl'), '--format', 'hubbel'],
      'no format "hubbel"; did you mean hubble?',
    ],
    ['a time that is none', ['--flows', at('flows.jsonl'), '--since', 'monday'], '--since "monday" is no time'],
  ])('%s is an error', async (_, args, message) => {
    const { code, out, err } = await ringfence(['denials', ...args, at('world.json')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  test('a log that is cut off or damaged gives what it holds', async () => {
    writeFileSync(at('cut.gz'), gzipSync(LOG).subarray(0, 200));
    const { code, err } = await ringfence(['denials', '--flows', at('cut.gz'), at('world.json')]);
    expect(code).toBe(2);
    expect(err).toContain('cut.gz: ');
    writeFileSync(at('damaged.jsonl'), `${TRAPS.denial}\n${TRAPS.denial.slice(0, 50)}\n`);
    const { out, err: warned } = await ringfence(['denials', '--flows', at('damaged.jsonl'), at('world.json')]);
    expect(out).toContain('1 connection without a grant');
    expect(warned).toContain('1 of 2 lines of the log is of no format that is read');
  });

  test('what a log holds does not reach the terminal as a control character', async () => {
    const hostile = TRAPS['a probe of the node']
      .replace('reserved:host', 'reserved:host')
      .replace('cart-59d-cc', '\\u001b[31mcart\\nerror: x');
    writeFileSync(at('hostile.jsonl'), hostile.replaceAll('"cart"', '"\\u001b[2J"'));
    const { out } = await ringfence(['denials', '--flows', at('hostile.jsonl'), at('world.json')]);
    expect(out).not.toContain('\u001b');
  });
});

describe('ringfence replay', () => {
  test('finds the recorded connections that the manifests would deny', async () => {
    const { code, out } = await replay();
    expect(code).toBe(1);
    expect(within(folder, out)).toMatchSnapshot();
  });

  test('writes what its schema says', async () => {
    const { out } = await replay('-o', 'json', '--suggest', '--against', at('world.json'));
    const validate = validates('replay');
    expect([validate(JSON.parse(out)), validate.errors]).toEqual([true, null]);
    expect(JSON.parse(out).denied.map(({ before }: { before: string }) => before)).toEqual(['denied', 'denied']);
  });

  test('--deny-default tries a default deny, and --suggest writes the grants that it needs', async () => {
    writeFileSync(
      at('open.json'),
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: TRAPPED.filter(({ kind }) => kind !== 'NetworkPolicy') }),
    );
    const open = (...args: readonly string[]) =>
      ringfence(['replay', '--flows', at('flows.jsonl'), at('open.json'), ...args]);
    expect((await open()).code).toBe(0);
    const { code, out } = await open('--deny-default', 'shop', '-o', 'typescript');
    expect(code).toBe(1);
    expect(out).toMatchSnapshot();
    const of = async (...args: readonly string[]) => JSON.parse((await open('-o', 'json', ...args)).out).denied;
    const both = await of('--deny-default', 'shop', '--deny-default', 'front');
    expect(both).not.toEqual(await of('--deny-default', 'shop'));
    expect(await of('--deny-default', 'shop,front')).toEqual(both);
  });

  test('prints Markdown for a pull request', async () => {
    expect(within(folder, (await replay('-o', 'markdown')).out)).toMatchSnapshot();
  });
});

describe('ringfence explain --flow', () => {
  test('explains what a line of a log is about', async () => {
    const { code, out } = await ringfence(['explain', at('world.json'), '--flow', TRAPS.denial]);
    expect(code).toBe(0);
    expect(out).toContain('denied: front/web[Deployment] to shop/cart[Deployment] on TCP 8080');
  });

  test.each<[string, string]>([
    ['hello', '--flow "hello" is of no format that is read'],
    [TRAPS['what was lost'], 'is no connection: it counts records that were lost'],
    [TRAPS['a reply that was allowed'], '--flow is a reply'],
    [TRAPS.ping, '--flow is about "ICMP"'],
  ])('%j is an error', async (line, message) => {
    const { code, err } = await ringfence(['explain', at('world.json'), '--flow', line]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('a record over many lines is one record', async () => {
    const pretty = JSON.stringify(JSON.parse(TRAPS.denial), null, 2);
    const { code, out } = await ringfence(['explain', at('world.json'), '--flow', pretty]);
    expect([code, out]).toEqual([0, expect.stringContaining('denied: front/web[Deployment] to shop/cart')]);
  });

  test('a pod and itself is no question of policies', async () => {
    const { flow } = JSON.parse(TRAPS.denial);
    const itself = JSON.stringify({ flow: { ...flow, source: flow.destination, IP: undefined } });
    const { code, err } = await ringfence(['explain', at('world.json'), '--flow', itself]);
    expect([code, err]).toEqual([2, expect.stringContaining('--flow is of a pod and itself, which no policy denies')]);
  });

  test('a question is asked in one way, and whole', async () => {
    const { err } = await ringfence(['explain', at('world.json'), '--flow', 'x', '--port', '80']);
    expect(err).toContain('error: --flow and --port ask in two ways');
    expect((await ringfence(['explain', at('world.json'), '--to', 'shop/cart'])).err).toContain(
      'error: --from, --port missing',
    );
  });
});
