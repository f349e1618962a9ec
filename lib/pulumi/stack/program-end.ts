// Not the global ones, in whose place tests may put a clock of their own.
import { setInterval, setTimeout } from 'node:timers';
import { RunError, runtime } from '@pulumi/pulumi';
import { shared } from '../../copies/copies';
import { endsWithProgram, isEngineConnection, type PendingCalls, pendingCalls } from '../pulumi-internals';
import { thisProgram } from './program-settings';

/**
 * How a program ends of which a boundary fails. Pulumi's SDK never settles what waits for a resource that could not be
 * registered. The process of the CLI ends all the same, since nothing is left to do in it. A process that serves, as with
 * the Automation API, would wait forever.
 */
interface ProgramEnd {
  /** Ends the program with an error. */
  fail(): void;
  /** When the engine was last called or last answered, and how many calls it has not answered. */
  readonly calls: { last: number; open: number };
}

/** How long nothing may happen, in milliseconds, until a process that serves counts as idle. */
const QUIET = 10_000;
const LOOK_EVERY = 500;
/** How long an error may take to be logged, in milliseconds. */
const LOGGED = 500;

function endOfProgram(): ProgramEnd {
  return shared(thisProgram(), 'end', () => {
    const calls = { last: Date.now(), open: 0 };
    const monitor = runtime.getMonitor();
    const pending = pendingCalls();
    if (endsWithProgram() || !isEngineConnection(monitor) || pending === undefined) return { calls, fail: () => {} };
    const makeUnaryRequest = monitor.makeUnaryRequest;
    monitor.makeUnaryRequest = function (...args) {
      calls.open++;
      calls.last = Date.now();
      return makeUnaryRequest.apply(
        this,
        args.map((arg, index) =>
          typeof arg === 'function' && index === args.length - 1 ? counted(arg as Answer, calls) : arg,
        ),
      );
    };
    return { calls, fail: failing(pending) };
  });
}

type Answer = (...args: unknown[]) => unknown;

function counted(answer: Answer, calls: ProgramEnd['calls']) {
  return (...args: unknown[]) => {
    calls.open--;
    calls.last = Date.now();
    return answer(...args);
  };
}

/** Lets what the program waits for fail. Were it done instead, the engine would delete what is not registered by then. */
function failing(pending: PendingCalls): () => void {
  let reject: (error: Error) => void = () => {};
  const failure = new Promise<never>((_, fail) => {
    reject = fail;
  });
  failure.catch(() => undefined);
  const orFailure = (calls: Promise<unknown>) => {
    const either = Promise.race([calls, failure]);
    either.catch(() => undefined);
    return either;
  };
  let rpcDone = orFailure(pending.rpcDone);
  let failed = false;
  Object.defineProperty(pending, 'rpcDone', {
    configurable: true,
    enumerable: true,
    get: () => rpcDone,
    set: (next: Promise<unknown>) => {
      if (!failed) rpcDone = orFailure(next);
    },
  });
  return () => {
    failed = true;
    // Pulumi waits once more when it has seen the failure; the error is logged meanwhile.
    rpcDone = new Promise((resolve) => setTimeout(resolve, LOGGED));
    reject(new RunError('the program has failed, as reported above'));
  };
}

/** Keeps Pulumi from taking the program for done before this is settled. */
export function keepsProgram(work: Promise<unknown>): void {
  const pending = pendingCalls();
  if (pending === undefined) return;
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  pending.rpcDone = pending.rpcDone.then(() => settled);
}

/** Ends the program, whatever waits for what failed. */
export function failProgram(): void {
  endOfProgram().fail();
}

/** Sees to it that the program ends where this fails, whatever waits for it. */
export function endsProgram<T>(work: Promise<T>): Promise<T> {
  const { fail } = endOfProgram();
  work.catch(fail);
  return work;
}

const waiting = new Set<() => void>();

function wake(): void {
  for (const stop of [...waiting]) stop();
}

/**
 * Waits for the work, or until the program has nothing left to do but to wait for itself: what waits for something that may
 * wait for it stops waiting first. In a process that ends with its program Node shows that. In others it is taken for granted
 * when the engine has answered everything and nothing was asked of it for a while.
 */
export async function unlessIdle(work: Promise<unknown>): Promise<void> {
  const { calls } = endOfProgram();
  let stop: () => void = () => {};
  const idle = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const began = Date.now();
  const timer = setInterval(() => {
    if (endsWithProgram() || calls.open > 0) return;
    if (Date.now() - Math.max(calls.last, began) >= QUIET) wake();
  }, LOOK_EVERY).unref();
  if (waiting.size === 0) process.on('beforeExit', wake);
  waiting.add(stop);
  try {
    await Promise.race([work, idle]);
  } finally {
    clearInterval(timer);
    waiting.delete(stop);
    if (waiting.size === 0) process.off('beforeExit', wake);
  }
}
