import { grantCode } from '../../lib/codegen/grant-code';
import { selectorMatches } from '../../lib/policy/selector';
import type { GrantSuggestion, SuggestedPeer, SuggestedPods } from '../../lib/reachability/explanation/suggestion';
import { runGrant } from '../support/run-grant';

const pods = (labels: Record<string, string>, namespace = 'shop'): SuggestedPods => ({
  type: 'pods',
  labels,
  namespace,
});
const block = (cidr: string): SuggestedPeer => ({ type: 'addresses', cidr });
const suggestion = (fields: object): GrantSuggestion => ({
  type: 'grant',
  from: pods({ app: 'web' }),
  to: pods({ app: 'db' }),
  protocol: 'TCP',
  port: 5432,
  ...fields,
});

describe('the code of a grant', () => {
  test('between pods', () => {
    expect(grantCode(suggestion({}))).toMatchInlineSnapshot(`
"new ServiceAccessGrant(chart, 'web-to-db', {
  from: Pods.labelled({ app: 'web' }).inNamespace('shop'),
  to: Pods.labelled({ app: 'db' }).inNamespace('shop'),
  ports: [Port.tcp(5432)],
});"
`);
  });

  test('from an address, to pods of several labels', () => {
    const to = pods({ 'app.kubernetes.io/name': 'db', tier: 'back' }, 'data');
    expect(grantCode(suggestion({ from: block('10.0.0.1/32'), to, protocol: 'UDP' }))).toMatchInlineSnapshot(`
"new ServiceAccessGrant(chart, '10-0-0-1-32-to-db', {
  from: IpBlock.ipv4('10.0.0.1/32'),
  to: Pods.labelled({ 'app.kubernetes.io/name': 'db', tier: 'back' }).inNamespace('data'),
  ports: [Port.udp(5432)],
});"
`);
  });
});

describe('the code that opens only the way out', () => {
  test('to pods', () => {
    expect(grantCode(suggestion({ type: 'egress' }))).toMatchInlineSnapshot(`
"new NetworkPolicy(chart, 'web-to-db', {
  namespace: 'shop',
  pods: Pods.labelled({ app: 'web' }),
  egress: [{ to: Pods.labelled({ app: 'db' }).inNamespace('shop'), ports: [Port.tcp(5432)] }],
});"
`);
  });

  test('to an IPv6 address', () => {
    const fields = { type: 'egress', to: block('2001:db8::1/128'), protocol: 'SCTP' } as const;
    expect(grantCode(suggestion(fields))).toMatchInlineSnapshot(`
"new NetworkPolicy(chart, 'web-to-2001-db8-1-128', {
  namespace: 'shop',
  pods: Pods.labelled({ app: 'web' }),
  egress: [{ to: IpBlock.ipv6('2001:db8::1/128'), ports: [Port.sctp(5432)] }],
});"
`);
  });
});

test('an id says which way is opened, also where a value has no letters', () => {
  const idOf = (from: SuggestedPeer, to: SuggestedPeer) =>
    /chart, ('[^']*')/.exec(grantCode(suggestion({ from, to })))?.[1];
  expect(idOf(pods({ app: 'Web_App.v1' }), pods({ app: '' }))).toBe("'web-app-v1-to-pods'");
  expect(idOf(pods({}, 'shop'), pods({ app: '--db--' }))).toBe("'shop-to-db'");
  expect(idOf(block('10.0.0.1/32'), pods({ app: 'db' }))).toBe("'10-0-0-1-32-to-db'");
});

/** Values that cannot be set on a pod, but that a manifest may hold. */
const HOSTILE = [
  ...["it's", '"', '\\', "\\'", "'); process.exit(1); ('", '$' + '{process.exit(1)}', '`', '*/', '//', '</script>'],
  ...[
    '\n',
    '\r',
    '\u2028',
    '\u2029',
    '\u0000',
    '\u001b[31m',
    '\u202e',
    '\u{e0001}',
    '\ud800',
    '__proto__',
    'constructor',
    '',
  ],
];

describe.each(HOSTILE)('with the text %j', (text) => {
  test.each<[string, SuggestedPeer]>([
    ['as a value', pods({ app: text })],
    ['as a key', pods({ [text]: 'web' })],
    ['as both', pods(Object.fromEntries([[text, text]]))],
  ])('%s the code writes just that label', (_, peer) => {
    const to = pods({ app: 'db' });
    const code = grantCode(suggestion({ from: peer, to }));
    expect(code.split('\n')).toHaveLength(5);
    expect(code.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    const labels = peer.type === 'pods' ? peer.labels : {};
    let written: unknown;
    try {
      written = runGrant(code, false)[0]?.spec.ingress?.[0]?.from?.[0]?.podSelector;
    } catch (error) {
      // What the API server would refuse is refused before it is written, with what was written.
      expect((error as Error).name).toBe('InvalidPolicyError');
      return;
    }
    expect(written).toEqual({ matchLabels: labels });
    expect(selectorMatches(written as object, labels)).toBe(true);
  });
});

test('a label that is called __proto__ is written as a label', () => {
  const code = grantCode(suggestion({ from: pods(Object.fromEntries([['__proto__', 'web']])) }));
  expect(() => runGrant(code, false)).toThrow('__proto__');
});
