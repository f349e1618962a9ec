/// <reference lib="dom" />
import type { PageData } from '../page-data';
import type { Child, Dom } from './dom';
import type { End, EndJudged, Model } from './model';

export interface Panels {
  /** Why one end reaches the other, or does not. */
  explain(from: End, to: End): void;
  /** What lint found, how each workload is exposed, and the controls. */
  fill(): void;
}

export function createPanels(dom: Dom, model: Model, data: PageData): Panels {
  const { el } = dom;
  const STATES: Record<EndJudged['state'], string> = {
    open: 'open: no policy isolates it',
    outside: 'outside of the cluster, where no policy applies',
    partly: 'its pods differ: some are isolated, others by no policy',
    allowed: 'isolated, with rules for this peer',
    denied: 'isolated, with no rule for this peer',
  };
  const listOf = (items: readonly string[]) => el('ul', {}, ...items.map((item) => el('li', {}, item)));
  const endOf = (title: string, { state, policies, rules }: EndJudged): HTMLElement =>
    el(
      'section',
      { class: state },
      el('h3', {}, title),
      el('p', {}, STATES[state]),
      ...(rules.length > 0 ? [el('h4', {}, 'Rules for this peer'), listOf(rules)] : []),
      ...(policies.length > 0 ? [el('h4', {}, 'Isolated by'), listOf(policies)] : []),
    );
  const none = (text: string) => el('p', { class: 'nothing' }, text);

  const explain = (from: End, to: End) => {
    const found = model.connections(from, to);
    const said = { egress: model.judged(from, to, 'egress'), ingress: model.judged(to, from, 'ingress') };
    const isWithoutPort =
      found === undefined && from !== to && said.egress.state !== 'denied' && said.ingress.state !== 'denied';
    const labels = (end: End) =>
      Object.entries(end.workload?.labels ?? {})
        .map((label) => label.join('='))
        .join(', ');
    dom
      .byId('detail')
      .replaceChildren(
        el('h2', {}, el('span', {}, from.title), ' → ', el('span', {}, to.title)),
        el(
          'p',
          { class: found === undefined ? 'verdict denied' : 'verdict allowed' },
          found?.text ?? (from === to ? 'one pod, and no other to reach' : 'nothing gets through'),
        ),
        ...(isWithoutPort
          ? [
              none(
                'No port is open at both ends: their rules are for other ports, or name one that the pod does not have, or the addresses are of different families.',
              ),
            ]
          : []),
        ...[...new Set([from, to])]
          .filter((end) => labels(end) !== '')
          .map((end) => el('p', { class: 'labels' }, `${end.title}: ${labels(end)}`)),
        endOf(`Egress of ${from.title}`, said.egress),
        endOf(`Ingress of ${to.title}`, said.ingress),
      );
  };

  const place = (finding: PageData['findings'][number]) =>
    finding.file === undefined ? (finding.construct ?? '') : `${finding.file}:${finding.line}:${finding.column}`;
  const fill = () => {
    const { findings, workloads, compliance } = data;
    dom.byId('findings').append(
      findings.length === 0
        ? none('Nothing found.')
        : dom.table(
            ['Severity', 'Where', 'What', 'Instead'],
            findings.map((finding): Child[] => [
              el('span', { class: `severity ${finding.severity}` }, finding.severity),
              el('div', {}, el('code', {}, place(finding)), el('div', {}, finding.object)),
              el(
                'div',
                {},
                el('div', {}, [finding.path, finding.message].filter(Boolean).join(': ')),
                el('small', {}, finding.rule),
              ),
              finding.fix,
            ]),
          ),
    );
    dom.byId('exposure').append(
      none(
        'Under which conditions some pod of any cluster, or some address, can connect, as far as the policies of the workload say.',
      ),
      dom.table(
        ['Workload', 'Who can reach it', 'Whom it can reach'],
        workloads.map((workload): Child[] => [
          el('strong', {}, `${workload.namespace}/${workload.name}`),
          workload.ingress.length === 0 ? 'nothing' : listOf(workload.ingress),
          workload.egress.length === 0 ? 'nothing' : listOf(workload.egress),
        ]),
      ),
    );
    const enforced = compliance.enforced;
    dom.byId('compliance').append(
      none(
        enforced === undefined
          ? 'It is not known whether the cluster enforces NetworkPolicies.'
          : enforced
            ? 'The network plugin enforces NetworkPolicies.'
            : 'The network plugin enforces no NetworkPolicy.',
      ),
      ...compliance.controls.map(({ title, references, namespaces }) =>
        el(
          'details',
          { open: '' },
          el('summary', {}, title),
          el('p', {}, references.map(({ framework, id }) => `${framework} ${id}`).join(', ')),
          dom.table(
            ['Namespace', 'Status', 'Policies', 'What is missing'],
            namespaces.map(({ namespace, status, policies, missing }): Child[] => [
              namespace,
              el('span', { class: `status ${status}` }, status),
              policies.join(', '),
              missing.length === 0 ? '' : listOf(missing),
            ]),
          ),
        ),
      ),
    );
  };
  return { explain, fill };
}
