import type { StringMap } from '../policy/manifest';
import type { FieldPath, Finding } from '../policy/validation/finding';
import type { JsonMap } from '../policy/validation/structure';
import type { ClusterNode } from './cluster';
import type { ServiceEndpoints } from './endpoints';
import type { DeclaredCalls } from './entries/declared-caller';
import type { Identity } from './identity';
import type { Service } from './service';
import type { Unjudged } from './unjudged';
import type { DeclaredEndedPod, DeclaredWorkload } from './workload';

/** What one object says of a cluster. */
export type ClusterObject = Identity &
  (
    | { readonly type: 'namespace'; readonly labels: StringMap }
    | { readonly type: 'workload'; readonly workload: DeclaredWorkload }
    | { readonly type: 'ended-pod'; readonly pod: DeclaredEndedPod }
    | { readonly type: 'service'; readonly service: Service }
    | { readonly type: 'service-account'; readonly labels: StringMap }
    | { readonly type: 'node'; readonly node: Omit<ClusterNode, 'name' | 'source'> }
    | { readonly type: 'endpoints'; readonly service: string; readonly endpoints: readonly ServiceEndpoints[] }
    | { readonly type: 'policy'; readonly manifest: JsonMap; readonly emptied: readonly FieldPath[] }
    | { readonly type: 'dialect-object'; readonly version: string; readonly spec: unknown }
    | { readonly type: 'hidden' }
    | { readonly type: 'caller'; readonly calls: DeclaredCalls }
  );

/** An object as it was read: what it says, or why it says nothing; neither for what a cluster does not hold. */
export interface ReadObject {
  readonly says?: ClusterObject;
  /** What decides on connections and is not judged, here. */
  readonly unjudged?: Unjudged;
  /** What an object with findings or warnings calls itself. */
  readonly title?: string;
  /** Why it could not be read. */
  readonly findings: readonly Finding[];
  /** What is wrong with it although it was read. */
  readonly warnings?: readonly Finding[];
}
