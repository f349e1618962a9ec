// What a recorded cluster answers: see kubectl-server.cjs.

const BUILT_IN = [
  ['v1', 'Namespace', 'namespaces', false],
  ['v1', 'Node', 'nodes', false],
  ['v1', 'Service', 'services', true],
  ['v1', 'Pod', 'pods', true],
  ['v1', 'ConfigMap', 'configmaps', true],
  ['apps/v1', 'Deployment', 'deployments', true],
  ['apps/v1', 'StatefulSet', 'statefulsets', true],
  ['apps/v1', 'DaemonSet', 'daemonsets', true],
  ['batch/v1', 'Job', 'jobs', true],
  ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', true],
  ['networking.k8s.io/v1', 'Ingress', 'ingresses', true],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', false],
];

/** A world of what its API server serves. */
exports.createRecordedWorld = (cluster) => {
  const warned = (cluster.warnings ?? []).map((warning) => `${warning}\n`).join('');
  return (args) => {
    const given = answered(args, cluster);
    return { ...given, err: `${warned}${given.err ?? ''}` };
  };
};

function answered(args, cluster) {
  if (args[0] === 'config') {
    const contexts = [{ name: 'prod', context: { cluster: 'c', user: 'u', namespace: cluster.namespace ?? 'shop' } }];
    return json({ kind: 'Config', apiVersion: 'v1', 'current-context': 'prod', contexts });
  }
  const raw = args.find((arg) => arg.startsWith('--raw='))?.slice('--raw='.length);
  if (args[0] !== 'get' || raw === undefined) return fail('error: unknown command');
  const url = new URL(raw, 'http://server');
  const given = cluster.answers?.[url.pathname];
  if (given?.error !== undefined) return fail(given.error);
  if (given?.text !== undefined) return { out: given.text };
  return answer(url, cluster);
}

function answer({ pathname, searchParams }, { objects = [], kinds = [], forbidden = [], page }) {
  const served = [...BUILT_IN, ...kinds];
  const versions = [...new Set(served.map(([version]) => version))].filter((version) => version.includes('/'));
  if (pathname === '/apis') {
    const groups = [...new Set(versions.map((version) => version.split('/')[0]))].map((name) => {
      const own = versions
        .filter((version) => version.startsWith(`${name}/`))
        .map((groupVersion) => ({ groupVersion, version: groupVersion.split('/')[1] }));
      return { name, versions: own, preferredVersion: own[0] };
    });
    return json({ kind: 'APIGroupList', apiVersion: 'v1', groups });
  }
  const [, version = '', rest = ''] =
    /^\/(?:api\/(?:(?=v1))|apis\/(?=\w[\w.-]*\/v))(v1|[^/]+\/[^/]+)(?:\/(.*))?$/.exec(pathname) ?? [];
  const ofVersion = served.filter(([one]) => one === version);
  if (ofVersion.length === 0) return fail(NOT_FOUND);
  if (rest === '') {
    const resources = ofVersion.map(([, kind, name, namespaced]) => ({
      name,
      kind,
      namespaced,
      verbs: ['get', 'list'],
    }));
    return json({ kind: 'APIResourceList', groupVersion: version, resources });
  }
  const within = /^namespaces\/([^/]+)\/([^/]+)(?:\/(.+))?$/.exec(rest);
  const [, namespace, resource, name] = within ?? [undefined, undefined, ...rest.split('/')];
  const found = ofVersion.find(([, , one]) => one === resource);
  if (found === undefined) return fail(NOT_FOUND);
  if (forbidden.includes(namespace === undefined ? resource : `${namespace}/${resource}`)) {
    const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    return fail(
      `Error from server (Forbidden): ${resource} is forbidden: User "u" cannot list resource "${resource}" in API group "" ${scope}`,
    );
  }
  const all = objects.filter(
    ({ apiVersion, kind, metadata }) =>
      apiVersion === version && kind === found[1] && (namespace === undefined || metadata.namespace === namespace),
  );
  if (name !== undefined) {
    const one = all.find(({ metadata }) => metadata.name === name);
    return one === undefined ? fail(`Error from server (NotFound): ${resource} "${name}" not found`) : json(one);
  }
  const start = Number(searchParams.get('continue') ?? 0);
  const end = start + (page ?? Number(searchParams.get('limit')));
  const metadata = { resourceVersion: '1', ...(end < all.length && { continue: String(end) }) };
  return json({ kind: `${found[1]}List`, apiVersion: version, metadata, items: all.slice(start, end) });
}

const NOT_FOUND = 'Error from server (NotFound): the server could not find the requested resource';

function json(value) {
  return { out: JSON.stringify(value) };
}

function fail(err) {
  return { code: 1, err: `${err}\n` };
}
