import {
  type FlowEnd,
  type FlowFormat,
  type FlowRecord,
  type JsonObject,
  type LineReading,
  records,
  skipped,
} from '../flow-record';
import { labelsFrom, numberIn, objectIn, portFrom, protocolFrom, textIn, textsIn, timeFrom } from './json-fields';

/**
 * Flow logs of Calico Enterprise and Calico Cloud as JSON.
 * Source: tigera/docs calico-enterprise/observability/elastic/flow/datatypes.mdx.
 */
export const calicoEnterprise: FlowFormat = {
  name: 'calico-enterprise',
  title: 'Calico Enterprise and Cloud',
  readJson,
};

function readJson(object: JsonObject): LineReading | undefined {
  if (textIn(object, 'source_type') === undefined || textIn(object, 'dest_type') === undefined) return undefined;
  const action = textIn(object, 'action')?.toLowerCase();
  if (action !== 'allow' && action !== 'deny') return skipped(`action ${action ?? 'absent'}`);
  const policies = objectIn(object, 'policies');
  const enforced = [...textsIn(policies, 'enforced_policies'), ...textsIn(policies, 'all_policies')].map(hitOf);
  const port = portFrom(numberIn(object, 'dest_port'));
  const sourcePort = portFrom(numberIn(object, 'source_port'));
  const time = timeFrom(object.start_time);
  const dnsNames = textsIn(object, 'dest_domains');
  const denied = action === 'deny';
  const record: FlowRecord = {
    ...(time !== undefined && { time }),
    verdict: denied ? 'denied' : 'allowed',
    ...(denied && causeOf(enforced.find((hit) => hit.action === 'deny'))),
    ...(textIn(object, 'reporter') === 'src' && { direction: 'Egress' as const }),
    ...(textIn(object, 'reporter') === 'dst' && { direction: 'Ingress' as const }),
    source: endOf(object, 'source', []),
    destination: endOf(object, 'dest', dnsNames),
    protocol: protocolFrom(object.proto),
    ...(port !== undefined && { port }),
    ...(sourcePort !== undefined && { sourcePort }),
    count: Math.max(1, numberIn(object, 'num_flows_started') ?? numberIn(object, 'num_flows') ?? 1),
    policies: enforced.map(({ name }) => name).filter((name) => name !== '' && !name.startsWith('__PROFILE__')),
  };
  const pending = textsIn(policies, 'pending_policies').map(hitOf);
  const wouldDeny = !denied && pending.at(-1)?.action === 'deny';
  if (!wouldDeny) return records(record);
  return records(record, { ...record, ...causeOf(pending.at(-1)), verdict: 'audit', observer: 'pending' });
}

interface Hit {
  readonly tier: string;
  readonly name: string;
  readonly action: string;
  readonly rule: number;
}

/** Whether a rule denied it, or the end of a tier that comes before that of NetworkPolicies: neither is changed by one. */
function causeOf(hit: Hit | undefined): Pick<FlowRecord, 'cause' | 'causeName'> {
  if (hit === undefined) return {};
  if (hit.rule >= 0) return { cause: 'explicit-deny' };
  return ['', 'default', '__PROFILE__'].includes(hit.tier)
    ? {}
    : { cause: 'explicit-deny', causeName: `the end of tier ${hit.tier}` };
}

/** `index|tier|name|action|rule`; the rule is -1 where the tier ended without a match. */
function hitOf(text: string): Hit {
  const [, tier = '', name = '', action = '', rule = ''] = text.split('|');
  return { tier, name, action: action.toLowerCase(), rule: /^\d+$/.test(rule) ? Number(rule) : -1 };
}

function endOf(object: JsonObject, end: 'source' | 'dest', dnsNames: readonly string[]): FlowEnd {
  const address = textIn(object, `${end}_ip`);
  const common = { ...(address && { address }), ...(dnsNames.length > 0 && { dnsNames }) };
  const name = nameOf(object, `${end}_name`) ?? nameOf(object, `${end}_name_aggr`);
  switch (textIn(object, `${end}_type`)) {
    case 'wep': {
      const namespace = nameOf(object, `${end}_namespace`);
      const labels = textsIn(objectIn(object, `${end}_labels`), 'labels');
      return {
        kind: 'pod',
        ...common,
        ...(namespace && { namespace }),
        ...(name && { pod: name }),
        ...(labels.length > 0 && { labels: labelsFrom(labels) }),
      };
    }
    case 'hep':
      return { kind: 'node', ...common, ...(name && { name }) };
    case 'net':
    case 'ns':
      return { kind: 'outside', ...common, ...(name && !OUTSIDE.has(name) && { name }) };
    default:
      return common;
  }
}

const OUTSIDE: ReadonlySet<string> = new Set(['pub', 'pvt']);

function nameOf(object: JsonObject, field: string): string | undefined {
  const name = textIn(object, field);
  return name === '-' ? undefined : name;
}
