import { isFirstJudge, judgesWhole, severalVersions, shared, sharedSoFar } from '../../lib/copies/copies';

const version = require('../../package.json').version as string;

/** An object of which a copy knows something that is not this one. */
function knownTo(other: string, judges = false): object {
  const states = [{ version: other, locations: ['/app/node_modules/ringfence'], judges, parts: new Map() }];
  return Object.defineProperty({}, Symbol.for('ringfence.copies'), { value: states });
}

test('what is shared of an object is made once, by its name', () => {
  const host = {};
  expect(sharedSoFar(host, 'a')).toBeUndefined();
  expect(Reflect.ownKeys(host)).toEqual([]);
  const a = shared(host, 'a', () => ({}));
  expect(shared(host, 'a', () => ({}))).toBe(a);
  expect(sharedSoFar(host, 'a')).toBe(a);
  expect(shared(host, 'b', () => ({}))).not.toBe(a);
  expect(shared({}, 'a', () => ({}))).not.toBe(a);
  expect([Object.keys(host), JSON.stringify(host)]).toEqual([[], '{}']);
});

test('a copy of the same version in another place is no other version', () => {
  const host = knownTo(version);
  shared(host, 'a', () => 1);
  expect(severalVersions(host)).toBeUndefined();
  expect(severalVersions({})).toBeUndefined();
});

test('another version is reported with its place, and this one with all of its own', () => {
  const host = knownTo('0.0.7');
  const here = new RegExp(`used together: 0\\.0\\.7 in /app/node_modules/ringfence, ${version} in [^,]+; each sees`);
  expect(severalVersions(host)?.message).toMatch(here);
  expect(Reflect.ownKeys(host)).toHaveLength(1);
  shared(host, 'a', () => 1);
  expect(severalVersions(host)?.message).toMatch(here);
});

test('the first version that judges an object reports for all', () => {
  const host = knownTo('0.0.7');
  expect(isFirstJudge(host)).toBe(false);
  judgesWhole(host);
  expect(isFirstJudge(host)).toBe(true);
  const judged = knownTo('0.0.7', true);
  judgesWhole(judged);
  expect(isFirstJudge(judged)).toBe(false);
});
