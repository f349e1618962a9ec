import { networkPolicy } from '../patterns/network-policy';
import { serviceAccessGrant } from '../patterns/service-access-grant';
import { validManifests } from '../patterns/written';
import type { NetworkPolicyManifest } from '../policy/manifest';
import type { PodsInNamespace } from '../policy/pods';
import { construction, layOut, text } from './code';
import type { GrantOptions } from './grant-options';
import { WordCode } from './word-code';

/** A grant as it is written: its id, and the policies that it is made of. */
export interface WrittenGrant {
  readonly id: string;
  readonly manifests: readonly NetworkPolicyManifest[];
}

/** The ids of policies, as `namespace/name`, that a new policy must not have. */
export type TakenNames = Pick<ReadonlySet<string>, 'has'>;

/**
 * Writes a grant under a name that is free: another policy of its name would be replaced.
 * @param openEgressOf the clients whose way out is closed, and is opened too
 */
export function writtenGrant(
  { id, ...written }: GrantOptions,
  openEgressOf: readonly PodsInNamespace[],
  taken: TakenNames,
): WrittenGrant {
  for (let count = 1; ; count++) {
    const name = count === 1 ? id : `${id}-${count}`;
    const manifests = validManifests(
      written.pattern === 'ServiceAccessGrant'
        ? serviceAccessGrant(name, { ...written.options, openEgressOf })
        : networkPolicy(name, written.options),
    );
    if (!manifests.some(({ metadata }) => taken.has(`${metadata.namespace}/${metadata.name}`)))
      return { id: name, manifests };
  }
}

/** The TypeScript that writes a grant, to be put into a chart of a cdk8s app. */
export function grantOptionsCode({ id, pattern, options }: GrantOptions): string {
  return layOut(construction(pattern, ['chart', text(id)], new WordCode().entries(options)));
}
