/// <reference lib="dom" />
import { useMemo } from 'preact/hooks';
import type { PageRule, PageWorkload } from '../../report/page/page-types';
import { hopsFrom } from '../model/hops';
import type { Direction, End, PageModel } from '../model/page-model';
import { DENIED, opennessOf, type Shown } from '../model/shown-answers';
import { PeerList } from '../parts/peer-list';
import { PolicyYaml } from '../parts/policy-yaml';
import { hrefOf, navigate } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';

/** So many peers and workloads are listed at once. */
const MOST = 100;

/** One workload: who reaches it, whom it reaches, how far an attacker in it comes, and its policies. */
export function WorkloadView(props: ViewProps) {
  const { model, state, shown } = props;
  const end = model.endOf(state.workload);
  if (end?.workload === undefined) return <WorkloadPicker {...props} />;
  const { workload } = end;
  const isolation = { ingress: model.isolation(end, 'ingress'), egress: model.isolation(end, 'egress') };
  const policies = [...new Set([...isolation.ingress.policies, ...isolation.egress.policies])];
  const rulesOf = (policy: unknown): PageRule[] =>
    [...isolation.ingress.rules, ...isolation.egress.rules].filter(
      (rule) => model.data.policies[rule.policy] === policy && decides(model, shown, end, rule),
    );
  const entries = model.data.entries.filter((entry) => model.workloads[entry.workload] === end);
  return (
    <>
      <p class="parts">
        <a href={hrefOf(state, { workload: '', from: '', to: '' })}>← all workloads</a>
      </p>
      <h2>{end.title}</h2>
      <p class="soft">
        {workload.kind}, {workload.replicas} {workload.replicas === 1 ? 'pod' : 'pods'},{' '}
        {Object.entries(workload.labels)
          .map((label) => label.join('='))
          .join(', ') || 'without labels'}
      </p>
      {entries.length > 0 && (
        <ul>
          {entries.map(({ title, port, answer }) => (
            <li key={title + port}>
              {title} leads here on {port}: {answer}
            </li>
          ))}
        </ul>
      )}
      <div class="columns">
        <PeerList {...props} end={end} direction="ingress" />
        <PeerList {...props} end={end} direction="egress" />
      </div>
      <BlastRadius {...props} end={end} />
      <section>
        <h3>Policies that isolate it</h3>
        <p>{isolationText(model, end)}</p>
        {policies.map((policy, index) => (
          <PolicyYaml key={policy.id} policy={policy} rules={rulesOf(policy)} isOpen={index < 3} />
        ))}
        {(['ingress', 'egress'] as const).map((direction) => {
          const rules = model.otherRules(end, direction);
          return rules.length === 0 ? null : (
            <section key={direction}>
              <h4>Rules of other APIs for its {direction}, in their order</h4>
              <ol>
                {rules.map(({ text }) => (
                  <li key={text}>{text}</li>
                ))}
              </ol>
            </section>
          );
        })}
      </section>
    </>
  );
}

/** In which directions NetworkPolicies isolate it. */
function isolationText(model: PageModel, end: End): string {
  const policy = model.data.otherPolicies.length > 0 ? 'NetworkPolicy' : 'policy';
  const open = (['ingress', 'egress'] as const).filter((direction) => model.isolation(end, direction).state === 'open');
  const partly = (['ingress', 'egress'] as const).filter(
    (direction) => model.isolation(end, direction).state === 'partly',
  );
  if (model.isolation(end, 'ingress').state === 'node')
    return 'It is on the network of its node, where no policy applies.';
  return [
    ...(open.length === 0 ? [] : [`No ${policy} isolates it for ${open.join(' or ')}.`]),
    ...(partly.length === 0 ? [] : [`Its pods differ: some are isolated for ${partly.join(' and ')}, others are not.`]),
    ...(open.length + partly.length === 0 ? ['It is isolated for ingress and egress.'] : []),
  ].join(' ');
}

/** Whether a rule opens something to any peer that the filters keep. */
function decides(model: PageModel, shown: Shown, end: End, rule: PageRule): boolean {
  const direction: Direction = rule.direction === 'Ingress' ? 'ingress' : 'egress';
  return model.ends.some((other) => {
    const [from, to] = direction === 'ingress' ? [other, end] : [end, other];
    return (
      (!shown.isFiltered || shown.keepsEnd(other) || shown.keepsEnd(end)) &&
      opennessOf(model, shown, from, to) !== DENIED &&
      model.judged(end, other, direction).rules.includes(rule)
    );
  });
}

interface EndProps extends ViewProps {
  readonly end: End;
}

function BlastRadius({ model, shown, end, state }: EndProps) {
  const hops = useMemo(() => hopsFrom(model, shown, end), [model, shown, end]);
  const total = hops.reduce((sum, { ends }) => sum + ends.length, 0);
  return (
    <section class="blast">
      <h3>Blast radius</h3>
      <p>
        From here {total} of {model.workloads.length - 1} other workloads can be reached, step by step
        {shown.hasPort ? ' on what the filters keep' : ''}.
      </p>
      <ol class="hops">
        {hops.map(({ hop, ends, depends }) => (
          <li key={hop}>
            <details>
              <summary>
                <span>{hop === 1 ? 'directly' : `in ${hop} steps`}</span>
                <span class="number">{ends.length}</span>
                <span>
                  <i
                    class="length"
                    style={{ display: 'block', width: `${(100 * ends.length) / (model.workloads.length - 1)}%` }}
                    aria-hidden="true"
                  />
                  {depends && <small>some only if something unknown is so</small>}
                </span>
              </summary>
              <p class="names">
                {ends.slice(0, MOST).map((one) => (
                  <a key={one.id} href={hrefOf(state, { workload: one.id, from: '', to: '' })}>
                    {one.title}
                  </a>
                ))}
                {ends.length > MOST && <span>and {ends.length - MOST} more</span>}
              </p>
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Without a workload: which there are. */
function WorkloadPicker({ model, state, shown }: ViewProps) {
  const kept = model.workloads.filter(shown.keepsEnd);
  return (
    <>
      <h2>Workloads</h2>
      <p class="soft">Pick one, or narrow them with the search above.</p>
      <ul class="picker">
        {kept.slice(0, MOST).map((end) => {
          const { kind, exposed } = end.workload as PageWorkload;
          return (
            <li key={end.id}>
              <a
                href={hrefOf(state, { workload: end.id })}
                onClick={(event: MouseEvent) => {
                  event.preventDefault();
                  navigate({ workload: end.id, search: '', namespace: '' });
                }}
              >
                <span>{end.title}</span> <small>{kind}</small>
                {exposed.includes('internet') && <span class="tag">from the internet</span>}
              </a>
            </li>
          );
        })}
      </ul>
      {kept.length > MOST && <p class="soft">and {kept.length - MOST} more: narrow them with the search.</p>}
    </>
  );
}
