import { UsageError } from '../files/usage-error';
import { AppliedObjects } from '../live/applied-objects';
import { Kubectl } from '../live/kubectl';
import { addLiveCluster } from '../live/live-cluster';
import type { LiveObjects } from '../live/live-objects';
import { quote } from '../policy/unknown-value';
import { isMap } from '../policy/validation/structure';
import type { ClusterInputOptions } from './cluster-options';
import { type Input, type InputOptions, InputReader } from './input-reader';
import type { Io } from './io';
import { printWarning } from './print-error';
import { addSide, nothingIn } from './side';

/**
 * What a running cluster holds.
 * @throws UsageError where it cannot be read
 */
export function readLiveInput(io: Io, options: InputOptions): Input {
  const { namespace, context } = options;
  const kubectl = kubectlOf(options, io);
  const reader = new InputReader(options);
  const { name, notes } = reading(kubectl, io, () =>
    reader.addLive((builder) => addLiveCluster(builder, kubectl, { namespace, context })),
  );
  for (const note of notes) printWarning(io, note);
  return { ...reader.input(), inputs: [`cluster ${name}`] };
}

/** A running cluster, and the same with an input applied to it. */
export interface AppliedInput {
  readonly before: Input;
  readonly after: Input;
}

/**
 * Reads the cluster once for both sides.
 * @throws UsageError where it or the input cannot be read
 */
export function readApplied(name: string, io: Io, options: InputOptions & { readonly prune?: boolean }): AppliedInput {
  const { namespace, context, defaultNamespace = 'default', prune = false } = options;
  const applied = new AppliedObjects({ defaultNamespace, prune });
  const [before, after] = [new InputReader(options), new InputReader(options, (value) => applied.add(value))];
  if (!addSide(after, name, io, options) && !options.allowEmpty) throw nothingIn([name]);
  const kubectl = kubectlOf(options, io);
  const read = reading(kubectl, io, () =>
    before.addLive((old) =>
      after.addLive((now) => {
        const both: LiveObjects = {
          add(object) {
            old.add(object);
            if (isMap(object.manifest) && applied.leaves(object.manifest)) now.add(object);
          },
          addUnread(problem, unjudged) {
            old.addUnread(problem, unjudged);
            now.addUnread(problem, unjudged);
          },
        };
        return addLiveCluster(both, kubectl, { namespace, context });
      }),
    ),
  );
  for (const note of read.notes) printWarning(io, note);
  return { before: { ...before.input(), inputs: [`cluster ${read.name}`] }, after: after.input() };
}

/**
 * The program that reads the cluster.
 * @throws UsageError for options that are none
 */
export function kubectlOf({ context, kubeconfig, requestTimeout }: ClusterInputOptions, io: Io): Kubectl {
  const program = io.env?.KUBECTL;
  return new Kubectl({
    ...(program !== undefined && program !== '' && { program }),
    ...(context !== undefined && { context }),
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(requestTimeout !== undefined && { timeoutSeconds: secondsOf(requestTimeout) }),
  });
}

/** Runs what reads a cluster, and passes on what kubectl warned of, whatever comes of it. */
export function reading<T>(kubectl: Kubectl, io: Io, read: () => T): T {
  try {
    return read();
  } finally {
    for (const warning of kubectl.warnings) printWarning(io, `kubectl: ${warning}`);
  }
}

function secondsOf(text: string): number {
  const [, seconds] = /^([1-9]\d{0,4})s?$/.exec(text) ?? [];
  if (seconds === undefined)
    throw new UsageError(`--request-timeout ${quote(text)} is no number of seconds`, 'write 60');
  return Number(seconds);
}
