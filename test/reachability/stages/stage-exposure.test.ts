import { describe, expect, test } from '@jest/globals';
import { type EndBox, EVERYONE, type LabelCondition, type StageRule, type Stages } from '../../../lib/dialects/stage';
import type { PodEndpoint } from '../../../lib/reachability/pods/endpoint';
import { namespaceSelectorOf } from '../../../lib/reachability/rules/policy-rules';
import { stageExposure } from '../../../lib/reachability/stages/stage-exposure';
import { app, ingressOf, isIn, judgeOf, podIn, ranked, rule, tcp } from '../plain-stages';

/** To whom a pod is open under stages, declared or not: one line for each peer, its ports and names of ports. */

const WEB = podIn('shop', { app: 'web' }, { ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] });

function exposed(stages: Stages, subject: PodEndpoint = WEB, direction: 'Ingress' | 'Egress' = 'Ingress'): string[] {
  const { judge, boxes, endsOf } = judgeOf(stages);
  return stageExposure(judge, boxes, direction, subject, endsOf(subject, subject)).map(({ peer, ports, named }) => {
    const labels = (selector: object) => JSON.stringify(selector).replaceAll('"', '');
    const who =
      peer === undefined
        ? 'everyone'
        : peer.type === 'addresses'
          ? String(peer.addresses)
          : `${labels(peer.pods)} in ${labels(namespaceSelectorOf(peer))}`;
    return [who, 'on', ports, ...named.map(({ name, protocol }) => `${protocol} ${name}`)].join(' ');
  });
}

/** One stage, whose rules are of one policy. */
const into = (...rules: StageRule[]) => exposed(ingressOf([[ranked('a', rules)]]));
const out = (...rules: StageRule[]) =>
  exposed({ Ingress: [], Egress: ingressOf([[ranked('a', rules)]]).Ingress }, WEB, 'Egress');

const deny = rule('deny');
const pods = (...conditions: LabelCondition[]): EndBox => ({ kind: 'pod', pods: conditions, namespaces: [] });
const block = (...blocks: string[]): EndBox => ({ kind: 'outside', addresses: { in: blocks } });
const anyPod: EndBox = pods();
const anywhere: EndBox = { kind: 'outside' };
const allow = (peers: readonly EndBox[], ports: StageRule['ports'] = { any: [{}] }) => rule('allow', { peers, ports });
const API = '{matchLabels:{app:api}} in {}';

describe('a pod', () => {
  test('for which no rule is, is open to everyone', () => {
    expect(into()).toEqual(['everyone on all']);
    expect(into(rule('deny', { subjects: [app('db')] }))).toEqual(['everyone on all']);
  });

  test('to which all is denied is open to no one', () => {
    expect(into(deny)).toEqual([]);
  });

  test('to which some ports are denied is open to everyone on the others', () => {
    expect(into(rule('deny', { ports: { any: [{ protocol: 'TCP' }] } }))).toEqual([
      'everyone on UDP 1-65535; SCTP 1-65535',
    ]);
  });

  test('is open to those that a rule allows before all are denied, on its ports', () => {
    expect(into(allow([app('api')], tcp(80)), deny)).toEqual([`${API} on TCP 80`]);
    expect(into(allow([block('10.0.0.0/8')], tcp(80)), deny)).toEqual(['10.0.0.0/8 on TCP 80']);
    expect(into(deny, allow([app('api')], tcp(80)))).toEqual([]);
  });

  test('to which pods are denied is open to addresses, and the other way round', () => {
    expect(into(rule('deny', { peers: [anyPod] }))).toEqual(['0.0.0.0/0, ::/0 on all']);
    expect(into(rule('deny', { peers: [anywhere] }))).toEqual(['{} in {} on all']);
  });

  test('is open to everyone where pods and addresses are allowed alike', () => {
    expect(into(allow(EVERYONE, tcp(80)), deny)).toEqual(['everyone on TCP 80']);
    expect(into(allow([anyPod], tcp(80)), allow([anywhere], tcp(81)), deny)).toEqual([
      '{} in {} on TCP 80',
      '0.0.0.0/0, ::/0 on TCP 81',
    ]);
  });

  test('is shown for no node, which has an address', () => {
    expect(into(allow([{ kind: 'node', nodes: [isIn('zone', 'a')] }], tcp(80)), deny)).toEqual([]);
  });
});

