import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Validation } from 'cdk8s-cli/plugins';
import { RingfenceValidation } from '../../lib/synth-plugin/ringfence-validation';
import { FROM_SOURCES, folderOf } from '../support/command';

const root = join(__dirname, '../..');

const MAIN = `import { App, ApiObject, Chart } from 'cdk8s';
const app = new App();
const policy = (scope: Chart, id: string, spec: object) =>
  new ApiObject(scope, id, {
    apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: id.replace('the-', '') }, spec,
  });
const shop = new Chart(app, 'shop', { namespace: 'shop', disableResourceNameHashes: true });
policy(shop, 'the-cache', { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{ from: [] }] });
policy(shop, 'the-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const front = new Chart(app, 'front', { namespace: 'front' });
policy(front, 'the-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}] });
app.synth();
`;
/** The package as it is here, without a build. */
const PLUGIN = `require(${JSON.stringify(FROM_SOURCES[1])});\nmodule.exports = require(${JSON.stringify(join(root, 'lib/index.ts'))});\n`;

interface Report {
  readonly violations: readonly {
    readonly ruleName: string;
    readonly recommendation: string;
    readonly violatingConstructs: readonly {
      readonly constructPath?: string;
      readonly resourceName: string;
      readonly locations: readonly string[];
      readonly manifestPath: string;
    }[];
  }[];
  readonly summary: { readonly status: string; readonly metadata: Readonly<Record<string, string>> };
}

function synth(properties: string, settings?: string): { readonly code: number | null; readonly report: Report } {
  const folder = folderOf({
    'main.ts': MAIN,
    'plugin/index.js': PLUGIN,
    'cdk8s.yaml': `language: typescript
app: node ${FROM_SOURCES.join(' ')} main.ts
validations:
  - package: ./plugin
    version: 0.1.0
    class: RingfenceValidation
    properties: ${properties}
`,
    ...(settings !== undefined && { '.ringfence.yaml': settings }),
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const report = join(folder, 'report.json');
  const cli = join(root, 'node_modules/cdk8s-cli/bin/cdk8s');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, 'synth', '--check-upgrade', 'false', '--validation-reports-output-file', report],
    { cwd: folder, encoding: 'utf8' },
  );
  if (!existsSync(report)) throw new Error(`${stdout}\n${stderr}`);
  return { code: status, report: JSON.parse(readFileSync(report, 'utf8')).reports[0] };
}

describe('cdk8s synth with the validation', () => {
  test('fails and shows what is wrong, with the constructs and how grave it is', () => {
    const { code, report } = synth('{}');
    expect(code).toBe(2);
    expect(report.summary).toMatchObject({ status: 'failure', metadata: { 'fails on': 'error' } });
    const violation = report.violations.find(({ ruleName }) => ruleName === 'empty-peer-list');
    expect(violation).toMatchObject({
      recommendation: 'error: an empty list that means everything',
      violatingConstructs: [
        {
          constructPath: 'shop/the-cache',
          resourceName: 'cache',
          locations: ['spec.ingress[0].from: `from: []` means everyone: every pod and every address'],
          manifestPath: 'dist/shop.k8s.yaml',
        },
      ],
    });
  });

  test('shows the right construct, or none, where two objects have one name', () => {
    const { report } = synth('{failOn: warning}', 'silences: [{rule: empty-peer-list, reason: it is open}]');
    const open = report.violations.find(({ ruleName }) => ruleName === 'wide-open-ingress');
    const reported = open?.violatingConstructs.map(({ resourceName, constructPath }) => [resourceName, constructPath]);
    expect(reported).toContainEqual(['deny', 'front/the-deny']);
  });

  test('succeeds where what is left is less grave, and what is accepted is silenced', () => {
    const { code, report } = synth('{}', 'silences: [{rule: empty-peer-list, reason: it is open}]');
    expect({ code, status: report.summary.status }).toEqual({ code: 0, status: 'success' });
  });
});

test('the class is a validation of cdk8s-cli', () => {
  const validation: Validation = new RingfenceValidation();
  expect(validation.validate).toBeInstanceOf(Function);
});
