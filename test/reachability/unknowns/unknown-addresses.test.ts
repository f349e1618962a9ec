import { Flow, IpBlock, Pods, Port } from '../../../lib/policy/words';
import { verdictText } from '../../../lib/reachability/claims/verdict-text';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import { deployment, pod, policy } from '../../support/manifests';
import { app, judged } from '../answers-of';

/** Addresses of pods that the input does not show are somewhere in podCidrs. */

describe('a block and a pod of which the address is not known', () => {
  const pods = [deployment('s/a', 1, app('a')), deployment('s/b', 2, app('b', 80))];
  const into = (peers: string) =>
    policy('s/b', `podSelector: {matchLabels: {app: b}}\ningress: [{from: [${peers}], ports: [{port: 80}]}]`);
  const block = (cidr: string) => `{ipBlock: {cidr: "${cidr}"}}`;

  test('of every address has every pod', () => {
    const { answer } = judged([...pods, into(`${block('0.0.0.0/0')}, ${block('::/0')}`)]);
    expect(answer('s/a', 's/b', 80)).toBe('allowed');
    expect(answer('s/a', 's/b', 81)).toBe('denied');
  });

  test('of IPv4 alone does not have a pod at an IPv6 address, once IPv6 is there', () => {
    const six = pod('s/six', { ...app('six'), addresses: ['2001:db8::1'] });
    expect(judged([...pods, six, into(block('0.0.0.0/0'))]).answer('s/a', 's/b', 80)).toBe(
      'depends if they connect over IPv4',
    );
    expect(judged([...pods, into(block('0.0.0.0/0'))], { podCidrs: ['fd00::/8'] }).answer('s/a', 's/b', 80)).toBe(
      'denied',
    );
  });

  test('of the internet on the way out reaches pods too, but where blocks never match pods', () => {
    const out = policy(
      's/only-internet',
      'podSelector: {matchLabels: {app: a}}\npolicyTypes: [Egress]\negress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}]',
    );
    const manifests = [...pods, pod('t/secret', app('secret', 443)), out];
    expect(judged(manifests).answer('s/a', 't/secret', 443)).toBe('allowed');
    expect(judged(manifests, { ipBlocksMatchPods: false }).answer('s/a', 't/secret', 443)).toBe('denied');
  });

  test('of some addresses may have the pod', () => {
    const out = policy(
      's/a',
      'podSelector: {matchLabels: {app: a}}\npolicyTypes: [Egress]\negress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}]',
    );
    const { answer, reachability, workload } = judged([...pods, into(block('0.0.0.0/0')), out]);
    expect(answer('s/a', 's/b', 80)).toBe('depends if the address of s/b[Deployment] is in 10.0.0.0/8');
    expect(
      explanationText(reachability.explain(workload('s/a'), workload('s/b'), Port.tcp(80))),
    ).toMatchInlineSnapshot(`
"depends: s/a[Deployment] to s/b[Deployment] on TCP 80
  allowed if the address of s/b[Deployment] is in 10.0.0.0/8
  egress of the source: isolated, and it depends
    isolated by s/a (manifest 4)
    rule 1 of s/a allows it if the address of s/b[Deployment] is in 10.0.0.0/8 (manifest 4)
  ingress of the destination: isolated, and allowed
    isolated by s/b (manifest 3)
    allowed by rule 1 of s/b: from addresses 0.0.0.0/0 on TCP 80 (manifest 3)"
`);
  });

  test('of which podCidrs are a part has it, and of which they are none has it not', () => {
    const manifests = [...pods, into(block('10.0.0.0/8'))];
    expect(judged(manifests, { podCidrs: ['10.244.0.0/16'] }).answer('s/a', 's/b', 80)).toBe('allowed');
    expect(judged(manifests, { podCidrs: ['172.16.0.0/16'] }).answer('s/a', 's/b', 80)).toBe('denied');
  });

  test('and another rule with the rest of the addresses have it together', () => {
    const half = (name: string, cidr: string) =>
      policy(`s/${name}`, `podSelector: {matchLabels: {app: b}}\ningress: [{from: [${block(cidr)}]}]`);
    const { answer } = judged([...pods, half('low', '10.0.0.0/9'), half('high', '10.128.0.0/9')], {
      podCidrs: ['10.0.0.0/8'],
    });
    expect(answer('s/a', 's/b', 80)).toBe('allowed');
  });

  test('in both directions is about two addresses, of which either may be wrong', () => {
    const out = policy(
      's/a',
      `podSelector: {matchLabels: {app: a}}\npolicyTypes: [Egress]\negress: [{to: [${block('10.1.0.0/16')}]}]`,
    );
    expect(judged([...pods, into(block('10.2.0.0/16')), out]).answer('s/a', 's/b', 80)).toBe(
      'depends if the address of s/a[Deployment] is in 10.2.0.0/16 and the address of s/b[Deployment] is in 10.1.0.0/16',
    );
  });

  test('is settled by an address that is known', () => {
    const known = pod('s/known', { ...app('known'), addresses: ['10.1.2.3'] });
    const { answer } = judged([...pods, known, into(block('10.1.0.0/16'))]);
    expect(answer('s/known', 's/b', 80)).toBe('allowed');
    expect(answer('s/a', 's/b', 80)).toBe('depends if the address of s/a[Deployment] is in 10.1.0.0/16');
  });
});

