import { PolicyPack } from '@pulumi/policy';
import { Flow, Pods, Port } from 'ringfence';
import { reachabilityPolicy } from 'ringfence/policy-pack';

/** What `@pulumi/policy` takes, so that the types of ringfence, which are its own, fit. */

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('data');

new PolicyPack('network', {
  policies: [reachabilityPolicy('cache', { denied: [Flow.from(web).to(cache).on(Port.all())] })],
});
