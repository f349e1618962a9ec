// What happens in a cluster for probes: see kubectl-server.cjs.
const { discovered } = require('./probe-discovery.cjs');

/** The first address of pods by family. */
const ADDRESSES = { IPv4: (n) => `10.0.0.${n}`, IPv6: (n) => `fd00::${n}` };

exports.createCanaryWorld = (config) => {
  const objects = [...(config.objects ?? [])];
  let last = 9;

  function answer(args, input) {
    const hostile = (config.hostile ?? []).find(({ match }) => args.join(' ').includes(match));
    if (hostile !== undefined) return hostile;
    const [verb] = args;
    if (verb === 'config') return json({ kind: 'Config', contexts: [{ name: 'prod', context: {} }] });
    if (verb === 'auth') return may(args);
    if (verb === 'create') return create(JSON.parse(input));
    if (verb === 'delete') return remove(args);
    if (verb === 'patch') return addContainer(args);
    if (verb === 'get') return get(new URL(args.find((arg) => arg.startsWith('--raw=')).slice(6), 'http://server'));
    if (verb === 'exec') return exec(args);
    return fail('error: unknown command');
  }

  function may([, , verb, resource, ...rest]) {
    const sub = rest.find((arg) => arg.startsWith('--subresource='));
    const what = `${verb} ${resource}${sub === undefined ? '' : `/${sub.slice('--subresource='.length)}`}`;
    return (config.forbidden ?? []).includes(what) ? { code: 1, out: 'no\n' } : { out: 'yes\n' };
  }

  function create(object) {
    objects.push(object);
    if (object.kind === 'Pod') startPod(object);
    return { out: `${object.kind.toLowerCase()}/${object.metadata.name} created\n` };
  }

  function addContainer(args) {
    const namespace = args.find((arg) => arg.startsWith('--namespace=')).slice('--namespace='.length);
    const pod = find(namespace, args[2]);
    const patch = JSON.parse(args.find((arg) => arg.startsWith('--patch=')).slice('--patch='.length));
    const [container] = patch.spec.ephemeralContainers;
    const state = config.ephemeralState ?? { running: { startedAt: '2026-11-28T10:00:00Z' } };
    pod.status.ephemeralContainerStatuses = [{ name: container.name, state }];
    return { out: `pod/${args[2]} patched\n` };
  }

  function startPod(pod) {
    last += 1;
    const affinity = pod.spec.affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    pod.spec.nodeName = affinity?.nodeSelectorTerms[0].matchFields[0].values[0] ?? 'node-1';
    const podIPs = (config.families ?? ['IPv4']).map((family) => ({ ip: ADDRESSES[family](last) }));
    pod.status = config.podStatus ?? { phase: 'Running', podIP: podIPs[0].ip, podIPs };
    if (config.sidecar !== undefined) pod.spec.containers.push({ name: config.sidecar });
  }

  function remove(args) {
    if (args[1] === 'namespace') {
      const gone = args[2];
      keep(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace) !== gone);
      return { out: `namespace "${gone}" deleted\n` };
    }
    const names = args.slice(2).filter((arg) => !arg.startsWith('--'));
    keep(({ kind, metadata }) => kind !== 'NetworkPolicy' || !names.includes(metadata.name));
    return { out: '' };
  }

  function keep(condition) {
    const kept = objects.filter(condition);
    objects.splice(0, objects.length, ...kept);
  }

  function get({ pathname, searchParams }) {
    const served = discovered(pathname, objects);
    if (served !== undefined) return json(served);
    if (pathname === '/api/v1/nodes') return list('Node', nodes());
    if (pathname === '/api/v1/namespaces') {
      const isLabelled = ({ kind, metadata }) =>
        kind === 'Namespace' && metadata.labels?.['app.kubernetes.io/managed-by'] === 'ringfence';
      if (searchParams.get('labelSelector')?.startsWith('app.kubernetes.io/managed-by=ringfence') !== true) {
        return list(
          'Namespace',
          objects.filter(({ kind }) => kind === 'Namespace'),
        );
      }
      return list('Namespace', objects.filter(isLabelled));
    }
    const [, of, name] = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)$/.exec(pathname) ?? [];
    if (name !== undefined) return json(find(of, name));
    const [, namespace, rest] = /^\/api\/v1\/namespaces\/([^/]+)(\/pods)?$/.exec(pathname) ?? [];
    if (namespace === undefined) return fail('Error from server (NotFound): not found');
    if (rest !== undefined) {
      return list(
        'Pod',
        objects.filter(({ kind, metadata }) => kind === 'Pod' && metadata.namespace === namespace),
      );
    }
    const found = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace);
    return found === undefined
      ? fail(`Error from server (NotFound): namespaces "${namespace}" not found`)
      : json(found);
  }

  function nodes() {
    return Array.from({ length: config.nodes ?? 1 }, (_, index) => ({
      metadata: { name: `node-${index + 1}` },
      spec: {},
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    }));
  }

  function exec(args) {
    const namespace = args.find((arg) => arg.startsWith('--namespace=')).slice('--namespace='.length);
    const [, , script, , nonce, host, port, seconds] = args.slice(args.indexOf('--') + 1);
    const pod = find(namespace, args[2]);
    if (pod === undefined) return fail(`Error from server (NotFound): pods "${args[2]}" not found`);
    if (host === undefined) {
      const isAdded = args.some((arg) => arg.startsWith('--container=ringfence-'));
      const has = ((isAdded ? undefined : config.tools) ?? ['bash'])
        .map((tool) => `ringfence ${nonce} has ${tool}\n`)
        .join('');
      return { out: `${has}ringfence ${nonce} end\n` };
    }
    if (config.broken?.includes(pod.metadata.name)) return fail('error: unable to upgrade connection');
    const isUdp = script.includes('/dev/udp');
    const tool = isUdp ? 'question' : script.includes('run bash') ? 'bash' : 'curl';
    // A slow server answers those who wait for it.
    const isLate = isUdp && Number(port) === 53 && Number(seconds) < (config.answersAfter ?? 0);
    const how = isLate ? 'timeout' : connects(pod, host, Number(port), isUdp);
    return SAYS[tool][how](nonce);
  }

  function connects(from, host, port, isUdp) {
    const to = objects.find(({ status }) => status?.podIPs?.some(({ ip }) => ip === host));
    const named = config.connections?.[`${from.metadata.name} > ${host}:${port}`];
    if (named !== undefined) return named;
    if (to === undefined) return 'timeout';
    if (config.dead?.includes(to.metadata.name)) return 'refused';
    if (from === to) return isUdp && port !== 53 ? 'refused' : 'open';
    const isOpen = lets('Ingress', to, from) && lets('Egress', from, to);
    return isOpen ? 'open' : (config.denies ?? 'timeout');
  }

  /** Enough of NetworkPolicies for those of the canaries. */
  function lets(way, subject, peer) {
    if (!(config.enforces ?? ['Ingress', 'Egress']).includes(way)) return true;
    const own = objects.filter(
      ({ kind, metadata, spec }) =>
        kind === 'NetworkPolicy' &&
        metadata.namespace === subject.metadata.namespace &&
        spec.policyTypes.includes(way) &&
        matches(spec.podSelector, subject),
    );
    if (own.length === 0) return true;
    const rules = own.flatMap(({ spec }) => (way === 'Ingress' ? spec.ingress : spec.egress) ?? []);
    return rules.some((rule) => (rule.from ?? rule.to).some(({ podSelector = {} }) => matches(podSelector, peer)));
  }

  function find(namespace, name) {
    return objects.find(
      ({ kind, metadata }) => kind === 'Pod' && metadata.namespace === namespace && metadata.name === name,
    );
  }

  return answer;
};

