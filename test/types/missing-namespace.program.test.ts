import { type DocBlock, docBlocks } from '../support/doc-blocks';
import { compileErrors } from '../support/doc-program';

/** Every place that wants a peer, and gets pods without one. */
const programs: readonly (readonly [string, string])[] = [
  ['the client of a grant', "new ServiceAccessGrant(chart, 'x', { from: web, to: placed, ports });"],
  ['one client of several', "new ServiceAccessGrant(chart, 'x', { from: [placed, web], to: placed, ports });"],
  ['the target of a grant', "new ServiceAccessGrant(chart, 'x', { from: placed, to: web, ports });"],
  ['from', "new NetworkPolicy(chart, 'x', { pods: web, ingress: [{ from: web, ports }] });"],
  ['to, in a list', "new NetworkPolicy(chart, 'x', { pods: web, egress: [{ to: [web], ports }] });"],
  ['the peers of a namespace', "new NamespaceIsolation(chart, 'x', { alsoFrom: [web] });"],
  ['a flow', 'Flow.from(web).to(placed).on(Port.tcp(80));'],
  ['a contract', "new ReachabilityContract(chart, 'x', { onlyInto: [{ target: web, flows: [] }] });"],
  ['a DNS server', 'DnsServer.at([web], [Port.udp(53)]);'],
  ['a pattern as a function', "serviceAccessGrant('x', { from: web, to: placed, ports });"],
  ['its target', "serviceAccessGrant('x', { from: placed, to: web, ports });"],
  ['its rules', "networkPolicy('x', { namespace: 'shop', pods: web, ingress: [{ from: web, ports }] });"],
  ['the client of a grant in Pulumi', "new pulumi.ServiceAccessGrant('x', { from: pods, to: placed, ports });"],
  ['the target of a grant in Pulumi', "new pulumi.ServiceAccessGrant('x', { from: placed, to: pods, ports });"],
  ['from in Pulumi', "new pulumi.NetworkPolicy('x', { namespace: 'shop', pods, ingress: [{ from: pods, ports }] });"],
  ['a matcher', 'expect(chart).toOnlyAllowInto(web);'],
];

const PREAMBLE = `
import type { Chart } from 'cdk8s';
import { networkPolicy, serviceAccessGrant } from 'ringfence';
import { DnsServer, Flow, NamespaceIsolation, NetworkPolicy, Pods, Port, ReachabilityContract, ServiceAccessGrant } from 'ringfence/cdk8s';
import 'ringfence/jest';
import * as pulumi from 'ringfence/pulumi';
declare const chart: Chart;
const web = Pods.labelled({ app: 'web' });
const pods = pulumi.Pods.labelled({ app: 'web' });
const placed = web.inNamespace('shop');
const ports = [Port.tcp(80)];
`;

test('where a place is missing, the compiler names .inNamespace() in its one error', () => {
  const fences = programs.map(([, code]) => `\`\`\`ts\n${PREAMBLE}${code}\n\`\`\``);
  const blocks = docBlocks('programs.md', fences.join('\n\n'));
  const errors = compileErrors(blocks);
  for (const [index, [title]] of programs.entries()) {
    const found = errors.get(blocks[index] as DocBlock);
    expect([title, found]).toEqual([title, [expect.stringContaining("add .inNamespace('...')")]]);
  }
});
