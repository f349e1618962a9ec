import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../lib/settings/settings';

describe('namespaceLabels of .ringfence.yaml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const labelsIn = (text: string) => {
    const file = join(folder, 'settings.yaml');
    writeFileSync(file, text);
    return [...readSettings(file).namespaceLabels].map(([name, labels]) => [name, { ...labels }]);
  };

  test('are the labels of namespaces by name', () => {
    expect(labelsIn('namespaceLabels: {front: {team: x, "on": "yes"}, empty: {}}')).toEqual([
      ['front', { team: 'x', on: 'yes' }],
      ['empty', {}],
    ]);
    expect(labelsIn('failOn: info')).toEqual([]);
  });

  test('are refused with all that is wrong with them', () => {
    const text = `namespaceLabels:
  No Name: {a: b}
  front: {team: yes, "a b": c}
  shop: [team]
`;
    expect(() => labelsIn(text)).toThrow(
      [
        /namespaceLabels\["No Name"\]: Invalid value: "No Name": a lowercase RFC 1123 label/,
        /namespaceLabels\.front\.team: Invalid value: true: must be a string, not a boolean; put it in quotes/,
        /namespaceLabels\.front: Invalid value: "a b": name part must consist of/,
        /namespaceLabels\.shop: Invalid value: \["team"\]: must be a map, not a list/,
      ].reduce((all, { source }) => new RegExp(`${all.source}[^]*${source}`), /:/),
    );
  });
});
