/**
 * What every contender has to write, as plain data: charts of grants, each from pods of one namespace to pods of another,
 * no label twice.
 */
exports.chartsOf = ({ charts, grants }) =>
  Array.from({ length: charts }, (_, chart) => ({
    id: `boundary-${chart}`,
    servers: `servers-${chart}`,
    clients: `clients-${chart}`,
    grants: Array.from({ length: grants }, (_, grant) => ({
      id: `grant-${grant}`,
      server: `server-${grant}`,
      client: `client-${grant}`,
      port: 1024 + grant,
    })),
  }));

/** Pods of one namespace as a peer, by hand. */
exports.podsOf = (namespace, app) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: { app } },
});
