/// <reference lib="dom" />
import type { PageData } from '../page-data';
import type { createDom } from './dom';
import type { createGraph } from './graph';
import type { createMatrix } from './matrix';
import type { createModel, End } from './model';
import type { createPanels } from './panels';

/** The parts of the page, which are put into it one by one. */
export interface Parts {
  readonly createDom: typeof createDom;
  readonly createModel: typeof createModel;
  readonly createMatrix: typeof createMatrix;
  readonly createGraph: typeof createGraph;
  readonly createPanels: typeof createPanels;
}

/** Brings the page to life. */
export function start({ createDom, createModel, createMatrix, createGraph, createPanels }: Parts): void {
  const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData;
  const dom = createDom();
  const model = createModel(data);
  const panels = createPanels(dom, model, data);
  const matrix = createMatrix(dom, model, dom.byId('matrix'), panels.explain);
  const graph = createGraph(dom, model, dom.byId('graph'), panels.explain);
  const search = dom.byId('search') as HTMLInputElement;
  const namespace = dom.byId('namespace') as HTMLSelectElement;
  const port = dom.byId('port') as HTMLInputElement;
  const tabs = [...document.querySelectorAll<HTMLElement>('[role="tab"]')];
  let isFilled = false;

  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const of = namespace.value;
    const found = model.ends.filter(({ text }) => words.every((word) => text.includes(word)));
    const near = (end: End) => of === '' || end.namespace === of;
    const chosen = found.filter(near);
    // With a filter the others stay as far as they have to do with what is looked for.
    const isFiltered = words.length > 0 || of !== '';
    const related = isFiltered
      ? model.ends.filter(
          (end) =>
            chosen.includes(end) ||
            chosen.some(
              (one) => model.connections(one, end) !== undefined || model.connections(end, one) !== undefined,
            ),
        )
      : model.ends;
    const wanted = /^\d+$/.test(port.value.trim()) ? Number(port.value) : undefined;
    matrix.show(isFiltered ? chosen : model.ends, related, wanted);
    if (!dom.byId('graph').hidden) graph.draw(related);
    const pairs = isFiltered ? `${chosen.length} of ${model.ends.length} shown` : `${data.workloads.length} workloads`;
    dom.byId('count').textContent = pairs;
  };
  const choose = (tab: HTMLElement) => {
    for (const one of tabs) {
      const isChosen = one === tab;
      one.setAttribute('aria-selected', String(isChosen));
      one.tabIndex = isChosen ? 0 : -1;
      dom.byId(one.getAttribute('aria-controls') ?? '').hidden = !isChosen;
    }
    const name = tab.getAttribute('aria-controls') ?? '';
    document.body.dataset.tab = name;
    if (!isFilled && !['matrix', 'graph'].includes(name)) {
      isFilled = true;
      panels.fill();
    }
    show();
  };

  for (const name of model.namespaces) namespace.append(dom.el('option', { value: name }, name));
  for (const input of [search, namespace, port]) input.addEventListener('input', show);
  tabs.forEach((tab, index) => {
    tab.addEventListener('click', () => choose(tab));
    tab.addEventListener('keydown', (event) => {
      const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (step === 0) return;
      const next = tabs[(index + step + tabs.length) % tabs.length] as HTMLElement;
      next.focus();
      choose(next);
    });
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    search.focus();
  });
  dom.byId('theme').addEventListener('click', () => {
    const isDark = getComputedStyle(document.documentElement).colorScheme.includes('dark');
    document.documentElement.dataset.theme = isDark ? 'light' : 'dark';
  });
  const errors = data.findings.filter(({ severity }) => severity === 'error').length;
  dom.byId('findings-tab').append(` ${data.findings.length}`);
  if (errors > 0) dom.byId('findings-tab').classList.add('bad');
  choose(tabs[0] as HTMLElement);
}
