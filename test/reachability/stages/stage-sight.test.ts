import { describe, expect, test } from '@jest/globals';
import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import type { EndBox, LabelCondition, PortMatch, StageRule } from '../../../lib/dialects/stage';
import { NAMESPACE_NAME_LABEL } from '../../../lib/policy/manifest';
import { engineOf, Reachability } from '../../../lib/reachability/reachability';
import { BoxCompiler } from '../../../lib/reachability/stages/box-compiler';
import { compiledStages } from '../../../lib/reachability/stages/compiled-stages';
import { stagesOfEngine } from '../../../lib/reachability/stages/engine-stages';
import { PeerLookup } from '../../../lib/reachability/stages/peer-lookup';
import { enforcedIn } from '../../../lib/reachability/stages/policy-objects';
import { namespaceKeysOf, sightOf } from '../../../lib/reachability/stages/stage-sight';
import { clusterPolicy, namespace, node, pod, policy } from '../../support/manifests';
import { app, boxMatch, ingressOf, isIn, ranked, rule } from '../plain-stages';

/** By what stages distinguish endpoints, and which of their rules are looked at. */

const NODES = [
  { addresses: ['192.168.0.1'], labels: { zone: 'a' } },
  { addresses: ['192.168.0.2'], labels: { zone: 'b' } },
];

function sight(rules: StageRule[], nodes: typeof NODES = NODES) {
  const { boxes } = boxMatch({ nodes });
  const { pods, namespaces, blocks, portNames, ...more } = sightOf(
    compiledStages(ingressOf([[ranked('a', rules)]])),
    boxes,
  );
  const shown = (seen: typeof pods) =>
    Object.fromEntries([...seen].map(([key, values]) => [key, values === 'whole' ? values : [...values]]));
  return {
    ...more,
    pods: shown(pods),
    namespaces: shown(namespaces),
    blocks: blocks.map(String),
    portNames: [...portNames],
  };
}

const toPeers = (...peers: EndBox[]) => rule('allow', { subjects: [app('web')], peers });
const pods = (...conditions: LabelCondition[]): EndBox => ({ kind: 'pod', pods: conditions, namespaces: [] });

