/**
 * The matchers as jest 30 types them, on the global `expect` and on that of `@jest/globals`. `npm run check-package`
 * compiles this file once more in a project that has nothing but jest and the packed tarball.
 */
import 'ringfence/jest';
import { expect as imported } from '@jest/globals';
import { Flow, Pods, Port } from 'ringfence';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
const flow = Flow.from(web).to(cart).on(Port.tcp(8080));

declare function is<T>(value: T): void;

export function matchersOfTheGlobal(text: string): void {
  is<void>(expect(text).toAllow(flow));
  expect(text).not.toDeny(flow);
  expect(text).toOnlyAllowInto(cart, flow, flow);
  expect(text).toOnlyAllowOutOf(cart);
  expect(text).toIsolate('shop', 'both');
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

export function matchersOfTheImported(text: string): void {
  is<void>(imported(text).toAllow(flow));
  imported(text).not.toDeny(flow);
  imported(text).toOnlyAllowInto(cart, flow, flow);
  imported(text).toOnlyAllowOutOf(cart);
  imported(text).toIsolate('shop', 'both');
  is<Promise<void>>(imported(Promise.resolve(text)).resolves.toAllow(flow));

  // @ts-expect-error
  imported(text).toAllow();
  // @ts-expect-error
  imported(text).toDeny(Flow.from(web).to(cart));
  // @ts-expect-error
  imported(text).toOnlyAllowInto(Pods.labelled({ app: 'cart' }), flow);
  // @ts-expect-error
  imported(text).toOnlyAllowOutOf(flow);
  // @ts-expect-error
  imported(text).toIsolate('shop', 'out');
}
