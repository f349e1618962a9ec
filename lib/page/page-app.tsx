/// <reference lib="dom" />
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PageModel } from './model/page-model';
import { shownBy } from './model/shown-answers';
import { FilterBar } from './parts/filter-bar';
import { PairDialog } from './parts/pair-dialog';
import { hrefOf, navigate, useViewState } from './state/use-view-state';
import type { ViewProps } from './state/view-props';
import { VIEWS, type ViewName } from './state/view-state';
import { ComplianceView } from './views/compliance-view';
import { DifferenceView } from './views/difference-view';
import { ExposureView } from './views/exposure-view';
import { FindingsView } from './views/findings-view';
import { GraphView } from './views/graph-view';
import { MatrixView } from './views/matrix-view';
import { TrafficView } from './views/traffic-view';
import { VerdictView } from './views/verdict-view';
import { WorkloadView } from './views/workload-view';

const TITLES: { readonly [view in ViewName]: string } = {
  verdict: 'Verdict',
  matrix: 'Matrix',
  graph: 'Graph',
  workload: 'Workload',
  findings: 'Findings',
  exposure: 'Exposure',
  compliance: 'Compliance',
  traffic: 'Traffic',
  difference: 'Difference',
};

const COMPONENTS: { readonly [view in ViewName]: (props: ViewProps) => preact.JSX.Element } = {
  verdict: VerdictView,
  matrix: MatrixView,
  graph: GraphView,
  workload: WorkloadView,
  findings: FindingsView,
  exposure: ExposureView,
  compliance: ComplianceView,
  traffic: TrafficView,
  difference: DifferenceView,
};

export function PageApp({ model, licences }: { readonly model: PageModel; readonly licences: () => string }) {
  const state = useViewState();
  const { view, namespace, search, port, protocol, answer, from, to } = state;
  const shown = useMemo(
    () => shownBy(model, { namespace, search, port, protocol, answer }),
    [model, namespace, search, port, protocol, answer],
  );
  useSearchKey();
  useEffect(() => {
    document.title = `${TITLES[view]}: ${model.data.title}`;
  }, [view, model]);
  const View = COMPONENTS[view];
  const pair = view !== 'difference' && view !== 'findings' ? pairOf(model, from, to) : undefined;
  return (
    <>
      <PageHeader model={model} state={state} />
      <FilterBar model={model} state={state} shown={shown} />
      <div class="body">
        <main class={`view view-${view}`} id="main" tabIndex={-1}>
          {view !== 'verdict' && <Alarm model={model} />}
          <View model={model} state={state} shown={shown} />
        </main>
        {pair && <PairDialog model={model} from={pair[0]} to={pair[1]} state={state} />}
      </div>
      <PageFooter licences={licences} version={model.data.made.version} />
    </>
  );
}

/** Over every view what makes its answers worthless. */
function Alarm({ model }: Pick<ViewProps, 'model'>) {
  const { verdict } = model.data;
  const alarm = verdict.find(({ id }) => id === 'not-enforced');
  return alarm === undefined ? null : <p class="alarm">✕ {alarm.text}.</p>;
}

function pairOf(model: PageModel, from: string, to: string) {
  const ends = [model.endOf(from), model.endOf(to)] as const;
  return ends[0] && ends[1] ? ([ends[0], ends[1]] as const) : undefined;
}

function PageHeader({ model, state }: Pick<ViewProps, 'model' | 'state'>) {
  const { title, made, findings, difference, traffic } = model.data;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const isThere: Partial<Record<ViewName, boolean>> = {
    difference: difference !== undefined,
    traffic: traffic !== undefined,
  };
  return (
    <header>
      <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
        <circle cx="16" cy="16" r="13" stroke-dasharray="58 24" />
        <circle class="core" cx="16" cy="16" r="5" />
      </svg>
      <h1>{title}</h1>
      <p class="about">
        <span>{made.inputs.join(', ')}</span> {made.date.slice(0, 10)}
      </p>
      <button type="button" class="theme" aria-label="Light or dark" title="Light or dark" onClick={switchTheme}>
        <span aria-hidden="true">◐</span>
      </button>
      <nav aria-label="views">
        {VIEWS.filter((view) => isThere[view] !== false).map((view) => (
          <a
            key={view}
            href={hrefOf(state, { view, only: '', from: '', to: '', ...(view === 'verdict' && { answer: '' }) })}
            aria-current={view === state.view ? 'page' : undefined}
          >
            {TITLES[view]}
            {view === 'findings' && <span class={errors > 0 ? 'badge error' : 'badge'}>{findings.length}</span>}
          </a>
        ))}
      </nav>
    </header>
  );
}

function switchTheme(): void {
  const isDark = getComputedStyle(document.documentElement).colorScheme.includes('dark');
  document.documentElement.dataset.theme = isDark ? 'light' : 'dark';
}

function PageFooter({ licences, version }: { readonly licences: () => string; readonly version: string }) {
  const [isOpen, open] = useState(false);
  return (
    <footer>
      ringfence {version}. This file loads nothing from anywhere.
      <button type="button" class="plain" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
        Licences
      </button>
      {isOpen && <pre tabIndex={0}>{licences()}</pre>}
    </footer>
  );
}

/** `/` goes to the search, as elsewhere. */
function useSearchKey(): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (event.key === 'Escape' && !isTyping) navigate({ from: '', to: '' });
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      document.getElementById('search')?.focus();
    };
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}
