import fc from 'fast-check';
import { FlowLogReader } from '../../lib/flows/flow-log';
import { assertProperty, runs } from '../support/property';

/** A log in which lines repeat one another says the same as its records one by one, which are parsed as they are. */

const times = fc.constantFrom<string>(
  '2026-11-28T10:00:00.000Z',
  '2026-11-28T10:00:07.5Z',
  '2026-13-41T99:00:00.000Z',
  'now',
  '',
);
const ports = fc.constantFrom<number | string>(0, 53, 8080, 32_768, 41_000, 65_535, 70_000, '443');
const id = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

const record = fc.record({
  time: times,
  outer: times,
  sourcePort: ports,
  port: ports,
  // Of the same length are 'web' and 'api', and two of the verdicts.
  client: fc.constantFrom<string>('web', 'api', 'a","time":"2026-11-28T10:00:09.000Z', '\\"time":"', '\u0000'),
  verdict: fc.constantFrom<string>('DROPPED', 'FORWARDED', 'TRACED', 'ERROR', 'AUDIT'),
  isReply: fc.constantFrom(true, false, undefined),
  names: fc.constantFrom(undefined, ['example.com']),
});

test('lines that are like earlier ones say what they say by themselves', () => {
  assertProperty(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 14 }),
      fc.array(fc.nat(13), { maxLength: 80 }),
      (all, order) => {
        const [lines, objects] = [new FlowLogReader(), new FlowLogReader()];
        order.forEach((place, index) => {
          const flow = flowOf(all[place % all.length] as Drawn, all[(place + index) % all.length] as Drawn, index);
          lines.addLine(JSON.stringify(flow));
          objects.addValue(flow);
        });
        expect(lines.result()).toEqual(objects.result());
      },
    ),
    runs(300),
  );
});

test('a line that was cut off, or that says a field twice, is read by itself', () => {
  const line = (port: number) => JSON.stringify(flowOf(PLAIN, { ...PLAIN, sourcePort: port }, port));
  const log = new FlowLogReader();
  for (let port = 40_000; port < 40_010; port++) log.addLine(line(port));
  log.addLine(line(40_010).slice(0, -1));
  log.addLine(line(40_011).replace('"verdict":"DROPPED"', '"verdict":"DROPPED","verdict":"FORWARDED"'));
  const { connections, counts } = log.result();
  expect([counts.lines, counts.records, counts.unreadable]).toEqual([12, 11, 1]);
  expect(connections.map(({ verdict, count }) => [verdict, count])).toEqual([
    ['denied', 10],
    ['allowed', 1],
  ]);
});

test.each([2, 9])('of %d clients with names of one length, each has its own records', (clients) => {
  const log = new FlowLogReader();
  const each = 5;
  for (let index = 0; index < clients * each; index++) {
    log.addLine(JSON.stringify(flowOf({ ...PLAIN, client: `client-${index % clients}` }, PLAIN, index)));
  }
  const { connections } = log.result();
  expect(connections.map(({ source, count }) => [source.pod, count])).toEqual(
    Array.from({ length: clients }, (_, client) => [`client-${client}-x`, each]),
  );
});

test('records from before a time are left out of lines that are alike too', () => {
  const log = new FlowLogReader({ since: Date.parse('2026-11-28T10:00:05Z') });
  for (let second = 0; second < 10; second++) {
    log.addLine(JSON.stringify(flowOf(PLAIN, { ...PLAIN, time: `2026-11-28T10:00:0${second}.000Z` }, second)));
  }
  expect(log.result().counts.records).toBe(5);
});

type Drawn = typeof record extends fc.Arbitrary<infer T> ? T : never;

const PLAIN: Drawn = {
  time: '2026-11-28T10:00:00.000Z',
  outer: '2026-11-28T10:00:01.000Z',
  sourcePort: 41_000,
  port: 8080,
  client: 'web',
  verdict: 'DROPPED',
  isReply: false,
  names: undefined,
};

/** A record of Hubble, with what is its own from another one. */
function flowOf({ client, verdict, isReply, names }: Drawn, { time, outer, sourcePort, port }: Drawn, index: number) {
  return {
    flow: {
      time,
      uuid: id(index),
      verdict,
      IP: { source: '10.1.0.1', destination: '10.2.0.1' },
      l4: { TCP: { source_port: sourcePort, destination_port: port } },
      source: { identity: 7, namespace: 'front', labels: [`k8s:app=${client}`], pod_name: `${client}-x` },
      destination: { identity: 8, namespace: 'shop', labels: ['k8s:app=server'], pod_name: 'server-x' },
      Type: 'L3_L4',
      traffic_direction: 'INGRESS',
      is_reply: isReply,
      destination_names: names,
    },
    node_name: 'n1',
    time: outer,
  };
}
