import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { runBlock } from './doc-program';
import { recipes } from './recipes';
import { newChart } from './synth';

const root = join(__dirname, '../..');

/** The sections of docs/patterns.md, each with the constructs in it. */
const GROUPS: readonly (readonly [title: string, intro: string, constructs: readonly string[]])[] = [
  ['Whole namespaces', 'One construct for a namespace, made of others in this list.', ['SecureNamespace']],
  [
    'To and from pods',
    'Who may connect to whom within the cluster.',
    [
      'DefaultDenyNamespace',
      'DefaultDenyWorkload',
      'ServiceAccessGrant',
      'OpenWorkload',
      'NamespaceIsolation',
      'TenantIsolation',
      'TieredApplication',
      'Quarantine',
      'AllowClusterEgress',
    ],
  ],
  [
    'To and from outside',
    'A policy sees the addresses that arrive at the pod, and those that it connects to. Whether load balancers and nodes translate addresses before or after depends on the platform.',
    ['AllowInternetEgress', 'AllowEgressToCidr', 'AllowExternalIngress', 'AllowIngressFromCidr', 'DenyCloudMetadata'],
  ],
  [
    'To and from the platform',
    'What a namespace needs from the cluster.',
    [
      'AllowDns',
      'AllowFromIngressController',
      'AllowPrometheusScrape',
      'AllowKubeApiServer',
      'AllowWebhookFromApiServer',
    ],
  ],
  ['Everything else', 'One policy in the same words.', ['NetworkPolicy']],
];

/** What every construct takes, listed once. */
const EVERYWHERE = ['description', 'metadata', 'argoCdSyncWave', 'silence', 'cni'];

/** docs/patterns.md as the code has it: texts and options from the sources, YAML from the examples. */
export function patternDocument(): string {
  const sources = new Sources();
  return [
    INTRODUCTION,
    ...GROUPS.flatMap(([title, intro, constructs]) => [
      `## ${title}\n\n${intro}\n`,
      ...constructs.map((construct) => sectionOf(construct, sources)),
    ]),
    recipeTable(),
  ].join('\n');
}

/** The constructs that have a section. */
export const documentedConstructs: readonly string[] = GROUPS.flatMap(([, , constructs]) => constructs);

const INTRODUCTION = `# The patterns

Every pattern is a construct of \`ringfence/cdk8s\`, a component of \`ringfence/pulumi\` and a function of \`ringfence\`, with the
same options. Only an engine can settle grants: the function takes \`openEgressOf\` instead of \`clientEgress\`. All patterns also take
\`description\`, \`metadata\`, \`argoCdSyncWave\`, \`silence\` and \`cni\`.

Policies are additive. A policy that opens something to some pods also isolates them for that direction: from then on, everything that
no policy opens is closed to them. A policy that opens egress cuts pods off from DNS if they were open before, unless \`AllowDns\`
allows it. Replies on an allowed connection need no policy.

This page is generated from the sources and from the programs in [examples/patterns](../examples/patterns).
`;

function sectionOf(construct: string, sources: Sources): string {
  const code = readFileSync(join(root, 'examples/patterns', `${fileOf(construct)}.ts`), 'utf8');
  const yaml = runBlock({ code }, require).app?.synthYaml();
  const options = sources.options(`${construct}Props`).map((row) => `| ${row.join(' | ')} |`);
  return `### ${construct}

${sources.text(construct)}

| option | meaning | default |
|---|---|---|
${options.join('\n')}

\`\`\`ts
${code}\`\`\`

<!-- output -->
\`\`\`yaml
${yaml}\`\`\`
`;
}

function recipeTable(): string {
  const rows = recipes.map(({ number, does, write }) => {
    const construct = write(newChart('shop')).constructor.name;
    return `| ${number} | ${does} | [\`${construct}\`](#${construct.toLowerCase()}) |`;
  });
  return `## The well-known recipes

The construct for each of the [kubernetes-network-policy-recipes](https://github.com/ahmetb/kubernetes-network-policy-recipes).

| recipe | what it does | construct |
|---|---|---|
${rows.join('\n')}
`;
}

/** \`AllowDns\` is in the file \`allow-dns\`. */
export function fileOf(construct: string): string {
  return construct.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

/** The documentation comments of the sources. */
class Sources {
  private readonly checker: ts.TypeChecker;
  private readonly constructs: readonly ts.Symbol[];
  private readonly functions: readonly ts.Symbol[];

  constructor() {
    const files = ['lib/cdk8s/index.ts', 'lib/index.ts'].map((file) => join(root, file));
    const program = ts.createProgram(files, {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    });
    this.checker = program.getTypeChecker();
    const [constructs, functions] = files.map((file) => {
      const module = this.checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile);
      return this.checker.getExportsOfModule(module as ts.Symbol);
    });
    this.constructs = constructs ?? [];
    this.functions = functions ?? [];
  }

  /** What a construct does: in the words of its pattern, or in its own where it does more than that. */
  text(construct: string): string {
    const own = this.find(this.constructs, construct);
    const isPlain = own.declarations?.[0]?.getSourceFile().fileName.endsWith('-constructs.ts') === true;
    const pattern = construct.charAt(0).toLowerCase() + construct.slice(1);
    const symbol = isPlain ? this.find(this.functions, pattern) : own;
    return ts.displayPartsToString(symbol.getDocumentationComment(this.checker)).trim();
  }

  /** Name, text and default of each option. */
  options(props: string): string[][] {
    const type = this.checker.getDeclaredTypeOfSymbol(this.find(this.constructs, props));
    const types = type.isUnion() ? type.types : [type];
    const all = new Map(
      types.flatMap((one) => this.checker.getPropertiesOfType(one).map((option) => [option.name, option])),
    );
    return [...all.values()]
      .filter(({ name }) => !EVERYWHERE.includes(name))
      .map((option) => {
        const text = ts.displayPartsToString(option.getDocumentationComment(this.checker));
        const [fallback] = option.getJsDocTags(this.checker).filter(({ name }) => name === 'default');
        return [
          `\`${option.name}\``,
          cell(text),
          fallback ? defaultCell(ts.displayPartsToString(fallback.text)) : 'none: it is required',
        ];
      });
  }

  private find(symbols: readonly ts.Symbol[], name: string): ts.Symbol {
    const symbol = symbols.find((one) => one.name === name);
    if (symbol === undefined) throw new Error(`nothing is exported as ${name}`);
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }
}

function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}

/** A default is code, or words after a dash. */
function defaultCell(text: string): string {
  return text.startsWith('- ') ? cell(text.slice(2)) : `\`${cell(text)}\``;
}
