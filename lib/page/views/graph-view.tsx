/// <reference lib="dom" />
import { useState } from 'preact/hooks';
import type { PageEdge, PageGraph, PageNode } from '../../report/page/graph-types';
import { numbersIn } from '../../report/page/row-ranges';
import type { End, PageModel } from '../model/page-model';
import { ALL, DENIED, DEPENDS, OPENNESS_NAMES, type Openness, type Shown, SOME } from '../model/shown-answers';
import { AnswerLegend, AnswerText } from '../parts/answer-mark';
import { useDrawingScroll } from '../parts/drawing-scroll';
import { GraphNode } from '../parts/graph-node';
import { hrefOf, navigate } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';

/** Namespaces and what connects them; one that is opened shows its workloads. The layout was made when the page was written. */
export function GraphView({ model, state, shown }: ViewProps) {
  const [overview] = model.data.graphs;
  // Of one namespace alone its workloads are of interest.
  const asked = model.namespaces.length === 1 ? model.namespaces[0] : state.only;
  const opened = model.data.graphs.find(({ namespace }) => namespace !== '' && namespace === asked);
  const graph = opened ?? overview;
  const [chosen, choose] = useState<number | undefined>(undefined);
  const [zoom, setZoom] = useState(1);
  const section = useDrawingScroll(graph);
  if (graph === undefined || graph.nodes.length === 0) {
    return (
      <>
        <h2>Graph</h2>
        <p class="soft">There is nothing to draw.</p>
      </>
    );
  }
  const open = (node: PageNode, index: number) => {
    if (node.kind === 'namespace' && model.data.graphs.some(({ namespace }) => namespace === node.namespace)) {
      choose(undefined);
      navigate({ only: node.namespace });
    } else choose(chosen === index ? undefined : index);
  };
  return (
    <>
      <div class="matrix-head">
        <h2>
          {opened === undefined || model.namespaces.length === 1 ? (
            'Graph'
          ) : (
            <>
              <a href={hrefOf(state, { only: '' })} onClick={() => choose(undefined)}>
                Graph
              </a>{' '}
              / {opened.namespace}
            </>
          )}
        </h2>
        <AnswerLegend isDrawn />
        {graph.nodes.some(({ toOutside, fromOutside }) => toOutside.length + fromOutside.length > 0) && (
          <span class="soft">↗ to addresses outside, ↘ from them</span>
        )}
        {graph.nodes.some(({ foldedIn, foldedOut }) => foldedIn + foldedOut > 0) && (
          <span class="soft">← 9: reached by 9 that are not drawn</span>
        )}
        <span class="zoom">
          <button type="button" aria-label="smaller" onClick={() => setZoom(Math.max(0.4, zoom / 1.25))}>
            −
          </button>
          <button type="button" aria-label="larger" onClick={() => setZoom(Math.min(4, zoom * 1.25))}>
            +
          </button>
        </span>
      </div>
      <section class="drawing" ref={section} tabIndex={0} aria-label="drawing, which scrolls">
        <Drawing model={model} graph={graph} shown={shown} chosen={chosen} open={open} zoom={zoom} />
      </section>
      {chosen !== undefined && graph.nodes[chosen] !== undefined && (
        <NodeDetail model={model} graph={graph} shown={shown} index={chosen} />
      )}
    </>
  );
}

interface DrawingProps {
  readonly model: PageModel;
  readonly graph: PageGraph;
  readonly shown: Shown;
  readonly chosen: number | undefined;
  readonly zoom: number;
  readonly open: (node: PageNode, index: number) => void;
}

function Drawing({ model, graph, shown, chosen, open, zoom }: DrawingProps) {
  const { width, height, nodes, edges } = graph;
  const isKept = keptNodes(model, graph, shown);
  const drawn = edges.flatMap((edge) => {
    const openness = edgeOpenness(edge, shown);
    if (openness === DENIED || !(isKept[edge.from] || isKept[edge.to])) return [];
    return [{ edge, openness, isChosen: chosen === edge.from || chosen === edge.to }];
  });
  const ofChosen = chosen === undefined ? [] : edgesOf(model, graph, shown, chosen);
  const extra = ofChosen.filter(({ edge }) => !edges.some(({ from, to }) => from === edge.from && to === edge.to));
  const met = new Set(drawn.flatMap(({ edge }) => [edge.from, edge.to]));
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      // It fits the width as long as it stays readable; then it scrolls.
      style={{
        width: `${width * enlarged(height) * zoom}px`,
        maxWidth: zoom === 1 ? '100%' : 'none',
        minWidth: `${Math.min(width, width * SMALLEST * zoom)}px`,
      }}
      role="group"
      aria-label={graph.namespace === '' ? 'graph of namespaces' : `graph of namespace ${graph.namespace}`}
    >
      <defs>
        {OPENNESS_NAMES.slice(1).map((name) => (
          <marker
            key={name}
            id={`arrow-${name}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto"
            markerUnits="userSpaceOnUse"
          >
            <path class={`tip ${name}`} d="M0,0 L8,4 L0,8 z" />
          </marker>
        ))}
      </defs>
      <g class={chosen === undefined ? 'edges' : 'edges dimmed'}>
        {[...drawn, ...extra.map((one) => ({ ...one, isChosen: true }))].map(({ edge, openness, isChosen }) => {
          const [from, to] = [nodes[edge.from] as PageNode, nodes[edge.to] as PageNode];
          return (
            <path
              key={`${edge.from} ${edge.to}`}
              class={`edge ${OPENNESS_NAMES[openness]}${isChosen ? ' chosen' : ''}`}
              d={edge.path || straight(from, to)}
              marker-end={`url(#arrow-${OPENNESS_NAMES[openness]})`}
            >
              <title>{`${from.title} to ${to.title}: ${edgeText(model, edge)}, ${edge.pairs} ${edge.pairs === 1 ? 'pair' : 'pairs'}`}</title>
            </path>
          );
        })}
      </g>
      <g>
        {drawn.map(({ edge, openness, isChosen }) =>
          edge.label === undefined ? null : (
            <text
              key={`${edge.from} ${edge.to}`}
              class={`ports ${OPENNESS_NAMES[openness]}${chosen === undefined || isChosen ? '' : ' dim'}`}
              x={edge.label.x}
              y={edge.label.y}
              text-anchor="middle"
            >
              {edge.label.text}
            </text>
          ),
        )}
      </g>
      {nodes.map((node, index) => (
        <GraphNode
          key={`${node.kind} ${node.title} ${node.rows}`}
          node={node}
          isDim={!isKept[index] && !met.has(index)}
          isChosen={chosen === index}
          toOutside={opennessOfAnswers(node.toOutside, shown)}
          fromOutside={opennessOfAnswers(node.fromOutside, shown)}
          open={() => open(node, index)}
        />
      ))}
    </svg>
  );
}

