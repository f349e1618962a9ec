import { describe, expect, test } from '@jest/globals';
import type { StageRule } from '../../../lib/dialects/stage';
import { BoxCompiler } from '../../../lib/reachability/stages/box-compiler';
import { Interned } from '../../../lib/reachability/stages/interned';

describe('what is made once for all data that says the same', () => {
  test('is one object for equal data, and is not made again', () => {
    let made = 0;
    const interned = new Interned(({ name }: { name: string }) => ({ name, number: made++ }));
    expect(interned.of({ name: 'a' })).toBe(interned.of({ name: 'a' }));
    expect(interned.of({ name: 'b' })).toEqual({ name: 'b', number: 1 });
    expect(made).toBe(2);
  });

  test('may be nothing', () => {
    let made = 0;
    const interned = new Interned((_: { name: string }) => {
      made++;
      return undefined;
    });
    const data = { name: 'a' };
    expect([interned.of(data), interned.of(data), interned.of({ ...data })]).toEqual([undefined, undefined, undefined]);
    expect(made).toBe(1);
  });
});

describe('boxes of rules', () => {
  const pods = (value: string): StageRule['peers'] => [
    { kind: 'pod', pods: [{ key: 'app', operator: 'In', values: [value] }], namespaces: [] },
  ];

  test('are one list for equal lists, and one box for equal boxes of different lists', () => {
    const boxes = new BoxCompiler();
    expect(boxes.listOf(pods('web'))).toBe(boxes.listOf(pods('web')));
    const [first] = boxes.listOf(pods('web'));
    expect(boxes.listOf([...pods('db'), ...pods('web')])[1]).toBe(first);
  });

  test('are different where one condition is asked of a pod and of its namespace', () => {
    const boxes = new BoxCompiler();
    const conditions = [{ key: 'app', operator: 'In', values: ['web'] }] as const;
    const ofPod = boxes.listOf([{ kind: 'pod', pods: conditions, namespaces: [] }]);
    const ofNamespace = boxes.listOf([{ kind: 'pod', pods: [], namespaces: conditions }]);
    expect(ofPod).not.toEqual(ofNamespace);
  });

  test('of a pod and of an address are different ones of equal addresses', () => {
    const boxes = new BoxCompiler();
    const addresses = { in: ['10.0.0.0/8'] };
    const kinds = boxes
      .listOf([
        { kind: 'outside', addresses },
        { kind: 'node', nodes: [], addresses },
        { kind: 'pod', pods: [], namespaces: [], addresses },
      ])
      .map(({ kind }) => kind);
    expect(kinds).toEqual(['outside', 'node', 'pod']);
  });

  test('leave out those that nothing can be in', () => {
    const never = [
      { key: 'app', operator: 'In', values: ['web'] },
      { key: 'app', operator: 'DoesNotExist' },
    ] as const;
    expect(new BoxCompiler().listOf([{ kind: 'pod', pods: never, namespaces: [] }, ...pods('web')])).toHaveLength(1);
  });
});
