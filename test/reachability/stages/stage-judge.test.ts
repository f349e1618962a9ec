import { describe, expect, test } from '@jest/globals';
import type { Circumstance, RankedRules, StageRule, Stages } from '../../../lib/dialects/stage';
import type { Endpoint } from '../../../lib/reachability/pods/endpoint';
import { isWorkedOut } from '../../../lib/reachability/rules/direction-cells';
import { settled } from '../../../lib/reachability/rules/partly-open';
import { app, ingressOf, isIn, judgeOf, outsideAt, podIn, ranked, rule, tcp } from '../plain-stages';

/** What stages decide of one pair, in the words of `dialects/stage.ts`. */

const [WEB, OPS] = [podIn('shop', { app: 'web' }), podIn('ops', { app: 'ops' })];
const deny = (...ports: number[]) => rule('deny', ports.length > 0 ? { ports: tcp(...ports) } : {});
const allow = (...ports: number[]) => rule('allow', ports.length > 0 ? { ports: tcp(...ports) } : {});
const pass = (...ports: number[]) => rule('pass', { ports: tcp(...ports) });
const fact = (key: string): { circumstances: Circumstance[] } => ({ circumstances: [{ key, sentence: key }] });

/** One policy a rank, one rank a list of rules. */
const inOrder = (...rules: StageRule[][]) => ingressOf(rules.map((own, index) => [ranked(`p${index}`, own)]));

