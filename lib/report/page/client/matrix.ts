/// <reference lib="dom" />
import type { Dom } from './dom';
import type { End, Model } from './model';

export interface Matrix {
  /** Shows these rows and columns; cells without the port are empty. */
  show(from: readonly End[], to: readonly End[], port: number | undefined): void;
}

/**
 * Who reaches whom, a cell each. Only what can be seen is in the document, so that a thousand workloads scroll. The arrow
 * keys move, and Enter picks, as in any grid.
 */
export function createMatrix(dom: Dom, model: Model, root: HTMLElement, pick: (from: End, to: End) => void): Matrix {
  const CELL = 22;
  const HEAD = 170;
  const SIDE = 240;
  let rows: readonly End[] = [];
  let columns: readonly End[] = [];
  let port: number | undefined;
  let at = { row: 0, column: 0 };
  const layer = dom.el('div', { class: 'layer' });
  root.append(layer);

  const isOpen = (from: End, to: End) => {
    const found = model.connections(from, to);
    if (found === undefined || port === undefined) return found;
    return found.ranges.some(([, first, last]) => first <= (port as number) && (port as number) <= last)
      ? found
      : undefined;
  };
  const place = (element: HTMLElement, left: number, top: number) => {
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
  };
  const cellOf = (row: number, column: number): HTMLElement => {
    const [from, to] = [rows[row] as End, columns[column] as End];
    const found = isOpen(from, to);
    const all = found?.text === 'all';
    const state = found === undefined ? (from === to ? 'self' : 'none') : all ? 'all' : 'some';
    const cell = dom.el('div', {
      class: `cell ${state}`,
      role: 'gridcell',
      tabindex: row === at.row && column === at.column ? '0' : '-1',
      'aria-label': `${from.title} to ${to.title}: ${found?.text ?? 'nothing'}`,
      title: `${from.title} → ${to.title}\n${found?.text ?? 'nothing'}`,
      'data-row': String(row),
      'data-column': String(column),
    });
    place(cell, SIDE + column * CELL, HEAD + row * CELL);
    return cell;
  };

  const draw = () => {
    if (rows.length === 0) {
      layer.removeAttribute('style');
      layer.replaceChildren(dom.el('p', { class: 'nothing' }, 'No workload or address is left to show.'));
      return;
    }
    layer.style.width = `${SIDE + columns.length * CELL + HEAD}px`;
    layer.style.height = `${HEAD + rows.length * CELL + 8}px`;
    const { scrollTop, scrollLeft, clientWidth, clientHeight } = root;
    const firstRow = Math.max(0, Math.floor(scrollTop / CELL) - 4);
    const lastRow = Math.min(rows.length, firstRow + Math.ceil(clientHeight / CELL) + 8);
    const firstColumn = Math.max(0, Math.floor(scrollLeft / CELL) - 8);
    const lastColumn = Math.min(columns.length, firstColumn + Math.ceil(clientWidth / CELL) + 12);
    const focused = document.activeElement?.classList.contains('cell') ?? false;
    const nodes: HTMLElement[] = [];
    for (let row = firstRow; row < lastRow; row++) {
      for (let column = firstColumn; column < lastColumn; column++) nodes.push(cellOf(row, column));
    }
    const band = dom.el('div', { class: 'band' });
    band.style.top = `${scrollTop}px`;
    nodes.push(band);
    for (let column = firstColumn; column < lastColumn; column++) {
      const head = dom.el(
        'div',
        { class: 'head', title: (columns[column] as End).title },
        dom.el('span', {}, (columns[column] as End).title),
      );
      place(head, SIDE + column * CELL, scrollTop);
      nodes.push(head);
    }
    for (let row = firstRow; row < lastRow; row++) {
      const side = dom.el('div', { class: 'side', title: (rows[row] as End).title }, (rows[row] as End).title);
      place(side, scrollLeft, HEAD + row * CELL);
      nodes.push(side);
    }
    const corner = dom.el('div', { class: 'corner' }, dom.el('span', {}, 'from ↓'), dom.el('span', {}, 'to →'));
    place(corner, scrollLeft, scrollTop);
    nodes.push(corner);
    layer.replaceChildren(...nodes);
    if (focused) cellAt(at.row, at.column)?.focus({ preventScroll: true });
  };
  const cellAt = (row: number, column: number) =>
    layer.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
  const moveTo = (row: number, column: number) => {
    if (rows.length === 0) return;
    at = {
      row: Math.min(Math.max(row, 0), rows.length - 1),
      column: Math.min(Math.max(column, 0), columns.length - 1),
    };
    const left = at.column * CELL;
    const top = at.row * CELL;
    if (left < root.scrollLeft) root.scrollLeft = left;
    if (left + SIDE + CELL > root.scrollLeft + root.clientWidth)
      root.scrollLeft = left + SIDE + CELL - root.clientWidth;
    if (top < root.scrollTop) root.scrollTop = top;
    if (top + HEAD + CELL > root.scrollTop + root.clientHeight) root.scrollTop = top + HEAD + CELL - root.clientHeight;
    draw();
    cellAt(at.row, at.column)?.focus({ preventScroll: true });
  };
  const pickAt = (row: number, column: number) => {
    const [from, to] = [rows[row], columns[column]];
    if (from !== undefined && to !== undefined) pick(from, to);
  };

  layer.addEventListener('click', (event) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('.cell');
    if (cell === null) return;
    moveTo(Number(cell.dataset.row), Number(cell.dataset.column));
    pickAt(at.row, at.column);
  });
  root.addEventListener('keydown', (event) => {
    const steps: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageUp: [-20, 0],
      PageDown: [20, 0],
      Home: [0, -columns.length],
      End: [0, columns.length],
    };
    const step = steps[event.key];
    if (step !== undefined) moveTo(at.row + step[0], at.column + step[1]);
    else if (event.key === 'Enter' || event.key === ' ') pickAt(at.row, at.column);
    else return;
    event.preventDefault();
  });
  let pending = 0;
  const later = () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(draw);
  };
  root.addEventListener('scroll', later);
  window.addEventListener('resize', later);

  return {
    show: (from, to, wanted) => {
      [rows, columns, port] = [from, to, wanted];
      at = { row: 0, column: 0 };
      root.scrollTop = 0;
      root.scrollLeft = 0;
      root.setAttribute('aria-rowcount', String(rows.length));
      root.setAttribute('aria-colcount', String(columns.length));
      draw();
    },
  };
}
