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
  const hits = [...textsIn(policies, 'enforced_policies'), ...textsIn(policies, 'all_policies')].map(hitOf);
  const enforced = hits.filter(({ isStaged }) => !isStaged);
  const destination = endOf(object, 'dest', textsIn(object, 'dest_domains'));
  const ofService = destination.service === undefined ? undefined : numberIn(object, 'dest_service_port');
  const port = portFrom(ofService ?? numberIn(object, 'dest_port'));
  const sourcePort = portFrom(numberIn(object, 'source_port'));
  const time = timeFrom(object.start_time);
  const denied = action === 'deny';
  const reporter = textIn(object, 'reporter')?.toLowerCase();
  const denying = enforced.find((hit) => hit.action === 'deny');
  const record: FlowRecord = {
    ...(time !== undefined && { time }),
    verdict: denied ? 'denied' : 'allowed',
    ...(denied && causeOf(denying)),
    ...(reporter === 'src' && { direction: 'Egress' as const }),
    ...(reporter === 'dst' && { direction: 'Ingress' as const }),
    source: endOf(object, 'source', []),
    destination,
    protocol: protocolFrom(object.proto),
    ...(port !== undefined && { port }),
    ...(sourcePort !== undefined && { sourcePort }),
    count: Math.max(1, numberIn(object, 'num_flows_started') ?? numberIn(object, 'num_flows') ?? 1),
    policies: namesOf(denied && denying !== undefined ? [denying] : enforced),
  };
  // What staged policies would do; older releases have it among all policies.
  const pending = textsIn(policies, 'pending_policies').map(hitOf);
  const wouldDeny = [...pending, ...hits.filter(({ isStaged }) => isStaged)].find((hit) => hit.action === 'deny');
  if (denied || wouldDeny === undefined) return records(record);
  const staged = { verdict: 'audit' as const, observer: 'pending', policies: namesOf([wouldDeny]) };
  return records(record, { ...record, ...causeOf(wouldDeny), ...staged });
}

function namesOf(hits: readonly Hit[]): string[] {
  return [...new Set(hits.map(({ name }) => name))].filter((name) => name !== '' && !name.startsWith('__PROFILE__'));
}

interface Hit {
  readonly tier: string;
  readonly name: string;
  readonly action: string;
  readonly rule: number;
  readonly isStaged: boolean;
}

/** Whether a rule denied it, or the end of a tier that comes before that of NetworkPolicies: neither is changed by one. */
function causeOf(hit: Hit | undefined): Pick<FlowRecord, 'cause' | 'causeName'> {
  if (hit === undefined) return {};
  // A NetworkPolicy has no rules that deny, whatever number its isolation has.
  if (/(^|\/)(staged:)?knp\.default\./.test(hit.name)) return {};
  if (hit.rule >= 0) return { cause: 'explicit-deny' };
  return ['', 'default', '__PROFILE__'].includes(hit.tier)
    ? {}
    : { cause: 'explicit-deny', causeName: `the end of tier ${hit.tier}` };
}

/** `index|tier|name|action|rule`; the rule is -1 where the tier ended without a match. */
function hitOf(text: string): Hit {
  const [, tier = '', name = '', action = '', rule = ''] = text.split('|');
  const isStaged = /(^|\/)staged:/.test(name);
  return { tier, name, action: action.toLowerCase(), rule: /^\d+$/.test(rule) ? Number(rule) : -1, isStaged };
}

function endOf(object: JsonObject, end: 'source' | 'dest', dnsNames: readonly string[]): FlowEnd {
  const address = textIn(object, `${end}_ip`);
  const common = { ...(address && { address }), ...(dnsNames.length > 0 && { dnsNames }) };
  const name = nameOf(object, `${end}_name`) ?? nameOf(object, `${end}_name_aggr`);
  switch (textIn(object, `${end}_type`)?.toLowerCase()) {
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
      return { kind: 'outside', ...common, ...(name && !OUTSIDE.has(name) && { name }), ...serviceOf(object, end) };
    default:
      return common;
  }
}

/** The Service that was called, where what answered is no pod that the plugin knows. */
function serviceOf(object: JsonObject, end: 'source' | 'dest'): Pick<FlowEnd, 'service'> {
  const [namespace, name] = [nameOf(object, `${end}_service_namespace`), nameOf(object, `${end}_service_name`)];
  return namespace === undefined || name === undefined ? {} : { service: { namespace, name } };
}

const OUTSIDE: ReadonlySet<string> = new Set(['pub', 'pvt']);

function nameOf(object: JsonObject, field: string): string | undefined {
  const name = textIn(object, field);
  return name === '-' ? undefined : name;
}
