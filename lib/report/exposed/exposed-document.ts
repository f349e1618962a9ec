import type { EntryType } from '../../cluster/entries/entries';
import { describeSource } from '../../cluster/source';
import type { Reachability } from '../../reachability/reachability';
import type { PortRange } from '../../reachability/sets/connection-set';
import { type DependsDocument, dependsDocument } from '../depends-document';
import type { PairFilter } from '../pair-filter';
import { type UnjudgedDocuments, unjudgedDocuments } from '../unjudged-document';
import { exposedWays, waysInto } from './exposed-ways';

/** What outsiders can reach, as a public format that stays as it is; docs/exposed.schema.json describes it. */
export interface ExposedDocument extends UnjudgedDocuments {
  readonly version: 2;
  /** What comes in, or may, in the order of the input. */
  readonly exposed: Iterable<ExposedWorkload>;
  /** Entries that policies shut off. */
  readonly shut: Iterable<ShutWorkload>;
  /** Entries that lead nowhere, or nowhere that is known. */
  readonly notFollowed: readonly NotFollowedEntry[];
  /** The ids of workloads on the network of their nodes, which outsiders may reach without an entry. */
  readonly onNodes: readonly string[];
}

/** An entry and a workload behind it. */
export interface ShutWorkload {
  /** `Ingress shop/web`. */
  readonly entry: string;
  readonly type: EntryType;
  /** By what it lets in, as text. */
  readonly through: string;
  /** Where the entry is written, as file:line:column. */
  readonly source: string;
  /** `namespace/name[Kind]`. */
  readonly to: string;
  /** The ports of the workload to which the entry leads. */
  readonly leadsTo: readonly PortRange[];
}

/** What comes to a workload through an entry. */
export interface ExposedWorkload extends ShutWorkload {
  /** What comes in whatever is unknown; empty where nothing does. */
  readonly ports: readonly PortRange[];
  /** Each way in which more comes in; absent where there is none. */
  readonly depends?: readonly DependsDocument[];
}

/** Where an entry leads nowhere, or nowhere that is known. */
export interface NotFollowedEntry {
  readonly entry: string;
  /** The field that says so; empty for the whole entry. */
  readonly path: string;
  readonly message: string;
  readonly source: string;
}

export function exposedDocument(reachability: Reachability, filter: PairFilter = {}): ExposedDocument {
  const { open, shut, notFollowed, onNodes } = exposedWays(reachability, filter);
  const described = ({ through, to, ports }: typeof open extends Iterable<infer T> ? T : never): ShutWorkload => ({
    entry: through.title,
    type: through.type,
    through: waysInto(through),
    source: describeSource(through.source),
    to: to.id,
    leadsTo: ports.ranges(),
  });
  return {
    version: 2,
    exposed: mapped(open, (one): ExposedWorkload => {
      const names = { source: 'its sender', destination: one.to.id };
      const depends = one.depends.map((way) => dependsDocument(way, names));
      return { ...described(one), ports: one.certain.ranges(), ...(depends.length > 0 && { depends }) };
    }),
    shut: mapped(shut, described),
    notFollowed: notFollowed.map(({ title, path, message, source }) => ({
      entry: title,
      path,
      message,
      source: describeSource(source),
    })),
    onNodes,
    ...unjudgedDocuments(reachability.cluster),
  };
}

function mapped<T, U>(items: Iterable<T>, map: (item: T) => U): Iterable<U> {
  return {
    *[Symbol.iterator]() {
      for (const item of items) yield map(item);
    },
  };
}
