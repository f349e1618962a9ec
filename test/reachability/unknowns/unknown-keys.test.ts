import type { LabelSpace } from '../../../lib/policy/label-space';
import type { LabelSelector, LabelSelectorRequirement } from '../../../lib/policy/manifest';
import { NAMESPACE_NAME_LABEL } from '../../../lib/policy/manifest';
import {
  asksOfName,
  asksOfNamespace,
  asksOfPod,
  asksOfSpace,
  keyOfText,
  unknownLabelsOf,
  unknownOfNamespace,
  unknownOfPod,
} from '../../../lib/reachability/unknowns/unknown-labels';
import { podIn } from '../plain-stages';

/** What is asked of labels that are not known, once those that are known are as they have to be. */

const shown = (space: LabelSpace | undefined) =>
  space &&
  [...space]
    .map(([text, { absent, except, values }]) => {
      return `${keyOfText(text).join(' ')}: ${absent ? 'absent or ' : ''}${except ? 'not ' : ''}${[...values].join()}`;
    })
    .join('; ');

const where = (...matchExpressions: LabelSelectorRequirement[]): LabelSelector => ({ matchExpressions });
const isOneOf = (key: string, ...values: string[]): LabelSelectorRequirement => ({ key, operator: 'In', values });
const isNoneOf = (key: string, ...values: string[]): LabelSelectorRequirement => ({ key, operator: 'NotIn', values });
const exists = (key: string): LabelSelectorRequirement => ({ key, operator: 'Exists' });
const isAbsent = (key: string): LabelSelectorRequirement => ({ key, operator: 'DoesNotExist' });

describe('of a pod', () => {
  const hashed = podIn('shop', { app: 'web' }, { unknownLabels: [{ key: 'hash', except: new Set(['old']) }] });
  const any = podIn('shop', { app: 'web' }, { anyLabels: true });
  const asks = (selector: LabelSelector, pod = hashed) => shown(asksOfPod(selector, pod, 'source'));

  test('whose labels are known nothing is asked, or it does not match', () => {
    const known = podIn('shop', { app: 'web' });
    expect(asks({ matchLabels: { app: 'web' } }, known)).toBe('');
    expect(asks({ matchLabels: { app: 'db' } }, known)).toBeUndefined();
    expect(asks(where(exists('hash')), known)).toBeUndefined();
    expect(asks({ matchLabels: { app: 'db' } })).toBeUndefined();
    expect(asks({ matchLabels: { app: 'web' } })).toBe('');
    expect(asks({ matchLabels: { tier: 'a' } })).toBeUndefined();
    expect(asks(where(isAbsent('tier')))).toBe('');
    expect(asks(where(isAbsent('app')))).toBeUndefined();
    expect(asks(where(isNoneOf('app', 'web')))).toBeUndefined();
  });

  test('a label that a controller adds is there, and has a value but those that it has not', () => {
    expect(asks({ matchLabels: { hash: 'new' } })).toBe('pod source hash: new');
    expect(asks({ matchLabels: { hash: 'old' } })).toBeUndefined();
    expect(asks(where(isOneOf('hash', 'old', 'new')))).toBe('pod source hash: old,new');
    expect(asks(where(exists('hash')))).toBe('');
    expect(asks(where(isAbsent('hash')))).toBeUndefined();
    expect(asks(where(isNoneOf('hash', 'old')))).toBe('');
    expect(asks(where(isNoneOf('hash', 'new')))).toBe('pod source hash: absent or not new');
  });

  test('several conditions on one label are asked together, and may be contrary', () => {
    expect(asks(where(isOneOf('hash', 'a', 'b'), isOneOf('hash', 'b', 'c')))).toBe('pod source hash: b');
    expect(asks(where(isOneOf('hash', 'a'), isOneOf('hash', 'b')))).toBeUndefined();
    expect(asks(where(isOneOf('hash', 'a'), isOneOf('hash', 'b'), isOneOf('hash', 'a')))).toBeUndefined();
    expect(asks(where(isOneOf('hash')))).toBeUndefined();
  });

  test('that nothing declares any label may be asked, or that it is absent', () => {
    expect(asks({ matchLabels: { tier: 'a' } }, any)).toBe('pod source tier: a');
    expect(asks(where(isAbsent('tier')), any)).toBe('pod source tier: absent or ');
    expect(asks({ matchLabels: { app: 'web' } }, any)).toBe('');
    expect(asks({ matchLabels: { app: 'db' } }, any)).toBeUndefined();
    expect(shown(asksOfPod({ matchLabels: { tier: 'a' } }, any, 'destination'))).toBe('pod destination tier: a');
  });

  test('its unknown labels have any value but some', () => {
    expect(shown(unknownLabelsOf(hashed, 'source'))).toBe('pod source hash: not old');
    expect(shown(unknownLabelsOf(any, 'source'))).toBe('');
  });
});

