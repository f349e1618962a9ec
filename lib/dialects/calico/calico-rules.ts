import type { PolicyType, Protocol } from '../../policy/manifest';
import type { DialectObject } from '../dialect';
import {
  type Circumstance,
  circumstanceKey,
  type EndBox,
  EVERY_PORT_MATCH,
  EVERYONE,
  type PortMatch,
  type RuleOrigin,
  type StagePorts,
  type StageRule,
} from '../stage';
import type { CalicoPolicySpec, CalicoPort, CalicoRule, EntityRule } from './calico-spec';
import { type Asker, type EntityBoxes, type EntityMatch, inBothMatches } from './entity-boxes';
import type { ScopedSelector } from './pod-products';

/** What one Calico policy does in a direction: its rules in order, and for whom its tier takes over what they do not match. */
export interface CalicoPolicyRules {
  readonly rules: readonly StageRule[];
  readonly end: readonly StageRule[];
}

const NONE: CalicoPolicyRules = { rules: [], end: [] };

/** Source: felix, which governs a direction where the policy's types have it; a Log decides nothing. */
export function calicoPolicyRules(
  policy: DialectObject<CalicoPolicySpec>,
  direction: PolicyType,
  boxes: EntityBoxes,
): CalicoPolicyRules {
  const { spec } = policy;
  if (![...spec.directions, ...spec.perhaps].includes(direction)) return NONE;
  const ownEnd = direction === 'Ingress' ? 'destination' : 'source';
  const whole: Asker = { origin: { policy, path: 'spec' }, namespace: policy.namespace, end: ownEnd };
  const given = boxes.pods(subjectSelectors(policy, boxes), whole);
  const withFacts = (isEnd: boolean) => {
    const facts = policyFacts(policy, direction, isEnd);
    return given.map((one) => ({ ...one, circumstances: [...one.circumstances, ...facts] }));
  };
  const subjects = withFacts(false);
  const rules = (direction === 'Ingress' ? spec.ingress : spec.egress).flatMap((rule) =>
    subjects.flatMap((subject) => stageRules(rule, policy, direction, subject, boxes)),
  );
  const end = withFacts(true).map(
    (subject): StageRule => ({
      action: 'deny',
      subjects: subject.boxes,
      peers: EVERYONE,
      ports: EVERY_PORT_MATCH,
      circumstances: subject.circumstances,
      end: true,
      origin: { policy, path: 'spec' },
    }),
  );
  return { rules, end };
}

/** What is not known of a whole policy. Whether it takes over is a fact of its own: it may, and allow less than it says. */
function policyFacts(policy: DialectObject<CalicoPolicySpec>, direction: PolicyType, isEnd: boolean): Circumstance[] {
  const { kind, name, namespace, spec } = policy;
  const title = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const sentences = [
    ...(spec.perhaps.includes(direction) ? [`${title}, which is stored without types, is for ${direction} too`] : []),
    ...spec.unknown.map((at) =>
      isEnd
        ? `${title} takes over its pods in spite of ${at}, which is not judged`
        : `the rules of ${title} match in spite of ${at}, which is not judged`,
    ),
  ];
  return sentences.map((sentence) => ({ key: circumstanceKey({ policy, path: 'spec' }, sentence), sentence }));
}

function subjectSelectors({ namespace, spec }: DialectObject<CalicoPolicySpec>, boxes: EntityBoxes): ScopedSelector[] {
  const { selector, namespaceSelector, serviceAccountSelector } = spec;
  return [
    ...(namespace === undefined
      ? []
      : [boxes.scoped('namespaces', `projectcalico.org/name == ${JSON.stringify(namespace)}`)]),
    ...(namespaceSelector === undefined ? [] : [boxes.scoped('namespaces', namespaceSelector)]),
    ...(serviceAccountSelector === undefined ? [] : [boxes.scoped('service-accounts', serviceAccountSelector)]),
    ...(selector === undefined ? [] : [boxes.scoped('endpoints', selector)]),
  ];
}

const ACTIONS = { Allow: 'allow', Deny: 'deny', Pass: 'pass' } as const;

