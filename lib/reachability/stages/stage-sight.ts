import type { LabelSpace } from '../../policy/label-space';
import { NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import { AddressSet } from '../sets/address-set';
import type { BoxMatch } from './box-match';
import type { CompiledBox, CompiledRule, CompiledStages } from './compiled-rules';

/** All by which stages can distinguish endpoints. */
export interface StageSight {
  readonly pods: SeenLabels;
  readonly namespaces: SeenLabels;
  /** Whether any rule asks for a ServiceAccount. */
  readonly serviceAccounts: boolean;
  /** As `TCP http`, and as ` http` of any protocol. */
  readonly portNames: ReadonlySet<string>;
  /**
   * The blocks of boxes; the addresses of declared nodes too, where some rule is for nodes and not for other addresses, and those of the nodes
   * that a rule selects by labels.
   */
  readonly blocks: readonly AddressSet[];
  /** Whether any rule asks for the addresses of those that it is for, so that a pod's families may be treated differently. */
  readonly ownAddresses: boolean;
}

/** The values by key that are named; `whole` where the text itself is looked at. */
export type SeenLabels = ReadonlyMap<string, ReadonlySet<string> | 'whole'>;

export function sightOf(stages: CompiledStages, match: BoxMatch): StageSight {
  const [pods, namespaces] = [new Map<string, Set<string> | 'whole'>(), new Map<string, Set<string> | 'whole'>()];
  const portNames = new Set<string>();
  const blocks = new Map<string, AddressSet>();
  const boxes = new Set<CompiledBox>();
  let seesNodes = false;
  let serviceAccounts = false;
  let ownAddresses = false;
  for (const { subjects, peers, ports } of rulesOf(stages)) {
    for (const box of [...subjects, ...peers]) boxes.add(box);
    if (subjects.some(({ addresses }) => addresses !== AddressSet.all)) ownAddresses = true;
    if ([subjects, peers].some(knowsNodes)) seesNodes = true;
    for (const set of [ports.any, ...(ports.none ? [ports.none] : [])]) {
      for (const { protocol = '', name } of set.named) portNames.add(`${protocol} ${name}`);
    }
  }
  for (const box of boxes) {
    if (box.addresses !== AddressSet.all) blocks.set(box.addresses.key, box.addresses);
    if (box.kind === 'node' && box.nodes.size + box.texts.length > 0) {
      const selected = match.nodesIn(box);
      if (!selected.isEmpty) blocks.set(selected.key, selected);
    }
    if (box.kind !== 'pod') continue;
    see(pods, box.pods);
    see(namespaces, box.namespaces);
    if (box.serviceAccounts.size > 0 || box.texts.some(({ of }) => of === 'service-account')) serviceAccounts = true;
    for (const { of, key } of box.texts)
      if (of !== 'service-account') (of === 'pod' ? pods : namespaces).set(key, 'whole');
  }
  const { nodeAddresses } = match;
  if (seesNodes && !nodeAddresses.isEmpty) blocks.set(nodeAddresses.key, nodeAddresses);
  return { pods, namespaces, serviceAccounts, portNames, blocks: [...blocks.values()], ownAddresses };
}

/** Whether nodes are matched otherwise than addresses outside. */
function knowsNodes(boxes: readonly CompiledBox[]): boolean {
  const count = (kind: CompiledBox['kind']) => boxes.filter((box) => box.kind === kind).length;
  return count('node') !== count('outside');
}

/** The labels of namespaces that are named, but for their names. */
export function namespaceKeysOf({ namespaces }: StageSight): string[] {
  return [...namespaces.keys()].filter((key) => key !== NAMESPACE_NAME_LABEL);
}

/** Every rule of stages. */
export function* rulesOf(stages: CompiledStages): Iterable<CompiledRule> {
  for (const { ranks } of [...stages.Ingress, ...stages.Egress]) {
    for (const { policies } of ranks) for (const { rules } of policies) yield* rules;
  }
}

function see(seen: Map<string, Set<string> | 'whole'>, space: LabelSpace): void {
  for (const [key, { values }] of space) {
    const known = seen.get(key) ?? new Set<string>();
    seen.set(key, known);
    if (known !== 'whole') for (const value of values) known.add(value);
  }
}
