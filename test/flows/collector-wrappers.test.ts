import { DENIED_PACKET as packet, WRITERS } from '../support/flow-lines';
import { flowLogOf } from '../support/flow-log-of';

const JSON_LINE = WRITERS.hubble?.(packet)[0] ?? '';
const TEXT_LINE = WRITERS.ovn?.(packet)[0] ?? '';

describe('what collectors put around a line is taken off', () => {
  test.each<[string, (line: string) => string[]]>([
    ['a container runtime', (line) => [`2026-11-28T10:00:00.1Z stdout F ${line}`]],
    [
      'a container runtime that cut the line',
      (line) => [
        `2026-11-28T10:00:00.1Z stdout P ${line.slice(0, 40)}`,
        `2026-11-28T10:00:00.1Z stdout F ${line.slice(40)}`,
      ],
    ],
    [
      'a container runtime that wrote another line in between',
      (line) => [
        `2026-11-28T10:00:00.1Z stdout P ${line.slice(0, 40)}`,
        '2026-11-28T10:00:00.1Z stderr P ',
        `2026-11-28T10:00:00.1Z stdout F ${line.slice(40)}`,
        '2026-11-28T10:00:00.1Z stderr F ',
      ],
    ],
    ['labels before the line', (line) => [`2026-11-28T10:00:00Z {app="cilium", pod="x-1"} ${line}`]],
    ['objects one behind the other', (line) => [`${JSON.stringify({ log: line })}${JSON.stringify({ events: [] })}`]],
    ['Docker', (line) => [JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-28T10:00:00.1Z' })]],
    [
      'Docker, which cuts long lines',
      (line) =>
        [line.slice(0, 40), line.slice(40, 60), `${line.slice(60)}\n`].map((log) =>
          JSON.stringify({ log, stream: 'stdout', time: '2026-11-28T10:00:00.1Z' }),
        ),
    ],
    ['a list of texts, as the AWS command line prints messages', (line) => [JSON.stringify([line])]],
    ['a list of texts over many lines', (line) => ['[', `    ${JSON.stringify(line)},`, ']']],
    ['a list of times and texts', (line) => [JSON.stringify([[1795860000000, line]])]],
    ['journald, of a text that is none', (line) => [JSON.stringify({ MESSAGE: [...Buffer.from(line)] })]],
    ['colours of a terminal', (line) => [line.replace('10.0.1.7', '\u001b[31;1m10.0.1.7\u001b[0m')]],
    ["Splunk's collector", (line) => [JSON.stringify({ time: 1795860000.1, source: 'cilium', event: line })]],
    [
      'OpenTelemetry',
      (line) => [
        JSON.stringify({
          resourceLogs: [
            { scopeLogs: [{ logRecords: [{ timeUnixNano: '1795860000100000000', body: { stringValue: line } }] }] },
          ],
        }),
      ],
    ],
    ['stern, which puts names before the line', (line) => [`agent-x1z9k agent ${line}`]],
    ['kubectl logs --prefix', (line) => [`[pod/cilium-x1/agent] ${line}`]],
    ['logcli', (line) => [JSON.stringify({ labels: { app: 'cilium' }, line, timestamp: '2026-11-28T10:00:00.1Z' })]],
    [
      "Loki's answer to a query",
      (line) => [
        JSON.stringify({
          status: 'success',
          data: { resultType: 'streams', result: [{ stream: {}, values: [['1', line]] }] },
        }),
      ],
    ],
    ['what is pushed to Loki', (line) => [JSON.stringify({ streams: [{ stream: {}, values: [['1', line]] }] })]],
    ['CloudWatch', (line) => [JSON.stringify({ timestamp: 1, ingestionTime: 2, message: line })]],
    ['the events of CloudWatch', (line) => [JSON.stringify({ events: [{ timestamp: 1, message: line }] })]],
    [
      'a subscription to CloudWatch',
      (line) => [JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [{ id: '1', message: line }] })],
    ],
    [
      'Cloud Logging',
      (line) => [
        JSON.stringify({
          logName: 'policy-action',
          ...(line.startsWith('{') ? { jsonPayload: JSON.parse(line) } : { textPayload: line }),
        }),
      ],
    ],
    ['Elasticsearch', (line) => [JSON.stringify({ hits: { hits: [{ _source: { message: line } }] } })]],
    ['two of them', (line) => [JSON.stringify({ log: `2026-11-28T10:00:00.1Z stdout F ${line}` })]],
  ])('%s', (name, wrap) => {
    for (const line of name.startsWith('Docker, which') ? [JSON_LINE] : [JSON_LINE, TEXT_LINE]) {
      const { connections, counts } = flowLogOf(wrap(line));
      expect(counts.unreadable).toBe(0);
      expect(connections.map(({ verdict, port }) => [verdict, port])).toEqual([['denied', 8080]]);
    }
  });

  test.each(['antrea', 'kube-network-policies', 'ovn', 'hubble'])(
    'names before a line of %s hide nothing of it',
    (format) => {
      const of = (head: string) => flowLogOf((WRITERS[format]?.(packet) ?? []).map((line) => head + line));
      const [plain, named] = [of(''), of('agent-x1z9k agent ')];
      expect(named.connections.map(({ port }) => port)).toEqual([8080]);
      expect([named.window, named.counts.unreadable]).toEqual([plain.window, 0]);
    },
  );

  test('what Docker cut is one line of its stream alone, and what has no rest is counted', () => {
    const docker = (stream: string, log: string) => JSON.stringify({ stream, log, time: '2026-11-28T10:00:00.1Z' });
    const [head, rest] = [JSON_LINE.slice(0, 40), `${JSON_LINE.slice(40)}\n`];
    const between = flowLogOf([docker('stdout', head), docker('stderr', 'hello\n'), docker('stdout', rest)]).counts;
    expect(between).toMatchObject({ records: 1, unreadable: 1 });
    const WITHOUT_REST = new Map([['a line that was cut, whose rest is not in the log', 1]]);
    const lost = flowLogOf([docker('stdout', head), docker('stdout', `${JSON_LINE}\n`)]).counts;
    const TORN = new Map([['a record that was cut off, before a whole one in its line', 1]]);
    expect(lost).toMatchObject({ records: 1, unreadable: 0, skipped: TORN });
    expect(flowLogOf([docker('stdout', head)]).counts).toMatchObject({ records: 0, skipped: WITHOUT_REST });
  });

  test('what Loki took out of a line as labels is in it', () => {
    const { SrcK8S_Namespace, DstK8S_Namespace, SrcK8S_OwnerName, ...rest } = JSON.parse(
      WRITERS.netobserv?.(packet)[0] ?? '',
    );
    const stream = { SrcK8S_Namespace, DstK8S_Namespace, SrcK8S_OwnerName, app: 'netobserv-flowcollector' };
    const line = JSON.stringify(rest);
    const answers = [
      { data: { resultType: 'streams', result: [{ stream, values: [['1795860000100000000', line]] }] } },
      { labels: stream, line, timestamp: '2026-11-28T10:00:00.1Z' },
    ];
    for (const answer of answers) {
      const [connection] = flowLogOf([JSON.stringify(answer)]).connections;
      expect([connection?.source.namespace, connection?.destination.namespace]).toEqual(['front', 'shop']);
      expect(connection?.source.workload).toEqual({ kind: 'Deployment', name: 'web' });
    }
  });

  test('a wrapper in a wrapper in a wrapper has an end', () => {
    let line = JSON_LINE;
    for (let depth = 0; depth < 8; depth++) line = JSON.stringify({ log: line });
    expect(flowLogOf([line]).counts).toMatchObject({ records: 0, unreadable: 1 });
  });
});