describe('a rule that denies', () => {
  test('takes nothing away from peers that have nothing in common with its own', () => {
    const only = (peer: EndBox) => into(rule('deny', { peers: [peer] }), allow([app('api')], tcp(80)), deny);
    expect(only(app('db'))).toEqual([`${API} on TCP 80`]);
    expect(only(block('0.0.0.0/0', '::/0'))).toEqual([`${API} on TCP 80`]);
    expect(only(app('api', 'db'))).toEqual([]);
    expect(only(anyPod)).toEqual([]);
  });

  test('takes nothing away where it is for some of the peers: what it leaves may be open', () => {
    const some: EndBox = pods(isIn('app', 'api'), isIn('tier', 'x'));
    expect(into(rule('deny', { peers: [some] }), allow([app('api')], tcp(80)), deny)).toEqual([`${API} on TCP 80`]);
    const half = allow([block('10.0.0.0/8')], tcp(80));
    expect(into(rule('deny', { peers: [block('10.0.0.0/9')] }), half, deny)).toEqual(['10.0.0.0/8 on TCP 80']);
    expect(into(rule('deny', { peers: [block('10.0.0.0/7')] }), half, deny)).toEqual([]);
    expect(into(rule('deny', { peers: [block('11.0.0.0/8')] }), half, deny)).toEqual(['10.0.0.0/8 on TCP 80']);
  });

  test('takes nothing away of pods where it asks for an address, an account or a text besides', () => {
    const asked = (peer: object) =>
      into(rule('deny', { peers: [{ ...anyPod, ...peer } as EndBox] }), allow([app('api')], tcp(80)), deny);
    expect(asked({ addresses: { in: ['10.0.0.0/8'] } })).toEqual([`${API} on TCP 80`]);
    expect(asked({ serviceAccounts: [isIn('metadata.name', 'sa')] })).toEqual([`${API} on TCP 80`]);
    expect(asked({ pods: [{ key: 'tier', operator: 'Contains', text: 'a' }] })).toEqual([`${API} on TCP 80`]);
    expect(asked({ namespaces: [isIn('team', 'a')] })).toEqual([`${API} on TCP 80`]);
  });

  test('takes nothing away where it is perhaps, for some ports, or depends on a circumstance', () => {
    const denied = (more: Partial<StageRule>) => into(rule('deny', more), allow([anyPod], tcp(80)), deny);
    const all = ['{} in {} on TCP 80'];
    expect(denied({ circumstances: [{ key: 'k', sentence: 'it is so' }] })).toEqual(all);
    expect(denied({ ports: tcp(81) })).toEqual(all);
    expect(denied({ ports: tcp(80) })).toEqual([]);
    expect(denied({ ports: { any: [{}], none: [{ protocol: 'TCP', port: 80 }] } })).toEqual(all);
  });

  test('by a policy that another may come before takes nothing away', () => {
    const tied = ingressOf([
      [ranked('a', [rule('deny', { ports: tcp(80) })]), ranked('b', [allow([anyPod], tcp(80))])],
    ]);
    expect(exposed(tied)).toEqual(['everyone on all']);
  });

  test('for some of the pods of a kind takes nothing away', () => {
    const perhaps = podIn('shop', {}, { unknownLabels: [{ key: 'app' }] });
    expect(exposed(ingressOf([[ranked('a', [rule('deny', { subjects: [app('x')] })])]]), perhaps)).toEqual([
      'everyone on all',
    ]);
  });

  test('with the same text takes away what asks for it', () => {
    const asking: EndBox = pods({ key: 'tier', operator: 'Contains', text: 'a' });
    // What asks for a text is shown as wider than it is.
    expect(into(allow([asking], tcp(80)), deny)).toEqual(['{} in {} on TCP 80']);
    expect(into(rule('deny', { peers: [asking], ports: tcp(80) }), allow([asking], tcp(80)), deny)).toEqual([]);
  });
});

