import { DENIED, OPENNESS_NAMES, OPENNESS_TEXTS, type Openness } from '../model/shown-answers';

/** The mark of a class: its colour and its shape are the same wherever it is shown. */
function AnswerMark({ openness }: { readonly openness: Openness }) {
  return <i class={`mark ${OPENNESS_NAMES[openness]}`} aria-hidden="true" />;
}

/** A mark with words. */
export function AnswerText({ openness, text }: { readonly openness: Openness; readonly text?: string }) {
  return (
    <span class="answer">
      <AnswerMark openness={openness} />
      {text ?? OPENNESS_TEXTS[openness]}
    </span>
  );
}

/** What the marks mean; of a drawing, which shows what connects alone, without that of nothing. */
export function AnswerLegend({ isDrawn = false }: { readonly isDrawn?: boolean }) {
  return (
    <ul class="legend" aria-label="what the marks mean">
      {OPENNESS_TEXTS.map((text, openness) =>
        isDrawn && openness === DENIED ? null : (
          <li key={text}>
            <AnswerText openness={openness as Openness} />
          </li>
        ),
      )}
    </ul>
  );
}
