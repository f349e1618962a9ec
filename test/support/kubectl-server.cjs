// Answers as kubectl does, for as long as the tests of a file run. `kubectl` is a script of bash that sends its arguments to this
// process and prints what it says: a program of Node for each call takes ten times as long. What it stands for is in world.json beside it.
const { createServer } = require('node:net');
const { appendFileSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { createRecordedWorld } = require('./recorded-world.cjs');
const { createCanaryWorld } = require('./probe-world.cjs');

const WORLDS = { recorded: createRecordedWorld, canary: createCanaryWorld };
/** What each folder's kubectl is answered by. */
const worlds = new Map();
let answered = 0;

const server = createServer((socket) => {
  const chunks = [];
  let isDone = false;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    const [folder, count, ...rest] = Buffer.concat(chunks).toString().split('\0');
    // The arguments, the input, and what follows the last NUL.
    if (isDone || count === undefined || rest.length < Number(count) + 2) return;
    isDone = true;
    answer(socket, folder, rest.slice(0, Number(count)), rest[Number(count)]);
  });
});

function answer(socket, folder, args, input) {
  appendFileSync(join(folder, 'calls'), `${JSON.stringify({ args, input })}\n`);
  if (!worlds.has(folder)) {
    const { world, options } = JSON.parse(readFileSync(join(folder, 'world.json'), 'utf8'));
    worlds.set(folder, WORLDS[world](options));
  }
  const { code = 0, out = '', repeat = 1, err = '', never = false, wait = 0 } = worlds.get(folder)(args, input);
  if (never) return;
  answered += 1;
  const name = join(folder, String(answered));
  writeFileSync(`${name}.out`, out.repeat(repeat));
  writeFileSync(`${name}.err`, err);
  setTimeout(() => socket.end(`${code} ${name}\n`), wait);
}

server.listen(0, '127.0.0.1', () => {
  const port = join(process.argv[2], 'port');
  writeFileSync(`${port}.new`, `${server.address().port}\n`);
  renameSync(`${port}.new`, port);
});
process.on('disconnect', () => process.exit());
