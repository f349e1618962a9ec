import { braces, type Code, construction, layOut, text } from '../code';
import { WordCode } from '../word-code';
import type { Statement } from './statement';

/** A cdk8s app of these constructs, with a chart for each namespace. */
export function appCode(statements: readonly Statement[]): string {
  const { body, used } = chartsOf(statements);
  return [
    "import { App, Chart } from 'cdk8s';",
    importOf(used),
    '\nconst app = new App();',
    ...body.map(layOut),
    '\napp.synth();\n',
  ].join('\n');
}

/** The same without the app around the charts, to be put into one that is there. */
export function chartCode(statements: readonly Statement[]): string {
  const { body, used } = chartsOf(statements);
  return [importOf(used), ...body.map(layOut)].join('\n');
}

function importOf(used: ReadonlySet<string>): string {
  return layOut(['import ', braces([...used].sort()), " from 'ringfence/cdk8s';"]);
}

function chartsOf(statements: readonly Statement[]) {
  const words = new WordCode();
  const charts = new Map<string, string>();
  const body: Code[] = [];
  for (const { construct, namespace, id, options } of statements) {
    let chart = charts.get(namespace);
    if (chart === undefined) {
      chart = variableOf(namespace, [...charts.values()]);
      charts.set(namespace, chart);
      body.push([
        `\nconst ${chart} = new Chart(app, ${text(namespace)}, `,
        braces([`namespace: ${text(namespace)}`]),
        ');',
      ]);
    }
    words.used.add(construct);
    body.push(construction(construct, [chart, text(id)], words.entries(options)));
  }
  return { body, used: words.used };
}

/** A Pulumi program of these components. */
export function programCode(statements: readonly Statement[]): string {
  const words = new WordCode();
  const body = statements.map(({ construct, namespace, id, options }) => {
    words.used.add(construct);
    // A grant is in the namespace of the pods that it protects.
    const place = construct === 'ServiceAccessGrant' ? {} : { namespace };
    return layOut(construction(construct, [text(id)], words.entries({ ...place, ...options })));
  });
  return [layOut(['import ', braces([...words.used].sort()), " from 'ringfence/pulumi';"]), '', ...body, ''].join('\n');
}

/** `kube-system` is in the chart `kubeSystemChart`. */
function variableOf(namespace: string, taken: readonly string[]): string {
  const camel = namespace.replace(/-+(.)/g, (_, letter: string) => letter.toUpperCase());
  const name = `${/^\d/.test(camel) ? 'namespace' : ''}${camel}`;
  let variable = `${name}Chart`;
  for (let count = 2; taken.includes(variable); count++) variable = `${name}${count}Chart`;
  return variable;
}
