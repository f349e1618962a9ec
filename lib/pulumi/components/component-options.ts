import {
  type ComponentResourceOptions,
  type Input,
  type ProviderResource,
  type Resource,
  runtime,
} from '@pulumi/pulumi';
import { packageOf } from '../pulumi-internals';

const POLICY_TYPE = 'kubernetes:networking.k8s.io/v1:NetworkPolicy';

/** Also waits for something that gives no resource, before the component itself is registered. */
export function also(dependsOn: ComponentResourceOptions['dependsOn'], wait: Promise<unknown>): Input<Resource>[] {
  const nothing = wait.then(() => []) as Promise<unknown> as Promise<Resource>;
  return dependsOn === undefined ? [nothing] : [dependsOn as Input<Resource>, nothing];
}

/** The provider that the policies of a component come from; undefined for the default one. */
export function providerOf({ provider, providers, parent }: ComponentResourceOptions): ProviderResource | undefined {
  const given = [provider, ...Object.values(providers ?? {})].find(
    (one) => one !== undefined && packageOf(one) === 'kubernetes',
  );
  return given ?? (parent ?? runtime.getStackResource())?.getProvider(POLICY_TYPE);
}
