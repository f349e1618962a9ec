import { Flow, Pods, Port } from '../../../lib/policy/words';
import { deployment, namespace, pod, policy } from '../../support/manifests';
import { app, judged } from '../answers-of';

/** What policies say that are not judged is unknown. */

describe('a policy that is not judged', () => {
  const declared = [
    namespace('shop'),
    namespace('front'),
    deployment('shop/db', 1, app('db', 5432)),
    deployment('front/web', 1, app('web', 80)),
  ];
  const deny = policy('shop/deny', 'policyTypes: [Ingress, Egress]');
  const admin = {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'open' },
    spec: { priority: 1, subject: { namespaces: {} }, ingress: [] },
  };
  const authorization = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'c', namespace: 'shop' },
    spec: {},
  };
  const name = 'ClusterNetworkPolicy open (crd.antrea.io), which is not judged,';

  test('may open what others close, and close what others open', () => {
    const { answer } = judged([...declared, deny, admin]);
    expect(answer('front/web', 'shop/db', 5432)).toBe(
      `depends if ${name} does not deny the egress of front/web[Deployment] and allows the ingress of shop/db[Deployment]`,
    );
    expect(answer('shop/db', 'front/web', 80)).toContain('depends if');
  });

  test('that can only close leaves closed what is closed', () => {
    const { answer } = judged([...declared, authorization]);
    expect(answer('front/web', 'shop/db', 5432)).toBe(
      'depends if AuthorizationPolicy shop/c (security.istio.io), which is not judged, does not deny the ingress of shop/db[Deployment]',
    );
    expect(answer('shop/db', 'front/web', 80)).toBe('allowed');
    expect(judged([...declared, deny, authorization]).answer('front/web', 'shop/db', 5432)).toBe('denied');
  });

  test('decides in its reach alone', () => {
    const antrea = {
      apiVersion: 'crd.antrea.io/v1beta1',
      kind: 'NetworkPolicy',
      metadata: { name: 'a', namespace: 'front' },
      spec: {},
    };
    const { answer } = judged([...declared, deny, pod('other/job', app('job')), antrea]);
    expect(answer('other/job', 'shop/db', 5432)).toBe('denied');
    expect(answer('front/web', 'shop/db', 5432)).toBe('denied');
    expect(answer('other/job', 'front/web', 80)).toMatch(/^depends if NetworkPolicy front\/a \(crd.antrea.io\)/);
  });

  test('keeps claims from being proved, which name it', () => {
    const { reachability } = judged([...declared, deny, admin]);
    const db = Pods.labelled({ app: 'db' }).inNamespace('shop');
    const web = Pods.labelled({ app: 'web' }).inNamespace('front');
    const reason = 'ClusterNetworkPolicy open (crd.antrea.io) is not judged, and may';
    for (const [verdict, verb] of [
      [reachability.denies(Flow.from(web).to(db).on(Port.tcp(5432))), 'allow it'],
      [reachability.onlyAllowsInto(db), 'allow it'],
      [reachability.onlyAllowsOutOf(db), 'allow it'],
      [reachability.allows(Flow.from(db).to(web).on(Port.tcp(80))), ''],
      [reachability.isolates('shop', 'Ingress'), 'open what policies isolate'],
    ] as const) {
      expect(verdict.verdict).toBe(verb === '' ? 'fails' : 'undecided');
      if (verdict.verdict === 'undecided') expect(verdict.reason).toBe(`${reason} ${verb}`);
    }
    const open = judged([...declared, admin]).reachability;
    expect(open.allows(Flow.from(web).to(db).on(Port.tcp(5432)))).toMatchObject({
      verdict: 'undecided',
      reason: `${reason} deny it`,
      unjudged: [{ kind: 'ClusterNetworkPolicy' }],
    });
  });

  test('leaves the claims outside of its reach alone', () => {
    const { reachability } = judged([
      ...declared,
      deny,
      { ...authorization, metadata: { name: 'c', namespace: 'front' } },
    ]);
    const db = Pods.labelled({ app: 'db' }).inNamespace('shop');
    expect(reachability.onlyAllowsInto(db).verdict).toBe('holds');
    expect(reachability.isolates('shop', 'Ingress').verdict).toBe('holds');
  });

  test('that could not be read counts in the same way', () => {
    const refused = { ...deny, metadata: { name: 'refused', namespace: 'front' }, spec: { ingress: [{ from: [{}] }] } };
    const { cluster, answer } = judged([...declared, deny, refused]);
    expect(cluster.problems).toHaveLength(1);
    expect(answer('front/web', 'shop/db', 5432)).toBe('denied');
    expect(answer('front/web', 'front/web', 80)).toBe('allowed');
    expect(judged([...declared, refused]).answer('shop/db', 'front/web', 80)).toMatch(
      /^depends if NetworkPolicy front\/refused \(networking.k8s.io\), which is not judged, does not deny the ingress of front\/web\[Deployment\]$/,
    );
  });
});
