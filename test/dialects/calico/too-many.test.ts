import { calico, gnp, judged, np } from './judged';

/** What may be too much to be worked out is worked out as far as stated numbers, and is a condition past them. */

const WEB = `selector: "app == 'web'"`;
const any = (count: number, first = 'app') =>
  [`has(${first})`, ...Array.from({ length: count - 1 }, (_, index) => `has(l${index})`)].join(' || ');
const from = (source: string) => gnp('a', `${WEB}, ingress: [{action: Allow, source: {${source}}}]`);
const ends = ['ops', 'db', 'agent', '203.0.113.1'];
const intoWeb = (policy: string) => {
  const { verdict } = judged([policy]);
  return ends.map((end) => verdict(end, 'web', 80));
};

describe('a selector of which any of many labels is enough', () => {
  test('is worked out to 256 of them, and is about pods alone', () => {
    expect(intoWeb(from(`selector: "${any(256)}"`))).toEqual(['allowed', 'allowed', 'depends', 'denied']);
    expect(intoWeb(from(`selector: "${any(256, 'role')}"`))).toEqual(['allowed', 'denied', 'depends', 'denied']);
    expect(intoWeb(from(`selector: "${any(257)}"`))).toEqual(['depends', 'depends', 'depends', 'denied']);
  });

  test('as what is not selected', () => {
    expect(intoWeb(from(`notSelector: "${any(257)}"`))).toEqual(['denied', 'denied', 'allowed', 'allowed']);
    const not = `!(${any(257)})`;
    expect(intoWeb(from(`notSelector: "${not}"`))).toEqual(['depends', 'depends', 'depends', 'depends']);
  });

  test('beside the pods of a policy, as what the own end of a rule asks, to 1024 of both together', () => {
    const both = (count: number) =>
      judged([gnp('a', `selector: "${any(32)}", ingress: [{action: Deny, destination: {selector: "${any(count)}"}}]`)]);
    expect(both(32).text('ops', 'web', 80)).toContain('denied by rule 1 of GlobalNetworkPolicy a');
    expect(both(33).text('ops', 'web', 80)).toContain(
      'in GlobalNetworkPolicy a, spec.ingress[0]: the selectors of the destination select it, which is not worked out',
    );
    expect([both(32).verdict('ops', 'web', 80), both(33).verdict('ops', 'web', 80)]).toEqual(['denied', 'denied']);
    const allowing = (count: number) =>
      `selector: "${any(32)}", ingress: [{action: Allow, destination: {selector: "${any(count)}"}}]`;
    expect(judged([gnp('a', allowing(33))]).verdict('ops', 'web', 80)).toBe('depends');
    expect(judged([np('shop/a', allowing(33))]).text('ops', 'web', 80)).toContain('in NetworkPolicy shop/a, spec.ingr');
  });

  test('as the pods of a policy', () => {
    const { verdicts, text } = judged([gnp('a', `selector: "${any(257)}", types: [Ingress]`)]);
    expect(verdicts('ops web 80', 'web ops 80')).toEqual(['depends', 'depends']);
    expect(text('ops', 'web', 80)).toContain('the selectors of the destination select it, which is not worked out');
    const out = judged([gnp('a', `selector: "${any(257)}", types: [Egress]`)]);
    expect(out.text('ops', 'web', 80)).toContain('the selectors of the source select it, which is not worked out');
  });
});

describe('tiers that no manifest declares', () => {
  const tiers = (count: number, action: string) =>
    Array.from({ length: count }, (_, index) =>
      gnp(`t${index}.a`, `tier: t${index}, ${WEB}, ingress: [{action: ${action}}]`),
    );

  test('are worked out to ten of them', () => {
    expect(judged(tiers(10, 'Deny')).verdicts('ops web 80', 'ops db 80')).toEqual(['denied', 'allowed']);
    expect(judged(tiers(10, 'Allow')).verdicts('ops web 80', 'ops db 80')).toEqual(['allowed', 'allowed']);
  });

  test('past that may allow and deny whatever they are for, and nothing else', () => {
    for (const action of ['Deny', 'Allow']) {
      const { verdicts, text } = judged(tiers(11, action));
      expect(verdicts('ops web 80', 'ops db 80', 'web ops 80')).toEqual(['depends', 'allowed', 'allowed']);
      expect(text('ops', 'web', 80)).toContain('the tiers that no manifest declares deny it');
    }
  });

  test('past that leave to other tiers what they may not decide', () => {
    const denied = gnp('last', `${WEB}, ingress: [{action: Deny}]`);
    const { verdict, text } = judged([...tiers(11, 'Pass'), denied]);
    expect(verdict('ops', 'web', 80)).toBe('depends');
    expect(text('ops', 'web', 80)).toContain('the tiers that no manifest declares allow it');
    const declared = Array.from({ length: 11 }, (_, index) => calico('Tier', `t${index}`, `order: ${index}`));
    expect(judged([...declared, ...tiers(11, 'Pass'), denied]).verdict('ops', 'web', 80)).toBe('denied');
  });
});
