import { gnp, judged, np, refusals } from './judged';

/** What a rule of Calico asks of protocols, ports, requests and Services, at the limits of what it may say. */

const WEB = `selector: "app == 'web'"`;
const into = (rule: string) => gnp('a', `${WEB}, types: [Ingress], ingress: [{action: Allow, ${rule}}]`);
const outOf = (rule: string) => gnp('a', `${WEB}, types: [Egress], egress: [{action: Allow, ${rule}}]`);
const onPorts = (ports: string) => into(`protocol: TCP, destination: {ports: [${ports}]}`);
const PORT = 'spec.ingress[0].destination.ports[0]';

describe('ports (rule 16)', () => {
  test('a range holds both of its ends', () => {
    const flows = ['ops web 999', 'ops web 1000', 'ops web 2000', 'ops web 2001'] as const;
    expect(judged([onPorts('"1000:2000"')]).verdicts(...flows)).toEqual(['denied', 'allowed', 'allowed', 'denied']);
    const others = into('protocol: TCP, destination: {notPorts: ["1000:2000"]}');
    expect(judged([others]).verdicts(...flows)).toEqual(['allowed', 'denied', 'denied', 'allowed']);
  });

  test('a number as text is that port', () => {
    expect(judged([onPorts('"80"')]).verdicts('ops web 80', 'ops web 81')).toEqual(['allowed', 'denied']);
  });

  test('a range of one port and the last port are taken', () => {
    const { verdicts } = judged([onPorts('"80:80", 65535, 0')]);
    expect(verdicts('ops web 80', 'ops web 65535', 'ops web 81')).toEqual(['allowed', 'allowed', 'denied']);
  });

  test.each([
    ['65536', '65536'],
    ['-1', '-1'],
    ['1.5', '1.5'],
    ['"2000:1000"', '"2000:1000"'],
    ['"1:65536"', '"1:65536"'],
    ['"1:"', '"1:"'],
    ['"http 2"', '"http 2"'],
    ['true', 'true'],
  ])('%s is no port', (port, shown) => {
    expect(refusals(onPorts(port))).toEqual([`${PORT}: Invalid value: ${shown}: invalid port`]);
  });
});

describe('protocols', () => {
  test.each(['TCP', 'tcp', '6', '"6"'])('%s is TCP', (protocol) => {
    const { verdict } = judged([into(`protocol: ${protocol}`)]);
    expect([verdict('ops', 'web', 80), verdict('ops', 'web', 80, 'udp')]).toEqual(['allowed', 'denied']);
  });

  test.each(['UDP', 'udp', '17', '"17"'])('%s is UDP', (protocol) => {
    const { verdict } = judged([into(`protocol: ${protocol}`)]);
    expect([verdict('ops', 'web', 80), verdict('ops', 'web', 80, 'udp')]).toEqual(['denied', 'allowed']);
  });

  test.each([
    ['protocol: SCTP', 'SCTP 1-65535'],
    ['protocol: 132', 'SCTP 1-65535'],
    ['protocol: "132"', 'SCTP 1-65535'],
    ['notProtocol: TCP', 'UDP 1-65535; SCTP 1-65535'],
    ['notProtocol: 132', 'TCP 1-65535; UDP 1-65535'],
    ['notProtocol: ICMP', 'all'],
  ])('%s opens %s', (rule, expected) => {
    expect(judged([into(rule)]).fromOutside('web', '203.0.113.1')).toBe(expected);
  });

  test('all but one are all others, and without any it is each', () => {
    const others = judged([into('notProtocol: TCP')]);
    expect([others.verdict('ops', 'web', 80), others.verdict('ops', 'web', 80, 'udp')]).toEqual(['denied', 'allowed']);
    const both = judged([into('protocol: UDP, notProtocol: TCP')]);
    expect([both.verdict('ops', 'web', 80), both.verdict('ops', 'web', 80, 'udp')]).toEqual(['denied', 'allowed']);
    const none = judged([into('protocol: TCP, notProtocol: TCP')]);
    expect([none.verdict('ops', 'web', 80), none.verdict('ops', 'web', 80, 'udp')]).toEqual(['denied', 'denied']);
  });

  test.each(['protocol: 1', 'protocol: 255', 'protocol: ICMP, icmp: {type: 8}', 'protocol: ICMPv6, icmp: {type: 128}'])(
    'a rule with %s opens neither TCP nor UDP',
    (rule) => {
      const { verdict } = judged([into(rule)]);
      expect([verdict('ops', 'web', 80), verdict('ops', 'web', 80, 'udp')]).toEqual(['denied', 'denied']);
    },
  );

  test.each([
    [
      'protocol: 0',
      'protocol: Invalid value: 0: spec.ingress[0].protocol in body should be greater than or equal to 1',
    ],
    [
      'protocol: 256',
      'protocol: Invalid value: 256: spec.ingress[0].protocol in body should be less than or equal to 255',
    ],
    [
      'notProtocol: HTTP',
      'notProtocol: Unsupported value: "HTTP": supported values: "TCP", "UDP", "SCTP", "ICMP", "ICMPv6", "UDPLite"',
    ],
    [
      'protocol: "1000"',
      'protocol: Unsupported value: "1000": supported values: "TCP", "UDP", "SCTP", "ICMP", "ICMPv6", "UDPLite"',
    ],
    ['ipVersion: 5', 'ipVersion: Invalid value: 5: must be 4 or 6'],
  ])('%s is refused', (rule, expected) => {
    expect(refusals(into(rule))).toEqual([`spec.ingress[0].${expected}`]);
  });

  test('a rule for IPv6 is for no address of IPv4', () => {
    expect(judged([into('ipVersion: 6')]).verdict('ops', 'web', 80)).toBe('denied');
    expect(judged([into('ipVersion: 4')]).verdict('ops', 'web', 80)).toBe('allowed');
  });
});