describe('what stages see', () => {
  test('is the values of labels that subjects and peers name, each key once', () => {
    const seen = sight([
      toPeers(pods(isIn('app', 'a'), { key: 'tier', operator: 'Exists' })),
      toPeers({ kind: 'pod', pods: [], namespaces: [isIn('team', 'x'), isIn(NAMESPACE_NAME_LABEL, 'shop')] }),
    ]);
    expect(seen.pods).toEqual({ app: ['web', 'a'], tier: [] });
    expect(seen.namespaces).toEqual({ team: ['x'], [NAMESPACE_NAME_LABEL]: ['shop'] });
    expect(seen).toMatchObject({ serviceAccounts: false, ownAddresses: false, blocks: [], portNames: [] });
  });

  test('is the whole of a label of which the text is asked, whatever else is', () => {
    const text: LabelCondition = { key: 'app', operator: 'Contains', text: 'x' };
    expect(sight([toPeers(pods(text))]).pods).toEqual({ app: 'whole' });
    expect(sight([toPeers(pods(text)), toPeers(pods(isIn('app', 'b')))]).pods).toEqual({ app: 'whole' });
    const ofNamespace = sight([toPeers({ kind: 'pod', pods: [], namespaces: [{ ...text, key: 'team' }] })]);
    expect([ofNamespace.pods, ofNamespace.namespaces]).toEqual([{ app: ['web'] }, { team: 'whole' }]);
  });

  test('is accounts, where any rule asks for one, by a label or a text', () => {
    const ofAccount = (...serviceAccounts: LabelCondition[]) =>
      sight([toPeers({ kind: 'pod', pods: [], namespaces: [], serviceAccounts })]);
    expect(ofAccount(isIn('role', 'x')).serviceAccounts).toBe(true);
    const byText = ofAccount({ key: 'role', operator: 'Contains', text: 'x' });
    expect([byText.serviceAccounts, byText.pods, byText.namespaces]).toEqual([true, { app: ['web'] }, {}]);
    expect(ofAccount().serviceAccounts).toBe(false);
  });

  test('is names of ports by protocol, also those that are left out', () => {
    const named = (any: PortMatch[], none?: PortMatch[]) =>
      sight([rule('allow', { ports: { any, ...(none && { none }) } })]).portNames;
    expect(named([{ name: 'http' }, { name: 'dns', protocol: 'UDP' }, { port: 80 }])).toEqual([' http', 'UDP dns']);
    expect(named([{ port: 80 }], [{ name: 'http', protocol: 'TCP' }])).toEqual(['TCP http']);
  });

  test('is blocks once, and own addresses where those that a rule is for have them', () => {
    const block = { in: ['10.0.0.0/8'] };
    const outside: EndBox = { kind: 'outside', addresses: block };
    const seen = sight([toPeers(outside), toPeers({ ...pods(), addresses: block } as EndBox)], []);
    expect([seen.blocks, seen.ownAddresses]).toEqual([['10.0.0.0/8'], false]);
    expect(sight([rule('allow', { subjects: [{ ...app('web'), addresses: block }] })], []).ownAddresses).toBe(true);
  });

  test('is the addresses of nodes, where a rule is for these and not for others, or the other way round', () => {
    const BOTH = ['192.168.0.1/32, 192.168.0.2/32'];
    const node: EndBox = { kind: 'node', nodes: [] };
    expect(sight([toPeers(node)]).blocks).toEqual(BOTH);
    expect(sight([toPeers({ kind: 'outside' })]).blocks).toEqual(BOTH);
    expect(sight([rule('allow', { subjects: [app('web'), node], peers: [] })]).blocks).toEqual(BOTH);
    expect(sight([toPeers(node, { kind: 'outside' })]).blocks).toEqual([]);
    expect(sight([toPeers(pods())]).blocks).toEqual([]);
    expect(sight([toPeers(node)], []).blocks).toEqual([]);
  });

  test('is the nodes that a rule selects by labels or texts', () => {
    const selecting = (...nodes: LabelCondition[]) =>
      sight([toPeers({ kind: 'node', nodes }, { kind: 'outside' })]).blocks;
    expect(selecting(isIn('zone', 'a'))).toEqual(['192.168.0.1/32']);
    expect(selecting({ key: 'zone', operator: 'Contains', text: 'b' })).toEqual(['192.168.0.2/32']);
    expect(selecting(isIn('zone', 'c'))).toEqual([]);
  });

  test('is labels of namespaces besides their names', () => {
    const { boxes } = boxMatch();
    const rules = [
      toPeers({ kind: 'pod', pods: [], namespaces: [isIn('team', 'x'), isIn(NAMESPACE_NAME_LABEL, 'a')] }),
    ];
    expect(namespaceKeysOf(sightOf(compiledStages(ingressOf([[ranked('a', rules)]])), boxes))).toEqual(['team']);
  });

  test('is that of both directions', () => {
    const { Ingress } = ingressOf([[ranked('a', [toPeers()])]]);
    const Egress = ingressOf([[ranked('a', [toPeers(app('db'))])]]).Ingress;
    const { pods } = sightOf(compiledStages({ Ingress, Egress }), boxMatch().boxes);
    expect([...(pods.get('app') ?? [])]).toEqual(['web', 'db']);
  });
});

describe('the rules that have a peer in common with a box', () => {
  const inNamespace = (name: string, ...conditions: LabelCondition[]): EndBox => ({
    kind: 'pod',
    pods: conditions,
    namespaces: [isIn(NAMESPACE_NAME_LABEL, name)],
  });
  const notWeb: LabelCondition = { key: 'app', operator: 'NotIn', values: ['web'] };
  const peers: EndBox[][] = [
    [app('web')],
    [{ kind: 'outside' }, app('db', 'web')],
    [inNamespace('shop', isIn('app', 'web'))],
    [pods(notWeb)],
    [app('db')],
    [{ kind: 'node', nodes: [isIn('zone', 'a')] }],
    [app('other'), pods()],
  ];
  const compiled = (box: EndBox) => {
    const [one] = new BoxCompiler().listOf([box]);
    if (one === undefined) throw new Error('nothing is in it');
    return one;
  };
  const meeting = (box: EndBox) => {
    const stages = compiledStages(
      ingressOf([
        [
          ranked(
            'a',
            peers.map((own) => rule('allow', { peers: own })),
          ),
        ],
      ]),
    );
    const rules = stages.Ingress[0]?.ranks[0]?.policies[0]?.rules ?? [];
    const lookup = new PeerLookup(rules.map((one) => ({ rule: one, isCertain: true })));
    return lookup.meeting(compiled(box)).map((one) => ({ place: rules.indexOf(one.rule), count: one.peers.length }));
  };
  const places = (box: EndBox) => meeting(box).map(({ place }) => place);
  const count = (box: EndBox) => meeting(box).map((one) => one.count);

  test('are those that demand none of its labels otherwise, in their order and each once', () => {
    expect(places(app('web'))).toEqual([0, 1, 2, 3, 6]);
    expect(places(app('db'))).toEqual([1, 2, 3, 4, 6]);
    expect(places(app('db', 'web'))).toEqual([0, 1, 2, 3, 4, 6]);
    expect(places(inNamespace('ops'))).toEqual([0, 1, 3, 4, 6]);
    expect(places(pods())).toEqual([0, 1, 2, 3, 4, 6]);
    expect(count(app('web'))).toEqual([1, 1, 1, 1, 1]);
    expect(count(pods())).toEqual([1, 1, 1, 1, 1, 2]);
  });

  test('are of its kind', () => {
    expect(places({ kind: 'outside' })).toEqual([1]);
    expect(places({ kind: 'node', nodes: [] })).toEqual([5]);
  });
});

