import type { TextSource } from '../../../lib/cluster/source';
import { problemsOf, read } from '../clusters';

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector:
    matchLabels:
      app: web
      app.kubernetes.io/name: web
      "a b": c
  ingress:
    - from:
        - podSelector: {}
        - ipBlock: {cidr: 10.0.0.1/8, except: ["10.1.0.0/16"]}
      ports:
        - all
        - port: 80
`;

/** The line and column of a field of the first policy. */
function placeOf(text: string, path: string, policy = 0): string {
  const cluster = read(text, { file: 'shop.yaml' });
  const source = cluster.policies[policy]?.source as TextSource;
  const { file, line, column } = source.positionOf(path);
  expect(file).toBe('shop.yaml');
  return `${line}:${column}`;
}

const valid = POLICY.replace('      "a b": c\n', '').replace('        - all\n', '');

describe('the place of a field of a policy', () => {
  test.each([
    ['', '1:1'],
    ['metadata.name', '3:12'],
    ['spec', '4:1'],
    ['spec.podSelector.matchLabels', '6:5'],
    ['spec.podSelector.matchLabels.app', '7:7'],
    ['spec.podSelector.matchLabels.app.kubernetes.io/name', '8:7'],
    ['spec.ingress[0]', '10:7'],
    ['spec.ingress[0].from[0]', '11:11'],
    ['spec.ingress[0].from[1].ipBlock.cidr', '12:21'],
    ['spec.ingress[0].from[1].ipBlock.except[0]', '12:48'],
    ['spec.ingress[0].ports[0].port', '14:11'],
  ])('%s is %s', (path, place) => {
    expect(placeOf(valid, path)).toBe(place);
  });

  test.each([
    ['spec.egress[0].to', '4:1'],
    ['spec.ingress[0].from[7].podSelector', '10:7'],
    ['spec.ingress[0].from[0].namespaceSelector', '11:11'],
    ['spec.podSelector.matchLabels.tier', '6:5'],
    ['nothing.like[3].it', '1:1'],
    ['[[', '1:1'],
  ])('that of the nearest one around it where it is not written: %s is %s', (path, place) => {
    expect(placeOf(valid, path)).toBe(place);
  });

  test('counts from the beginning of the text, not of the document', () => {
    expect(placeOf(`# a\n---\n# b\n${valid}`, 'spec.ingress[0].from[0]')).toBe('14:11');
    expect(placeOf(`a: b\nkind: X\napiVersion: v1\n---\r\n${valid.replaceAll('\n', '\r\n')}`, 'spec.podSelector')).toBe(
      '9:3',
    );
  });

  test('of an item of a List is its own, also in JSON and in lists of lists', () => {
    const yaml = (depth: number): string =>
      depth === 0
        ? valid
        : `apiVersion: v1\nkind: List\nitems:\n- ${yaml(depth - 1)
            .trimEnd()
            .replaceAll('\n', '\n  ')}\n`;
    expect(placeOf(yaml(1), '')).toBe('4:3');
    expect(placeOf(yaml(2), 'spec.ingress[0].from[0]')).toBe('17:15');

    const manifest = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'a' },
      spec: { ingress: [{}] },
    };
    const list = (items: object[]) => ({ items, kind: 'List', apiVersion: 'v1' });
    const json = JSON.stringify(list([manifest, list([{ ...manifest, metadata: { name: 'b' } }])]), null, 1);
    expect(placeOf(json, '', 0)).toBe('3:3');
    expect(placeOf(json, 'spec.ingress[0]', 0)).toBe('11:6');
    expect(placeOf(json, '', 1)).toBe('17:5');
    expect(placeOf(json, 'spec.ingress', 1)).toBe('24:7');
    const line = JSON.stringify(list([manifest]));
    expect(placeOf(line, 'spec.ingress')).toBe(`1:${line.indexOf('"ingress"') + 1}`);
  });

  test('behind an alias or a merge is that of the alias', () => {
    const text = `x: &x {podSelector: {}, egress: [{}]}\n${valid}`;
    expect(placeOf(text.replace('spec:\n', 'spec:\n  <<: *x\n'), 'spec.egress[0]')).toBe('5:1');
    const whole = `x: &x {podSelector: {}, egress: [{}]}\n${valid.slice(0, valid.indexOf('spec:'))}spec: *x\n`;
    expect(placeOf(whole, 'spec.egress[0]')).toBe('5:1');
  });

  test('is found where the text before has letters of any language', () => {
    expect(placeOf(`# \u4f60\u597d \ud83d\ude00\n${valid}`, 'spec.podSelector')).toBe('6:3');
  });
});

test('problems know the place of what is wrong', () => {
  const { problems } = read(`---\n${POLICY}`, { file: 'shop.yaml' });
  const places = problems.map(({ source, finding: { path } }) => {
    const { line, column } = (source as TextSource).positionOf(path);
    return `${line}:${column} ${path}`;
  });
  expect(places).toEqual([
    '7:5 spec.podSelector.matchLabels',
    '16:11 spec.ingress[0].ports[0]',
    '14:21 spec.ingress[0].from[1].ipBlock.cidr',
  ]);
});

test('a workload keeps its own place only', () => {
  const text = `# a\nkind: Pod\napiVersion: v1\nmetadata: {name: web}\nspec: {containers: [{}]}\n`;
  const cluster = read(text);
  expect(problemsOf(cluster)).toEqual([]);
  const source = cluster.workloads[0]?.source as TextSource;
  expect(source).toEqual({ type: 'text', line: 2, column: 1 });
  expect(source.positionOf('metadata.name')).toEqual({ line: 2, column: 1 });
});
