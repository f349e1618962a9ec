import { countsOf, exitOf, type ProbeResult, type ProbeRow } from './probe-result';

/** What a run of probes found, as a public format; docs/probe.schema.json describes it. */
export interface ProbeDocument extends ProbeResult {
  readonly version: 1;
  readonly result: 'agrees' | 'disagrees' | 'unknown';
  readonly counts: Readonly<Record<ProbeRow['comparison'], number>>;
}

const RESULTS = ['agrees', 'disagrees', 'unknown'] as const;

export function probeDocument(result: ProbeResult): ProbeDocument {
  const { mode, cluster, run, rows, brokenClaims, unread, findings, notes } = result;
  const counts = countsOf(rows);
  return {
    version: 1,
    mode,
    cluster,
    run,
    result: RESULTS[exitOf(result)],
    counts,
    findings,
    rows,
    ...(brokenClaims && { brokenClaims }),
    ...(unread && { unread }),
    notes,
  };
}
