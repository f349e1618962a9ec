import type { Direction, End } from '../model/page-model';
import { DENIED, type Openness, opennessOf } from '../model/shown-answers';
import { hrefOf } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';
import type { ViewState } from '../state/view-state';
import { AnswerText } from './answer-mark';

/** So many peers are listed at once, and so many that are denied. */
const MOST = 100;
const MOST_DENIED = 20;

interface Peer {
  readonly other: End;
  readonly from: End;
  readonly to: End;
  readonly openness: Openness;
  readonly text: string | undefined;
}

interface PeerListProps extends ViewProps {
  readonly end: End;
  readonly direction: Direction;
}

/** Who reaches a workload, or whom it reaches; where somebody is searched for, also who does not. */
export function PeerList({ model, state, shown, end, direction }: PeerListProps) {
  const isNarrowed = shown.isFiltered && !shown.keepsEnd(end);
  const peers = model.ends.flatMap((other): Peer[] => {
    if (isNarrowed && !shown.keepsEnd(other)) return [];
    if (other.kind === 'entries' && (direction === 'egress' || model.answer(other, end) === 0)) return [];
    const [from, to] = direction === 'ingress' ? [other, end] : [end, other];
    return [{ other, from, to, openness: opennessOf(model, shown, from, to), text: model.answerOf(from, to)?.text }];
  });
  const isDeniedAsked = state.answer === 'denied';
  const denied = peers.filter(({ openness, other }) => openness === DENIED && other !== end);
  const kept = isDeniedAsked ? denied : peers.filter(({ openness }) => openness !== DENIED && shown.keeps(openness));
  const searched = isNarrowed && state.answer === '' ? denied : [];
  return (
    <section>
      <h3>
        {direction === 'ingress' ? 'Who reaches it' : 'Whom it reaches'} <small>{kept.length}</small>
      </h3>
      {kept.length === 0 && <p class="soft">{isDeniedAsked ? 'No peer is denied.' : 'Nothing.'}</p>}
      <Peers peers={kept.slice(0, MOST)} state={state} />
      {kept.length > MOST && <p class="soft">and {kept.length - MOST} more: narrow them with the filters.</p>}
      {searched.length > 0 && (
        <>
          <h4>
            {direction === 'ingress' ? 'Does not reach it' : 'Out of its reach'} <small>{searched.length}</small>
          </h4>
          <Peers peers={searched.slice(0, MOST_DENIED)} state={state} />
          {searched.length > MOST_DENIED && <p class="soft">and {searched.length - MOST_DENIED} more.</p>}
        </>
      )}
    </section>
  );
}

/** Each leads to why. */
function Peers({ peers, state }: { readonly peers: readonly Peer[]; readonly state: ViewState }) {
  return (
    <ul class="peers">
      {peers.map(({ other, from, to, openness, text }) => (
        <li key={other.id}>
          <a href={hrefOf(state, { from: from.id, to: to.id })}>
            <span>{other.title}</span>
            <AnswerText openness={openness} text={openness === DENIED ? 'nothing' : (text ?? '')} />
          </a>
        </li>
      ))}
    </ul>
  );
}