describe('stages', () => {
  const stages = (...all: StageRule[][]) =>
    exposed(ingressOf(...all.map((rules, index) => [[ranked(`p${index}`, rules)]])));

  test('what a rule allows is not asked of a later stage', () => {
    expect(stages([rule('allow', { ports: tcp(80) })], [deny])).toEqual(['everyone on TCP 80']);
  });

  test('what is passed is left to the next stage, and not to the rest of its own', () => {
    expect(stages([rule('pass', { ports: tcp(80) }), deny], [])).toEqual(['everyone on TCP 80']);
    expect(stages([rule('pass', { ports: tcp(80) }), deny], [rule('deny', { ports: tcp(80) })])).toEqual([]);
    expect(stages([rule('pass', { ports: tcp(80) }), rule('pass', { ports: tcp(81) }), deny], [deny])).toEqual([]);
  });

  test('what no rule of a stage matches is left to the next', () => {
    expect(stages([rule('deny', { ports: tcp(80) })], [allow([anyPod], tcp(80, 81)), deny])).toEqual([
      '{} in {} on TCP 81',
    ]);
  });

  test('a pass for some of the peers may leave them to the next stage', () => {
    expect(stages([rule('pass', { peers: [app('api')] }), rule('deny')], [])).toEqual(['{} in {} on all']);
    const others = rule('pass', { peers: [pods({ key: 'app', operator: 'NotIn', values: ['api'] })], ports: tcp(81) });
    expect(stages([others, allow([app('api')], tcp(80)), rule('deny')], [])).toEqual([
      '{} in {} on TCP 81',
      `${API} on TCP 80`,
    ]);
    const other = allow([block('11.0.0.0/8')], tcp(80));
    expect(stages([rule('pass', { peers: [block('10.0.0.0/8')] }), other, rule('deny')], [])).toEqual([
      '0.0.0.0/0, ::/0 on all',
      '11.0.0.0/8 on TCP 80',
    ]);
  });
});

describe('names of ports', () => {
  const http: StageRule['ports'] = { any: [{ name: 'http' }] };

  test('are looked up on the pod itself for ingress', () => {
    expect(into(allow([anyPod], http), deny)).toEqual(['{} in {} on TCP 8080']);
    expect(into(allow([anyPod], { any: [{ name: 'other' }] }), deny)).toEqual([]);
    expect(into(rule('deny', { ports: http }), allow([anyPod], tcp(80, 8080)), deny)).toEqual(['{} in {} on TCP 80']);
  });

  test('of two pods with the same rules are looked up on each', () => {
    const { judge, boxes, endsOf } = judgeOf(ingressOf([[ranked('a', [allow([anyPod], http), deny])]]));
    const portsOf = (pod: PodEndpoint) =>
      stageExposure(judge, boxes, 'Ingress', pod, endsOf(pod, pod)).map(({ ports }) => String(ports));
    const other = podIn('shop', {}, { ports: [{ name: 'http', port: 9090, protocol: 'TCP' }] });
    expect([portsOf(WEB), portsOf(other), portsOf(WEB)]).toEqual([['TCP 8080'], ['TCP 9090'], ['TCP 8080']]);
  });

  test('that a rule leaves out are looked up on each as well', () => {
    const ports: StageRule['ports'] = { any: [{ protocol: 'TCP', port: 8080 }], none: [{ name: 'http' }] };
    const { judge, boxes, endsOf } = judgeOf(ingressOf([[ranked('a', [allow([anyPod], ports), deny])]]));
    const portsOf = (pod: PodEndpoint) =>
      stageExposure(judge, boxes, 'Ingress', pod, endsOf(pod, pod)).map((one) => String(one.ports));
    const other = podIn('shop', {}, { ports: [{ name: 'http', port: 9090, protocol: 'TCP' }] });
    expect([portsOf(WEB), portsOf(other)]).toEqual([[], ['TCP 8080']]);
  });

  test('are left to the destination for egress, of each protocol where none is said', () => {
    expect(out(allow([app('api')], http), deny)).toEqual([`${API} on none TCP http UDP http SCTP http`]);
    expect(out(allow([app('api')], { any: [{ name: 'dns', protocol: 'UDP' }] }), deny)).toEqual([
      `${API} on none UDP dns`,
    ]);
    expect(out(allow([app('api')], { any: [{ name: 'http', protocol: 'TCP' }, { port: 80 }] }), deny)).toEqual([
      `${API} on TCP 80; UDP 80; SCTP 80 TCP http`,
    ]);
  });

  test('mean nothing at an address, nor behind what denies all', () => {
    expect(out(allow([block('10.0.0.0/8')], http), deny)).toEqual([]);
    expect(out(deny, allow([app('api')], http))).toEqual([]);
  });

  test('keep pods and addresses apart that are open alike otherwise', () => {
    expect(
      out(
        allow(EVERYONE, {
          any: [
            { name: 'http', protocol: 'TCP' },
            { protocol: 'TCP', port: 80 },
          ],
        }),
        deny,
      ),
    ).toEqual(['{} in {} on TCP 80 TCP http', '0.0.0.0/0, ::/0 on TCP 80']);
  });
});