describe('decisions', () => {
  test('are open where nothing decides', () => {
    expect(judgeOf(ingressOf()).decisions(OPS, WEB)).toEqual(['none open all']);
    expect(judgeOf(inOrder([])).decisions(OPS, WEB)).toEqual(['none open all']);
  });

  test('are of the first rule that matches, and what is left goes on', () => {
    expect(judgeOf(inOrder([deny(22), allow(22, 80)])).decisions(OPS, WEB)).toEqual([
      'p0 deny TCP 22',
      'p0 allow TCP 80',
      'none open TCP 1-21,23-79,81-65535; UDP 1-65535; SCTP 1-65535',
    ]);
    expect(judgeOf(inOrder([deny()], [allow()])).decisions(OPS, WEB)).toEqual(['p0 deny all']);
  });

  test('that pass go to the next stage, behind the rest of their own', () => {
    const stages = ingressOf([[ranked('a', [pass(80), deny()])]], [[ranked('b', [allow(80)])]]);
    expect(judgeOf(stages).decisions(OPS, WEB)).toEqual([
      'a pass TCP 80',
      'a deny TCP 1-79,81-65535; UDP 1-65535; SCTP 1-65535',
      'b allow TCP 80',
    ]);
    expect(judgeOf(stages).opened(OPS, WEB)).toEqual(['TCP 80']);
  });

  test('of a later stage see what was passed and what no rule matched as one', () => {
    const stages = ingressOf([[ranked('a', [pass(80), deny(81)])]], [[ranked('b', [deny()])]]);
    expect(judgeOf(stages).decisions(OPS, WEB)).toEqual([
      'a pass TCP 80',
      'a deny TCP 81',
      'b deny TCP 1-80,82-65535; UDP 1-65535; SCTP 1-65535',
    ]);
  });

  test('end with the stage that leaves nothing', () => {
    const stages = ingressOf([[ranked('a', [allow()])]], [[ranked('b', [deny()])]]);
    expect(judgeOf(stages).decisions(OPS, WEB)).toEqual(['a allow all']);
  });

  test('are none of a rule for other subjects, other peers or no ports', () => {
    const { decisions } = judgeOf(
      inOrder([
        rule('deny', { subjects: [app('db')] }),
        rule('deny', { peers: [app('db')] }),
        rule('deny', { peers: [] }),
        rule('deny', { ports: { any: [] } }),
      ]),
    );
    expect(decisions(OPS, WEB)).toEqual(['none open all']);
  });

  test('of egress ask for the source as the subject', () => {
    const stages: Stages = { Ingress: [], Egress: inOrder([rule('deny', { subjects: [app('ops')] })]).Ingress };
    const { decisions } = judgeOf(stages);
    expect(decisions(OPS, WEB, 'Egress')).toEqual(['p0 deny all']);
    expect(decisions(WEB, OPS, 'Egress')).toEqual(['none open all']);
    expect(decisions(OPS, WEB, 'Ingress')).toEqual(['none open all']);
  });

  test('are none at an address outside, for which no stage is', () => {
    expect(judgeOf(inOrder([deny()])).decisions(OPS, outsideAt('8.8.8.8'))).toEqual(['none open all']);
  });

  test('of what is not known are as many as there are cases', () => {
    const unknown = podIn('ops', {}, { unknownLabels: [{ key: 'app' }] });
    const { decisions, opened } = judgeOf(inOrder([rule('deny', { peers: [app('x')], ports: tcp(80) })]));
    expect(decisions(unknown, WEB)).toEqual([
      'p0 deny TCP 80',
      'none open TCP 1-79,81-65535; UDP 1-65535; SCTP 1-65535',
      'none open TCP 80',
    ]);
    expect(opened(unknown, WEB)).toEqual(['TCP 1-79,81-65535; UDP 1-65535; SCTP 1-65535', 'TCP 80']);
  });

  test('depend on a circumstance, which an earlier one is another than', () => {
    const { opened } = judgeOf(inOrder([rule('allow', { ...fact('a'), ports: tcp(80) }), deny()]));
    expect(opened(OPS, WEB)).toEqual(['none', 'TCP 80']);
    const both = judgeOf(inOrder([rule('deny', fact('a')), rule('allow', fact('b')), deny()]));
    expect(both.opened(OPS, WEB)).toEqual(['none', 'all']);
    const same = judgeOf(inOrder([rule('deny', fact('a')), rule('allow', fact('a')), deny()]));
    expect(same.opened(OPS, WEB)).toEqual(['none']);
  });

  test('of more pieces than are followed are open and denied at once, and not worked out', () => {
    const keys = Array.from({ length: 24 }, (_, index) => `k${index}`);
    const unknown = podIn('ops', {}, { unknownLabels: keys.map((key) => ({ key })) });
    // Each rule asks for two labels, so that it cuts each piece in two.
    const cutting = Array.from({ length: 12 }, (_, index) =>
      rule('allow', {
        peers: [
          {
            kind: 'pod',
            pods: [isIn(keys[2 * index] as string, 'x'), isIn(keys[2 * index + 1] as string, 'x')],
            namespaces: [],
          },
        ],
        ports: tcp(80),
      }),
    );
    const { judge, endsOf } = judgeOf(inOrder([deny(22), ...cutting, deny(80)]));
    const decisions = judge.decisions('Ingress', endsOf(unknown, WEB));
    const last = decisions.slice(-2);
    expect(last.map(({ outcome, box }) => [outcome, isWorkedOut(box)])).toEqual([
      ['open', false],
      ['deny', false],
    ]);
    expect(last.map(({ ports }) => ports.has('TCP', 80))).toEqual([true, true]);
    expect(decisions.length).toBeLessThan(4_200);
    // What was denied before stays so.
    expect(judge.opened('Ingress', endsOf(unknown, WEB)).certain.has('TCP', 22)).toBe(false);
  });
});

