import { gnp, isolating, judged, np } from './judged';

const WEB = `selector: "app == 'web'"`;
const FROM_OPS = `{action: Allow, source: {namespaceSelector: "team == 'platform'"}}`;

/** Each title is a rule of Calico that is easily missed. */
describe('pitfalls of stages', () => {
  test('2 (rule 6): a policy without rules, or with Log alone, denies what it selects', () => {
    expect(judged([np('shop/empty', `${WEB}, types: [Ingress]`)]).verdicts('ops web 80', 'web ops 80')).toEqual([
      'denied',
      'allowed',
    ]);
    expect(judged([np('shop/log', `${WEB}, ingress: [{action: Log}]`)]).verdict('ops', 'web', 80)).toBe('denied');
  });

  test('3 (rule 4): a Deny behind the NetworkPolicies leaves what they allow, and one before them does not', () => {
    const allowed = isolating('db', ', ingress: [{from: [{podSelector: {matchLabels: {app: db}}}]}]');
    const deny = (order: number) => gnp('deny', `${WEB}, order: ${order}, ingress: [{action: Deny}]`);
    expect(judged([allowed, deny(2000)]).verdicts('db web 80', 'ops web 80')).toEqual(['allowed', 'denied']);
    expect(judged([allowed, deny(500)]).verdicts('db web 80', 'ops web 80')).toEqual(['denied', 'denied']);
  });

  test('4 (rule 4): an Allow behind the NetworkPolicies opens a pod that they isolate', () => {
    const { verdicts } = judged([isolating('deny'), np('shop/ops', `${WEB}, order: 2000, ingress: [${FROM_OPS}]`)]);
    expect(verdicts('ops web 80', 'db web 80')).toEqual(['allowed', 'denied']);
  });

  test('5 (rule 8): a Pass in the last tier leaves the connection to the profile of the namespace, which allows', () => {
    const { verdicts } = judged([
      np('shop/pass', `${WEB}, ingress: [{action: Pass, protocol: TCP, destination: {ports: [80]}}]`),
    ]);
    expect(verdicts('ops web 80', 'ops web 81')).toEqual(['allowed', 'denied']);
  });

  test('6 (rule 7): egress rules alone, without types, leave ingress open', () => {
    const { verdicts } = judged([np('shop/out', `${WEB}, egress: [{action: Deny}]`)]);
    expect(verdicts('ops web 80', 'web ops 80')).toEqual(['allowed', 'denied']);
  });

  test('7 (rules 10 and 11): all() is every endpoint and no address outside, and an empty source is everyone', () => {
    const all = judged([gnp('all', `${WEB}, ingress: [{action: Allow, source: {selector: all()}}]`)]);
    expect([all.verdict('ops', 'web', 80), all.fromOutside('web', '8.8.8.8')]).toEqual(['allowed', 'none']);
    expect(judged([gnp('any', `${WEB}, ingress: [{action: Allow}]`)]).fromOutside('web', '8.8.8.8')).toBe('all');
  });

  test('8 (rule 10): a rule may restrict its own end too', () => {
    const { verdicts } = judged([
      np('shop/own', `selector: all(), ingress: [{action: Allow, destination: {nets: [10.0.0.1/32]}}]`),
    ]);
    expect(verdicts('ops web 80', 'ops db 80')).toEqual(['allowed', 'denied']);
  });

  test('9 (rule 16): a name in notPorts excludes it where the pod has it, and nothing where it has not', () => {
    const { verdicts } = judged([
      np('shop/not', 'ingress: [{action: Allow, protocol: TCP, destination: {notPorts: [http]}}]'),
    ]);
    expect(verdicts('ops web 8080', 'ops web 80', 'ops db 8080')).toEqual(['denied', 'allowed', 'allowed']);
  });

  test('23 (rule 4): NetworkPolicies stand in the default tier at order 1000, neither before nor after the whole of it', () => {
    const { verdicts, fromOutside } = judged([
      isolating('db', ', ingress: [{from: [{podSelector: {matchLabels: {app: db}}}]}]'),
      np('shop/first', `${WEB}, order: 999, ingress: [{action: Deny, protocol: TCP, destination: {ports: [22]}}]`),
      np('shop/last', `${WEB}, order: 1001, ingress: [${FROM_OPS}, {action: Deny}]`),
    ]);
    expect(verdicts('db web 22', 'db web 80', 'ops web 22', 'ops web 80')).toEqual([
      'denied',
      'allowed',
      'denied',
      'allowed',
    ]);
    expect(fromOutside('web', '8.8.8.8')).toBe('none');
  });
});
