/**
 * The matchers as vitest 3 types them. `npm run check-package` compiles this file once more in a project that has
 * nothing but vitest and the packed tarball; here jest's types are around as well, which vitest's own take up.
 */
import 'ringfence/vitest';
import { Flow, Pods, Port } from 'ringfence';
import { expect } from 'vitest';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
const flow = Flow.from(web).to(cart).on(Port.tcp(8080));

declare function is<T>(value: T): void;

export function matchers(text: string): void {
  is<void>(expect(text).toAllow(flow));
  expect(text).not.toDeny(flow);
  expect(text).toOnlyAllowInto(cart, flow, flow);
  expect(text).toOnlyAllowOutOf(cart);
  expect(text).toIsolate('shop', 'both');
  expect.soft(text).toAllow(flow);
  is<Promise<void>>(expect(Promise.resolve(text)).resolves.toAllow(flow));

  // @ts-expect-error
  expect(text).toAllow();
  // @ts-expect-error
  expect(text).toAllow([flow]);
  // @ts-expect-error
  expect(text).toAllow(flow, flow);
  // @ts-expect-error
  expect(text).toDeny(Flow.from(web).to(cart));
  // @ts-expect-error
  expect(text).toDeny(web);
  // @ts-expect-error
  expect(text).toOnlyAllowInto(flow);
  // @ts-expect-error
  expect(text).toOnlyAllowInto(Pods.labelled({ app: 'cart' }), flow);
  // @ts-expect-error
  expect(text).toOnlyAllowOutOf('shop');
  // @ts-expect-error
  expect(text).toIsolate('shop');
  // @ts-expect-error
  expect(text).toIsolate('shop', 'out');
  // @ts-expect-error
  expect(text).toAllowAll(flow);
}
