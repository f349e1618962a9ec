import { core } from '@pulumi/kubernetes';
import { output } from '@pulumi/pulumi';
import { namespaceName } from '../../lib/pulumi/peers/namespace-name';

/** How a leaf comes to be known: at once, or later from an Output, a Promise, or the resource that makes a namespace. */
export type Leaf = 'plain' | 'output' | 'Promise' | 'resource';

/** Fields of words and options that are no leaves: what they hold is known when the program is written. */
const FIXED = [
  ...[
    'type',
    'operator',
    'protocol',
    'in',
    'family',
    'all',
    'direction',
    'argoCdSyncWave',
    'clientEgress',
    'targetIngress',
  ],
  ...['tier', 'isolate'],
];

/** What stands in the place of a word or of several. */
const SPELLED: readonly unknown[] = ['anywhere', 'same-namespace', 'none'];

/** Fields that hold the name of a namespace. */
const PLACES = ['name', 'namespace'];

/** Some leaves of words and options known only later, as `choices` goes round. */
export class LaterLeaves {
  private readonly namespaces = new Map<string, core.v1.Namespace>();
  private readonly leaves = new Map<unknown, unknown>();
  private turn = 0;

  constructor(private readonly choices: readonly Leaf[]) {}

  in<T>(value: T): T {
    return this.walk(value) as T;
  }

  /** What a leaf will turn out to be. */
  of(leaf: unknown): unknown {
    return this.leaves.get(leaf) ?? leaf;
  }

  private walk(part: unknown, field?: string): unknown {
    if (SPELLED.includes(part) || part === undefined) return part;
    if (typeof part === 'string' || typeof part === 'number') return this.later(part, field);
    if (Array.isArray(part)) return part.map((item) => this.walk(item));
    const fields = Object.entries(part as object).map(([key, held]) => [
      key,
      FIXED.includes(key) && typeof held !== 'object' ? held : this.walk(held, key),
    ]);
    return Object.assign(Object.create(Object.getPrototypeOf(part)), Object.fromEntries(fields));
  }

  private later(leaf: string | number, field: string | undefined): unknown {
    const later = this.chosen(leaf, field);
    this.leaves.set(later, leaf);
    return later;
  }

  private chosen(leaf: string | number, field: string | undefined): unknown {
    const choice = this.choices[this.turn++ % this.choices.length];
    if (choice === 'Promise') return Promise.resolve(leaf);
    if (choice === 'output') return output(Promise.resolve(leaf));
    if (choice === 'resource' && typeof leaf === 'string' && PLACES.includes(field ?? '')) return this.namespace(leaf);
    return leaf;
  }

  private namespace(name: string): unknown {
    const namespace = this.namespaces.get(name) ?? new core.v1.Namespace(name, { metadata: { name } });
    this.namespaces.set(name, namespace);
    return namespaceName(namespace);
  }
}
