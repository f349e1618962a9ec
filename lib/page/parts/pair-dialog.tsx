/// <reference lib="dom" />
import { useEffect, useRef } from 'preact/hooks';
import type { PagePolicy } from '../../report/page/page-types';
import type { Direction, End, EndJudged, PageModel } from '../model/page-model';
import { ALL, DENIED, DEPENDS, type Openness, SOME } from '../model/shown-answers';
import { hrefOf, navigate } from '../state/use-view-state';
import type { ViewState } from '../state/view-state';
import { AnswerText } from './answer-mark';
import { PolicyYaml } from './policy-yaml';

const STATES: Record<EndJudged['state'], string> = {
  open: 'open: no policy isolates it',
  outside: 'outside of the cluster, where no policy applies',
  partly: 'its pods differ: some are isolated, others by no policy',
  rules: 'isolated, with rules for this peer',
  denied: 'isolated, with no rule for this peer',
};

interface PairProps {
  readonly model: PageModel;
  readonly from: End;
  readonly to: End;
  readonly state: ViewState;
}

/** Why one end reaches the other, or does not: beside the view, so that both can be seen. */
export function PairDialog({ model, from, to, state }: PairProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const pair = `${from.id} ${to.id}`;
  useEffect(() => heading.current?.scrollIntoView({ block: 'nearest' }), [pair]);
  const answer = model.answerOf(from, to);
  const openness: Openness =
    answer === undefined ? DENIED : answer.isAll ? ALL : answer.certain.length > 0 ? SOME : DEPENDS;
  const egress = model.judged(from, to, 'egress');
  const ingress = model.judged(to, from, 'ingress');
  const isWithoutPort = answer === undefined && from !== to && egress.state !== 'denied' && ingress.state !== 'denied';
  const { otherPolicies } = model.data;
  return (
    <aside class="pair" aria-label="why">
      <button type="button" class="plain close" onClick={() => navigate({ from: '', to: '' })}>
        Close
      </button>
      <h2 ref={heading}>
        <EndLink end={from} state={state} /> → <EndLink end={to} state={state} />
      </h2>
      <p class="said" role="status">
        <AnswerText
          openness={openness}
          text={answer?.text ?? (from === to ? 'one pod, and no other to reach' : 'nothing gets through')}
        />
      </p>
      {answer !== undefined && answer.conditions.length > 0 && (
        <ul class="conditions">
          {answer.conditions.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {isWithoutPort && otherPolicies.length === 0 && (
        <p class="soft">
          No port is open at both ends: their rules are for other ports, or name one that the pod does not have, or the
          addresses are of different families.
        </p>
      )}
      {otherPolicies.length > 0 && (
        <p class="soft">
          {otherPolicies.length} policies of other APIs decide too, and the answer above counts them. Below are the
          NetworkPolicies alone; <code>ringfence explain</code> shows which policy decides.
        </p>
      )}
      <JudgedEnd model={model} end={from} judged={egress} direction="egress" />
      <JudgedEnd model={model} end={to} judged={ingress} direction="ingress" />
      <p>
        <a href={hrefOf(state, { from: to.id, to: from.id })}>The other way round</a>
      </p>
    </aside>
  );
}

function EndLink({ end, state }: { readonly end: End; readonly state: ViewState }) {
  if (end.workload === undefined) return <span>{end.title}</span>;
  return <a href={hrefOf(state, { view: 'workload', workload: end.id, from: '', to: '' })}>{end.title}</a>;
}

interface JudgedProps {
  readonly model: PageModel;
  readonly end: End;
  readonly judged: EndJudged;
  readonly direction: Direction;
}

function JudgedEnd({ model, end, judged, direction }: JudgedProps) {
  const { state, policies, rules } = judged;
  const rulesOf = (policy: PagePolicy) => rules.filter((rule) => model.data.policies[rule.policy] === policy);
  // The one that decides comes first.
  const ordered = [...policies].sort((a, b) => rulesOf(b).length - rulesOf(a).length);
  return (
    <section class={`judged ${state}`}>
      <h3>
        {direction === 'egress' ? 'Egress of' : 'Ingress of'} {end.title}
      </h3>
      <p>{STATES[state]}</p>
      {rules.length > 0 && (
        <ul>
          {rules.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {ordered.map((policy) => (
        <PolicyYaml key={policy.id} policy={policy} isOpen={policy === ordered[0]} rules={rulesOf(policy)} />
      ))}
    </section>
  );
}
