import type { ComponentResourceOptions, Input, Inputs, ProviderResource, URN } from '@pulumi/pulumi';
import type { ConstructResult, Provider } from '@pulumi/pulumi/provider';
import { resolveDeferred } from '../deferred/deferred';
import { type FlatInputs, makeFlat } from './flat-components';
import { packageSchema } from './flat-schema';

/** The provider of the component package, for programs of other languages than TypeScript. */
export class BoundaryProvider implements Provider {
  /** @param version that of this library */
  constructor(readonly version: string) {}

  async getSchema(): Promise<string> {
    return JSON.stringify(packageSchema(this.version));
  }

  async construct(
    name: string,
    type: string,
    inputs: Inputs,
    options: ComponentResourceOptions,
  ): Promise<ConstructResult> {
    const kind = type.split(':').at(-1) as string;
    const cluster = await nameOfProvider(options.providers as Record<string, ProviderResource> | undefined);
    const { component, manifests, done } = makeFlat(kind, name, inputs as FlatInputs, { ...options, cluster });
    // The engine takes the component for made when this returns.
    await done;
    return { urn: component.urn as Input<URN>, state: manifests === undefined ? {} : { manifests } };
  }
}

/** What the program calls its explicit provider. Here it comes as a reference without a name, which its URN has. */
async function nameOfProvider(providers: Record<string, ProviderResource> | undefined): Promise<string | undefined> {
  const provider = providers?.kubernetes;
  if (provider === undefined) return undefined;
  const { value } = await resolveDeferred(provider.urn);
  const name = String(value).split('::').at(-1) as string;
  return /^default(_|$)/.test(name) ? '' : name;
}
