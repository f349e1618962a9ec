import { spawn, spawnSync } from 'node:child_process';
import { UsageError } from '../files/usage-error';
import { oneLine } from '../policy/unknown-value';

/** Which cluster is read, and by which program. */
export interface KubectlOptions {
  /**
   * The program.
   * @default 'kubectl'
   */
  readonly program?: string;
  /**
   * A context of the kubeconfig.
   * @default - the current one
   */
  readonly context?: string;
  /**
   * The kubeconfig file.
   * @default - as kubectl has it: `KUBECONFIG`, or `.kube/config` in the home folder
   */
  readonly kubeconfig?: string;
  /**
   * How long one request may take.
   * @default 60
   */
  readonly timeoutSeconds?: number;
}

/** What a request was answered with; every other failure is thrown. */
export type KubectlAnswer =
  | { readonly type: 'text'; readonly text: string }
  /** `forbidden`: RBAC does not allow it. `absent`: there is no such object. `unavailable`: the API's own server is down. */
  | { readonly type: 'forbidden' | 'absent' | 'unavailable' | 'expired'; readonly message: string };

/** A page of 500 objects is far below. */
const MOST_BYTES = 256 * 1024 * 1024;
const DEFAULT_SECONDS = 60;
/** kubectl gets a little longer than the request, so that it can say itself what is wrong. */
const GRACE_MS = 5000;
const MOST_WARNINGS = 20;

/** What kubectl prints on standard error for each answer of an API server that has a meaning here. */
const REASONS: readonly (readonly [RegExp, 'forbidden' | 'absent' | 'unavailable' | 'expired'])[] = [
  [/^Error from server \(Forbidden\): /m, 'forbidden'],
  [/^Error from server \(NotFound\): /m, 'absent'],
  [/^Error from server \(ServiceUnavailable\): /m, 'unavailable'],
  [/^Error from server \((Expired|Gone|ResourceExpired)\): /m, 'expired'],
];

/** Reads from the API server of a cluster by running kubectl, without a shell. It never writes (a probe does), and never asks for input. */
export class Kubectl {
  /** What kubectl warned of, each line once. */
  readonly warnings = new Set<string>();

  /** @throws UsageError for options that kubectl would take for others */
  constructor(readonly options: KubectlOptions = {}) {
    for (const name of ['context', 'kubeconfig', 'program'] as const) {
      // kubectl takes an empty context for the current one, which may be another cluster.
      if (options[name] === '') throw new UsageError(`${optionName(name)} is empty`);
      if (options[name]?.includes('\0'))
        throw new UsageError(`${optionName(name)} holds a character that none may have`);
    }
  }

  /**
   * What the API server answers at a path, such as `/api/v1/pods?limit=500`.
   * @throws UsageError where there is no answer
   */
  get(path: string): KubectlAnswer {
    const seconds = this.options.timeoutSeconds ?? DEFAULT_SECONDS;
    return this.run(['get', `--raw=${path}`, `--request-timeout=${seconds}s`]);
  }

  /**
   * The kubeconfig as kubectl sees it, without its secrets.
   * @throws UsageError where it cannot be read
   */
  config(): string {
    const answer = this.run(['config', 'view', '--minify', '--output=json']);
    if (answer.type === 'text') return answer.text;
    throw new UsageError(`${this.program}: ${answer.message}`);
  }

  private get program(): string {
    return this.options.program ?? 'kubectl';
  }