describe('pods of one cluster', () => {
  const http: StageRule['ports'] = { any: [{ name: 'http' }] };
  const exposures = (stages: Stages) => {
    const { judge, boxes, endsOf } = judgeOf(stages);
    return (pod: PodEndpoint, direction: 'Ingress' | 'Egress' = 'Ingress') =>
      stageExposure(judge, boxes, direction, pod, endsOf(pod, pod));
  };
  const portsIn = (found: ReturnType<typeof stageExposure>) => found.map(({ ports }) => String(ports));

  test('are worked out once where the same rules are for them, whatever ports they have that no rule names', () => {
    const of = exposures(ingressOf([[ranked('a', [allow([anyPod], tcp(80)), deny])]]));
    expect(of(podIn('ops'))).toBe(of(WEB));
    expect(of(WEB)).not.toBe(of(WEB, 'Egress'));
  });

  test('are apart where other rules are for them, or one rule is perhaps', () => {
    const of = exposures(ingressOf([[ranked('a', [rule('deny', { subjects: [app('web')] })])]]));
    const perhaps = podIn('ops', {}, { unknownLabels: [{ key: 'app' }] });
    expect([WEB, podIn('ops'), perhaps].map((pod) => portsIn(of(pod)))).toEqual([[], ['all'], ['all']]);
  });

  test('are apart in each direction', () => {
    const { Ingress } = ingressOf([[ranked('a', [rule('deny', { ports: tcp(80) })])]]);
    const of = exposures({ Ingress, Egress: ingressOf([[ranked('b', [deny])]]).Ingress });
    expect([portsIn(of(WEB)), portsIn(of(WEB, 'Egress'))]).toEqual([
      ['TCP 1-79,81-65535; UDP 1-65535; SCTP 1-65535'],
      [],
    ]);
  });

  test('on the network of their node have no names of ports', () => {
    const of = exposures(ingressOf([[ranked('a', [allow([anyPod], http), deny])]]));
    expect([portsIn(of(WEB)), portsIn(of({ ...WEB, hostNetwork: true }))]).toEqual([['TCP 8080'], []]);
  });
});

describe('conditions on labels', () => {
  const shown = (...conditions: LabelCondition[]) => into(allow([pods(...conditions)], tcp(80)), deny)[0];

  test.each<[string, LabelCondition[], string]>([
    ['one value', [isIn('a', 'x')], '{matchLabels:{a:x}}'],
    ['one of two values', [isIn('a', 'x', 'y')], '{matchExpressions:[{key:a,operator:In,values:[x,y]}]}'],
    ['no label', [{ key: 'a', operator: 'DoesNotExist' }], '{matchExpressions:[{key:a,operator:DoesNotExist}]}'],
    ['any value', [{ key: 'a', operator: 'Exists' }], '{matchExpressions:[{key:a,operator:Exists}]}'],
    [
      'none of some values',
      [{ key: 'a', operator: 'NotIn', values: ['x'] }],
      '{matchExpressions:[{key:a,operator:NotIn,values:[x]}]}',
    ],
    [
      'any value but one',
      [
        { key: 'a', operator: 'Exists' },
        { key: 'a', operator: 'NotIn', values: ['x'] },
      ],
      '{matchExpressions:[{key:a,operator:Exists},{key:a,operator:NotIn,values:[x]}]}',
    ],
    [
      'two labels',
      [isIn('a', 'x'), { key: 'b', operator: 'Exists' }],
      '{matchLabels:{a:x},matchExpressions:[{key:b,operator:Exists}]}',
    ],
  ])('%s', (_, conditions, selector) => {
    expect(shown(...conditions)).toBe(`${selector} in {} on TCP 80`);
  });

  test('of namespaces are shown beside those of pods', () => {
    const peer: EndBox = { kind: 'pod', pods: [isIn('a', 'x')], namespaces: [isIn('team', 'y')] };
    expect(into(allow([peer], tcp(80)), deny)).toEqual(['{matchLabels:{a:x}} in {matchLabels:{team:y}} on TCP 80']);
  });

  test('are all that is shown beside an address, and an address alone is shown as one', () => {
    const at = (...conditions: LabelCondition[]): EndBox => ({
      kind: 'pod',
      pods: conditions,
      namespaces: [],
      addresses: { in: ['10.0.0.0/8'] },
    });
    expect(into(allow([at()], tcp(80)), deny)).toEqual(['10.0.0.0/8 on TCP 80']);
    expect(into(allow([at(isIn('a', 'x'))], tcp(80)), deny)).toEqual(['{matchLabels:{a:x}} in {} on TCP 80']);
    expect(into(allow([{ ...at(isIn('a', 'x')), namespaces: [isIn('b', 'y')] } as EndBox], tcp(80)), deny)).toEqual([
      '{matchLabels:{a:x}} in {matchLabels:{b:y}} on TCP 80',
    ]);
  });
});