describe('policies of one rank', () => {
  const tied = (...policies: RankedRules[]) => judgeOf(ingressOf([policies]));
  const verdict = (judge: ReturnType<typeof judgeOf>, port: number) => {
    const ends = judge.endsOf(OPS, WEB);
    const { certain, partly } = settled(judge.judge.opened('Ingress', ends), ends.unknown);
    if (certain.has('TCP', port)) return 'allowed';
    return partly.some(({ ports }) => ports.has('TCP', port)) ? 'depends' : 'denied';
  };
  const verdicts = (judge: ReturnType<typeof judgeOf>, ...ports: number[]) => ports.map((port) => verdict(judge, port));

  test('that decide alike are as one', () => {
    expect(tied(ranked('a', [deny(80)]), ranked('b', [deny(80, 81)])).opened(OPS, WEB)).toEqual([
      'TCP 1-79,82-65535; UDP 1-65535; SCTP 1-65535',
    ]);
  });

  test('that decide differently make it depend, where both match', () => {
    const judge = tied(ranked('a', [deny(80, 81)]), ranked('b', [allow(80, 82), deny(83)]));
    expect(verdicts(judge, 80, 81, 82, 83, 84)).toEqual(['depends', 'denied', 'allowed', 'denied', 'allowed']);
  });

  test('are each asked as a whole', () => {
    const judge = tied(ranked('a', [deny(22), allow()]), ranked('b', [allow(22), deny()]));
    expect(verdicts(judge, 22, 80)).toEqual(['depends', 'depends']);
    expect(verdicts(tied(ranked('a', [deny(22), allow()]), ranked('b', [deny(22), deny()])), 22)).toEqual(['denied']);
  });

  test('of one series are asked in their order', () => {
    expect(verdicts(tied(ranked('a', [deny(80)], 's'), ranked('b', [allow()], 's')), 80, 81)).toEqual([
      'denied',
      'allowed',
    ]);
    const judge = tied(ranked('a', [deny(80)], 's'), ranked('b', [allow()], 's'), ranked('c', [deny(81)], 't'));
    expect(verdicts(judge, 80, 81, 82)).toEqual(['denied', 'depends', 'allowed']);
  });

  test('are asked for their order only where those that match decide differently', () => {
    const elsewhere = rule('allow', { peers: [app('db')] });
    const [f, g] = ['f', 'g'].map((key) => rule('deny', { ...fact(key), ports: tcp(80) })) as [StageRule, StageRule];
    const judge = tied(ranked('a', [f, elsewhere]), ranked('b', [g]));
    const keys = judge.judge
      .decisions('Ingress', judge.endsOf(OPS, WEB))
      .flatMap(({ box }) => [...box.labels.keys()].map((key) => JSON.parse(key)[0]));
    expect(new Set(keys)).toEqual(new Set(['circumstance']));
    expect(verdicts(judge, 80, 81)).toEqual(['depends', 'allowed']);
  });

  test('may pass in place of another that denies, so that the next stage decides', () => {
    const stages = ingressOf([[ranked('a', [pass(80)]), ranked('b', [deny(80)])]], [[ranked('c', [deny(81)])]]);
    expect(verdicts(judgeOf(stages), 80, 81, 82)).toEqual(['depends', 'denied', 'allowed']);
    const denied = ingressOf([[ranked('a', [pass(80)]), ranked('b', [deny(80)])]], [[ranked('c', [deny(80)])]]);
    expect(verdicts(judgeOf(denied), 80)).toEqual(['denied']);
  });

  test('are in the same order for two ports, so that one may open what the other closes', () => {
    const judge = tied(ranked('a', [deny(80), allow(81)]), ranked('b', [allow(80), deny(81)]));
    const { partly } = judge.judge.opened('Ingress', judge.endsOf(OPS, WEB));
    const keys = partly.map(({ box, ports }) => {
      const [states] = [...box.labels.values()];
      return `${ports} ${states?.absent ? 'b' : 'a'}`;
    });
    expect(keys.sort()).toEqual(['TCP 80 b', 'TCP 81 a']);
  });

  test('of more than thirty that each decide otherwise are not worked out', () => {
    const many = tied(
      ...Array.from({ length: 31 }, (_, index) =>
        ranked(`p${index}`, [rule(index % 2 === 0 ? 'deny' : 'allow', { ...fact(`f${index}`), ports: tcp(80) })]),
      ),
    );
    const decisions = many.judge.decisions('Ingress', many.endsOf(OPS, WEB));
    expect(decisions.map(({ outcome, ports, box }) => `${outcome} ${ports} ${isWorkedOut(box)}`)).toEqual([
      'open TCP 80 false',
      'deny TCP 80 false',
      'open TCP 1-79,81-65535; UDP 1-65535; SCTP 1-65535 true',
    ]);
    const onAll = tied(
      ...Array.from({ length: 31 }, (_, index) =>
        ranked(`p${index}`, [rule(index % 2 === 0 ? 'deny' : 'allow', fact(`f${index}`))]),
      ),
    );
    expect(onAll.decisions(OPS, WEB)).toEqual(['none open all', 'none deny all']);
  });
});

