import type { PageData } from './page-types';

/** The application of the page as it is bundled (`tools/bundle-page.ts`). */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
  /** The licences of the packages that the script holds. */
  readonly licences: string;
}

/** What the page needs of the machine that writes it. */
export interface PageTools {
  /** The hash of a text, in base64. */
  sha256(text: string): string;
  /** A text compressed as gzip does, in base64: the browser unpacks it. */
  gzip(text: string): string;
}

/** The page: one file that loads nothing. A policy of the page lets no script run and no style apply but its own. */
export function pageHtml(data: PageData, { script, style, licences }: PageAssets, { sha256, gzip }: PageTools): string {
  const policy = `default-src 'none'; script-src 'sha256-${sha256(script)}'; style-src 'sha256-${sha256(style)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${textOf(withoutDirections(data.title))}</title>
<style>${style}</style>
</head>
<body>
<div id="app">${firstSight(data)}</div>
<div id="print"></div>
<noscript>This page shows no more than this without JavaScript. It loads nothing from anywhere.</noscript>
<script type="application/json" id="licences">${jsonOf(licences)}</script>
<script type="text/plain" id="data">${gzip(JSON.stringify(data, (_, value) => (typeof value === 'string' ? withoutDirections(value) : value)))}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** The sentences of the first screen, to be seen while the application starts, and without it. */
function firstSight({ title, verdict }: PageData): string {
  const lines = verdict.map(({ level, text, names }) => {
    const which = names.length === 0 ? '' : `: ${names.join(', ')}`;
    return `<li class="harm-${level}">${textOf(withoutDirections(text + which))}</li>`;
  });
  return `<div class="first-sight"><h1>${textOf(withoutDirections(title))}</h1><ul>${lines.join('')}</ul></div>`;
}

/** Marks of writing direction, by which a name could look like another one, as what they are. */
function withoutDirections(text: string): string {
  return text.replace(
    /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** JSON in which nothing ends or opens an element. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function textOf(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
