import type { ProviderResource, Resource } from '@pulumi/pulumi';

/**
 * What every resource of Pulumi has, and other copies of its SDK rely on, though its declarations do not say so. Where one
 * is missing, messages say less and less is found out; nothing else depends on it.
 */
interface Undeclared {
  readonly __name?: string;
  readonly __pulumiType?: string;
  readonly __parentResource?: Resource;
  getPackage?(): string;
}

/** What the program calls a resource. */
export function logicalNameOf(resource: Resource): string {
  return (resource as Undeclared).__name ?? '';
}

/** `kubernetes:apps/v1:Deployment` */
export function typeTokenOf(resource: Resource): string {
  return (resource as Undeclared).__pulumiType ?? '';
}

export function parentOf(resource: Resource): Resource | undefined {
  return (resource as Undeclared).__parentResource;
}

/** `kubernetes` */
export function packageOf(provider: ProviderResource): string | undefined {
  return (provider as Undeclared).getPackage?.();
}

/** What a program still waits for before it ends. */
export interface PendingCalls {
  rpcDone: Promise<unknown>;
}

/**
 * What the program that runs waits for, where several may run in one process as where there is one. Absent where the SDK keeps
 * it otherwise.
 */
export function pendingCalls(): PendingCalls | undefined {
  const { asyncLocalStorage, globalStore } = globalThis as {
    readonly asyncLocalStorage?: { getStore?(): { readonly settings?: PendingCalls } | undefined };
    readonly globalStore?: { readonly settings?: PendingCalls };
  };
  const settings = (asyncLocalStorage?.getStore?.() ?? globalStore)?.settings;
  return settings?.rpcDone instanceof Promise ? settings : undefined;
}

/** The connection to the engine as gRPC has it: every call goes through one method. Mocks are no such connection. */
export interface EngineConnection {
  makeUnaryRequest(...args: unknown[]): unknown;
}

export function isEngineConnection(monitor: object | undefined): monitor is EngineConnection {
  return typeof (monitor as Partial<EngineConnection> | undefined)?.makeUnaryRequest === 'function';
}

/** Whether the process ends with the program, as that of the Pulumi CLI does; not one that serves, as with the Automation API. */
export function endsWithProgram(): boolean {
  return /[\\/]cmd[\\/]run([\\/]index\.js)?$/.test(process.argv[1] ?? '');
}
