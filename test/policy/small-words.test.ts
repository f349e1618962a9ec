import { portWord } from '../../lib/policy/port-word';
import { silenceAnnotation, silenceOf } from '../../lib/policy/warning';
import { policy } from '../support/manifests';

test('the word for a port is that of its protocol', () => {
  expect((['TCP', 'UDP', 'SCTP'] as const).map((protocol) => portWord(protocol, 53))).toEqual([
    { type: 'port', protocol: 'TCP', port: 53 },
    { type: 'port', protocol: 'UDP', port: 53 },
    { type: 'port', protocol: 'SCTP', port: 53 },
  ]);
});

describe('a policy silences a warning', () => {
  const withAnnotations = (annotations?: Record<string, string>) => {
    const own = policy('shop/p', 'podSelector: {}');
    return { ...own, metadata: { ...own.metadata, ...(annotations && { annotations }) } };
  };

  test('by an annotation with the id, which holds the reason', () => {
    expect(silenceAnnotation('half-grant')).toBe('ringfence/silence-half-grant');
    const silent = withAnnotations({ 'ringfence/silence-half-grant': 'the other half is elsewhere' });
    expect(silenceOf(silent, 'half-grant')).toBe('the other half is elsewhere');
    expect(silenceOf(silent, 'peers-as-or')).toBeUndefined();
  });

  test('and not without annotations, or by what every object inherits', () => {
    expect(silenceOf(withAnnotations(), 'half-grant')).toBeUndefined();
    expect(silenceOf(withAnnotations({}), '__proto__')).toBeUndefined();
  });
});
