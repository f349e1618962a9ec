import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PageData, PageRule } from '../../lib/report/page/page-types';
import { numbersIn } from '../../lib/report/page/row-ranges';
import { folderOf, ringfence } from '../support/command';
import { type LoggedPacket, type LoggedPod, WRITERS } from '../support/flow-lines';
import { dataIn } from '../support/page-file';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const pod = (namespace: string, deployment: string, address: string): LoggedPod => ({
  namespace,
  deployment,
  labels: { app: deployment },
  address,
});
const [WEB, CART, SPY] = [
  pod('front', 'web', '10.0.0.1'),
  pod('shop', 'cart', '10.0.0.2'),
  pod('front', 'spy', '10.0.0.3'),
];
const SPY_MANIFEST = WORKLOADS.split('---')[0]?.replaceAll('web', 'spy');
const MANIFESTS = `${WORKLOADS}---\n${SPY_MANIFEST}---\n${POLICIES}`;

const packet = (from: LoggedPod, to: LoggedPod, more: Partial<LoggedPacket> = {}): LoggedPacket => ({
  verdict: 'allowed',
  direction: 'ingress',
  from,
  to,
  protocol: 'TCP',
  port: 8080,
  sourcePort: 40000,
  ...more,
});

async function dataOf(packets: readonly LoggedPacket[]): Promise<PageData> {
  const folder = folderOf({ 'all.yaml': MANIFESTS });
  const log = join(folder, 'flows.jsonl');
  writeFileSync(log, packets.flatMap((one) => WRITERS.hubble?.(one) ?? []).join('\n'));
  const { code, out, err } = await ringfence(['report', join(folder, 'all.yaml'), '--flows', log, '-o', '-']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return dataIn(out);
}

const ids = ({ traffic }: PageData, kind: 'denied' | 'refused') =>
  traffic?.[kind].shown.map(({ from, to, ports }) => `${from} ${to} ${ports}`);

test('what was seen and denied, and what was let through and no longer would be, are two lists', async () => {
  const data = await dataOf([
    packet(WEB, CART),
    packet(SPY, CART),
    packet(SPY, CART, { verdict: 'denied', port: 9090 }),
  ]);
  expect(ids(data, 'refused')).toEqual(['front/spy[Deployment] shop/cart[StatefulSet] TCP 8080']);
  expect(ids(data, 'denied')).toEqual(['front/spy[Deployment] shop/cart[StatefulSet] TCP 9090']);
  expect(data.verdict).toContainEqual(
    expect.objectContaining({ id: 'refused', count: 1, link: 'traffic?only=refused' }),
  );
  expect(data.traffic?.judged).toBe(2);
});

test('pairs that were seen are not among those that never were; a reply shows the connection that it answers', async () => {
  const seenBy = async (one: LoggedPacket) => {
    const { traffic, workloads, verdict } = await dataOf([one]);
    const seen = workloads.flatMap(({ id }, place) =>
      numbersIn(traffic?.pairs[place] ?? '').map((other) => `${id} ${workloads[other]?.id}`),
    );
    return { seen, unseen: verdict.find(({ id }) => id === 'unseen')?.text };
  };
  const web = ['front/web[Deployment] shop/cart[StatefulSet]'];
  // Web and spy reach each other and web reaches cart: three pairs.
  const unseen = '2 of 3 pairs of workloads that can connect were never seen connecting';
  expect(await seenBy(packet(WEB, CART))).toEqual({ seen: web, unseen });
  expect(await seenBy(packet(CART, WEB, { isReply: true, port: 40000, sourcePort: 8080 }))).toEqual({
    seen: web,
    unseen,
  });
});

test('a rule that allows something that was seen is not among those that nothing used', async () => {
  const unused = ({ traffic, rules }: PageData): PageRule[] =>
    numbersIn(traffic?.unused ?? '').map((number) => rules[number] as PageRule);
  expect(unused(await dataOf([packet(WEB, CART)]))).toEqual([]);
  expect(unused(await dataOf([packet(WEB, SPY)])).map(({ text }) => text)).toEqual([
    expect.stringMatching(/^rule 1 of shop\/cart/),
  ]);
});

test('without a log there is no traffic, and nothing is said of it', async () => {
  const { out } = await ringfence(['report', '-', '-o', '-'], MANIFESTS);
  expect(dataIn(out).traffic).toBeUndefined();
  expect(dataIn(out).verdict.map(({ id }) => id)).not.toContain('unseen');
});