describe('a claim of access to pods of which something is unknown', () => {
  const pods = [deployment('s/a', 1, app('a')), deployment('s/b', 1, app('b', 80))];
  const flow = Flow.from(Pods.labelled({ app: 'a' }).inNamespace('s'))
    .to(Pods.labelled({ app: 'b' }).inNamespace('s'))
    .on(Port.tcp(80));
  const into = (cidr: string) =>
    policy('s/b', `podSelector: {matchLabels: {app: b}}\ningress: [{from: [{ipBlock: {cidr: ${cidr}}}]}]`);

  test('fails where it is not allowed however that turns out, and says what it depends on', () => {
    const { reachability } = judged([...pods, into('10.0.0.0/8')]);
    const verdict = reachability.allows(flow);
    expect(verdict).toMatchObject({ verdict: 'fails', ways: [[{ type: 'address-in', end: 'source' }]] });
    expect(verdictText(reachability, verdict)).toMatchInlineSnapshot(`
"it depends on what the input does not show:
  allowed only if the address of the source is in 10.0.0.0/8
otherwise
denied: a pod with app=a in namespace s at 100.64.0.0 to a pod with app=b in namespace s on TCP 80
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and no rule allows it
    isolated by s/b (manifest 3)
    nearest: rule 1 of s/b allows addresses 10.0.0.0/8 on every port, but this is 100.64.0.0 (manifest 3)"
`);
    expect(reachability.denies(flow).verdict).toBe('fails');
  });

  test('holds where it is', () => {
    expect(judged([...pods, into('0.0.0.0/0')]).reachability.allows(flow).verdict).toBe('holds');
  });

  test('shows labels with which a namespace is shut out', () => {
    const team = policy(
      's/b',
      'podSelector: {matchLabels: {app: b}}\ningress: [{from: [{namespaceSelector: {matchLabels: {team: x}}}]}]',
    );
    const verdict = judged([...pods, team]).reachability.allows(flow);
    expect(verdict).toMatchObject({
      verdict: 'fails',
      counterexample: { source: { namespace: { labels: { 'kubernetes.io/metadata.name': 's' } } } },
      ways: [[{ type: 'namespace-label', namespace: 's' }]],
    });
  });
});

describe('the addresses of pods that could be', () => {
  const open = policy('s/b', 'podSelector: {matchLabels: {app: b}}\ningress: [{from: [{namespaceSelector: {}}]}]');
  const b = Pods.labelled({ app: 'b' }).inNamespace('s');
  const from = (...cidrs: string[]) =>
    cidrs.map((cidr) =>
      Flow.from(cidr.includes(':') ? IpBlock.ipv6(cidr) : IpBlock.ipv4(cidr))
        .to(b)
        .on(Port.all()),
    );
  const ofIpv4 = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

  test('are those of podCidrs, in the families that count', () => {
    expect(judged([open]).reachability.onlyAllowsInto(b, ...from(...ofIpv4)).verdict).toBe('holds');
    expect(judged([open]).reachability.onlyAllowsInto(b, ...from(...ofIpv4.slice(1))).verdict).toBe('fails');
  });

  test('are of IPv6 too where the input or the claim shows it', () => {
    const six = policy(
      's/six',
      'podSelector: {matchLabels: {app: six}}\ningress: [{from: [{ipBlock: {cidr: "2001:db8::/32"}}]}]',
    );
    const { reachability } = judged([open, six]);
    expect(reachability.onlyAllowsInto(b, ...from(...ofIpv4)).verdict).toBe('fails');
    expect(reachability.onlyAllowsInto(b, ...from(...ofIpv4, 'fc00::/7')).verdict).toBe('holds');
    expect(judged([open]).reachability.onlyAllowsInto(b, ...from(...ofIpv4, 'fd00::/8')).verdict).toBe('fails');
  });
});
