import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { clusterOfText, type NetworkPolicyManifest } from 'ringfence';
import { ShopBoundary as GitOpsBoundary } from '../../../examples/gitops/boundary';
import { ShopChart as GitOpsChart } from '../../../examples/gitops/workloads';
import { ShopBoundary } from '../../../examples/online-shop/boundary';
import { ShopChart } from '../../../examples/online-shop/services';
import { BoundaryChart } from '../../../examples/scenario-20/boundary';
import { NamespaceChart, workloadCharts } from '../../../examples/scenario-20/workloads';
import { findingsOf } from '../../../lib/patterns/written';
import { docBlocks } from '../../support/doc-blocks';
import { runBlock } from '../../support/doc-program';
import { patternCalls } from '../../support/pattern-calls';
import { drawn, runs } from '../../support/property';
import type { Case } from './hand-written';

const root = join(__dirname, '../../..');

/** Every policy that ringfence writes in examples and documents, and many that it writes for options made at random. */
export function emittedPolicies(perPattern: number): Case[] {
  return [...fromExamples(), ...fromDocuments(), ...fromRandomWords(perPattern)];
}

function fromExamples(): Case[] {
  const programs = readdirSync(join(root, 'examples/patterns')).map((file): Case[] => {
    const code = readFileSync(join(root, 'examples/patterns', file), 'utf8');
    return named(`examples/patterns/${file}`, runBlock({ code }, require).app?.synthYaml() ?? '');
  });
  return [
    ...programs.flat(),
    ...named('examples/scenario-20', scenario20().synthYaml()),
    ...named('examples/online-shop', onlineShop().synthYaml()),
    ...named('examples/gitops', gitOps().synthYaml()),
  ];
}

export function scenario20(): App {
  const app = new App();
  new NamespaceChart(app, 'namespaces', ['secure-middleware', 'big-monolith']);
  new BoundaryChart(app, 'boundary');
  workloadCharts(app);
  return app;
}

export function onlineShop(): App {
  const app = new App();
  new ShopBoundary(app, 'boundary', new ShopChart(app, 'shop'));
  return app;
}

function gitOps(): App {
  const app = new App();
  new GitOpsBoundary(app, 'boundary', new GitOpsChart(app, 'shop'));
  return app;
}

/** What the programs in documents write. */
function fromDocuments(): Case[] {
  const folder = join(root, 'docs');
  const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return ['README.md', ...files.map((name) => `docs/${name}`)].flatMap((file) => {
    const markdown = readFileSync(join(root, file), 'utf8');
    return docBlocks(file, markdown)
      .filter(({ compiles, throws, vitest, code }) => compiles && !throws && !vitest && /^const app\b/m.test(code))
      .flatMap((block) => named(`${file}:${block.line}`, runBlock(block, require).app?.synthYaml() ?? ''));
  });
}

function fromRandomWords(perPattern: number): Case[] {
  return patternCalls.flatMap(([pattern, calls]) =>
    drawn(calls, runs(perPattern))
      .filter((written) => findingsOf(written).length === 0)
      .flatMap(({ manifests }, index) =>
        manifests.map((manifest) => ({ name: `${pattern} ${index}`, manifest: JSON.parse(JSON.stringify(manifest)) })),
      ),
  );
}

function named(name: string, yaml: string): Case[] {
  return policiesIn(yaml).map((manifest) => ({ name: `${name} ${manifest.metadata.name}`, manifest }));
}

function policiesIn(yaml: string): NetworkPolicyManifest[] {
  return clusterOfText(yaml).policies.map(({ manifest }) => manifest);
}
