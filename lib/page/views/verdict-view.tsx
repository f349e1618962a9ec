/// <reference lib="dom" />
import type { VerdictLevel } from '../../report/page/page-types';
import type { ViewProps } from '../state/view-props';

const SIGNS: Record<VerdictLevel, readonly [sign: string, word: string]> = {
  error: ['✕', 'error'],
  open: ['!', 'open'],
  doubt: ['?', 'doubt'],
  good: ['✓', 'good'],
};

/** The first screen: what is open that should not be, in the order of harm, each with the view that shows it. */
export function VerdictView({ model }: Pick<ViewProps, 'model'>) {
  const { verdict, notes, made, workloads, policies, otherPolicies } = model.data;
  return (
    <>
      <h2>What is open that should not be</h2>
      <ol class="verdict">
        {verdict.map(({ id, level, count, text, link }) => (
          <li key={id} class={`harm-${level}`}>
            <a href={`#${link}`}>
              <span class="sign" title={SIGNS[level][1]}>
                <span aria-hidden="true">{SIGNS[level][0]}</span>
                <span class="hidden">{SIGNS[level][1]}: </span>
              </span>
              <span class="number">{count.toLocaleString('en')}</span>
              <span class="sentence"> {withoutCount(text, count)}</span>
              <span class="go" aria-hidden="true">
                →
              </span>
            </a>
          </li>
        ))}
      </ol>
      {notes.length > 0 && (
        <section class="notes">
          <h3>Not judged, ignored or not shown</h3>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
      <dl class="made">
        <dt>Made</dt>
        <dd>
          <time dateTime={made.date}>{made.date.replace('T', ' ').slice(0, 16)} UTC</time>
        </dd>
        <dt>From</dt>
        <dd>{made.inputs.join(', ')}</dd>
        <dt>Holds</dt>
        <dd>
          {model.namespaces.length} namespaces, {workloads.length} workloads, {policies.length} policies that isolate
          pods
          {otherPolicies.length > 0 && `, ${otherPolicies.length} policies of other APIs`}
        </dd>
        <dt>Network plugin</dt>
        <dd>{made.cni}</dd>
        <dt>ringfence</dt>
        <dd>{made.version}</dd>
      </dl>
    </>
  );
}

/** Most sentences begin with the number that stands before them. */
function withoutCount(text: string, count: number): string {
  const first = `${count.toLocaleString('en')} `;
  return text.startsWith(first) ? text.slice(first.length) : text;
}
