import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { docBlocks } from '../support/doc-blocks';
import { COMPILER, CONSUMERS, compile, titleOf } from './compiler';
import type { Node } from './nodes';
import { ownFile, projectWith, write } from './project';
import { check, run } from './steps';
import type { Tarball } from './tarball';

/** What an entry point may load, which other engines and test runners are not part of. */
const LOADS: readonly { readonly entry: string; readonly never: RegExp }[] = [
  { entry: 'ringfence', never: /cdk8s|constructs|@pulumi|jest|vitest/ },
  { entry: 'ringfence/cdk8s', never: /cdk8s-plus|@pulumi|jest|vitest/ },
  { entry: 'ringfence/matchers', never: /cdk8s|constructs|@pulumi|jest|vitest/ },
];

const POLICIES = 'allow-dns,cache-store-allow-ingress,default-deny-egress,default-deny-ingress';

/** The library without its peers. */
export async function checkWithoutPeers({ file }: Tarball, nodes: readonly Node[], work: string): Promise<void> {
  const project = join(work, 'without-peers');
  await check('npm installs the package without a warning', async () => {
    const { stdout, stderr } = await projectWith(project, [file]);
    if (/warn/i.test(stdout + stderr)) throw new Error(stdout + stderr);
  });
  for (const node of nodes) {
    await check(`Node ${node.major}: ringfence loads without a peer`, () =>
      evaluate(node, project, "if (require('ringfence').validateNetworkPolicy(null).length !== 1) process.exit(1)"),
    );
    for (const [entry, peer] of [
      ['ringfence/cdk8s', 'cdk8s|constructs'],
      ['ringfence/pulumi', '@pulumi'],
    ]) {
      await check(`Node ${node.major}: ${entry} says what is missing`, () =>
        evaluate(
          node,
          project,
          `try { require('${entry}'); process.exit(1) } catch (e) { if (!/'(${peer})/.test(e.message)) throw e }`,
        ),
      );
    }
  }
}

/** The library in a cdk8s app: what it loads, and the first example of the README, compiled and run in every way. */
export async function checkCdk8sApp({ file }: Tarball, nodes: readonly Node[], work: string): Promise<string> {
  const project = join(work, 'with-cdk8s');
  await projectWith(project, [file, 'cdk8s', 'constructs', COMPILER, '@types/node@20']);
  for (const { entry, never } of LOADS) {
    await check(`${entry} loads no other engine and no test runner`, () =>
      evaluate(
        nodes[0] as Node,
        project,
        `require('${entry}'); const other = Object.keys(require.cache).find((file) => /node_modules.(${never.source})\\b/.test(file));
if (other) throw new Error(other)`,
      ),
    );
  }
  const [example] = docBlocks('README.md', ownFile('README.md'));
  for (const consumer of CONSUMERS) {
    await check(`the first example of the README compiles: ${titleOf(consumer)}`, () =>
      compile(project, consumer, example?.code ?? ''),
    );
    for (const node of nodes) {
      await check(`Node ${node.major}: it writes its policies: ${titleOf(consumer)}`, () =>
        writesPolicies(project, node, 'out/main.js'),
      );
    }
  }
  // The last consumer is ESM, and so is what stands in main.ts.
  for (const node of nodes.filter(({ major }) => major >= 24)) {
    await check(`Node ${node.major}: it runs the first example of the README without a compiler`, () =>
      writesPolicies(project, node, 'main.ts'),
    );
  }
  return project;
}

/** @throws where that file does not write the policies of the README's example */
export async function writesPolicies(project: string, { program }: Node, file: string): Promise<void> {
  const dist = join(project, 'dist');
  rmSync(dist, { recursive: true, force: true });
  await run(program, [file], project);
  const names = readdirSync(dist).flatMap((name) =>
    parseAllDocuments(readFileSync(join(dist, name), 'utf8')).map(
      (document) => document.toJS().metadata.name as string,
    ),
  );
  if (names.join() !== POLICIES) throw new Error(`wrote ${names.join(', ')}`);
}

const SHOP = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: front, labels: {app: web}}
spec: {containers: [{name: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop, labels: {app: cart}}
spec: {containers: [{name: cart, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 192.0.2.7/24}}]}]}
`;

/** What each command prints or writes, in a few words, by how it is called. */
const COMMANDS: readonly { readonly args: readonly string[]; readonly prints: RegExp }[] = [
  { args: ['--version'], prints: /^\d+\.\d+\.\d+\n$/ },
  { args: ['--help'], prints: /^Usage: ringfence / },
  { args: ['list', 'shop.yaml'], prints: /^front\/web +every address +all$/m },
  { args: ['list', 'shop.yaml', '-o', 'svg'], prints: /<svg .*>cart<.*<\/svg>/s },
  { args: ['check', 'shop.yaml', '--fix'], prints: /\[loose-cidr\]/ },
  { args: ['check', 'shop.yaml'], prints: /no-default-deny-ingress/ },
  { args: ['explain', 'shop.yaml', '--from', 'front/web', '--to', 'shop/cart', '--port', '8080'], prints: /denied/ },
  { args: ['diff', 'shop.yaml', 'shop.yaml', '-o', 'json'], prints: /^\{.*\}\n$/s },
  { args: ['import', 'shop.yaml'], prints: /from 'ringfence\/cdk8s'/ },
  { args: ['report', 'shop.yaml', '-o', '-'], prints: /^<!doctype html>.*id="data">H4sI/s },
  { args: ['completion', 'bash'], prints: /complete .* ringfence$/m },
];

/** The command as npm links it. */
export async function checkCommand(project: string, nodes: readonly Node[]): Promise<void> {
  for (const { major, program } of nodes) {
    write(project, { 'shop.yaml': SHOP });
    for (const { args, prints } of COMMANDS) {
      await check(`Node ${major}: ringfence ${args.join(' ')}`, async () => {
        const { stdout, stderr } = await run(program, ['node_modules/.bin/ringfence', ...args], project);
        if (!prints.test(stdout + stderr)) throw new Error(stdout + stderr);
      });
    }
    await check(`Node ${major}: kubectl ringfence`, async () => {
      const { stdout } = await run(program, ['node_modules/.bin/kubectl-ringfence', '--help'], project);
      if (!stdout.startsWith('Usage: kubectl ringfence ')) throw new Error(stdout);
    });
  }
}

function evaluate({ program }: Node, project: string, script: string): Promise<unknown> {
  return run(program, ['-e', script], project);
}