/** What each tool prints, as measured. */
const SAYS = {
  bash: {
    open: (nonce) => ({ out: `ringfence ${nonce} started\nringfence ${nonce} open\nringfence ${nonce} exit 0\n` }),
    refused: (nonce) => ({
      out: `ringfence ${nonce} started\nbash: connect: Connection refused\nbash: line 1: /dev/tcp/h/p: Connection refused\nringfence ${nonce} exit 1\n`,
    }),
    timeout: (nonce) => ({
      out: `ringfence ${nonce} started\nringfence ${nonce} late\nringfence ${nonce} exit 137\n`,
    }),
  },
  /** A question over UDP, by bash. */
  question: {
    open: (nonce) => ({ out: `ringfence ${nonce} asked\nringfence ${nonce} open\nringfence ${nonce} exit 0\n` }),
    refused: (nonce) => ({
      out: `ringfence ${nonce} asked\nbash: line 6: read: read error: 3: Connection refused\nringfence ${nonce} exit 1\n`,
    }),
    timeout: (nonce) => ({ out: `ringfence ${nonce} asked\nringfence ${nonce} timeout\nringfence ${nonce} exit 0\n` }),
  },
  curl: {
    open: (nonce) => ({ out: `ringfence ${nonce} connect 0.001\nringfence ${nonce} exit 28\n` }),
    refused: (nonce) => ({ out: `curl: (7) Failed\nringfence ${nonce} connect 0.000\nringfence ${nonce} exit 7\n` }),
    timeout: (nonce) => ({ out: `curl: (28) Timeout\nringfence ${nonce} connect 0.000\nringfence ${nonce} exit 28\n` }),
  },
};

function matches({ matchLabels = {} }, { metadata }) {
  return Object.entries(matchLabels).every(([key, value]) => metadata.labels?.[key] === value);
}

function list(kind, items) {
  return json({ kind: `${kind}List`, apiVersion: 'v1', metadata: { resourceVersion: '1' }, items });
}

function json(value) {
  return { out: JSON.stringify(value) };
}

function fail(err) {
  return { code: 1, err: `${err}\n` };
}
