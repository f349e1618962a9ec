import { PATTERN_REFERENCES, REFERENCES } from 'ringfence';
import * as cdk8s from 'ringfence/cdk8s';

const byId = Object.values(REFERENCES).map(({ framework, id }) => `${framework} ${id}`);

test('every pattern says what it is for', () => {
  const patterns = Object.entries(cdk8s)
    .filter(([name, value]) => typeof value === 'function' && /^[A-Z]/.test(name) && name !== 'ReachabilityContract')
    .map(([name]) => name);
  expect(Object.keys(PATTERN_REFERENCES).sort()).toEqual(patterns.sort());
});

test('no reference is one of those that lists copy from one another and that do not fit', () => {
  for (const wrong of ['T1021', 'T1021.007', 'T1041']) expect(byId).not.toContain(`MITRE ATT&CK ${wrong}`);
});

test('each is there once, and the OWASP ones have their year', () => {
  expect(new Set(byId).size).toBe(byId.length);
  for (const one of byId.filter((id) => id.startsWith('OWASP'))) expect(one).toMatch(/K\d\d:20\d\d$/);
});