function stageRules(
  rule: CalicoRule,
  policy: DialectObject<CalicoPolicySpec>,
  direction: PolicyType,
  subject: EntityMatch,
  boxes: EntityBoxes,
): StageRule[] {
  if (rule.action === 'Log' || rule.protocols.length === 0) return [];
  const action = ACTIONS[rule.action];
  const origin: RuleOrigin = { policy, path: rule.path };
  const asker = (end: Asker['end']): Asker => ({ origin, namespace: policy.namespace, end });
  const [own, other] =
    direction === 'Ingress' ? (['destination', 'source'] as const) : (['source', 'destination'] as const);
  const subjects = asksForAnyone(rule[own])
    ? [subject]
    : boxes.matches(rule[own], asker(own)).map((match) => inBothMatches(subject, match, asker(own)));
  const peers = boxes.matches(rule[other], asker(other)).map((match) => ofVersion(match, rule.ipVersion));
  const facts = [...sourcePortFacts(rule, origin), ...httpFacts(rule, origin), ...askedFacts(rule, origin)];
  const ports = portsOf(rule);
  return subjects.flatMap((ofSubject) =>
    peers.flatMap((ofPeer): StageRule[] => {
      if (ofSubject.boxes.length === 0 || ofPeer.boxes.length === 0) return [];
      return [
        {
          action,
          subjects: ofSubject.boxes,
          peers: ofPeer.boxes,
          ports:
            ofPeer.ports === undefined ? ports : { any: ofPeer.ports.filter((port) => isOf(rule.protocols, port)) },
          circumstances: [...ofSubject.circumstances, ...ofPeer.circumstances, ...facts],
          origin,
        },
      ];
    }),
  );
}

function asksForAnyone({ ports: _, notPorts: __, ...asked }: EntityRule): boolean {
  return Object.keys(asked).length === 0;
}

function isOf(protocols: readonly Protocol[], { protocol }: PortMatch): boolean {
  return protocol === undefined || protocols.includes(protocol);
}

/** Both ends of a connection have addresses of one family. */
function ofVersion(match: EntityMatch, version: CalicoRule['ipVersion']): EntityMatch {
  if (version === undefined) return match;
  const family = version === 4 ? '0.0.0.0/0' : '::/0';
  const inFamily = (box: EndBox): EndBox => ({
    ...box,
    addresses: { in: [family], ...(box.addresses && { and: box.addresses }) },
  });
  return { ...match, boxes: match.boxes.map(inFamily) };
}

/** The ports of the destination, by the protocols of the rule. */
function portsOf({ protocols, destination }: CalicoRule): StagePorts {
  const { ports, notPorts } = destination;
  const every = protocols.length === 3;
  const all: PortMatch[] = every ? [{}] : protocols.map((protocol) => ({ protocol }));
  const matches = (list: readonly CalicoPort[]) => list.flatMap((port) => portMatches(port, protocols));
  return {
    any: ports === undefined ? all : matches(ports),
    ...(notPorts !== undefined && { none: matches(notPorts) }),
  };
}

function portMatches(port: CalicoPort, protocols: readonly Protocol[]): PortMatch[] {
  return protocols.map((protocol) =>
    'name' in port ? { protocol, name: port.name } : { protocol, port: port.from, endPort: port.to },
  );
}

/** The port of the source is any that its system gave it. */
function sourcePortFacts({ source }: CalicoRule, origin: RuleOrigin): Circumstance[] {
  const { ports, notPorts } = source;
  return [
    ...(ports === undefined ? [] : [`the port of the source is one of ${ports.map(portText).join(', ')}`]),
    ...(notPorts === undefined ? [] : [`the port of the source is none of ${notPorts.map(portText).join(', ')}`]),
  ].map((sentence) => ({ key: circumstanceKey(origin, sentence), sentence }));
}

function portText(port: CalicoPort): string {
  if ('name' in port) return port.name;
  return port.from === port.to ? `${port.from}` : `${port.from} to ${port.to}`;
}

function askedFacts({ asked }: CalicoRule, origin: RuleOrigin): Circumstance[] {
  return asked.map((sentence) => ({ key: circumstanceKey(origin, sentence), sentence }));
}

function httpFacts({ http }: CalicoRule, origin: RuleOrigin): Circumstance[] {
  return http === undefined ? [] : [{ key: circumstanceKey(origin, 'http'), sentence: http, layer7: true }];
}
