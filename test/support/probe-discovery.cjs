// Which kinds the API server of a cluster for probes serves, and its lists of them: see probe-world.cjs.
const SERVED = {
  v1: [
    ['Namespace', 'namespaces', false],
    ['Node', 'nodes', false],
    ['Service', 'services', true],
    ['Pod', 'pods', true],
  ],
  'apps/v1': [
    ['Deployment', 'deployments', true],
    ['DaemonSet', 'daemonsets', true],
  ],
  'batch/v1': [['Job', 'jobs', true]],
  'networking.k8s.io/v1': [['NetworkPolicy', 'networkpolicies', true]],
};

exports.discovered = (pathname, objects) => {
  if (pathname === '/apis') {
    const groups = Object.keys(SERVED)
      .filter((version) => version.includes('/'))
      .map((groupVersion) => {
        const [name, version] = groupVersion.split('/');
        return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
      });
    return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  }
  for (const [version, kinds] of Object.entries(SERVED)) {
    const root = version === 'v1' ? '/api/v1' : `/apis/${version}`;
    if (pathname === root) {
      const resources = kinds.map(([kind, name, namespaced]) => ({ name, kind, namespaced, verbs: ['list'] }));
      return { kind: 'APIResourceList', groupVersion: version, resources };
    }
    // Nodes and Namespaces have an answer of their own.
    const found = kinds.find(([, name, namespaced]) => namespaced && pathname === `${root}/${name}`);
    if (found !== undefined) {
      const items = objects.filter(({ kind }) => kind === found[0]);
      return { kind: `${found[0]}List`, apiVersion: version, metadata: { resourceVersion: '1' }, items };
    }
  }
  return undefined;
};
