import { type Output, output, runtime } from '@pulumi/pulumi';
import type { NetworkPolicyManifest } from 'ringfence';

// Pulumi keeps a stack trace of every Promise, for those who look for one that leaks. With jest, which looks up where each call
// stands in the source, that takes more time than the tests themselves.
const debuggable = require('@pulumi/pulumi/runtime/debuggable');
const { debuggablePromise } = debuggable;
debuggable.debuggablePromise = (...args: unknown[]) => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return debuggablePromise(...args);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/** A resource as the program registered it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly provider?: string;
}

/**
 * Puts mocks in the place of the engine, for a stack of its own.
 * @returns what is registered, in order, as it comes
 */
export function newStack({ preview = false } = {}): Registered[] {
  const registered: Registered[] = [];
  runtime.setMocks(
    {
      call: ({ inputs }) => inputs,
      newResource: ({ type, name, inputs, provider }) => {
        registered.push({ type, name, inputs, provider });
        return { id: `${name}-id`, state: inputs };
      },
    },
    'project',
    'stack',
    preview,
  );
  return registered;
}

export function resolved<T>(value: Output<T>): Promise<T> {
  return (output(value) as unknown as { promise(): Promise<T> }).promise();
}

/** Waits until nothing is registered any more. */
export async function settled(): Promise<void> {
  await runtime.disconnect();
}

const POLICY = 'kubernetes:networking.k8s.io/v1:NetworkPolicy';

/** The manifests of the policies that were registered, in order. */
export function policiesOf(registered: readonly Registered[]): NetworkPolicyManifest[] {
  return registered
    .filter(({ type }) => type === POLICY)
    .map(({ inputs }) => inputs as unknown as NetworkPolicyManifest);
}