describe('what concerns an end', () => {
  const inShop = [isIn('kubernetes.io/metadata.name', 'shop')];
  const shop = { kind: 'pod', pods: [], namespaces: inShop } as const;
  const stages = ingressOf(
    [
      [ranked('shop-first', [rule('deny', { subjects: [shop], ports: tcp(1) })])],
      [ranked('anywhere', [rule('deny', { ports: tcp(2) })])],
      [
        ranked('shop-last', [
          rule('deny', { subjects: [shop], ports: tcp(3) }),
          rule('pass', { subjects: [app('db')] }),
        ]),
      ],
    ],
    [[ranked('ops', [rule('deny', { subjects: [app('ops')], ports: tcp(4) })])]],
  );
  const names = (subject: Endpoint) => {
    const { judge, endsOf } = judgeOf(stages);
    return judge.concerning('Ingress', endsOf(OPS, subject)).map(({ name }) => name);
  };

  test('are its policies, in the order of the stages', () => {
    expect(names(WEB)).toEqual(['shop-first', 'anywhere', 'shop-last']);
    expect(names(podIn('shop', { app: 'ops' }))).toEqual(['shop-first', 'anywhere', 'shop-last', 'ops']);
    expect(names(podIn('far'))).toEqual(['anywhere']);
    expect(names(outsideAt('8.8.8.8'))).toEqual([]);
  });

  test('are the rules of these that are for it', () => {
    const { judge, endsOf } = judgeOf(stages);
    const rules = (subject: Endpoint) =>
      judge
        .forSubject('Ingress', endsOf(OPS, subject))
        .map(({ rule: { action, rule: own } }) => `${own.origin.policy.name} ${action}`);
    expect(rules(WEB)).toEqual(['shop-first deny', 'anywhere deny', 'shop-last deny']);
    expect(rules(podIn('shop', { app: 'db' }))).toContain('shop-last pass');
  });

  test('have their places among all ranks of the direction', () => {
    const { judge, endsOf } = judgeOf(stages);
    const places = judge
      .ranksFor('Ingress', endsOf(OPS, podIn('shop', { app: 'ops' })))
      .map((ranks) => ranks.map(({ place }) => place));
    expect(places).toEqual([[0, 1, 2], [3]]);
  });

  test('are looked up once for each end and direction', () => {
    const { judge, endsOf } = judgeOf(stages);
    const [one, other] = [endsOf(OPS, WEB), endsOf(podIn('far'), WEB)];
    expect(judge.ranksFor('Ingress', one)).toBe(judge.ranksFor('Ingress', other));
    expect(judge.ranksFor('Egress', endsOf(WEB, OPS))).toEqual([]);
    expect(judge.ranksFor('Ingress', one)).toBe(judge.ranksFor('Ingress', other));
  });

  test('match in the order of the stages, whatever those before them decide', () => {
    const judged = judgeOf(inOrder([deny()], [rule('deny', { peers: [app('db')] }), allow(80)]));
    expect(
      judged.judge.matching('Ingress', judged.endsOf(OPS, WEB)).map(({ by, ports }) => `${by.action} ${ports}`),
    ).toEqual(['deny all', 'allow TCP 80']);
  });

  test('are certain but where a label is not known or another policy may come first', () => {
    const certain = (policies: RankedRules[], subject = WEB) => {
      const judged = judgeOf(ingressOf([policies]));
      return judged.judge.forSubject('Ingress', judged.endsOf(OPS, subject)).map(({ isCertain }) => isCertain);
    };
    const web = rule('deny', { subjects: [app('web')] });
    expect(certain([ranked('a', [web])])).toEqual([true]);
    expect(certain([ranked('a', [web])], podIn('shop', {}, { unknownLabels: [{ key: 'app' }] }))).toEqual([false]);
    expect(certain([ranked('a', [deny()]), ranked('b', [deny()])])).toEqual([true, true]);
    expect(certain([ranked('a', [deny()]), ranked('b', [allow()])])).toEqual([false, false]);
    // The other policy is for other pods.
    expect(certain([ranked('a', [deny()]), ranked('b', [rule('allow', { subjects: [app('db')] })])])).toEqual([true]);
  });
});

test('the ports that are open for some requests alone are those of the rules that ask for them', () => {
  const layer7: Circumstance[] = [{ key: 'k', sentence: 'GET', layer7: true }];
  const judged = judgeOf(
    inOrder([allow(81), rule('allow', { circumstances: layer7, ports: tcp(80, 81) }), deny(80, 81, 82)]),
  );
  const forSome = (direction: 'Ingress' | 'Egress') =>
    String(judged.judge.openForSome(direction, judged.endsOf(OPS, WEB)));
  expect([forSome('Ingress'), forSome('Egress')]).toEqual(['TCP 80', 'none']);
});