/** What a chosen node reaches and is reached by, its folded edges among them. */
function NodeDetail({
  model,
  graph,
  shown,
  index,
}: Pick<DrawingProps, 'model' | 'graph' | 'shown'> & { readonly index: number }) {
  const node = graph.nodes[index] as PageNode;
  const edges = edgesOf(model, graph, shown, index);
  const lines = (isOut: boolean) =>
    edges.flatMap(({ edge, openness }) =>
      (isOut ? edge.from : edge.to) === index
        ? [{ edge, openness, other: graph.nodes[isOut ? edge.to : edge.from] as PageNode }]
        : [],
    );
  const ends = endsOf(model, node);
  return (
    <section class="detail">
      <h3>{node.title}</h3>
      {node.kind === 'workloads' && (
        <p class="names">
          {ends.slice(0, 30).map((end) => (
            <a key={end.id} href={`#workload?workload=${encodeURIComponent(end.id)}`}>
              {end.title}
            </a>
          ))}
        </p>
      )}
      <div class="columns">
        {[false, true].map((isOut) => (
          <section key={String(isOut)}>
            <h4>{isOut ? 'Reaches' : 'Reached by'}</h4>
            <ul class="peers">
              {lines(isOut).map(({ edge, openness, other }) => (
                <li key={`${other.kind} ${other.title}`}>
                  <span>{other.title}</span> <AnswerText openness={openness} text={edgeText(model, edge)} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}

/** All edges of a node, those of hubs among them. */
function edgesOf(model: PageModel, { nodes }: PageGraph, shown: Shown, index: number) {
  const ends = nodes.map((node) => endsOf(model, node));
  return nodes.flatMap((_, other) => {
    if (other === index) return [];
    return [[index, other] as const, [other, index] as const].flatMap(([from, to]) => {
      const edge = { from, to, path: '', ...answersBetween(model, ends[from] ?? [], ends[to] ?? []) };
      const openness = edgeOpenness(edge, shown);
      return openness === DENIED ? [] : [{ edge, openness }];
    });
  });
}

function endsOf(model: PageModel, { namespace, rows }: PageNode): End[] {
  const own = new Set(numbersIn(rows));
  return model.ends.filter((end) => end.namespace === namespace && own.has(end.row));
}

function answersBetween(model: PageModel, froms: readonly End[], tos: readonly End[]) {
  const answers = new Set<number>();
  let pairs = 0;
  for (const from of froms) {
    for (const to of tos) {
      const answer = model.answer(from, to);
      if (answer === 0) continue;
      answers.add(answer - 1);
      pairs++;
    }
  }
  return { answers: [...answers], pairs };
}

function keptNodes(model: PageModel, { nodes }: PageGraph, shown: Shown): boolean[] {
  if (!shown.isFiltered) return nodes.map(() => true);
  const kept = new Set(model.ends.filter(shown.keepsEnd).map((end) => `${end.namespace} ${end.row}`));
  return nodes.map(({ namespace, rows }) => numbersIn(rows).some((row) => kept.has(`${namespace} ${row}`)));
}

function edgeOpenness({ answers }: PageEdge, shown: Shown): Openness {
  return opennessOfAnswers(answers, shown);
}

function opennessOfAnswers(answers: readonly number[], shown: Shown): Openness {
  const all = answers.map((answer) => (shown.openness[answer + 1] ?? DENIED) as Openness).filter(shown.keeps);
  for (const openness of [ALL, SOME, DEPENDS] as const) if (all.includes(openness)) return openness;
  return DENIED;
}

/** So small the drawing may become to fit. */
const SMALLEST = 0.8;
/** So much a low drawing is enlarged where there is room, and up to which height. */
const LARGEST = 1.5;
const ROOM = 580;

function enlarged(height: number): number {
  return Math.min(LARGEST, Math.max(1, ROOM / height));
}

/** So many answers are written out. */
const MOST_TEXTS = 3;

function edgeText(model: PageModel, { answers }: PageEdge): string {
  const texts = [...new Set(answers.map((answer) => model.data.answers[answer]?.text ?? ''))];
  return texts.length > MOST_TEXTS ? `${texts.slice(0, MOST_TEXTS).join(', ')} and more` : texts.join(', ');
}

function straight(from: PageNode, to: PageNode): string {
  const right = to.x >= from.x;
  const start = from.x + (right ? from.width : -from.width) / 2;
  const end = to.x + (right ? -to.width : to.width) / 2;
  const bend = (start + end) / 2;
  return `M${start} ${from.y}C${bend} ${from.y} ${bend} ${to.y} ${end} ${to.y}`;
}
