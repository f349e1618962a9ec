/**
 * The schema of the component package: what Python, Go and YAML programs may write. A component is given by values that every
 * language has: texts, numbers, lists and maps.
 */

interface Property {
  readonly type?: 'string' | 'number' | 'array' | 'object';
  readonly $ref?: string;
  readonly items?: Property;
  readonly additionalProperties?: Property;
  readonly plain?: boolean;
  readonly description?: string;
}

interface ObjectSchema {
  readonly description: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

/** What the package is called in programs. */
export const PACKAGE = 'ringfence';

const text = (description: string): Property => ({ type: 'string', description });
const ref = (name: string): Property => ({ $ref: `#/types/${PACKAGE}:index:${name}`, plain: true });
const list = (items: Property, description: string): Property => ({ type: 'array', items, plain: true, description });
const labels: Property = {
  type: 'object',
  additionalProperties: { type: 'string' },
  plain: true,
  description: 'The labels of the pods. Default: all pods.',
};
const any: Property = { $ref: 'pulumi.json#/Any' };

const namespace = text('The namespace of the policies and of the pods that they protect.');
const namespaceId = text(
  'A name of your own for the namespace, where it is an output: then the component can be renamed.',
);
const direction = text("Connections to the pods, from them, or both: 'ingress', 'egress' or 'both'.");
const dns = text(
  "Where DNS answers: 'kube-dns', 'openshift', 'gke-cloud-dns' or 'aks-local-dns'. Default: 'kube-dns'.",
);

/** The types of inputs that are maps. */
export const FLAT_TYPES: Readonly<Record<string, ObjectSchema>> = {
  Peer: {
    description: 'Pods of a namespace, or a block of addresses.',
    properties: {
      namespace: text('The namespace of the pods.'),
      podLabels: labels,
      cidr: text('A block of addresses.'),
    },
  },
  Port: {
    description: 'A port of pods.',
    properties: {
      port: { type: 'number', description: 'The number of the port.' },
      name: text('The name of the port, instead of its number.'),
      protocol: text("'TCP', 'UDP' or 'SCTP'. Default: 'TCP'."),
    },
  },
  Flow: {
    description: 'Connections from peers to peers.',
    properties: { from: ref('Peer'), to: ref('Peer'), ports: list(ref('Port'), 'The ports of the destination.') },
    required: ['from', 'to', 'ports'],
  },
  OnlyInto: {
    description: 'All that may reach some pods.',
    properties: { target: ref('Peer'), flows: list(ref('Flow'), 'Who may reach them; empty for nothing.') },
    required: ['target', 'flows'],
  },
};

/** The inputs of the components. */
export const FLAT_COMPONENTS: Readonly<Record<string, ObjectSchema>> = {
  DefaultDenyNamespace: {
    description: 'Isolates every pod of a namespace: what no other policy allows is denied.',
    properties: { namespace, namespaceId, direction },
    required: ['namespace'],
  },
  AllowDns: {
    description: 'Lets the pods of a namespace resolve names, over UDP and TCP.',
    properties: { namespace, namespaceId, podLabels: labels, dns },
    required: ['namespace'],
  },
  NamespaceIsolation: {
    description: 'Lets the pods of a namespace connect to each other and keeps other pods out.',
    properties: { namespace, namespaceId, direction, alsoFrom: list(ref('Peer'), 'Other peers that may connect.') },
    required: ['namespace'],
  },
  ServiceAccessGrant: {
    description: 'Lets clients reach a target on its ports.',
    properties: {
      clients: list(ref('Peer'), 'The peers that may connect.'),
      target: ref('Peer'),
      ports: list(ref('Port'), "The pods' ports that are opened."),
      clientEgress: text(
        "Whether the clients get an egress policy too: 'always' where a policy isolates them for egress, else 'never'.",
      ),
      description: text('Why the policy exists.'),
      namespaceId,
    },
    required: ['clients', 'target', 'ports', 'clientEgress'],
  },
  SecureNamespace: {
    description: 'Isolates a namespace in both directions, except for DNS.',
    properties: {
      namespace,
      namespaceId,
      dns: text(`${dns.description} 'none' closes DNS too.`),
      isolate: text("'pods', each of which reaches none of the others, or the 'namespace'. Default: 'pods'."),
    },
    required: ['namespace'],
  },
  ReachabilityContract: {
    description: 'States who may reach whom by the policies that it is given, and fails the deployment otherwise.',
    properties: {
      policies: {
        type: 'array',
        items: any,
        description: 'The manifests of components: of one, or of several in lists.',
      },
      allowed: list(ref('Flow'), 'Flows that have to be allowed.'),
      denied: list(ref('Flow'), 'Flows of which nothing may be allowed.'),
      onlyInto: list(ref('OnlyInto'), 'Pods that nothing may reach except by the flows that are listed.'),
    },
    required: ['policies'],
  },
};

/** The schema as Pulumi reads it. */
export function packageSchema(version: string): object {
  const language = Object.fromEntries(
    ['nodejs', 'python', 'csharp', 'java', 'go'].map((name) => [name, { respectSchemaVersion: true }]),
  );
  const key = (name: string) => `${PACKAGE}:index:${name}`;
  const manifests = { type: 'array', items: any, description: 'The policies as they were applied.' };
  return {
    name: PACKAGE,
    version,
    description: 'Typed network boundaries for Kubernetes.',
    language,
    dependencies: [{ name: 'kubernetes' }],
    types: Object.fromEntries(
      Object.entries(FLAT_TYPES).map(([name, type]) => [key(name), { type: 'object', ...type }]),
    ),
    resources: Object.fromEntries(
      Object.entries(FLAT_COMPONENTS).map(([name, { description, properties, required }]) => [
        key(name),
        {
          isComponent: true,
          description,
          inputProperties: properties,
          requiredInputs: required,
          ...(name !== 'ReachabilityContract' && { properties: { manifests }, required: ['manifests'] }),
        },
      ]),
    ),
  };
}