describe('the stages of an engine', () => {
  const web = pod('shop/web', { labels: { app: 'web' } });
  const isolating = policy('shop/a', 'podSelector: {}');
  const admin = clusterPolicy('deny', 'subject: {namespaces: {}}\ningress: [{action: Deny, from: [{namespaces: {}}]}]');
  const engine = (manifests: object[], cni = Cni.specification()) =>
    engineOf(Reachability.of(clusterOfManifests(manifests), { cni }));

  test('are none where there are NetworkPolicies alone, and are made where they are asked for, once', () => {
    const own = engine([namespace('shop'), web, isolating]);
    expect(own.stages).toBeUndefined();
    const stages = stagesOfEngine(own);
    expect(stages.compiled.Ingress).toHaveLength(1);
    expect(stagesOfEngine(own)).toBe(stages);
  });

  test('are those of policies that are enforced', () => {
    const of = (cni = Cni.specification()) => engine([namespace('shop'), web, isolating, admin], cni);
    const own = of();
    expect(own.stages && stagesOfEngine(own)).toBe(own.stages);
    expect(own.stages?.compiled.Ingress).toHaveLength(2);
    expect(enforcedIn(own.cluster, own.cni).map(({ name }) => name)).toEqual(['deny']);
    const cilium = of(Cni.cilium());
    expect(enforcedIn(cilium.cluster, cilium.cni)).toEqual([]);
  });

  test('of Cilium are there for blocks of NetworkPolicies alone where nodes are, or pods on the network of one', () => {
    const byBlock = policy('shop/b', 'podSelector: {}\ningress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]');
    const under = (...more: object[]) => engine([namespace('shop'), web, byBlock, ...more], Cni.cilium()).stages;
    const onNode = pod('shop/agent', { labels: { app: 'agent' }, hostNetwork: true });
    const declared = node('n', {}, ['InternalIP', '192.168.0.1']);
    expect([under() === undefined, under(onNode) === undefined, under(declared) === undefined]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('of Cilium are there where some pods of a workload are on the network of their node', () => {
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true };
    const owned = [true, false].map((hostNetwork) => {
      const made = pod(`shop/web-${hostNetwork}`, { labels: { app: 'web' }, hostNetwork });
      return { ...made, metadata: { ...made.metadata, ownerReferences: [owner] } };
    });
    const byBlock = policy('shop/b', 'podSelector: {}\ningress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]');
    const { cluster, stages } = engine([namespace('shop'), ...owned, byBlock], Cni.cilium());
    expect(cluster.workloads.map(({ pods }) => pods.length)).toEqual([2]);
    expect(stages).toBeDefined();
  });

  test('have one object for each NetworkPolicy', () => {
    const cluster = clusterOfManifests([namespace('shop'), web, isolating, admin]);
    const policyOf = () => {
      const { stages } = engineOf(Reachability.of(cluster));
      const ranks = stages?.compiled.Ingress.flatMap((stage) => stage.ranks) ?? [];
      const rules = ranks.flatMap(({ policies }) => policies.flatMap((one) => one.rules));
      return rules.map(({ rule: { origin } }) => origin.policy).find(({ kind }) => kind === 'NetworkPolicy');
    };
    expect(policyOf()).toBe(policyOf());
    expect(policyOf()).toMatchObject({ group: 'networking.k8s.io', name: 'a', namespace: 'shop', spec: {} });
  });
});
