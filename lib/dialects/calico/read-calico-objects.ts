import { invalid, item } from '../../policy/validation/finding';
import { field, isMap, type JsonMap } from '../../policy/validation/structure';
import type { ReadSpec } from '../dialect';
import { CalicoReader } from './calico-reader';
import type { AddressesSpec, TierSpec } from './calico-spec';
import { predefinedOrder } from './calico-tiers';

/** Reads a Tier. What it does not say is Deny, and the place behind all others. */
export function readTier(manifest: JsonMap): ReadSpec {
  const reader = new CalicoReader();
  const spec = reader.spec(manifest, ['order', 'defaultAction']);
  if (spec === undefined) return reader.result(undefined);
  const order = reader.number(spec, 'order', 'spec');
  const metadata = field(manifest, 'metadata');
  const name = isMap(metadata) ? String(field(metadata, 'name') ?? '') : '';
  const fixed = predefinedOrder(name);
  if (fixed !== undefined && order !== undefined && order !== fixed) {
    const detail = `the order of the tier ${name} is ${fixed}`;
    reader.structure.add(invalid('spec.order', order, detail, `write ${fixed}, or leave it out`));
  }
  const usual = defaultActionOf(name);
  const defaultAction = reader.oneOf(spec, 'defaultAction', 'spec', ['Deny', 'Pass']) ?? usual;
  if (fixed !== undefined && defaultAction !== usual) {
    const detail = `the default action of the tier ${name} is ${usual}`;
    reader.structure.add(invalid('spec.defaultAction', defaultAction, detail, `write ${usual}`));
  }
  const tier: TierSpec = { type: 'tier', ...(order !== undefined && { order }), defaultAction };
  return reader.result(tier);
}

function defaultActionOf(name: string): TierSpec['defaultAction'] {
  return predefinedOrder(name) !== undefined && name !== 'default' ? 'Pass' : 'Deny';
}

/** Reads a NetworkSet or a GlobalNetworkSet. */
export function readNetworkSet(manifest: JsonMap): ReadSpec {
  const reader = new CalicoReader();
  const given = reader.labelled(manifest, ['nets', 'allowedEgressDomains']);
  if (given === undefined) return reader.result(undefined);
  const { spec, labels } = given;
  const nets = reader.nets(spec, 'nets', 'spec') ?? [];
  const domains = reader
    .list(spec, 'allowedEgressDomains', 'spec')
    .flatMap((name, index) => reader.crd.text(name, item('spec.allowedEgressDomains', index), 'write a name') ?? []);
  const set: AddressesSpec = { type: 'network-set', labels, nets, domains };
  return reader.result(set);
}

/** Reads a HostEndpoint as far as rules of others select it: by its labels and the addresses that it says it has. */
export function readHostEndpoint(manifest: JsonMap): ReadSpec {
  const reader = new CalicoReader();
  const given = reader.labelled(manifest, ['node', 'interfaceName', 'expectedIPs', 'profiles', 'ports']);
  if (given === undefined) return reader.result(undefined);
  const { spec, labels } = given;
  const nets = reader.nets(spec, 'expectedIPs', 'spec') ?? [];
  const endpoint: AddressesSpec = { type: 'host-endpoint', labels, nets, domains: [] };
  return reader.result(endpoint);
}
