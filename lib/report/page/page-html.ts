import { createDom } from './client/dom';
import { createGraph } from './client/graph';
import { createMatrix } from './client/matrix';
import { createModel } from './client/model';
import { createPanels } from './client/panels';
import { start } from './client/start';
import type { PageData } from './page-data';
import { STYLE } from './style';

const TABS = [
  ['matrix', 'Matrix'],
  ['graph', 'Graph'],
  ['findings', 'Findings'],
  ['exposure', 'Exposure'],
  ['compliance', 'Compliance'],
] as const;

/**
 * The page: one file that loads nothing. Its script is the functions of `client/` as they stand; a policy of the page lets
 * no other run.
 *
 * @param sha256 the hash of a text, in base64
 */
export function pageHtml(data: PageData, sha256: (text: string) => string): string {
  const script = scriptOf();
  const policy = `default-src 'none'; script-src 'sha256-${sha256(script)}'; style-src 'sha256-${sha256(STYLE)}'`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${textOf(data.title)}</title>
<style>${STYLE}</style>
<header><h1>${textOf(data.title)}</h1><span id="count" role="status"></span><button id="theme" type="button">Light or dark</button>${notesHtml(data.notes)}</header>
<nav>
<div role="tablist" aria-label="views">${TABS.map(
    ([id, title]) =>
      `<button role="tab" type="button" id="${id}-tab" aria-controls="${id}" aria-selected="false">${title}</button>`,
  ).join('')}</div>
<label>Search <input id="search" type="search" placeholder="name or label  ( / )"></label>
<label>Namespace <select id="namespace"><option value="">all</option></select></label>
<label>Port <input id="port" inputmode="numeric" placeholder="any"></label>
</nav>
<main>
<section id="matrix" role="grid" aria-label="who can reach whom"></section>
${TABS.slice(1)
  .map(([id, title]) => `<section id="${id}" role="tabpanel" aria-label="${title}" hidden></section>`)
  .join('\n')}
</main>
<aside aria-live="polite"><div id="detail"><h2>Pick a cell</h2><p class="nothing">It shows which policies isolate both ends, and which rules let the connection through.</p></div>
<p class="legend"><span><i class="some"></i>some ports</span><span><i class="all"></i>everything</span><span><i class="none"></i>nothing</span></p></aside>
<script type="application/json" id="data">${jsonOf(data)}</script>
<script>${script}</script>
</html>
`;
}

/** What was not judged, where everybody sees it. */
function notesHtml(notes: readonly string[]): string {
  if (notes.length === 0) return '';
  return `<ul class="notes">${notes.map((note) => `<li>${textOf(note)}</li>`).join('')}</ul>`;
}

/** Functions as text. Some compilers name them through a helper, which has to be there. */
function scriptOf(): string {
  const parts = { createDom, createModel, createMatrix, createGraph, createPanels };
  const members = Object.entries(parts).map(([name, part]) => `${name}: ${part}`);
  return `const __name = (part) => part;\n(${start})({ ${members.join(',\n')} });`;
}

/** JSON in which nothing ends or opens an element. */
function jsonOf(data: PageData): string {
  return JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function textOf(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
