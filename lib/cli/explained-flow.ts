import { UsageError } from '../files/usage-error';
import { parsedValue } from '../flows/collector-wrappers';
import { FlowLogReader } from '../flows/flow-log';
import { askable } from '../flows/replayed-flows';
import { resolvedFlows } from '../flows/resolved-flow';
import { isProtocol } from '../policy/manifest';
import { portWord } from '../policy/port-word';
import { quote } from '../policy/unknown-value';
import type { Explanation } from '../reachability/explanation/explanation';
import type { Reachability } from '../reachability/reachability';

/**
 * The connection that a line of a flow log is about, explained by the manifests.
 * @throws UsageError where the line is of no format that is read, or says no connection between two ends of the input
 */
export function explainedFlow(line: string, reachability: Reachability): Explanation {
  const reader = new FlowLogReader();
  const value = parsedValue(line);
  if (value === undefined) for (const one of line.split(/\r?\n/)) reader.addLine(one);
  else reader.addValue(value);
  const { connections, counts } = reader.result();
  if (connections.length === 0) {
    const [reason] = [...counts.skipped.keys(), ...(counts.lost.size > 0 ? ['it counts records that were lost'] : [])];
    throw new UsageError(
      `--flow ${quote(line)} is ${reason === undefined ? 'of no format that is read' : `no connection: ${reason}`}`,
      'docs/flows.md has the formats; name both ends with --from, --to and --port instead',
    );
  }
  const flow = resolvedFlows({ connections }, reachability.cluster).find(({ isReply }) => !isReply);
  if (flow === undefined) {
    throw new UsageError(
      '--flow is a reply, which is allowed with the connection that it answers',
      'give the line of that connection',
    );
  }
  if (flow.isItself)
    throw new UsageError(
      '--flow is of a pod and itself, which no policy denies',
      'give the line of another connection',
    );
  const [from, to] = [askable(flow.source), askable(flow.destination)];
  for (const end of [from, to]) if (typeof end === 'string') throw new UsageError(`--flow: ${end}`);
  if (!isProtocol(flow.protocol) || flow.port === undefined) {
    throw new UsageError(
      `--flow is about ${quote(flow.protocol)}: NetworkPolicies know ports of TCP, UDP and SCTP alone`,
    );
  }
  type End = Exclude<typeof from, string>;
  return reachability.explain(from as End, to as End, portWord(flow.protocol, flow.port));
}
