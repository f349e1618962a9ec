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
<title>${textOf(data.title)}</title>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<div id="print"></div>
<noscript>This page shows nothing without JavaScript. It loads nothing from anywhere.</noscript>
<script type="application/json" id="licences">${jsonOf(licences)}</script>
<script type="text/plain" id="data">${gzip(JSON.stringify(data))}</script>
<script>${script}</script>
</body>
</html>
`;
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
