import { closestName, closestNames, didYouMean } from '../../lib/policy/did-you-mean';

const names = ['calico', 'canal', 'flannel', 'flannel:on', 'k3s', 'docker-desktop'];

test.each([
  ['calcio', 'calico'],
  ['Calico', 'calico'],
  [' flannel ', 'flannel'],
  ['flanel', 'flannel'],
  ['flannel-on', 'flannel:on'],
  ['k3', 'k3s'],
  ['docker_desktop', 'docker-desktop'],
  ['weave', undefined],
  ['', undefined],
  ['x', undefined],
  ['k', undefined],
  ['flannel'.repeat(1_000_000), undefined],
])('%j: %s', (received, closest) => {
  expect(closestName(received, names)).toBe(closest);
});

test('of two that are equally close, the first', () => {
  expect(closestName('ab', ['aa', 'bb'])).toBe('aa');
});

test('all that are equally close', () => {
  expect(closestNames('shop/crt', ['shop/cart', 'front/cart', 'shop/cert', 'shop/cart'])).toEqual([
    'shop/cart',
    'shop/cert',
  ]);
  expect(didYouMean(['a', 'b', 'c', 'd'])).toBe('; did you mean a or b or c?');
  expect(didYouMean([])).toBe('');
});
