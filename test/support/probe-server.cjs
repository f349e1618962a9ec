// A cluster for probes: a process that holds namespaces, pods and policies and answers as kubectl does. `kubectl` is a script of bash
// that sends it the arguments and prints what it says. What the cluster is like comes as JSON in the first argument.
const { createServer } = require('node:net');
const { writeFileSync, appendFileSync } = require('node:fs');
const { join } = require('node:path');
const { createCanaryWorld } = require('./probe-world.cjs');

const folder = process.argv[2];
const world = createCanaryWorld(JSON.parse(process.argv[3]));
let answered = 0;

const server = createServer((socket) => {
  let received = Buffer.alloc(0);
  let isDone = false;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf('\n');
    if (isDone || end < 0) return;
    const [count, length] = received.subarray(0, end).toString().split(' ').map(Number);
    const parts = received
      .subarray(end + 1)
      .toString()
      .split('\0');
    if (parts.length <= count + 1) return;
    isDone = true;
    const input = parts[count].slice(0, length);
    answer(socket, parts.slice(0, count), input);
  });
});

function answer(socket, args, input) {
  appendFileSync(join(folder, 'calls'), `${JSON.stringify({ args, input })}\n`);
  const { code = 0, out = '', repeat = 1, err = '', never = false, wait = 0 } = world.answer(args, input);
  if (never) return;
  answered += 1;
  const name = join(folder, String(answered));
  writeFileSync(`${name}.out`, out.repeat(repeat));
  writeFileSync(`${name}.err`, err);
  setTimeout(() => socket.end(`${code} ${name}\n`), wait);
}

server.listen(0, '127.0.0.1', () => {
  const program = `#!/bin/bash
input=
for one in "$@"; do if [ "$one" = --filename=- ]; then input=$(cat; echo x); input=\${input%x}; fi; done
exec 3<>/dev/tcp/127.0.0.1/${server.address().port}
{ printf '%s %s\\n' "$#" "\${#input}"; printf '%s\\0' "$@" "$input" end; } >&3
read -r code name <&3
cat "$name.out"; cat "$name.err" >&2
exit "$code"
`;
  writeFileSync(join(folder, 'kubectl'), program, { mode: 0o755 });
  writeFileSync(join(folder, 'ready'), '');
});
process.on('disconnect', () => process.exit());