describe('actions', () => {
  test('a Log decides nothing, and what comes behind it counts', () => {
    const logging = gnp('a', `${WEB}, ingress: [{action: Log}, {action: Allow}, {action: Deny}]`);
    expect(judged([logging]).verdict('ops', 'web', 80)).toBe('allowed');
  });

  test.each([
    ['{source: {}}', 'spec.ingress[0].action: Required value'],
    [
      '{action: allow}',
      'spec.ingress[0].action: Unsupported value: "allow": supported values: "Allow", "Deny", "Log", "Pass"',
    ],
  ])('a rule %s is refused', (rule, expected) => {
    expect(refusals(gnp('a', `ingress: [${rule}]`))).toEqual([expected]);
  });
});

describe('requests of HTTP', () => {
  test('what a rule asks of them is a condition that names all of it', () => {
    const http = 'http: {methods: [GET, HEAD], paths: [{exact: /a}, {prefix: /b}], headers: [{header: x}]}';
    const { verdict, text } = judged([into(`protocol: TCP, ${http}`)]);
    expect(verdict('ops', 'web', 80, 'udp')).toBe('denied');
    expect(text('ops', 'web', 80)).toContain(
      'the request has the method GET or HEAD and the path exact /a or prefix /b and the headers of the rule',
    );
  });

  test.each([
    ['methods: [GET]', 'the request has the method GET'],
    ['paths: [{exact: /a}]', 'the request has the path exact /a'],
    ['headers: [{header: x}]', 'the request has the headers of the rule'],
  ])('with %s alone it names that alone', (http, sentence) => {
    const text = judged([into(`protocol: TCP, http: {${http}}`)]).text('ops', 'web', 80);
    expect(text).toContain(sentence);
    expect(text).not.toContain(`${sentence} and`);
    expect(text.includes('the path')).toBe(sentence.includes('the path'));
    expect(text.includes('the method')).toBe(sentence.includes('the method'));
  });

  test('a rule that asks nothing of them opens its ports', () => {
    expect(judged([into('http: {}')]).verdict('ops', 'web', 80)).toBe('allowed');
    expect(judged([into('http: {methods: [], paths: []}')]).verdict('ops', 'web', 80)).toBe('allowed');
  });

  test.each([
    [outOf('http: {methods: [GET]}'), 'spec.egress[0].http: Forbidden: not allowed in egress rule'],
    [
      gnp('a', 'ingress: [{action: Deny, http: {methods: [GET]}}]'),
      'spec.ingress[0].http: Forbidden: rules with HTTP matches must have action Allow',
    ],
  ])('only ingress rules that allow may have them', (object, expected) => {
    expect(refusals(object)).toEqual([expected]);
  });
});

describe('Services and ServiceAccounts (rules 14 and 17)', () => {
  const SERVICE = 'services: {name: ops, namespace: ops}';

  test.each([
    [
      'is not of the own end of egress',
      outOf(`source: {${SERVICE}}`),
      'spec.egress[0].source.services: Forbidden: not allowed at this end of the rule',
    ],
    [
      'is not of the own end of ingress',
      into(`destination: {${SERVICE}}`),
      'spec.ingress[0].destination.services: Forbidden: not allowed at this end of the rule',
    ],
    ...['nets: [10.0.0.0/8]', 'notNets: [10.0.0.0/8]', 'selector: has(a)', 'notSelector: has(a)'].map(
      (other): [string, string, string] => [
        `stands alone, not beside ${other}`,
        outOf(`destination: {${SERVICE}, ${other}}`),
        `spec.egress[0].destination.services: Forbidden: cannot be specified beside ${other.split(':')[0]}`,
      ],
    ),
    [
      'has a name',
      np('shop/a', 'egress: [{action: Allow, destination: {services: {namespace: ops}}}]'),
      'spec.egress[0].destination.services.name: Required value',
    ],
  ])('a Service of a rule %s', (_, object, expected) => {
    expect(refusals(object)).toEqual([expected]);
  });

  test('lists without items ask nothing, and may come together with a Service', () => {
    const service =
      '---\napiVersion: v1\nkind: Service\nmetadata: {name: ops, namespace: ops}\nspec: {selector: {app: ops}, ports: [{port: 80}]}\n';
    const rule = outOf(`destination: {${SERVICE}, nets: [], ports: [], selector: ""}`);
    expect(judged([service, rule]).verdicts('web ops 80', 'web db 80')).toEqual(['allowed', 'denied']);
    expect(judged([into('source: {serviceAccounts: {names: []}}')]).verdict('ops', 'web', 80)).toBe('allowed');
  });

  test('names of accounts are as many as the rule has', () => {
    const { verdicts } = judged([into('source: {serviceAccounts: {names: [other, default]}}')]);
    expect(verdicts('ops web 80', 'db web 80')).toEqual(['allowed', 'allowed']);
    expect(judged([into('source: {serviceAccounts: {names: [other]}}')]).verdict('ops', 'web', 80)).toBe('denied');
  });
});
