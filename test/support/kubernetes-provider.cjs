// A provider that returns its inputs, in the place of the Kubernetes provider. Its cluster is a file: like a server-side apply,
// making an object that is there already changes that object, and a delete removes it for all.
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { main } = require('@pulumi/pulumi/provider');

const file = process.env.CLUSTER_FILE;
const objects = () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
const keep = (change) => {
  const all = objects();
  change(all);
  writeFileSync(file, JSON.stringify(all));
};
const idOf = ({ metadata }) => `${metadata?.namespace ?? 'default'}/${metadata?.name}`;
const keyOf = (urn, id) => `${urn.split('::')[2].split('$').at(-1)} ${id}`;

function put(urn, inputs) {
  const id = idOf(inputs);
  keep((all) => {
    all[keyOf(urn, id)] = inputs;
  });
  return { id, outs: inputs };
}

const provider = {
  version: process.env.PROVIDER_VERSION,
  async check(urn, _olds, news) {
    if (news.metadata === undefined) return { inputs: news };
    const { name = `${urn.split('::').at(-1)}-made`, namespace = 'default' } = news.metadata;
    return { inputs: { ...news, metadata: { ...news.metadata, name, namespace } } };
  },
  async diff(_id, _urn, olds, news) {
    const moved = idOf(olds) !== idOf(news);
    const changes = JSON.stringify(olds) !== JSON.stringify(news);
    return { changes, replaces: moved ? ['metadata'] : [], deleteBeforeReplace: true };
  },
  create: async (urn, inputs) => put(urn, inputs),
  update: async (_id, urn, _olds, news) => ({ outs: put(urn, news).outs }),
  async read(id, urn, props) {
    const object = objects()[keyOf(urn, id)];
    return object === undefined ? {} : { id, props: { ...props, ...object } };
  },
  async delete(id, urn) {
    keep((all) => {
      delete all[keyOf(urn, id)];
    });
  },
};

main(provider, process.argv.slice(2));
