import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { EngineService } from '@pulumi/pulumi/proto/engine_grpc_pb';
import { type LogRequest, LogSeverity, SetRootResourceResponse } from '@pulumi/pulumi/proto/engine_pb';
import { ResourceMonitorService } from '@pulumi/pulumi/proto/resource_grpc_pb';
import {
  type ReadResourceRequest,
  ReadResourceResponse,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type SupportsFeatureRequest,
  SupportsFeatureResponse,
} from '@pulumi/pulumi/proto/resource_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { Struct } from 'google-protobuf/google/protobuf/struct_pb';

/** A resource as it came over the wire, in the order of registration. */
export interface WireResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly dependencies: readonly string[];
  readonly provider: string;
  /** The former names that it goes by. */
  readonly aliases: readonly string[];
  /** The URNs under which the state may know it, but for those that follow from aliases of its parent. */
  readonly formerUrns: readonly string[];
  readonly protect: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly transforms: number;
  readonly inputs: Record<string, unknown>;
}

export interface Deployment {
  readonly resources: readonly WireResource[];
  /** What components registered as their outputs, by URN. */
  readonly outputs: ReadonlyMap<string, Record<string, unknown>>;
  /** Errors that the program reported to the engine, each with the URN that it blamed. */
  readonly errors: readonly { readonly urn: string; readonly message: string }[];
  readonly warnings: readonly string[];
  readonly exitCode: number | null;
  /** Whether the program said that it has registered everything, whereupon an engine deletes what is not registered. */
  readonly finished: boolean;
  /** Whatever it printed. */
  readonly printed: string;
}

interface DeploymentOptions {
  readonly preview?: boolean;
  /** Types of resources whose outputs the preview does not know. */
  readonly unknownTypes?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Runs it as the Automation API does, in a process that goes on. */
  readonly inline?: boolean;
}

const root = join(__dirname, '../..');
const host = join(dirname(require.resolve('@pulumi/pulumi')), 'cmd/run/index.js');

/**
 * Runs a program in Pulumi's own host for Node, against an engine that takes whatever is registered for done. What
 * providers would do is left out; what goes over the wire is real.
 */
export async function deploy(
  program: string,
  { preview = false, unknownTypes = [], env = {}, inline = false }: DeploymentOptions = {},
): Promise<Deployment> {
  const resources: WireResource[] = [];
  const outputs = new Map<string, Record<string, unknown>>();
  const errors: { urn: string; message: string }[] = [];
  const warnings: string[] = [];
  let finished = false;

  const server = new Server();
  server.addService(
    ResourceMonitorService as never,
    {
      ...unimplemented(ResourceMonitorService),
      supportsFeature: unary((_request: SupportsFeatureRequest) => {
        const response = new SupportsFeatureResponse();
        response.setHassupport(true);
        return response;
      }),
      registerResource: unary((request: RegisterResourceRequest) => {
        const resource = wireResource(request);
        resources.push(resource);
        const response = new RegisterResourceResponse();
        response.setUrn(resource.urn);
        if (request.getCustom() && !preview) response.setId(`${resource.name}-id`);
        const unknown = preview && unknownTypes.includes(resource.type);
        response.setObject(unknown ? Struct.fromJavaScript({}) : request.getObject());
        return response;
      }),
      // A stack that is referred to exists and has no outputs.
      readResource: unary((request: ReadResourceRequest) => {
        const response = new ReadResourceResponse();
        response.setUrn(`${PROJECT}${request.getType()}::${request.getName()}`);
        response.setProperties(Struct.fromJavaScript({ name: request.getId(), outputs: {}, secretOutputNames: [] }));
        return response;
      }),
      registerResourceOutputs: unary((request: RegisterResourceOutputsRequest) => {
        outputs.set(request.getUrn(), request.getOutputs()?.toJavaScript() as Record<string, unknown>);
        return new Empty();
      }),
      signalAndWaitForShutdown: unary(() => {
        finished = true;
        return new Empty();
      }),
    } as never,
  );
  server.addService(
    EngineService as never,
    {
      ...unimplemented(EngineService),
      log: unary((request: LogRequest) => {
        if (request.getSeverity() === LogSeverity.ERROR) {
          errors.push({ urn: request.getUrn(), message: request.getMessage() });
        } else if (request.getSeverity() === LogSeverity.WARNING) warnings.push(request.getMessage());
        return new Empty();
      }),
      setRootResource: unary(() => new SetRootResourceResponse()),
    } as never,
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  try {
    const { exitCode, printed } = await run(program, `127.0.0.1:${port}`, preview, env, inline);
    return { resources, outputs, errors, warnings, exitCode, finished, printed };
  } finally {
    server.forceShutdown();
  }
}

function run(
  program: string,
  address: string,
  preview: boolean,
  env: Readonly<Record<string, string>>,
  inline: boolean,
) {
  const args = inline
    ? ['--require', join(__dirname, 'run-typescript.cjs'), join(__dirname, 'inline-host.ts'), address, program]
    : [
        ...['--require', join(__dirname, 'run-typescript.cjs'), host],
        ...[`--monitor=${address}`, `--engine=${address}`, '--project=project', '--stack=stack', '--parallel=16'],
        ...(preview ? ['--dry-run'] : []),
        ...[`--pwd=${root}`, program],
      ];
  const child = spawn(process.execPath, args, {
    cwd: root,
    // Pulumi's own ts-node knows no paths into lib/.
    env: { PATH: process.env.PATH, PULUMI_NODEJS_TYPESCRIPT: 'false', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (data) => {
    printed += data;
  });
  child.stderr.on('data', (data) => {
    printed += data;
  });
  return new Promise<{ exitCode: number | null; printed: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, printed }));
  });
}

