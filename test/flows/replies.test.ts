import { flowLogOf } from '../support/flow-log-of';

const line = (from: string, to: string, sourcePort: number, port: number, flags = '') =>
  `kernel: DROP: IN=eth0 OUT=eth1 SRC=${from} DST=${to} PROTO=TCP SPT=${sourcePort} DPT=${port}${flags}`;
const read = (...lines: readonly string[]) =>
  flowLogOf(lines).connections.map(
    ({ source, port, isReply }) => `${source.address} ${port ?? '-'}${isReply ? ' reply' : ''}`,
  );

describe('answers, where a log does not call them so', () => {
  test('go to the port from which a connection came', () => {
    expect(read(line('10.0.0.1', '10.0.0.2', 40000, 8080), line('10.0.0.2', '10.0.0.1', 8080, 40000))).toEqual([
      '10.0.0.1 8080',
      '10.0.0.2 40000 reply',
    ]);
  });

  test('come before the connection where the log is not in order', () => {
    expect(read(line('10.0.0.2', '10.0.0.1', 8080, 40000), line('10.0.0.1', '10.0.0.2', 40000, 8080))).toEqual([
      '10.0.0.2 40000 reply',
      '10.0.0.1 8080',
    ]);
  });

  test('come from a port of servers alone to one of clients alone, whatever else the log has', () => {
    expect(read(line('10.0.0.2', '10.0.0.1', 443, 40000))).toEqual(['10.0.0.2 40000 reply']);
  });

  test('acknowledge a connection', () => {
    expect(read(line('10.0.0.2', '10.0.0.1', 8080, 40000, ' SYN ACK'))).toEqual(['10.0.0.2 - reply']);
  });

  test('a server on a high port is none', () => {
    expect(read(line('10.0.0.1', '10.0.0.2', 40000, 50051), line('10.0.0.1', '10.0.0.2', 8000, 50051))).toEqual([
      '10.0.0.1 50051',
    ]);
  });

  test('two that connect to one another on high ports are both clients where nothing shows the contrary', () => {
    expect(read(line('10.0.0.1', '10.0.0.2', 40000, 50051), line('10.0.0.2', '10.0.0.1', 41000, 50052))).toEqual([
      '10.0.0.1 50051',
      '10.0.0.2 50052',
    ]);
  });

  test('of one server to thousands of ports take the memory of one connection', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => line('10.0.0.2', '10.0.0.1', 8080, 32768 + index));
    expect(flowLogOf(lines).connections.length).toBeLessThan(100);
  });
});
