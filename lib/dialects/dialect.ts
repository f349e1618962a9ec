import type { CniProfile } from '../cni/cni-profile';
import type { PolicyApi } from '../cni/policy-api';
import type { PolicyType, Protocol, StringMap } from '../policy/manifest';
import type { Finding } from '../policy/validation/finding';
import type { JsonMap } from '../policy/validation/structure';

/**
 * A policy API beside `networking.k8s.io`: which objects it has and how each is read. How its policies decide is said by
 * stages, which `policy-stages.ts` puts together with those of the other dialects.
 */
export interface Dialect {
  readonly name: DialectName;
  /** In texts: `Cilium`. */
  readonly title: string;
  readonly kinds: readonly DialectKind[];
}

/** `kubernetes` is networking.k8s.io, whose policies are read in `cluster/`. */
export type DialectName = 'kubernetes' | 'cluster-network-policy' | 'cilium' | 'calico';

/** A kind of a dialect. Kinds of one name are in several groups: a kind is known by its group and name. */
export interface DialectKind {
  readonly group: string;
  readonly kind: string;
  /** The API that a profile of a network plugin says is enforced. */
  readonly api: PolicyApi;
  /** The versions that are read; an object of another one is not judged. */
  readonly versions: readonly string[];
  readonly scope: 'Cluster' | 'Namespaced';
  /** Whether its objects decide, or are only referred to by those that do, as Calico's tiers and sets are. */
  readonly role: 'policy' | 'reference';
  /** What an object may do that is not judged, be it faulty or of an unknown version. */
  readonly canOpen: boolean;
  readonly canClose: boolean;
  readonly directions: readonly PolicyType[];
  /** Where it is documented what the kind does. */
  readonly source: string;
  /**
   * Reads an object, as the API server or the plugin's agent does. It never throws. Most inputs have no object of a dialect, so what
   * reads them is loaded for the first one.
   */
  read(manifest: JsonMap): ReadSpec;
}

/** What an object says, or why it says nothing. */
export interface ReadSpec {
  /**
   * What its stages are made of, as plain data without anything of the manifest that is null; absent where it is refused, and
   * where it says nothing.
   */
  readonly spec?: unknown;
  /**
   * What is wrong with it, with the field paths and words of the API server. It is refused unless each is `meaning: 'clear'`. An
   * object that its plugin ignores has neither a spec nor a finding that is not clear.
   */
  readonly findings: readonly Finding[];
}

/** An object of a dialect that was read, or a NetworkPolicy. */
export interface DialectObject<S = unknown> {
  readonly group: string;
  readonly kind: string;
  /** As in `v1alpha2`. */
  readonly version: string;
  /** Absent for what is in none. */
  readonly namespace?: string;
  readonly name: string;
  readonly spec: S;
}

/** What stages are made of: the objects, and what dialects need to know of the world. A `Cluster` has it. */
export interface DialectWorld {
  readonly cni: CniProfile;
  /** The NetworkPolicies of networking.k8s.io/v1, with their manifests' specs. */
  readonly networkPolicies: readonly DialectObject[];
  /** Those of the dialects that are enforced; policies and what they refer to. */
  readonly objects: readonly DialectObject[];
  /** Declared ones have just these labels; others may have any besides. */
  readonly namespaces: ReadonlyMap<string, { readonly labels: StringMap; readonly declared: boolean }>;
  /** Their pods, by equal labels. */
  readonly workloads: readonly { readonly pods: readonly { readonly labels: StringMap }[] }[];
  readonly nodes: readonly {
    readonly name: string;
    readonly addresses: readonly string[];
    readonly labels: StringMap;
  }[];
  readonly services: readonly {
    readonly name: string;
    readonly namespace: string;
    /** Its own. */
    readonly labels: StringMap;
    /** Empty where its endpoints are made elsewhere. */
    readonly selector: StringMap;
    readonly ports: readonly { readonly targetPort: number | string; readonly protocol: Protocol }[];
    readonly endpoints: readonly {
      readonly addresses: readonly string[];
      readonly ports: readonly { readonly port: number; readonly protocol: Protocol }[];
    }[];
  }[];
}
