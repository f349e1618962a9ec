import { UsageError } from '../../files/usage-error';
import { oneLine } from '../../policy/unknown-value';
import { isMap, type JsonMap } from '../../policy/validation/structure';
import { connectionArgs, type Ended, type KubectlOptions, runProgram } from '../kubectl';

/** An answer of kubectl, or why there is none. */
export type ProbeAnswer =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'failed'; readonly reason: string; readonly isAbsent: boolean };

const DEFAULT_SECONDS = 60;
/** Far more than any of these answers, and far less than memory. */
const MOST_BYTES = 32 * 1024 * 1024;
/** What a command in a pod may print. */
const MOST_BYTES_OF_POD = 256 * 1024;
/** How long kubectl may take to begin and end, beside what runs in the pod. */
const STREAM_SECONDS = 15;

/** Runs kubectl for probes, which also write, and may be interrupted at any time. Without a shell, as for reading. */
export class ProbeKubectl {
  private readonly aborter = new AbortController();

  constructor(private readonly options: KubectlOptions) {}

  get program(): string {
    return this.options.program ?? 'kubectl';
  }

  /** Ends whatever runs, and lets nothing begin but what `afterInterrupt` gives does. */
  interrupt(): void {
    this.aborter.abort();
  }

  get isInterrupted(): boolean {
    return this.aborter.signal.aborted;
  }

  /** The same cluster for what has to be done after an interrupt. */
  afterInterrupt(): ProbeKubectl {
    return new ProbeKubectl(this.options);
  }

  /** The arguments as they are run. */
  argsOf(request: readonly string[]): string[] {
    const end = request.indexOf('--');
    const connection = connectionArgs(this.options);
    return end < 0 ? [...request, ...connection] : [...request.slice(0, end), ...connection, ...request.slice(end)];
  }

  /** A request to the API server. */
  async ask(request: readonly string[], input?: string): Promise<ProbeAnswer> {
    const seconds = this.options.timeoutSeconds ?? DEFAULT_SECONDS;
    const ended = await this.run([...request, `--request-timeout=${seconds}s`], seconds + 5, MOST_BYTES, input);
    if (ended.how === 'exited' && ended.code === 0) return { type: 'text', text: ended.stdout };
    return {
      type: 'failed',
      reason: this.reasonOf(ended, seconds),
      isAbsent: /^Error from server \(NotFound\): /m.test(ended.stderr),
    };
  }

  /**
   * What a request that has to succeed was answered with.
   * @throws UsageError
   */
  async require(request: readonly string[], input?: string): Promise<string> {
    const answer = await this.ask(request, input);
    if (answer.type === 'text') return answer.text;
    throw new UsageError(`${this.program}: ${answer.reason}`, `the request was: ${request.join(' ')}`);
  }

  /**
   * An object at a path; undefined where there is none.
   * @throws UsageError where the answer is anything else
   */
  async object(path: string, kind: string): Promise<JsonMap | undefined> {
    const answer = await this.ask(['get', `--raw=${path}`]);
    if (answer.type === 'failed') {
      if (answer.isAbsent) return undefined;
      throw new UsageError(`${this.program}: ${answer.reason}`, `the request was: get --raw=${path}`);
    }
    const value = parsed(answer.text);
    if (isMap(value) && value.kind === kind) return value;
    throw new UsageError(`the answer to ${path} is no ${kind}`, 'look whether this program is kubectl');
  }

  /** What a command in a pod printed; its exit code is no evidence, since kubectl ends with 0 where a stream was cut off. */
  async exec(request: readonly string[], seconds: number): Promise<ProbeAnswer> {
    const most = seconds + STREAM_SECONDS;
    const ended = await this.run(request, most, MOST_BYTES_OF_POD);
    // A tool that fails ends the command with its code, and its words are in the output.
    if (ended.how === 'exited' && (ended.code === 0 || ended.stdout.includes('ringfence '))) {
      return { type: 'text', text: ended.stdout };
    }
    return { type: 'failed', reason: this.reasonOf(ended, most), isAbsent: false };
  }

  /**
   * Whether this user may do something.
   * @throws UsageError where the answer is neither yes nor no
   */
  async may(request: readonly string[]): Promise<boolean> {
    const seconds = this.options.timeoutSeconds ?? DEFAULT_SECONDS;
    const ended = await this.run([...request, `--request-timeout=${seconds}s`], seconds + 5, MOST_BYTES_OF_POD);
    const said = ended.stdout.trim();
    if (ended.how === 'exited' && ended.code === 0 && said === 'yes') return true;
    if (ended.how === 'exited' && ended.code === 1 && /^no( - .*)?$/.test(said)) return false;
    throw new UsageError(
      `${this.program}: ${this.reasonOf(ended, seconds)}: neither yes nor no`,
      `the request was: ${request.join(' ')}`,
    );
  }

  private run(request: readonly string[], seconds: number, mostBytes: number, input?: string): Promise<Ended> {
    const options = { timeoutMs: seconds * 1000, mostBytes, signal: this.aborter.signal };
    return runProgram(this.program, this.argsOf(request), { ...options, ...(input !== undefined && { input }) });
  }

  private reasonOf({ how, code, stderr, stdout }: Ended, seconds: number): string {
    switch (how) {
      case 'no-answer':
        return `no answer within ${seconds} seconds`;
      case 'too-much':
        return 'the answer is too large';
      case 'not-started':
        return 'no such program: install kubectl, or name it in the variable KUBECTL';
      case 'interrupted':
        return 'interrupted';
      case 'exited':
        return oneLine(lastLine(stderr) || lastLine(stdout) || `ended with ${code}, without a message`);
    }
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
