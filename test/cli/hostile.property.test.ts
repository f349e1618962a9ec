import fc from 'fast-check';
import { anyText } from '../support/any-text';
import { folderOf, ringfence } from '../support/command';
import { assertProperty, runs, seed } from '../support/property';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const SHOP = `${WORKLOADS}---\n${POLICIES}`;

/** What may stand in the place of any word of a manifest. */
const junk = fc.constantFrom(
  ...[
    'null',
    '[]',
    '{}',
    '""',
    '-1',
    '1e999',
    '!!binary x',
    '&a [*a]',
    '*nothing',
    '__proto__',
    'constructor',
    '\u0000',
    '%',
    '\t',
    '|',
  ],
  ...[
    '<img src=x onerror=alert(1)>',
    '\u001b[31m',
    '0x7fffffff',
    '[[[[',
    '? ',
    '- - - -',
    '"unclosed',
    'ÿ\u202e',
    'yes',
    '2026-11-25',
  ],
);

/** A manifest of the shop with some of its words, lines or characters changed. */
const mutated = fc
  .array(
    fc.oneof(
      fc.record({ at: fc.nat(), what: fc.constant('word' as const), by: junk }),
      fc.record({ at: fc.nat(), what: fc.constant('line' as const), by: junk }),
      fc.record({ at: fc.nat(), what: fc.constant('character' as const), by: junk }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((changes) =>
    changes.reduce((text, { at, what, by }) => {
      const parts = text.split(what === 'word' ? /(\b[\w.-]+\b)/ : what === 'line' ? /(\n)/ : /(?:)/);
      parts[at % parts.length] = by;
      return parts.join('');
    }, SHOP),
  );

const commands: readonly (readonly string[])[] = [
  ['list', '-'],
  ['list', '-', '-o', 'json'],
  ['list', '-', '-o', 'dot'],
  ['list', '-', '--exposure'],
  ['check', '-'],
  ['check', '-', '-o', 'github'],
  ['check', '-', '-n', 'shop'],
  ['list', '-', '-n', 'shop', '--port', 'http'],
  ['import', '-'],
  ['explain', '-', '--from', 'front/web', '--to', 'shop/cart', '--port', '8080'],
  ['explain', '-', '--from', 'shop/cart', '--to', 'front/web', '--port', 'http', '-o', 'json'],
  ['diff', '-', folderOf({ 'all.yaml': SHOP })],
  ['report', '-', '-o', '-'],
];

test(`no command has a fault of its own, whatever it is given (seed ${seed})`, async () => {
  await assertProperty(
    fc.asyncProperty(mutated, async (text) => {
      for (const command of commands) {
        const { code, out, err } = await ringfence(command, text);
        expect([0, 1, 2]).toContain(code);
        expect(err).not.toMatch(/fault of ringfence|^ {4}at /m);
        expect(err).not.toContain('\u001b');
        if (!['json', 'dot', 'report'].some((one) => command.includes(one))) expect(out).not.toContain('\u001b');
      }
    }),
    runs(150),
  );
});

test('binary and empty input are reported as such, or pass by', async () => {
  for (const text of ['', '\u0000\u0001\u0002', '\ufeff', '---\n---\n', '\r\n', '[]', 'null', '"text"', '{"a": 1}']) {
    const { code, err } = await ringfence(['list', '-'], text);
    expect([0, 2]).toContain(code);
    expect(err).not.toMatch(/fault of ringfence/);
  }
});

/** What a user may write where a name or a port is wanted. */
const written = fc.oneof(
  junk,
  anyText({ maxLength: 40 }),
  fc.constantFrom('shop/cart', 'front/wbe', 'http', '8080/UDP', 'shop', '__proto__/constructor', 'a'.repeat(100_000)),
);

test(`no name or port is a fault of the command, whatever is written (seed ${seed})`, async () => {
  await assertProperty(
    fc.asyncProperty(written, written, async (name, port) => {
      for (const command of [
        ['list', '-', `--to=${name}`, `--port=${port}`],
        ['list', '-', `--namespace=${name}`, `--cni=${port}`],
        ['check', '-', `--default-namespace=${name}`, `--namespace=${port}`],
        ['explain', '-', '--from=front/web', `--to=${name}`, `--port=${port}`],
        ['import', '-', `--namespace=${name}`],
        ['completion-server', '--', 'ringfence', name, port],
      ]) {
        const { code, err } = await ringfence(command, SHOP, { env: { SHELL: 'zsh', COMP_CWORD: '2' } });
        expect([0, 1, 2]).toContain(code);
        expect(err).not.toMatch(/fault of ringfence|^ {4}at /m);
        expect(err).not.toContain('\u001b');
        expect(err.split('\n').every((line) => /^(error: | {2}|note: |policies|stdin|$)/.test(line))).toBe(true);
      }
    }),
    runs(100),
  );
});
