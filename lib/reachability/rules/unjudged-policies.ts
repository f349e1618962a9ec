import type { UnjudgedPolicy } from '../../cluster/cluster';
import type { PolicyType } from '../../policy/manifest';
import type { Endpoint } from '../pods/endpoint';

export type May = 'open' | 'close';

const NONE: readonly UnjudgedPolicy[] = [];

/** The policies that are not judged, looked up by the pods for which they may decide. */
export class UnjudgedPolicies {
  private readonly known = new Map<string, readonly UnjudgedPolicy[]>();
  private readonly namespaces: ReadonlySet<string>;

  constructor(private readonly all: readonly UnjudgedPolicy[]) {
    this.namespaces = new Set(all.flatMap(({ reach }) => (reach.type === 'namespace' ? [reach.namespace] : [])));
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  /** Those that may open or close connections of an endpoint in a direction; the same list for all that have the same. */
  of(direction: PolicyType, may: May, endpoint: Endpoint): readonly UnjudgedPolicy[] {
    if (this.all.length === 0 || endpoint.type === 'address') return NONE;
    return this.inNamespace(direction, may, endpoint.namespace.name);
  }

  /** The same for the pods of a namespace. */
  inNamespace(direction: PolicyType, may: May, namespace: string): readonly UnjudgedPolicy[] {
    const place = this.namespaces.has(namespace) ? namespace : '';
    const key = `${direction} ${may} ${place}`;
    let found = this.known.get(key);
    if (found === undefined) {
      found = this.all.filter(
        ({ canOpen, canClose, directions, reach }) =>
          (may === 'open' ? canOpen : canClose) &&
          directions.includes(direction) &&
          (reach.type === 'cluster' || reach.namespace === place),
      );
      if (found.length === 0) found = NONE;
      this.known.set(key, found);
    }
    return found;
  }

  /** Whether any of them may decide on an endpoint. */
  decidesOn(endpoint: Endpoint): boolean {
    return (['Ingress', 'Egress'] as const).some((direction) =>
      (['open', 'close'] as const).some((may) => this.of(direction, may, endpoint).length > 0),
    );
  }

  /** What distinguishes the pods of a namespace from others: equal for those for which the same policies may decide. */
  placeOf(namespace: string): string {
    return this.namespaces.has(namespace) ? namespace : '';
  }

  /** The namespaces in which some may decide; undefined where that is all of them. */
  reach(direction: PolicyType, may: May): ReadonlySet<string> | undefined {
    const names = new Set<string>();
    for (const { canOpen, canClose, directions, reach } of this.all) {
      if (!(may === 'open' ? canOpen : canClose) || !directions.includes(direction)) continue;
      if (reach.type === 'cluster') return undefined;
      names.add(reach.namespace);
    }
    return names;
  }
}
