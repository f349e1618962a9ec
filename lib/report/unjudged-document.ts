import type { Cluster, IgnoredPolicies, PolicyReach, UnjudgedPolicy } from '../cluster/cluster';
import { describeSource } from '../cluster/source';
import type { PolicyType } from '../policy/manifest';

/** What decides on connections too and was not judged, as every document has it. */
export interface UnjudgedDocuments {
  /** In the order of the input. */
  readonly unjudged: readonly ListedUnjudged[];
  /** Kinds that the settings say do not matter. */
  readonly ignored: readonly IgnoredPolicies[];
  /** What makes pods that are in no manifest, and so in no answer. */
  readonly notShown: readonly NotShown[];
}

/** An object of an operator's kind, whose pods are not shown. */
export interface NotShown {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Where it is written, as file:line:column. */
  readonly source: string;
}

/** A policy or document that was not judged, with what it may do to the answers. */
export interface ListedUnjudged {
  /** `other-api`: a kind that is not judged. `faulty`: it could not be read, or the API server refuses it. */
  readonly reason: 'other-api' | 'faulty';
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Whether it may allow what the others deny. */
  readonly canOpen: boolean;
  /** Whether it may deny what the others allow. */
  readonly canClose: boolean;
  readonly directions: readonly PolicyType[];
  /** The pods for which it may decide. */
  readonly reach: PolicyReach;
  /** Where it is written, as file:line:column. */
  readonly source: string;
}

export function unjudgedDocuments({
  unjudged,
  ignored,
  notShown,
}: Pick<Cluster, 'unjudged' | 'ignored' | 'notShown'>): UnjudgedDocuments {
  return {
    unjudged: unjudged.map(listed),
    ignored,
    notShown: notShown.map(({ source, ...one }) => ({ ...one, source: describeSource(source) })),
  };
}

function listed({ reason, group, kind, namespace, name, source, ...may }: UnjudgedPolicy): ListedUnjudged {
  const { canOpen, canClose, directions, reach } = may;
  return {
    reason,
    ...(group !== undefined && { group }),
    ...(kind !== undefined && { kind }),
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    canOpen,
    canClose,
    directions,
    reach,
    source: describeSource(source),
  };
}
