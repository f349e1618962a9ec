/** Allows that wait for what a later deny is in, or is: the deny must not wait for them in turn. */
import { ComponentResource, deferredOutput, type Resource } from '@pulumi/pulumi';
import { AllowDns, DefaultDenyNamespace, NetworkPolicy, Pods } from 'ringfence/pulumi';

class Base extends ComponentResource {
  constructor(name: string) {
    super('test:index:Base', name);
  }
}

const base = new Base('base');
const anyone = { pods: Pods.all(), egress: [{ to: 'anywhere', ports: [{ type: 'all-ports' }] }] } as const;

// What depends on a component waits for all that is in it.
new AllowDns('dns', { namespace: 'shop' }, { dependsOn: base });
// An indirect way to the same.
const first = new NetworkPolicy('first', { namespace: 'shop', ...anyone }, { dependsOn: [base] });
new NetworkPolicy('second', { namespace: 'shop', ...anyone }, { dependsOn: [first] });
// Only a Promise, into which Pulumi cannot look.
const [later, resolve] = deferredOutput<Resource>();
new NetworkPolicy('third', { namespace: 'shop', ...anyone }, { dependsOn: later });
// This one waits for nothing.
new NetworkPolicy('free', { namespace: 'shop', ...anyone });

const deny = new DefaultDenyNamespace('deny', { namespace: 'shop', direction: 'egress' }, { parent: base });
resolve(deny.policies.apply((policies) => policies[0] as Resource) as never);
