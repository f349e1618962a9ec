import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { install, ownFile, write } from './project';
import { check, root, run } from './steps';
import type { Tarball } from './tarball';

const BOUNDARY = `import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { DefaultDenyNamespace } from 'ringfence/cdk8s';

export class Boundary extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new DefaultDenyNamespace(this, 'deny', { namespace: 'shop' });
  }
}
`;

const TEST = `import 'ringfence/jest';
import { Testing } from 'cdk8s';
import { Flow, Pods, Port } from 'ringfence';
import { Boundary } from './boundary';

test('the shop is closed', () => {
  const flow = Flow.from(Pods.all().inAnyNamespace()).to(Pods.all().inNamespace('shop')).on(Port.all());
  const boundary = new Boundary(Testing.app(), 'boundary');
  expect(boundary).toDeny(flow);
  expect(() => expect(boundary).toAllow(flow)).toThrow('default-deny-ingress');
});
`;

/** The project that `cdk8s init typescript-app` makes: its compiler, its jest and its settings, with a boundary added. */
export async function checkCdk8sInit({ file }: Tarball, work: string): Promise<void> {
  const project = join(work, 'hello');
  await init(project);
  await check('cdk8s init: npm installs the package', () => install(project, [file]));
  const main = readFileSync(join(project, 'main.ts'), 'utf8');
  write(project, {
    'boundary.ts': BOUNDARY,
    'boundary.test.ts': TEST,
    'main.ts': `import { Boundary } from './boundary';\n${main.replace('app.synth();', "new Boundary(app, 'boundary');\n$&")}`,
  });
  const dist = join(project, 'dist');
  const writes = async (program: string, ...args: string[]) => {
    rmSync(dist, { recursive: true, force: true });
    await run(program, args, project, { CDK8S_CHECK_UPGRADE: 'false' });
    const names = Array.from(readFileSync(join(dist, 'boundary.k8s.yaml'), 'utf8').matchAll(/^ {2}name: (.*)$/gm));
    if (names.map(([, name]) => name).join() !== 'default-deny-egress,default-deny-ingress')
      throw new Error(names.join());
  };
  await check('cdk8s init: ts-node runs the app', () => writes('npx', 'ts-node', 'main.ts'));
  await check('cdk8s init: cdk8s synth writes the boundary', () => writes('npx', 'cdk8s', 'synth'));
  // As init itself does: it updates the snapshot that the template has of another name.
  await check('cdk8s init: jest runs a test with the matchers', () => run('npx', ['jest', '-u'], project));
  write(project, { 'matchers.types.ts': ownFile('test/types/matchers-jest.types.ts') });
  await check('cdk8s init: all of it compiles, with the types of jest 29', () =>
    run('npx', ['tsc', '--noEmit'], project),
  );
}

/** Runs the real command, but for the npm that it starts: that would install before the package is there. */
async function init(project: string): Promise<void> {
  write(project, { '../no-npm/npm': '#!/bin/sh\n' });
  const noNpm = join(project, '../no-npm');
  chmodSync(join(noNpm, 'npm'), 0o755);
  mkdirSync(project);
  const env = { PATH: `${noNpm}${delimiter}${process.env.PATH}`, CDK8S_CHECK_UPGRADE: 'false' };
  await run(process.execPath, [join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), 'init', 'typescript-app'], project, env);
}
