import { join } from 'node:path';

const library = join(__dirname, '../../build/library');

test.each(['index', 'cdk8s', 'pulumi', 'matchers'])(
  'classes of %s have the names under which they are exported',
  (entry) => {
    const exported = Object.entries(require(join(library, `${entry}.js`)) as Record<string, unknown>);
    const classes = exported.filter(([, value]) => typeof value === 'function' && /^class\b/.test(String(value)));
    expect(classes.filter(([name, value]) => (value as { name: string }).name !== name)).toEqual([]);
    if (entry !== 'matchers') expect(classes.length).toBeGreaterThan(2);
  },
);