/** Where a component was renamed, children that are named after it were named after its former names. */
function inheritedFormerUrns(urn: string, { name, aliases }: WireResource): string[] {
  const own = urn.slice(urn.lastIndexOf('::') + 2);
  if (!own.startsWith(name)) return [];
  return aliases.map((former) => `${urn.slice(0, urn.length - own.length)}${former}${own.slice(name.length)}`);
}

const PROJECT = 'urn:pulumi:stack::project::';

/**
 * What the engine deletes when the second deployment follows the first: what the state holds and the program registers
 * neither by its URN nor by an alias, its own or one that follows from an alias of its parent.
 */
export function deletedBy(before: Deployment, after: Deployment): WireResource[] {
  const byUrn = new Map(after.resources.map((resource) => [resource.urn, resource]));
  const known = new Set(
    after.resources.flatMap((resource) => {
      const own = [resource.urn, ...resource.formerUrns];
      const parent = byUrn.get(resource.parent);
      return parent === undefined ? own : [...own, ...own.flatMap((urn) => inheritedFormerUrns(urn, parent))];
    }),
  );
  return before.resources.filter(({ urn }) => !known.has(urn));
}

function wireResource(request: RegisterResourceRequest): WireResource {
  const type = request.getType();
  const name = request.getName();
  const parent = request.getParent();
  const parentType = parent === '' ? '' : `${parent.split('::')[2]}$`;
  const qualified = parentType.startsWith('pulumi:pulumi:Stack') ? type : `${parentType}${type}`;
  return {
    urn: `${PROJECT}${qualified}::${name}`,
    type,
    name,
    parent,
    dependencies: request.getDependenciesList(),
    provider: request.getProvider(),
    aliases: request.getAliasesList().flatMap((alias) => alias.getSpec()?.getName() || []),
    formerUrns: request.getAliasesList().map((alias) => {
      const spec = alias.getSpec();
      return spec === undefined ? alias.getUrn() : `${PROJECT}${qualified}::${spec.getName()}`;
    }),
    protect: request.getProtect() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    transforms: request.getTransformsList().length,
    inputs: (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
  };
}

/** A handler that answers with a message, or fails with what is thrown. */
function unary<Request, Response>(answer: (request: Request) => Response) {
  return ({ request }: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
    try {
      callback(null, answer(request));
    } catch (error) {
      callback({ code: status.INTERNAL, message: String(error) });
    }
  };
}

function unimplemented(service: object): object {
  return Object.fromEntries(
    Object.keys(service).map((name) => [
      name,
      (_call: unknown, callback: sendUnaryData<never>) => callback({ code: status.UNIMPLEMENTED, message: name }),
    ]),
  );
}
