import { nflog } from '../../lib/flows/formats/nflog';
import { answers, WANTED } from '../support/flow-answers';
import { flowLogOf } from '../support/flow-log-of';

/** Copies of packets, as tcpdump and ulogd write them. */

const HEAD = (group: number) => `version 0, resource ID ${group}, family IPv4 (2), length 108: `;
const SYN = '10.0.1.7.40112 > 10.0.2.9.8080: Flags [S], seq 2788095370, win 65495, options [mss 65495], length 0';
const ULOGD =
  'Nov 29 08:01:01 n1  IN=pod0 OUT=pod1 MAC= SRC=10.0.1.7 DST=10.0.2.9 LEN=60 TOS=00 PREC=0x00 TTL=64 ID=10014 DF PROTO=TCP SPT=40112 DPT=8080 SEQ=2788095370 ACK=0 WINDOW=65495 SYN URGP=0 MARK=0x0 ';
const read = (lines: readonly string[], isNamed = false) =>
  flowLogOf(lines, isNamed ? { format: nflog } : {}).connections.map(
    ({ verdict, source, destination, protocol, port, isReply }) =>
      `${verdict} ${source.address} -> ${destination.address} ${protocol} ${port ?? ''}${isReply ? ' reply' : ''}`,
  );

test('the group of kube-router holds what it denied', () => {
  expect(answers([`08:01:01.717413 ${HEAD(100)}${SYN}`])).toEqual([WANTED]);
});

test('of another group, and without one, the log says who sends to whom', () => {
  const seen = ['seen 10.0.1.7 -> 10.0.2.9 TCP 8080'];
  expect(read([`08:01:01.717413 ${HEAD(7)}${SYN}`])).toEqual(seen);
  expect(read([`08:01:01.717413 IP ${SYN}`])).toEqual(seen);
});

test('--format nflog says that all of it was denied, as ulogd writes it too', () => {
  const denied = ['denied 10.0.1.7 -> 10.0.2.9 TCP 8080'];
  expect(read([`08:01:01.717413 IP ${SYN}`], true)).toEqual(denied);
  expect(read([ULOGD], true)).toEqual(denied);
  expect(read([ULOGD])).toEqual(['seen 10.0.1.7 -> 10.0.2.9 TCP 8080']);
});

test.each([
  ['10.0.1.7.43700 > 10.0.9.2.53: 4242+ A? example.com. (29)', 'seen 10.0.1.7 -> 10.0.9.2 UDP 53'],
  ['10.0.1.7.43700 > 10.0.9.2.9999: UDP, length 2', 'seen 10.0.1.7 -> 10.0.9.2 UDP 9999'],
  ['10.0.1.7.5 > 10.0.2.9.9999: sctp (1) [INIT] [init tag: 1]', 'seen 10.0.1.7 -> 10.0.2.9 SCTP 9999'],
  ['10.0.1.7 > 10.0.2.9: ICMP echo request, id 1, seq 1, length 64', 'seen 10.0.1.7 -> 10.0.2.9 ICMP '],
  ['10.0.2.9.8080 > 10.0.1.7.40112: Flags [S.], seq 1, ack 2', 'seen 10.0.2.9 -> 10.0.1.7 TCP  reply'],
])('%s', (packet, expected) => {
  expect(read([`2026-11-28 10:00:00.100000 IP ${packet}`])).toEqual([expected]);
});

test('addresses of IPv6, and names in place of ports', () => {
  expect(read(['10:00:00.1 IP6 fd00::7.40112 > fd00::9.8080: Flags [S], seq 1'])).toEqual([
    'seen fd00::7 -> fd00::9 TCP 8080',
  ]);
  const { connections, counts } = flowLogOf(['10:00:00.1 IP 10.0.1.7.40112 > 10.0.2.9.80a: Flags [S]']);
  expect([connections, counts.unreadable + [...counts.skipped.values()].length]).toEqual([[], 1]);
});