describe('of a namespace', () => {
  const { namespace: declared } = podIn('shop');
  const stray = { ...declared, declared: false };
  const unknown = { name: '', labels: {}, declared: false, noneOf: new Set(['kube-system']) };

  test('that is declared nothing is asked, or it does not match', () => {
    expect(shown(asksOfNamespace({ matchLabels: { [NAMESPACE_NAME_LABEL]: 'shop' } }, declared))).toBe('');
    expect(asksOfNamespace({ matchLabels: { team: 'a' } }, declared)).toBeUndefined();
    expect(asksOfNamespace({ matchLabels: { team: 'a' } }, { ...declared, declared: true })).toBeUndefined();
  });

  test('that is not any label is asked, but for its name', () => {
    expect(shown(asksOfNamespace({ matchLabels: { team: 'a' } }, stray))).toBe('namespace shop team: a');
    expect(shown(asksOfNamespace({ matchLabels: { [NAMESPACE_NAME_LABEL]: 'shop' } }, stray))).toBe('');
    expect(asksOfNamespace({ matchLabels: { [NAMESPACE_NAME_LABEL]: 'ops' } }, stray)).toBeUndefined();
  });

  test('that is not known its name is asked, which it has, and which is none of some', () => {
    const name = (selector: LabelSelector) => shown(asksOfNamespace(selector, unknown));
    const key = NAMESPACE_NAME_LABEL;
    expect(name({ matchLabels: { [key]: 'shop' } })).toBe(`namespace  ${key}: shop`);
    expect(name({ matchLabels: { [key]: 'kube-system' } })).toBeUndefined();
    expect(name(where(isOneOf(key, 'kube-system', 'shop')))).toBe(`namespace  ${key}: shop`);
    expect(name(where(exists(key)))).toBe('');
    expect(name(where(isAbsent(key)))).toBeUndefined();
    expect(name(where(isNoneOf(key, 'kube-system')))).toBe('');
    expect(name(where(isNoneOf(key, 'shop')))).toBe(`namespace  ${key}: absent or not shop`);
  });

  test('a name is the one that it has, or may be it', () => {
    expect(shown(asksOfName('shop', declared))).toBe('');
    expect(shown(asksOfName('shop', stray))).toBe('');
    expect(asksOfName('ops', stray)).toBeUndefined();
    expect(shown(asksOfName('ops', unknown))).toBe(`namespace  ${NAMESPACE_NAME_LABEL}: ops`);
    expect(asksOfName('kube-system', unknown)).toBeUndefined();
  });
});

describe('by a space of labels', () => {
  const space = (key: string, absent: boolean, except: boolean, ...values: string[]): LabelSpace =>
    new Map([[key, { absent, except, values: new Set(values) }]]);
  const pod = podIn('shop', { app: 'web' }, { unknownLabels: [{ key: 'hash', except: new Set(['old']) }] });
  const asks = (asked: LabelSpace, of = unknownOfPod(pod, 'source')) => shown(asksOfSpace(asked, pod.labels, of));

  test('known labels are as they are asked, or not', () => {
    expect(asks(space('app', false, false, 'web'))).toBe('');
    expect(asks(space('app', false, false, 'db'))).toBeUndefined();
    expect(asks(space('app', true, true, 'web'))).toBeUndefined();
    expect(asks(space('app', true, true, 'db'))).toBe('');
    expect(asks(space('tier', true, false))).toBe('');
    expect(asks(space('tier', false, true))).toBeUndefined();
  });

  test('unknown labels are asked for what they may be', () => {
    expect(asks(space('hash', false, false, 'new'))).toBe('pod source hash: new');
    expect(asks(space('hash', false, false, 'old'))).toBeUndefined();
    expect(asks(space('hash', true, false))).toBeUndefined();
    expect(asks(space('hash', false, true))).toBe('');
    const both = new Map([...space('hash', false, false, 'new'), ...space('app', false, false, 'web')]);
    expect(asks(both)).toBe('pod source hash: new');
  });

  test('two unknown labels are asked both', () => {
    const two = podIn('shop', {}, { unknownLabels: [{ key: 'a' }, { key: 'b' }] });
    const both = new Map([...space('a', false, false, 'x'), ...space('b', false, false, 'y')]);
    expect(shown(asksOfSpace(both, {}, unknownOfPod(two, 'destination')))).toBe(
      'pod destination a: x; pod destination b: y',
    );
  });

  test('a namespace that is not known may have no name that it has not', () => {
    const nowhere = unknownOfNamespace({ name: '', labels: {}, declared: false, noneOf: new Set(['kube-system']) });
    const named = (...names: string[]) =>
      shown(asksOfSpace(space(NAMESPACE_NAME_LABEL, false, false, ...names), {}, nowhere));
    expect(named('kube-system')).toBeUndefined();
    expect(named('shop')).toBe(`namespace  ${NAMESPACE_NAME_LABEL}: shop`);
    const known = unknownOfNamespace({ name: 'shop', labels: {} });
    expect(asksOfSpace(space('team', false, false, 'a'), {}, known)).toBeUndefined();
  });
});
