import { type FlowLog, type FlowLogOptions, FlowLogReader } from '../../lib/flows/flow-log';

/** What a log of these lines says. */
export function flowLogOf(lines: readonly string[], options: FlowLogOptions = {}): FlowLog {
  const reader = new FlowLogReader(options);
  for (const line of lines) reader.addLine(line);
  return reader.result();
}
