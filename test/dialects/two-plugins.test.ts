import { ciliumPolicy } from '../../lib/lint/examples';
import { gnp, judged } from './calico/judged';

/** Policies of Calico and of Cilium in one input: no cluster has both plugins, and without a profile it is not known which. */

const cilium = (...spec: readonly string[]) => `---\n${ciliumPolicy('shop/a', 'endpointSelector: {}', ...spec)}`;
const denied = gnp('a', 'selector: all(), ingress: [{action: Deny}]');
const allowed = gnp('a', 'selector: all(), ingress: [{action: Allow}]');

test('a connection that one denies and the other allows depends on the plugin', () => {
  const { explain, text } = judged([denied, cilium('ingress: [{fromEntities: [all]}]')]);
  expect(explain('db', 'web', 80).verdict).toBe('depends');
  expect(text('db', 'web', 80)).toContain('the network plugin is Cilium');
  const other = judged([allowed, cilium('ingressDeny: [{fromEntities: [all]}]')]);
  expect(other.explain('db', 'web', 80).verdict).toBe('depends');
  expect(other.text('db', 'web', 80)).toContain('the network plugin is Calico');
});

test('a tier of Calico that is called like one of the Network Policy API is no concern of Cilium', () => {
  const { explain } = judged([
    gnp('a', 'tier: Admin, ingress: [{action: Deny}]'),
    cilium('ingress: [{fromEntities: [all]}]'),
  ]);
  expect(explain('db', 'web', 80).verdict).toBe('depends');
});
