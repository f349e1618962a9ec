import { existsSync } from 'node:fs';

/** What a container of an image can run. */
export interface Image {
  /** Programs of this machine, by their names or paths. */
  readonly tools: readonly string[];
  /** What it runs by itself; without it, it listens on the ports that its container declares. */
  readonly entrypoint?: readonly string[];
  /**
   * @default - root
   */
  readonly user?: number;
}

export type Images = Readonly<Record<string, Image>>;

const SHELL = ['sh', 'sleep'];

/** The image of the canaries: it listens by Perl. */
const CANARY: Image = { tools: [...SHELL, 'bash', 'perl'] };

const BASH: Image = { tools: [...SHELL, 'bash'], user: 1000 };

/** Answers each question of DNS: that the name has no address. */
const ANSWERS = `const server = require("dgram").createSocket("udp4");
server.on("message", (question, { port, address }) => {
  if (question.length < 12 || question[2] & 0x80) return;
  question[2] |= 0x84;
  server.send(question, port, address);
});
server.bind(53, "0.0.0.0");`;

/** A DNS server, over UDP alone. */
const DNS: Image = { tools: [...SHELL, 'bash', process.execPath], entrypoint: ['node', '-e', ANSWERS] };

/** Where the tools that connect are on this machine, as far as they are. */
export const CONNECTING_TOOLS: Readonly<Record<string, string>> = Object.fromEntries(
  ['bash', 'curl', 'python3', 'node', 'nc', 'wget', 'perl']
    .map((name) => [name, `/usr/bin/${name}`] as const)
    .filter(([, path]) => existsSync(path)),
);

/** Those that can be pulled; others cannot. A star stands for any end of a name. */
export const IMAGES: Images = {
  'registry.k8s.io/e2e-test-images/agnhost:2.53': CANARY,
  'registry.example/canary:1': CANARY,
  /** Without a shell. */
  'registry.example/distroless:1': { tools: [] },
  'registry.example/dns:1': DNS,
  /** Of which no port answers. */
  'registry.example/dead:1': { tools: [...SHELL, 'bash'], entrypoint: ['sleep', 'infinity'] },
  ...Object.fromEntries(
    Object.entries(CONNECTING_TOOLS).map(([name, path]) => [
      `registry.example/with-${name}:1`,
      { tools: [...SHELL, path] },
    ]),
  ),
  /** Those of workloads, in which there is bash. */
  'shop/*': BASH,
  'registry.example/app/*': BASH,
};
