import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileLinks } from '../support/file-links';

const root = join(__dirname, '../..');
const pagesIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file));
const pages = [
  ...pagesIn('.'),
  ...pagesIn('docs'),
  ...pagesIn('bench'),
  ...readdirSync(join(root, 'examples')).flatMap((example) =>
    statSync(join(root, 'examples', example)).isDirectory() ? pagesIn(join('examples', example)) : [],
  ),
];
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
const linksOf = (page: string) => fileLinks(textOf(page));

/** The anchors that GitHub makes of the headings of a page. */
function anchorsOf(page: string): string[] {
  return [
    ...textOf(page)
      .replace(/^```[\s\S]*?^```$/gm, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The pages of docs/ that a page links to, in order, each once. */
function docsLinkedFrom(page: string): string[] {
  const targets = linksOf(page).map((target) => normalize(join(dirname(page), target.replace(/#.*/, ''))));
  return [...new Set(targets)].filter((target) => /^docs\/.*\.md$/.test(target));
}

test.each(pages)('every link of %s leads to a file, and to a heading of it', (page) => {
  const broken = linksOf(page).filter((target) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
    if (!existsSync(join(root, file))) return true;
    return anchor !== undefined && !anchorsOf(file).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test('docs/README.md links to every page of docs/, and the README does so in the same order', () => {
  const index = docsLinkedFrom('docs/README.md');
  expect([...index, 'docs/README.md'].sort()).toEqual(pagesIn('docs').sort());
  const list = textOf('README.md').split('## Documentation')[1] ?? '';
  const positions = index.map((page) => list.indexOf(`](${page})`));
  expect(positions.every((position) => position >= 0)).toBe(true);
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
});

test('the README is read in five minutes: it has at most 250 lines', () => {
  expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(250);
});
