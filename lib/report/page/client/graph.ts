/// <reference lib="dom" />
import type { Dom } from './dom';
import type { End, Model } from './model';

export interface Graph {
  draw(ends: readonly End[]): void;
}

/** Namespaces and who reaches whom among them; a namespace that is picked opens into its workloads. */
export function createGraph(dom: Dom, model: Model, root: HTMLElement, pick: (from: End, to: End) => void): Graph {
  const OUTSIDE = 'outside of the cluster';
  const MOST_OPEN = 60;
  const open = new Set<string>();
  let ends: readonly End[] = [];

  interface Node {
    readonly title: string;
    readonly group: string;
    readonly ends: readonly End[];
    readonly x: number;
    readonly y: number;
  }

  const nodesOf = (): Node[] => {
    const groups = new Map<string, End[]>();
    for (const end of ends) {
      const group = end.workload === undefined ? OUTSIDE : end.namespace;
      groups.set(group, [...(groups.get(group) ?? []), end]);
    }
    const plain = [...groups].flatMap(([group, of]) =>
      open.has(group) && of.length <= MOST_OPEN
        ? of.map((end) => ({ title: end.workload?.name ?? end.title, group, ends: [end] }))
        : [{ title: `${group} (${of.length})`, group, ends: of }],
    );
    const radius = Math.max(150, (plain.length * 34) / (2 * Math.PI));
    return plain.map((node, index) => {
      const angle = (2 * Math.PI * index) / plain.length - Math.PI / 2;
      return { ...node, x: radius * Math.cos(angle) * 1.35, y: radius * Math.sin(angle) };
    });
  };
  const between = (a: Node, b: Node): { from: End; to: End; count: number } | undefined => {
    let found: { from: End; to: End } | undefined;
    let count = 0;
    for (const from of a.ends) {
      for (const to of b.ends) {
        if (from === to || model.connections(from, to) === undefined) continue;
        found ??= { from, to };
        count++;
      }
    }
    return found && { ...found, count };
  };

  /** What can be clicked can be reached and pressed by keyboard as well. */
  const button = (element: SVGElement, label: string, press: () => void): SVGElement => {
    element.setAttribute('tabindex', '0');
    element.setAttribute('role', 'button');
    element.setAttribute('aria-label', label);
    element.addEventListener('click', press);
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      press();
    });
    return element;
  };

  const draw = () => {
    const nodes = nodesOf();
    const reach = Math.max(...nodes.map(({ x, y }) => Math.max(Math.abs(x) + 130, Math.abs(y) + 50)), 200);
    const lines: SVGElement[] = [];
    for (const a of nodes) {
      for (const b of nodes) {
        if (a === b) continue;
        const edge = between(a, b);
        if (edge === undefined) continue;
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        const length = Math.hypot(dx, dy) || 1;
        const cut = 26 / length;
        const bend = { x: (a.x + b.x) / 2 - dy * 0.12, y: (a.y + b.y) / 2 + dx * 0.12 };
        const line = dom.svg('path', {
          class: 'edge',
          d: `M${a.x + dx * cut},${a.y + dy * cut} Q${bend.x},${bend.y} ${b.x - dx * cut},${b.y - dy * cut}`,
          'marker-end': 'url(#arrow)',
          'stroke-width': String(Math.min(5, 1 + Math.log2(edge.count))),
        });
        const title = `${a.title} → ${b.title}: ${edge.count} ${edge.count === 1 ? 'pair' : 'pairs'}`;
        line.append(dom.svg('title', {}, title));
        button(line, title, () => pick(edge.from, edge.to));
        lines.push(line);
      }
    }
    const circles = nodes.map((node) => {
      const isNamespace = node.ends.length > 1 || !open.has(node.group);
      const circle = dom.svg(
        'g',
        {
          class: isNamespace ? 'node namespace' : 'node',
          transform: `translate(${node.x} ${node.y})`,
          'aria-expanded': String(open.has(node.group)),
        },
        dom.svg('circle', { r: isNamespace ? '18' : '11' }),
        dom.svg('text', { y: isNamespace ? '34' : '27', 'text-anchor': 'middle' }, node.title),
      );
      const toggle = () => {
        if (!open.delete(node.group)) open.add(node.group);
        draw();
      };
      return button(circle, isNamespace ? `open ${node.title}` : `close ${node.group}: ${node.title}`, toggle);
    });
    const marker = dom.svg(
      'marker',
      {
        id: 'arrow',
        viewBox: '0 0 8 8',
        refX: '7',
        refY: '4',
        markerWidth: '9',
        markerHeight: '9',
        orient: 'auto',
        markerUnits: 'userSpaceOnUse',
      },
      dom.svg('path', { d: 'M0,0 L8,4 L0,8 z' }),
    );
    root.replaceChildren(
      dom.svg(
        'svg',
        {
          viewBox: `${-reach} ${-reach * 0.75} ${2 * reach} ${reach * 1.5}`,
          role: 'group',
          'aria-label': 'graph of namespaces',
        },
        dom.svg('defs', {}, marker),
        ...lines,
        ...circles,
      ),
    );
  };
  return {
    draw: (shown) => {
      ends = shown;
      draw();
    },
  };
}
