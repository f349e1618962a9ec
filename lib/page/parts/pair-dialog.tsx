/// <reference lib="dom" />
import { useEffect, useRef } from 'preact/hooks';
import type { End, PageModel } from '../model/page-model';
import { ALL, DENIED, DEPENDS, type Openness, SOME } from '../model/shown-answers';
import { hrefOf, navigate } from '../state/use-view-state';
import type { ViewState } from '../state/view-state';
import { AnswerText } from './answer-mark';
import { EndReasons, EntryReasons } from './end-reasons';

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
  const { otherPolicies } = model.data;
  const isWithoutPort =
    answer === undefined &&
    from !== to &&
    from.kind !== 'entries' &&
    model.judged(from, to, 'egress').state !== 'denied' &&
    model.judged(to, from, 'ingress').state !== 'denied';
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
          Policies of other APIs decide too, and the answer above counts them. <code>ringfence explain</code> shows
          which rule decides on a port.
        </p>
      )}
      {from.kind === 'entries' ? (
        <EntryReasons model={model} from={from} to={to} />
      ) : (
        <>
          <EndReasons model={model} end={from} other={to} direction="egress" />
          <EndReasons model={model} end={to} other={from} direction="ingress" />
          <p>
            <a href={hrefOf(state, { from: to.id, to: from.id })}>The other way round</a>
          </p>
        </>
      )}
    </aside>
  );
}

function EndLink({ end, state }: { readonly end: End; readonly state: ViewState }) {
  if (end.workload === undefined) return <span>{end.title}</span>;
  return <a href={hrefOf(state, { view: 'workload', workload: end.id, from: '', to: '' })}>{end.title}</a>;
}