  private run(request: readonly string[]): KubectlAnswer {
    const { timeoutSeconds = DEFAULT_SECONDS } = this.options;
    const args = [...request, ...connectionArgs(this.options)];
    const { error, status, signal, stdout, stderr } = spawnSync(this.program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutSeconds * 1000 + GRACE_MS,
      killSignal: 'SIGKILL',
      maxBuffer: MOST_BYTES,
      windowsHide: true,
      shell: false,
    });
    const said = stderr?.toString('utf8') ?? '';
    if (error !== undefined) throw this.failure(error as NodeJS.ErrnoException, said);
    if (status === 0) {
      this.note(said);
      return { type: 'text', text: this.decoded(stdout) };
    }
    const message =
      lastLine(said) || (signal === null ? `ended with ${status}, without a message` : `ended by ${signal}`);
    const [, type] = REASONS.find(([pattern]) => pattern.test(said)) ?? [];
    if (type !== undefined) return { type, message: message.replace(/^Error from server /, '') };
    throw new UsageError(`${this.program}: ${message}`, `the request was: ${request.join(' ')}`);
  }

  private failure({ code, message }: NodeJS.ErrnoException, said: string): UsageError {
    if (code === 'ENOENT' || code === 'EACCES') {
      return new UsageError(
        `${this.program}: no such program`,
        'a cluster is read through kubectl: install it, or name it in the variable KUBECTL',
      );
    }
    if (code === 'ETIMEDOUT') {
      const seconds = this.options.timeoutSeconds ?? DEFAULT_SECONDS;
      const last = lastLine(said);
      return new UsageError(
        `${this.program}: no answer within ${seconds} seconds${last === '' ? '' : `: ${last}`}`,
        'look whether the cluster can be reached; --request-timeout says how long to wait',
      );
    }
    if (code === 'ENOBUFS') return new UsageError(`${this.program}: an answer has more than ${MOST_BYTES >> 20} MiB`);
    return new UsageError(`${this.program}: ${message}`);
  }

  private decoded(bytes: Buffer): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw new UsageError(`${this.program}: the answer is no text in UTF-8`, NO_API_SERVER);
    }
  }

  private note(said: string): void {
    for (const line of said.split('\n')) {
      if (this.warnings.size >= MOST_WARNINGS) return;
      if (line.trim() !== '') this.warnings.add(oneLine(line.trim()));
    }
  }
}

/** The arguments that name the cluster. */
export function connectionArgs({ context, kubeconfig }: KubectlOptions): string[] {
  return [
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
  ];
}

/** What to do about an answer that no API server gives. */
export const NO_API_SERVER = 'look whether this program is kubectl, and whether its context is a Kubernetes cluster';

function optionName(name: 'context' | 'kubeconfig' | 'program'): string {
  return name === 'program' ? 'the variable KUBECTL' : `--${name}`;
}

function lastLine(text: string): string {
  return oneLine(text.trim().split('\n').at(-1) ?? '');
}

/** How a program ended, and what it printed. */
export interface Ended {
  readonly how: 'exited' | 'no-answer' | 'too-much' | 'not-started' | 'interrupted';
  /** Absent where it was killed. */
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  /** Goes to its standard input. */
  readonly input?: string;
  readonly timeoutMs: number;
  /** What it may print. */
  readonly mostBytes: number;
  readonly signal?: AbortSignal;
}

/** Runs a program without a shell. It never throws, and whatever it started is killed with it. */
export function runProgram(program: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const { input, timeoutMs, mostBytes, signal } = options;
  return new Promise((resolve) => {
    const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    let how: Ended['how'] = 'exited';
    let bytes = 0;
    // A group of its own: an interrupt from the terminal goes to ringfence alone, which then cleans up.
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, windowsHide: true });
    const kill = (why: Ended['how']) => {
      if (how === 'exited') how = why;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
    };
    const timer = setTimeout(() => kill('no-answer'), timeoutMs);
    const interrupt = () => kill('interrupted');
    if (signal?.aborted) interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > mostBytes) kill('too-much');
        else chunks[name].push(chunk);
      });
    }
    // It may end without reading.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    const end = (code: number | null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
      const [stdout = '', stderr = ''] = [chunks.stdout, chunks.stderr].map((one) => Buffer.concat(one).toString());
      resolve({ how, ...(code !== null && how === 'exited' && { code }), stdout, stderr });
    };
    child.on('error', () => {
      how = 'not-started';
      end(null);
    });
    child.on('close', (code) => end(code));
  });
}
