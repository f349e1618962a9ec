/// <reference lib="dom" />

import type { PageNode } from '../../report/page/graph-types';
import { nodeLines } from '../../report/page/node-badges';
import { shortened } from '../model/shortened';
import { DENIED, OPENNESS_NAMES, OPENNESS_TEXTS, type Openness, SOME } from '../model/shown-answers';

interface NodeProps {
  readonly node: PageNode;
  readonly isDim: boolean;
  readonly isChosen: boolean;
  /** How open it is to addresses, and they to it, where no edges show that. */
  readonly toOutside: Openness;
  readonly fromOutside: Openness;
  readonly open: () => void;
}

/** A namespace, workloads or addresses in the drawing, as a button. */
export function GraphNode({ node, isDim, isChosen, toOutside, fromOutside, open }: NodeProps) {
  const { kind, title, x, y, width, height, foldedIn, foldedOut, openToAll } = node;
  const letters = Math.floor((width - 14) / 8.7);
  const short = shortened(title, letters);
  const lines = nodeLines(node);
  const hubs = [
    openToAll > 0 && `${openToAll} of its workloads open to nearly all`,
    foldedIn > 0 && `reached by ${foldedIn}`,
    foldedOut > 0 && `reaches ${foldedOut}`,
    toOutside !== DENIED && `to addresses outside: ${OPENNESS_TEXTS[toOutside]}`,
    fromOutside !== DENIED && `from addresses outside: ${OPENNESS_TEXTS[fromOutside]}`,
  ];
  const label = [`${kind} ${title}`, ...hubs].filter(Boolean).join(', ');
  return (
    <g
      class={`node ${kind}${isDim ? ' dim' : ''}${isChosen ? ' chosen' : ''}`}
      transform={`translate(${x - width / 2} ${y - height / 2})`}
      role="button"
      tabindex={0}
      aria-pressed={isChosen}
      onClick={open}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        open();
      }}
    >
      <rect width={width} height={height} rx={kind === 'addresses' ? height / 2 : 8}>
        <title>{label}</title>
      </rect>
      <text x={width / 2} y={height / 2 + 5 - 8 * lines.length} text-anchor="middle">
        {short}
      </text>
      {lines.map((line, index) => (
        <text
          key={line}
          class="more"
          x={width / 2}
          y={height / 2 + 21 - 8 * lines.length + 15 * index}
          text-anchor="middle"
        >
          {line}
        </text>
      ))}
      {fromOutside !== DENIED && <OutsideMark x={0} openness={fromOutside} arrow="↘" />}
      {toOutside !== DENIED && <OutsideMark x={width} openness={toOutside} arrow="↗" />}
    </g>
  );
}

/** At the corner of a node, in place of an edge to each block of addresses. */
function OutsideMark({
  x,
  openness,
  arrow,
}: {
  readonly x: number;
  readonly openness: Openness;
  readonly arrow: string;
}) {
  return (
    <g class={`outside ${OPENNESS_NAMES[openness]}`} transform={`translate(${x} 0)`}>
      {openness === SOME ? <circle r={10} /> : <rect x={-10} y={-10} width={20} height={20} rx={4} />}
      <text y={5} text-anchor="middle">
        {arrow}
      </text>
    </g>
  );
}
