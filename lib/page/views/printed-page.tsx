/// <reference lib="dom" />
import { exposureGroups } from '../model/exposure-groups';
import { mergedChanges } from '../model/kept-changes';
import type { End, PageModel } from '../model/page-model';
import { NotedList } from '../parts/noted-list';
import { ControlNamespaces, Enforcement } from './compliance-view';
import { ChangesTable } from './difference-view';
import { ExposureTable } from './exposure-view';
import { FindingsList } from './findings-view';
import { SeenRows } from './traffic-view';
import { Facts, VerdictLines } from './verdict-view';

const NOTED = [
  ['unread', 'Could not be read, or would be refused'],
  ['unjudged', 'Not judged'],
  ['hidden', 'Pods that no manifest shows'],
] as const;

/** All that the page holds, one after the other, for paper: no filter, no fold, no control. */
export function PrintedPage({ model }: { readonly model: PageModel }) {
  const { title, verdict, inOrder, notes, notFollowed, findings, compliance, difference, traffic } = model.data;
  return (
    <article class="printed">
      <h1>{title}</h1>
      <Facts model={model} />
      <h2>What is open that should not be</h2>
      <VerdictLines lines={verdict} />
      {inOrder.length > 0 && <h2>What is in order</h2>}
      <VerdictLines lines={inOrder} />
      {notes.length > 0 && (
        <section>
          <h2>Not judged, ignored or not shown</h2>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
      {difference !== undefined && (
        <section>
          <h2>Difference</h2>
          <p>{difference.summary}</p>
          <ChangesTable changes={mergedChanges(difference.changes)} most={Number.POSITIVE_INFINITY} />
        </section>
      )}
      {traffic !== undefined && (
        <section>
          <h2>Traffic</h2>
          <p>{traffic.log.join('. ')}.</p>
          <SeenRows
            model={model}
            title="Seen and let through, but the policies deny it or may"
            list={traffic.refused}
          />
          <SeenRows model={model} title="Seen and denied" list={traffic.denied} />
        </section>
      )}
      <h2>Findings ({findings.length})</h2>
      <FindingsList findings={findings} />
      {NOTED.map(([part, heading]) =>
        model.data[part].length === 0 ? null : (
          <section key={part}>
            <h2>
              {heading} ({model.data[part].length})
            </h2>
            <NotedList noted={model.data[part]} isAll />
          </section>
        ),
      )}
      <h2>Connections</h2>
      <PrintedConnections model={model} />
      <h2>Exposure</h2>
      <ExposureTable groups={exposureGroups(model, model.workloads)} />
      {notFollowed.length > 0 && (
        <section>
          <h3>Entries that lead to nothing that is in the input</h3>
          <NotedList noted={notFollowed} isAll />
        </section>
      )}
      <h2>Compliance</h2>
      <Enforcement model={model} />
      {compliance.controls.map((control) => (
        <ControlNamespaces key={control.id} control={control} />
      ))}
    </article>
  );
}

/** Rows that reach the same are one line, since a thousand workloads would be a million. */
function PrintedConnections({ model }: { readonly model: PageModel }) {
  const byRow = new Map<number, End[]>();
  for (const end of model.ends) {
    if (end.kind === 'entries') continue;
    const same = byRow.get(end.row);
    if (same === undefined) byRow.set(end.row, [end]);
    else same.push(end);
  }
  const groups = [...byRow.values()];
  const ends = groups.flat();
  const entries = model.ends.filter(({ kind }) => kind === 'entries');
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((from) => (
          <ReachedRow
            key={from.id}
            froms={[from]}
            byText={reachedOf(model, ends, (to) => [from, to])}
            all={ends.length}
          />
        ))}
        {groups.map((froms) => {
          const reached = reachedOf(model, ends, (to) => [froms.find((one) => one !== to) ?? (froms[0] as End), to]);
          return <ReachedRow key={(froms[0] as End).id} froms={froms} byText={reached} all={ends.length} />;
        })}
      </tbody>
    </table>
  );
}

/** The titles of what is reached, by the answer. */
function reachedOf(model: PageModel, ends: readonly End[], pairOf: (to: End) => readonly [End, End]) {
  const byText = new Map<string, string[]>();
  for (const to of ends) {
    const text = model.answerOf(...pairOf(to))?.text;
    if (text === undefined) continue;
    const titles = byText.get(text) ?? [];
    byText.set(text, titles);
    titles.push(to.title);
  }
  return byText;
}

interface ReachedProps {
  readonly froms: readonly End[];
  readonly byText: ReadonlyMap<string, readonly string[]>;
  readonly all: number;
}

function ReachedRow({ froms, byText, all }: ReachedProps) {
  return (
    <tr>
      <th scope="row">{froms.map(({ title }) => title).join(', ')}</th>
      <td>
        {byText.size === 0 && 'nothing'}
        <ul>
          {[...byText].map(([text, titles]) => (
            <li key={text}>
              <strong>{text}</strong>: {titles.length === all ? 'everything' : titles.join(', ')}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
