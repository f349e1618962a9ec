/// <reference lib="dom" />
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { foldsOf, type MatrixCell, type MatrixItem, matrixCell, matrixItems, withPairs } from '../model/matrix-items';
import type { End, PageModel } from '../model/page-model';
import { keptPairs, pairCounts } from '../model/pair-counts';
import { shortened } from '../model/shortened';
import { DENIED, OPENNESS_NAMES, OPENNESS_TEXTS, opennessOf, type Shown } from '../model/shown-answers';
import { AnswerLegend } from '../parts/answer-mark';
import { CELL, cellId, headHeight, moved, type Place, scrollTo, span, useSeen } from '../parts/matrix-window';
import { navigate } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';
import type { ViewState } from '../state/view-state';

/** The width of a letter beside the matrix, of a bold one, and of what else is there. */
const LETTER = 7.6;
const BOLD_LETTER = 8.3;
const SIDE_REST = 36;
/** So many letters stand above. */
const MOST_ABOVE = 20;

const px = (length: number) => `${length}px`;

/** Who can reach whom: rows are sources and columns destinations, of which only those that are seen are in the document. */
export function MatrixView({ model, state, shown }: ViewProps) {
  const { rows, columns } = useMemo(() => itemsOf(model, state.folds, shown), [model, state.folds, shown]);
  const grid = useRef<HTMLDivElement>(null);
  const seen = useSeen(grid);
  const side = document.documentElement.clientWidth < 600 ? 132 : 220;
  const [active, setActive] = useState<Place>({ row: 0, column: 0 });
  const at = { row: Math.min(active.row, rows.length - 1), column: Math.min(active.column, columns.length - 1) };
  const head = useMemo(() => headHeight(columns.map(({ title }) => title)), [columns]);
  useEffect(() => scrollTo(grid.current, at, { side, head }), [at.row, at.column]);
  const visible = {
    rows: span(seen.top, seen.height - head, rows.length, at.row),
    columns: span(seen.left, seen.width - side, columns.length, at.column),
  };
  // What was worked out once is known while the grid scrolls.
  const known = useMemo(() => new Map<string, MatrixCell>(), [model, shown]);
  const cellOf = (row: MatrixItem, column: MatrixItem): MatrixCell => {
    const key = `${row.key} ${row.ends.length} ${column.key} ${column.ends.length}`;
    const cell = known.get(key) ?? matrixCell(model, shown, row, column);
    known.set(key, cell);
    return cell;
  };
  const choose = (place: Place) => {
    const [row, column] = [rows[place.row], columns[place.column]];
    if (row === undefined || column === undefined) return;
    setActive(place);
    const folded = [row, column].filter(({ kind, isFolded }) => kind === 'namespace' && isFolded);
    if (folded.length > 0) toggle(state, ...new Set(folded.map(({ namespace }) => namespace)));
    else if (row.ends.length === 1 && column.ends.length === 1) {
      navigate({ from: (row.ends[0] as End).id, to: (column.ends[0] as End).id });
    }
  };
  const onKey = (event: KeyboardEvent) => {
    const next = moved(event, at, rows.length, columns.length);
    if (next !== undefined) setActive(next);
    else if (event.key === 'Enter' || event.key === ' ') choose(at);
    else return;
    event.preventDefault();
  };
  const chosen = (row: MatrixItem, column: MatrixItem) =>
    state.from !== '' &&
    row.ends.some(({ id }) => id === state.from) &&
    column.ends.some(({ id }) => id === state.to) &&
    [row, column].every(({ kind, isFolded }) => kind !== 'namespace' || isFolded);
  if (model.workloads.length === 0 || rows.length === 0 || columns.length === 0) {
    return (
      <>
        <h2>Matrix</h2>
        <p class="soft">
          {model.workloads.length === 0
            ? 'No workload is in the input.'
            : `Nothing is left of ${model.workloads.length} ${model.workloads.length === 1 ? 'workload' : 'workloads'}.`}
        </p>
      </>
    );
  }
  return (
    <>
      <div class="matrix-head">
        <h2>Matrix</h2>
        <AnswerLegend />
        <span class="soft">
          {countText(model, shown)}{' '}
          {rows.some(({ isFolded }) => isFolded)
            ? 'Filled as far as its pairs are open. Choose a cell to open its namespaces.'
            : 'Choose a cell to see why.'}
        </span>
      </div>
      <div
        class="grid"
        role="grid"
        ref={grid}
        tabIndex={0}
        aria-label="who can reach whom: rows are sources, columns are destinations"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        aria-activedescendant={cellId(at)}
        onKeyDown={onKey}
      >
        <div
          class="sizer"
          role="presentation"
          style={{ width: px(side + columns.length * CELL + head / 2), height: px(head + rows.length * CELL) }}
        >
          <div class="heads" role="row" aria-rowindex={1} style={{ height: px(head) }}>
            <div class="corner" role="columnheader" aria-colindex={1} style={{ width: px(side), height: px(head) }}>
              <span>from ↓</span> <span>to →</span>
            </div>
            {visible.columns.map((number) => {
              const item = columns[number] as MatrixItem;
              return (
                <div
                  key={item.key}
                  role="columnheader"
                  aria-colindex={number + 2}
                  class={`head ${item.kind} ${number === at.column ? 'near' : ''}`}
                  style={{ left: px(side + number * CELL), height: px(head) }}
                  title={titleOf(item)}
                >
                  <span>{shortTitle(item, MOST_ABOVE)}</span>
                </div>
              );
            })}
          </div>
          {visible.rows.map((number) => {
            const row = rows[number] as MatrixItem;
            return (
              <div
                key={row.key}
                role="row"
                class={`row ${row.kind}`}
                aria-rowindex={number + 2}
                style={{ top: px(head + number * CELL) }}
              >
                <RowHead item={row} width={side} state={state} isNear={number === at.row} />
                {visible.columns.map((place) => {
                  const column = columns[place] as MatrixItem;
                  return (
                    <Cell
                      key={column.key}
                      row={row}
                      column={column}
                      cell={cellOf(row, column)}
                      left={side + place * CELL}
                      id={cellId({ row: number, column: place })}
                      index={place + 2}
                      isChosen={chosen(row, column)}
                      isActive={number === at.row && place === at.column}
                      choose={() => choose({ row: number, column: place })}
                    />
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}

/** How many pairs the filters leave, or can connect. */
function countText(model: PageModel, shown: Shown): string {
  const counts = pairCounts(model, shown);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const kept = shown.hasAnswer ? keptPairs(model, shown) : all - (counts[DENIED] ?? 0);
  const pairs = `${kept.toLocaleString('en')} of ${all.toLocaleString('en')} pairs of workloads`;
  return `${pairs} ${shown.hasAnswer ? `${kept === 1 ? 'is' : 'are'} shown` : 'can connect, or may'}.`;
}

/** So much of a cell is filled at least, in percent, so that it is not taken for an empty one. */
const LEAST_FILLED = 30;

interface CellProps {
  readonly row: MatrixItem;
  readonly column: MatrixItem;
  readonly cell: MatrixCell;
  readonly left: number;
  readonly id: string;
  readonly index: number;
  readonly isChosen: boolean;
  readonly isActive: boolean;
  readonly choose: () => void;
}

function Cell({ row, column, cell, left, id, index, isChosen, isActive, choose }: CellProps) {
  const { openness, open, pairs, left: leftOut } = cell;
  // What the filter of answers leaves out is no "nothing".
  const isNone = leftOut === pairs;
  const isItself = pairs === 0 && row.ends.length === 1 && row.ends[0] === column.ends[0];
  const share = row.ends.length * column.ends.length > 1 ? `, ${open} of ${pairs} pairs` : '';
  const text = isNone ? (isItself ? 'itself' : 'left out by the filters') : `${OPENNESS_TEXTS[openness]}${share}`;
  const label = `${titleOf(row)} to ${titleOf(column)}: ${text}`;
  const isPartial = open < pairs && openness !== DENIED && share !== '';
  const filled = Math.max(LEAST_FILLED, Math.round((100 * open) / pairs));
  const names = [
    'cell',
    isNone ? 'self' : OPENNESS_NAMES[openness],
    isPartial && 'partial',
    isChosen && 'chosen',
    isActive && 'active',
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the focus and its keys
    <div
      role="gridcell"
      id={id}
      aria-colindex={index}
      aria-selected={isChosen}
      aria-label={label}
      title={label}
      class={names.filter(Boolean).join(' ')}
      style={isPartial ? { left: px(left), '--share': `${filled}%` } : { left: px(left) }}
      onClick={choose}
    />
  );
}

/** Names of workloads differ at their ends; of addresses the first are said, and of entries their type. */
function shortTitle({ kind, title }: MatrixItem, letters: number): string {
  if (title.length <= letters) return title;
  if (kind === 'addresses') return `${title.slice(0, letters - 1)}…`;
  return shortened(kind === 'entries' ? title.replace(/^through an? /, '') : title, letters);
}

function titleOf({ title, kind, ends }: MatrixItem): string {
  return kind === 'namespace' ? title : (ends[0] as End).title;
}

function RowHead({
  item,
  width,
  state,
  isNear,
}: {
  readonly item: MatrixItem;
  readonly width: number;
  readonly state: ViewState;
  readonly isNear: boolean;
}) {
  const { kind, title, namespace, isFolded, ends } = item;
  return (
    <div
      role="rowheader"
      aria-colindex={1}
      class={`side ${kind} ${isNear ? 'near' : ''}`}
      style={{ width: px(width) }}
      title={titleOf(item)}
    >
      {kind === 'namespace' ? (
        <button type="button" tabIndex={-1} aria-expanded={!isFolded} onClick={() => toggle(state, namespace)}>
          <span aria-hidden="true">{isFolded ? '▸' : '▾'}</span>{' '}
          {shortened(title, (width - SIDE_REST) / BOLD_LETTER - String(ends.length).length)}{' '}
          <small>{ends.length}</small>
        </button>
      ) : (
        <span>{shortTitle(item, Math.floor((width - SIDE_REST) / LETTER))}</span>
      )}
    </div>
  );
}

function toggle({ folds }: ViewState, ...namespaces: readonly string[]): void {
  const set = new Set(folds.split(',').filter(Boolean));
  for (const namespace of namespaces) if (!set.delete(namespace)) set.add(namespace);
  navigate({ folds: [...set].join() });
}

/**
 * With a filter the rows are its ends and who reaches them, and the columns are its ends and whom they reach; with one of answers they
 * are those in which it leaves some pair. Entries send alone, and so are rows alone.
 */
function itemsOf(model: PageModel, folds: string, shown: Shown) {
  const set = new Set(folds.split(',').filter(Boolean));
  const asked = shown.isFiltered ? reaching(model, shown) : { rows: model.ends, columns: model.ends.filter(receives) };
  const { rows, columns } = shown.hasAnswer ? withPairs(model, shown, asked.rows, asked.columns) : asked;
  const isFolded = foldsOf([...rows, ...columns], model.workloads.filter(shown.keepsEnd), set);
  const namespaces = new Set([...rows, ...columns].flatMap(({ workload }) => workload?.namespace ?? []));
  const itemsIn = (ends: readonly End[]) => matrixItems(ends, isFolded, namespaces.size < 2);
  return { rows: itemsIn(rows), columns: itemsIn(columns) };
}

function receives({ kind }: End): boolean {
  return kind !== 'entries';
}

function reaching(model: PageModel, shown: Shown) {
  const chosen = model.ends.filter(shown.keepsEnd);
  const byRow = [...new Map(chosen.map((end) => [end.row, end])).values()];
  const isOpen = (from: End, to: End) => opennessOf(model, shown, from, to) !== DENIED;
  // Of one row entries may lead to some.
  const reaches = (end: End) => (receives(end) ? byRow : chosen).some((one) => isOpen(end, one));
  return {
    rows: model.ends.filter((end) => shown.keepsEnd(end) || reaches(end)),
    columns: model.ends.filter(
      (end) => receives(end) && (shown.keepsEnd(end) || byRow.some((one) => isOpen(one, end))),
    ),
  };
}
