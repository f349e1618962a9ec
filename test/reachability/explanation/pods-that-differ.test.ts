import { Port } from '../../../lib/policy/words';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import type { Reachability } from '../../../lib/reachability/reachability';
import { deployment, pod, policy } from '../../support/manifests';
import { app, judged, ports } from '../answers-of';

/** Pods of one workload may have answers of their own. */

describe('pods of one workload that differ', () => {
  const instance = (name: string, role: string) => ({
    ...pod(`s/${name}`, { labels: { cluster: 'pg', role }, ports: ports(5432) }),
    metadata: {
      name,
      namespace: 's',
      labels: { cluster: 'pg', role },
      ownerReferences: [
        { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', name: 'pg', uid: 'c1', controller: true },
      ],
    },
  });
  const pods = [instance('pg-1', 'primary'), instance('pg-2', 'replica'), pod('s/web', app('web'))];
  const closed = (role: string) => policy('s/closed', `podSelector: {matchLabels: {role: ${role}}}`);

  test('have an answer each', () => {
    const { answer, reachability, workload } = judged([...pods, closed('replica')]);
    expect(answer('s/web', 's/pg', 5432)).toBe('depends if s/pg[Cluster] is a pod with cluster=pg,role=primary');
    expect(
      explanationText(reachability.explain(workload('s/web'), workload('s/pg'), Port.tcp(5432))),
    ).toMatchInlineSnapshot(`
"depends: s/web[Pod] to s/pg[Cluster] on TCP 5432
  allowed where s/pg[Cluster] is a pod with cluster=pg,role=primary
  denied where s/pg[Cluster] is a pod with cluster=pg,role=replica
  explained for a pod with app=web in namespace s to a pod with cluster=pg,role=replica in namespace s:
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and no rule allows it
    isolated by s/closed (manifest 4)"
`);
  });

  test('are named with their ports and addresses where they differ in these', () => {
    const at = (name: string, port: number, podIP: string) => ({
      ...instance(name, 'any'),
      spec: { containers: [{ name: 'db', image: 'db', ports: [{ name: 'db', containerPort: port }] }] },
      status: { podIP },
    });
    const opened = policy('s/opened', 'podSelector: {matchLabels: {cluster: pg}}\ningress: [{ports: [{port: db}]}]');
    const { answer } = judged([at('pg-1', 5432, '10.0.0.1'), at('pg-2', 5433, '10.0.0.2'), pods[2] as object, opened]);
    expect(answer('s/web', 's/pg', 5432)).toBe(
      'depends if s/pg[Cluster] is a pod with cluster=pg,role=any and port db=5432 at 10.0.0.1',
    );
    expect(answer('s/web', 's/pg', 5433)).toBe(
      'depends if s/pg[Cluster] is a pod with cluster=pg,role=any and port db=5433 at 10.0.0.2',
    );
  });

  test('are compared each by itself', () => {
    const [before, after] = [judged([...pods, closed('replica')]), judged([...pods, closed('primary')])];
    const changes = after.reachability
      .differenceFrom(before.reachability)
      .flatMap(({ change, opens, closes, from, to }) =>
        from.type === 'workloads' && from.ids[0] === 's/web[Pod]'
          ? to.flatMap((some) =>
              some.type === 'workloads' ? [[change, opens, closes, some.pods?.map(({ labels }) => labels.role)]] : [],
            )
          : [],
      );
    expect(changes).toEqual([
      ['closed', false, true, ['primary']],
      ['opened', true, false, ['replica']],
    ]);
  });

  test('are compared with those that have the most labels in common, where labels have changed', () => {
    const labelled = (version: string) =>
      ['primary', 'replica'].map((role) => {
        const one = instance(`pg-${role}`, role);
        return { ...one, metadata: { ...one.metadata, labels: { ...one.metadata.labels, version } } };
      });
    const of = (version: string, ...policies: object[]) =>
      judged([...labelled(version), pod('s/web', app('web')), ...policies]).reachability;
    expect(of('2').differenceFrom(of('1'))).toEqual([]);
    const found = of('2', closed('primary')).differenceFrom(of('1'));
    expect(found.every(({ change }) => change === 'closed')).toBe(true);
    expect(
      found.flatMap(({ to }) => to.flatMap((some) => (some.type === 'workloads' ? [some.presence] : []))),
    ).not.toContain('after');
  });

  test('that become depending are opened, and certain ones that do are closed', () => {
    const into = (peer: string) => policy('s/web-in', `podSelector: {matchLabels: {app: web}}\ningress: ${peer}`);
    const of = (peer: string) =>
      judged([pod('s/web', app('web', 80)), pod('s/api', app('api')), into(peer)]).reachability;
    const [none, some, all] = ['[]', '[{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]', '[{}]'].map(of) as [
      Reachability,
      Reachability,
      Reachability,
    ];
    const kinds = (after: Reachability, before: Reachability) =>
      after
        .differenceFrom(before)
        .filter(({ from }) => from.type === 'workloads')
        .map(({ change, opens, closes }) => [change, opens, closes]);
    expect(kinds(some, none)).toEqual([['opened', true, false]]);
    expect(kinds(all, some)).toEqual([['changed', true, false]]);
    expect(kinds(some, all)).toEqual([['changed', false, true]]);
    expect(kinds(none, some)).toEqual([['closed', false, true]]);
  });
});

describe('a pod and itself', () => {
  const closed = policy('s/closed', 'policyTypes: [Ingress, Egress]');

  test('are always connected, which is all that there is to a workload of one pod', () => {
    const { answer, reachability, workload } = judged([pod('s/lone', app('lone')), closed]);
    expect(answer('s/lone', 's/lone', 80)).toBe('allowed');
    const explanation = reachability.explain(workload('s/lone'), workload('s/lone'), Port.tcp(80));
    expect(explanation).toMatchObject({ verdict: 'allowed', itself: true });
    expect(explanation).not.toHaveProperty('grant');
    expect(explanationText(explanation)).toBe(
      'allowed: s/lone[Pod] to s/lone[Pod] on TCP 80\n  a pod always reaches itself, whatever the policies say',
    );
  });

  test('are not two pods of a workload', () => {
    expect(judged([deployment('s/two', 2, app('two')), closed]).answer('s/two', 's/two', 80)).toBe('denied');
  });
});
