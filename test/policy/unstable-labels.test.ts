import {
  changesWithRelease,
  changesWithRollout,
  comesFromConstructPath,
  isSetByController,
  isUnstable,
  UNSTABLE_LABELS,
} from '../../lib/policy/unstable-labels';

test.each([
  ['a controller adds', 'pod-template-hash', { isSetByController: true, changesWithRollout: true }],
  ['a controller adds and leaves as it is', 'job-name', { isSetByController: true }],
  ['changes with a release', 'helm.sh/chart', { changesWithRelease: true }],
  ['a tool changes', 'istio.io/rev', {}],
  ['comes from the path of a construct', 'cdk8s.io/metadata.addr', { comesFromConstructPath: true }],
])('a label that %s does not last', (_title, key, why) => {
  expect(isUnstable(key)).toBe(true);
  expect({
    isSetByController: isSetByController(key),
    changesWithRollout: changesWithRollout(key),
    changesWithRelease: changesWithRelease(key),
    comesFromConstructPath: comesFromConstructPath(key),
  }).toEqual({
    isSetByController: false,
    changesWithRollout: false,
    changesWithRelease: false,
    comesFromConstructPath: false,
    ...why,
  });
});

test.each(['app', 'app.kubernetes.io/name', 'constructor', ''])('the label "%s" lasts', (key) => {
  expect(isUnstable(key)).toBe(false);
  expect(changesWithRollout(key)).toBe(false);
});

test('labels that a user names do not last either', () => {
  expect(isUnstable('our-release', new Set(['our-release']))).toBe(true);
  expect(isUnstable('app', new Set(['our-release']))).toBe(false);
});

test('every label that is listed for documents does not last, and none is listed twice', () => {
  const listed = Object.values(UNSTABLE_LABELS).flat();
  expect(listed.filter((key) => !isUnstable(key))).toEqual([]);
  expect(new Set(listed).size).toBe(listed.length);
});
