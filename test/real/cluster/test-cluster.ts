import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Ran, ringfence } from '../../support/command';
import { built, CLUSTER, IN_CLUSTER, KUBECTL } from '../build/binaries';
import { IMAGES, type Images } from './images';

/** A program of the cluster that may be stopped and started again. */
export type ClusterProgram = 'kubelet' | 'network-policies' | 'kube-controller-manager' | 'kube-apiserver';

interface Ready {
  readonly server: string;
  readonly authority: string;
  readonly token: string;
}

/** A Kubernetes of one node, in Linux namespaces of its own, which end with the process that made it. */
export class TestCluster {
  /** A program that is kubectl in the network of the cluster. */
  readonly kubectl: string;
  /** That of an administrator. */
  readonly kubeconfig: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'ringfence-cluster-'));

  private constructor(
    private readonly process: ChildProcess,
    private readonly answers: AsyncIterator<string>,
    /** Of the first process inside. */
    readonly pid: number,
    private readonly ready: Ready,
  ) {
    this.kubectl = this.write(
      'kubectl',
      `#!/bin/sh\nunset ${PROXIES}\nexec ${this.entered([built(KUBECTL)])
        .map(quoted)
        .join(' ')} "$@"\n`,
    );
    chmodSync(this.kubectl, 0o755);
    this.kubeconfig = this.kubeconfigOf('admin', ready.token);
  }

  /** @throws where it does not start, with what its programs printed */
  static async start(images: Images = IMAGES): Promise<TestCluster> {
    const child = spawn(built(CLUSTER), { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const programs = Object.fromEntries([
      ['etcd', ETCD],
      ...IN_CLUSTER.map((binary) => [binary.name, built(binary)] as const),
    ]);
    child.stdin.write(`${JSON.stringify({ programs, images })}\n`);
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const [pid, ready] = [await answers.next(), await answers.next()];
    if (pid.done || ready.done) {
      if (child.exitCode === null) await once(child, 'exit');
      throw new Error(`the cluster did not start: ${said}`);
    }
    return new TestCluster(
      child,
      answers,
      (JSON.parse(pid.value) as { pid: number }).pid,
      JSON.parse(ready.value) as Ready,
    );
  }

  async end(): Promise<void> {
    this.process.kill('SIGKILL');
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Kills a program; rules that it has written stay. */
  async stop(program: ClusterProgram): Promise<void> {
    await this.ask({ stop: program });
  }

  async startAgain(program: ClusterProgram): Promise<void> {
    await this.ask({ start: program });
  }

  /** The end of what a program printed. */
  async log(program: ClusterProgram | 'etcd'): Promise<string> {
    return (await this.ask({ log: program })).log ?? '';
  }

  private async ask(request: object): Promise<{ readonly log?: string }> {
    this.process.stdin?.write(`${JSON.stringify(request)}\n`);
    const answer = await this.answers.next();
    if (answer.done) throw new Error(`the cluster has ended, asked for ${JSON.stringify(request)}`);
    return JSON.parse(answer.value) as { log?: string };
  }

  /**
   * What kubectl prints.
   * @throws where it fails
   */
  run(args: readonly string[], input = ''): string {
    const { status, stdout, stderr } = spawnSync(this.kubectl, ['--kubeconfig', this.kubeconfig, ...args], {
      encoding: 'utf8',
      input,
      maxBuffer: 1 << 28,
    });
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${status}: ${stderr}`);
    return stdout;
  }

  apply(text: string): void {
    this.run(['apply', '-f', '-'], text);
  }

  /** Runs a program on the node, in its network. */
  onNode(...command: readonly string[]): string {
    const [program = '', ...args] = this.entered(command);
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
    return stdout;
  }

  private entered(command: readonly string[]): string[] {
    return ['nsenter', `--net=/proc/${this.pid}/ns/net`, ...command];
  }

  /** Runs the command, for an administrator or for another kubeconfig. */
  async ringfence(args: readonly string[], kubeconfig = this.kubeconfig): Promise<Ran> {
    return ringfence([...args, '--kubeconfig', kubeconfig], '', { env: { KUBECTL: this.kubectl } });
  }

  /** A kubeconfig for a token. */
  kubeconfigOf(name: string, token: string): string {
    const { server, authority } = this.ready;
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': name,
      contexts: [{ name, context: { cluster: 'test', user: name } }],
      clusters: [
        { name: 'test', cluster: { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') } },
      ],
      users: [{ name, user: { token } }],
    };
    return this.write(`${name}.kubeconfig`, JSON.stringify(config));
  }

  private write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }
}

/** Variables of the machine that are not for this network. */
const PROXIES = 'HTTPS_PROXY https_proxy HTTP_PROXY http_proxy ALL_PROXY all_proxy';

/** Debian's. */
const ETCD = ['/usr/bin/etcd', '/usr/local/bin/etcd'].find((path) => existsSync(path)) ?? 'etcd';

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** The rule of a firewall that drops in place of rejecting: what would say so to the client does not come. */
export const WITHOUT_REJECTIONS = [
  'OUTPUT',
  '-t',
  'raw',
  '-p',
  'icmp',
  '--icmp-type',
  'destination-unreachable',
  '-j',
  'DROP',
];
