/// <reference lib="dom" />

export type Child = Node | string;

export interface Dom {
  el(tag: string, attributes?: Readonly<Record<string, string>>, ...children: readonly Child[]): HTMLElement;
  svg(tag: string, attributes?: Readonly<Record<string, string>>, ...children: readonly Child[]): SVGElement;
  byId(id: string): HTMLElement;
  table(head: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement;
}

/** The one way in which the page makes elements: every text is a text node, whatever it holds. */
export function createDom(): Dom {
  const filled = <E extends Element>(
    element: E,
    attributes: Readonly<Record<string, string>>,
    children: readonly Child[],
  ): E => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const el: Dom['el'] = (tag, attributes = {}, ...children) =>
    filled(document.createElement(tag), attributes, children);
  return {
    el,
    svg: (tag, attributes = {}, ...children) =>
      filled(document.createElementNS('http://www.w3.org/2000/svg', tag) as SVGElement, attributes, children),
    byId: (id) => document.getElementById(id) as HTMLElement,
    table: (head, rows) =>
      el(
        'table',
        {},
        el('thead', {}, el('tr', {}, ...head.map((cell) => el('th', { scope: 'col' }, cell)))),
        el('tbody', {}, ...rows.map((cells) => el('tr', {}, ...cells.map((cell) => el('td', {}, cell))))),
      ),
  };
}
