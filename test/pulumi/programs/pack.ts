/** A policy pack: a contract and lint over whatever the stack has. */
import { PolicyPack } from '@pulumi/policy';
import { Flow, Pods, Port } from 'ringfence';
import { lintPolicy, reachabilityPolicy } from 'ringfence/policy-pack';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('data');

new PolicyPack('network', {
  policies: [
    reachabilityPolicy('cache', {
      onlyInto: [{ target: cache, flows: [Flow.from(web).to(cache).on(Port.tcp(6379))] }],
    }),
    lintPolicy('lint', { from: 'info' }),
  ],
});
