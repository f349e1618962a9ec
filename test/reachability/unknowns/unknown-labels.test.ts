import { deployment, namespace, pod, policy } from '../../support/manifests';
import { app, judged } from '../answers-of';

/** Labels that the input does not show may be there or not, and may have any value. */

describe('a namespace that no manifest declares', () => {
  const pods = [deployment('front/web', 1, app('web')), deployment('shop/db', 1, app('db', 5432))];
  const from = (peer: string, id = 'shop/db') =>
    policy(
      id,
      `podSelector: {matchLabels: {app: db}}\ningress: [{from: [{namespaceSelector: ${peer}}], ports: [{port: 5432}]}]`,
    );

  test.each([
    ['{matchLabels: {team: x}}', 'depends if namespace front has the label team=x'],
    ['{matchExpressions: [{key: team, operator: Exists}]}', 'depends if namespace front has the label team'],
    [
      '{matchExpressions: [{key: team, operator: DoesNotExist}]}',
      'depends if namespace front does not have the label team',
    ],
    [
      '{matchExpressions: [{key: team, operator: NotIn, values: [x]}]}',
      'depends if namespace front does not have the label team=x',
    ],
    [
      '{matchExpressions: [{key: team, operator: In, values: [x, z]}]}',
      'depends if namespace front has the label team with one of x, z',
    ],
    ['{}', 'allowed'],
    ['{matchLabels: {kubernetes.io/metadata.name: front}}', 'allowed'],
    ['{matchLabels: {kubernetes.io/metadata.name: back, team: x}}', 'denied'],
  ])('by %s', (peer, answer) => {
    expect(judged([...pods, from(peer)]).answer('front/web', 'shop/db', 5432)).toBe(answer);
  });

  test('is not the same as one that is declared without the label', () => {
    const { answer } = judged([...pods, from('{matchLabels: {team: x}}'), namespace('front')]);
    expect(answer('front/web', 'shop/db', 5432)).toBe('denied');
  });

  test('has or has not a label, whichever rule asks', () => {
    const { answer } = judged([
      ...pods,
      from('{matchExpressions: [{key: team, operator: In, values: [x]}]}'),
      from('{matchExpressions: [{key: team, operator: NotIn, values: [x]}]}', 'shop/others'),
    ]);
    expect(answer('front/web', 'shop/db', 5432)).toBe('allowed');
  });

  test('is one namespace for both of its pods', () => {
    const own = (direction: 'in' | 'out', operator: string) => {
      const peer = `{namespaceSelector: {matchExpressions: [{key: team, operator: ${operator}}]}}`;
      return direction === 'in'
        ? policy('front/in', `podSelector: {matchLabels: {app: db}}\ningress: [{from: [${peer}]}]`)
        : policy(
            'front/out',
            `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress: [{to: [${peer}]}]`,
          );
    };
    const there = [deployment('front/web', 1, app('web')), deployment('front/db', 1, app('db'))];
    expect(
      judged([...there, own('in', 'Exists'), own('out', 'DoesNotExist')]).answer('front/web', 'front/db', 80),
    ).toBe('denied');
    expect(judged([...there, own('in', 'Exists'), own('out', 'Exists')]).answer('front/web', 'front/db', 80)).toBe(
      'depends if namespace front has the label team',
    );
  });
});

describe('labels that controllers add', () => {
  const db = pod('s/db', app('db', 5432));
  const web = pod('s/web', app('web'));
  const workload = (apiVersion: string, kind: string, name: string, spec: object) => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 's' },
    spec: {
      ...spec,
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'a', image: 'a' }] } },
    },
  });
  const fromPods = (selector: string) =>
    policy(
      's/db',
      `podSelector: {matchLabels: {app: db}}\ningress: [{from: [{podSelector: ${selector}}], ports: [{port: 5432}]}]`,
    );

  test('exist on each pod of a Deployment and on no bare pod, with values that are not known', () => {
    const hash = (operator: string, values = '') =>
      `{matchExpressions: [{key: pod-template-hash, operator: ${operator}${values}}]}`;
    const of = (selector: string) => judged([db, web, deployment('s/api', 1, app('api')), fromPods(selector)]).answer;
    expect(of(hash('Exists'))('s/api', 's/db', 5432)).toBe('allowed');
    expect(of(hash('Exists'))('s/web', 's/db', 5432)).toBe('denied');
    expect(of(hash('DoesNotExist'))('s/api', 's/db', 5432)).toBe('denied');
    expect(of(hash('DoesNotExist'))('s/web', 's/db', 5432)).toBe('allowed');
    expect(of(hash('In', ', values: [abc]'))('s/api', 's/db', 5432)).toBe(
      'depends if the pod of s/api[Deployment] has the label pod-template-hash=abc',
    );
    expect(of(hash('NotIn', ', values: [abc]'))('s/web', 's/db', 5432)).toBe('allowed');
  });

  test('isolate pods that a policy selects by them', () => {
    const closed = (operator: string, values = '') =>
      policy('s/closed', `podSelector: {matchExpressions: [{key: pod-template-hash, operator: ${operator}${values}}]}`);
    const api = deployment('s/api', 1, app('api', 80));
    expect(judged([web, api, closed('Exists')]).answer('s/web', 's/api', 80)).toBe('denied');
    expect(judged([web, api, closed('Exists')]).answer('s/api', 's/web', 80)).toBe('allowed');
    expect(judged([web, api, closed('In', ', values: [abc]')]).answer('s/web', 's/api', 80)).toBe(
      'depends if the pod of s/api[Deployment] has the label pod-template-hash, and not as abc',
    );
  });

  test('are known where a name decides them', () => {
    const job = workload('batch/v1', 'Job', 'migrate', {});
    const byName = (key: string) => judged([db, job, fromPods(`{matchLabels: {${key}: migrate}}`)]).answer;
    expect(byName('batch.kubernetes.io/job-name')('s/migrate', 's/db', 5432)).toBe('allowed');
    expect(byName('job-name')('s/migrate', 's/db', 5432)).toBe('allowed');
    const cron = judged([
      db,
      {
        ...job,
        kind: 'CronJob',
        spec: { schedule: '* * * * *', jobTemplate: { spec: job.spec } },
      },
      fromPods('{matchLabels: {job-name: migrate-1}}'),
    ]);
    expect(cron.answer('s/migrate', 's/db', 5432)).toBe(
      'depends if the pod of s/migrate[CronJob] has the label job-name=migrate-1',
    );
  });

  test('distinguish the pods of a StatefulSet', () => {
    const set = workload('apps/v1', 'StatefulSet', 'etcd', { replicas: 3, selector: { matchLabels: { app: 'etcd' } } });
    const {
      reachability,
      workload: named,
      answer,
    } = judged([
      web,
      set,
      policy('s/closed', 'podSelector: {matchLabels: {app: etcd}}'),
      policy(
        's/first',
        'podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: etcd-0}}\ningress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 2379}]}]',
      ),
    ]);
    expect(answer('s/web', 's/etcd', 2379)).toMatch(
      /^depends if s\/etcd\[StatefulSet\] is a pod with .*pod-name=etcd-0/,
    );
    const { groups } = reachability.connections(named('s/web'), named('s/etcd'));
    expect(
      groups?.map(({ destination, certain }) => [destination?.map(({ replicas }) => replicas), String(certain)]),
    ).toEqual([
      [[1], 'TCP 2379'],
      [[2], 'none'],
    ]);
  });
});
