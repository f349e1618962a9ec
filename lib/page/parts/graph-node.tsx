/// <reference lib="dom" />
import { nodeLines } from '../../report/page/node-badges';
import type { PageNode } from '../../report/page/page-types';

interface NodeProps {
  readonly node: PageNode;
  readonly isDim: boolean;
  readonly isChosen: boolean;
  readonly isOpen: boolean;
  readonly open: () => void;
}

/** A namespace, workloads or addresses in the drawing, as a button. */
export function GraphNode({ node, isDim, isChosen, open }: NodeProps) {
  const { kind, title, x, y, width, height, foldedIn, foldedOut, openToAll } = node;
  const letters = Math.floor((width - 16) / 8);
  const short = title.length > letters ? `${title.slice(0, letters - 1)}…` : title;
  const lines = nodeLines(node);
  const hubs = [
    openToAll > 0 && `${openToAll} of its workloads open to nearly all`,
    foldedIn > 0 && `reached by ${foldedIn}`,
    foldedOut > 0 && `reaches ${foldedOut}`,
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
    </g>
  );
}
