/// <reference lib="dom" />
import type { End, PageModel } from '../model/page-model';
import { ControlTable, Enforcement } from './compliance-view';
import { ChangesTable } from './difference-view';
import { ExposureTable } from './exposure-view';
import { FindingsList } from './findings-view';
import { SeenRows } from './traffic-view';
import { Facts, VerdictLines } from './verdict-view';

/** All that the page holds, one after the other, for paper: no filter, no fold, no control. */
export function PrintedPage({ model }: { readonly model: PageModel }) {
  const { title, verdict, inOrder, notes, findings, workloads, compliance, difference, traffic } = model.data;
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
          <ChangesTable changes={difference.changes} most={Number.POSITIVE_INFINITY} />
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
      <h2>Connections</h2>
      <PrintedConnections model={model} />
      <h2>Exposure</h2>
      <ExposureTable model={model} workloads={workloads} />
      <h2>Compliance</h2>
      <Enforcement model={model} />
      {compliance.controls.map((control) => (
        <ControlTable key={control.id} control={control} />
      ))}
    </article>
  );
}

/** Rows that reach the same are one line, since a thousand workloads would be a million. */
function PrintedConnections({ model }: { readonly model: PageModel }) {
  const byRow = new Map<number, End[]>();
  for (const end of model.ends) {
    const same = byRow.get(end.row);
    if (same === undefined) byRow.set(end.row, [end]);
    else same.push(end);
  }
  const groups = [...byRow.values()];
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((froms) => {
          const byText = new Map<string, string[]>();
          for (const tos of groups) {
            const [from, to] = [froms[0] as End, (tos === froms ? (tos[1] ?? tos[0]) : tos[0]) as End];
            const text = model.answerOf(from, to)?.text;
            if (text === undefined) continue;
            const titles = byText.get(text) ?? [];
            byText.set(text, titles);
            for (const { title } of tos) titles.push(title);
          }
          return (
            <tr key={(froms[0] as End).id}>
              <th scope="row">{froms.map(({ title }) => title).join(', ')}</th>
              <td>
                {byText.size === 0 && 'nothing'}
                <ul>
                  {[...byText].map(([text, titles]) => (
                    <li key={text}>
                      <strong>{text}</strong>: {titles.length === model.ends.length ? 'everything' : titles.join(', ')}
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
