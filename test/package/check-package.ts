/**
 * Judges the package as users get it: packs the tarball, has publint and attw look at it, installs it into empty
 * projects, and compiles and runs the README's first example there in every way that users may. Needs the network.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docBlocks } from '../support/doc-blocks';
import { type Consumer, compileExample, consumers, emptyProject, runExample, runScript } from './consumer';
import { runners, runTests } from './runners';
import { check, root, run } from './steps';

interface PackedTarball {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const work = mkdtempSync(join(tmpdir(), 'ringfence-package-'));
const [packed] = JSON.parse(
  run('npm', ['pack', '--json', '--silent', '--ignore-scripts', '--pack-destination', work], root),
) as [PackedTarball];
const tarball = join(work, packed.filename);
const [example] = docBlocks('README.md', readFileSync(join(root, 'README.md'), 'utf8'));
const policies = ['allow-dns', 'cache-store-allow-ingress', 'default-deny-egress', 'default-deny-ingress'];

check('the tarball holds the build, the documents, the README, the licence and the changelog, and nothing else', () => {
  const others = packed.files
    .map(({ path }) => path)
    .filter(
      (path) =>
        !/^(build\/.*\.(js|d\.ts|mjs|d\.mts)|build\/cli\/(.*\.js\.map|LICENSES\.txt|templates\/.*)|docs\/.*\.(md|schema\.json|png|svg)|README\.md|LICENSE|SECURITY\.md|CHANGELOG\.md|package\.json)$/.test(
          path,
        ),
    );
  if (others.length > 0) throw new Error(others.join('\n'));
});
check('publint finds nothing', () => run('npx', ['publint', '--strict', tarball], root));
check('attw resolves every entry point, from CommonJS and from ESM, with `exports` and without', () =>
  run('npx', ['attw', tarball], root),
);

const bare = emptyProject(work, 'without-cdk8s', [tarball]);
check('ringfence loads without cdk8s', () =>
  runScript(bare, "if (require('ringfence').validateNetworkPolicy(null).length !== 1) process.exit(1)"),
);
check('ringfence/cdk8s says that cdk8s is missing', () =>
  runScript(
    bare,
    "try { require('ringfence/cdk8s'); process.exit(1) } catch (e) { if (!/cdk8s|constructs/.test(e.message)) throw e }",
  ),
);

check('ringfence/pulumi says that Pulumi is missing', () =>
  runScript(
    bare,
    "try { require('ringfence/pulumi'); process.exit(1) } catch (e) { if (!/@pulumi/.test(e.message)) throw e }",
  ),
);

const full = emptyProject(work, 'with-cdk8s', [tarball, 'cdk8s', 'constructs', 'typescript@~6.0.3', '@types/node@20']);
const loaded = (entry: string) => `require('${entry}'); const loaded = Object.keys(require.cache).join('\\n');`;
check('ringfence loads neither cdk8s nor constructs', () =>
  runScript(
    full,
    `${loaded('ringfence')} if (/node_modules.(cdk8s|constructs)/.test(loaded)) throw new Error("it does")`,
  ),
);
check('ringfence/cdk8s loads no cdk8s-plus and no Pulumi', () =>
  runScript(
    full,
    `${loaded('ringfence/cdk8s')} if (/node_modules.(cdk8s-plus|@pulumi)/.test(loaded)) throw new Error("it does")`,
  ),
);
check('ringfence/cdk8s can be imported by name from ESM', () =>
  runScript(full, "import { Pods } from 'ringfence/cdk8s'; if (!Pods) process.exit(1)", ['--input-type=module']),
);
for (const consumer of consumers) {
  check(`the README's first example compiles and runs: ${titleOf(consumer)}`, () => {
    const names = runExample(full, consumer, example?.code ?? '');
    if (names.join() !== policies.join()) throw new Error(`wrote ${names.join(', ')}`);
  });
}

check('ringfence/matchers loads neither cdk8s nor a test runner', () =>
  runScript(
    full,
    `${loaded('ringfence/matchers')} if (/node_modules.(cdk8s|constructs|jest|vitest)/.test(loaded)) throw new Error("it does")`,
  ),
);
check('the command lists who can reach whom', () => {
  const pod =
    '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{"name": "web"}]}}';
  const listed = run('sh', ['-c', `echo '${pod}' | npx ringfence list -`], full);
  if (!listed.includes('default/web    every address  all')) throw new Error(listed);
});

for (const runner of runners) {
  const project = emptyProject(work, `with-${runner.name}`, [tarball, ...runner.packages]);
  check(`a test with the matchers passes under ${runner.name}, which is all that the project has`, () =>
    runTests(project, runner),
  );
  for (const consumer of runner.consumers) {
    check(`the matchers are typed for ${runner.name}: ${titleOf(consumer)}`, () =>
      compileExample(project, consumer, readFileSync(join(root, runner.typeTests), 'utf8'), runner.types),
    );
  }
}

const pulumi = emptyProject(work, 'with-pulumi', [
  tarball,
  '@pulumi/pulumi@3.248.0',
  '@pulumi/kubernetes@4.34.2',
  'typescript@~6.0.3',
  '@types/node@20',
]);
check('ringfence/pulumi loads without cdk8s, and loads none', () =>
  runScript(
    pulumi,
    `${loaded('ringfence/pulumi')} if (/node_modules.(cdk8s|constructs)/.test(loaded)) throw new Error("it does")`,
  ),
);
check('ringfence/pulumi can be imported by name from ESM', () =>
  runScript(pulumi, "import { Pods } from 'ringfence/pulumi'; if (!Pods) process.exit(1)", ['--input-type=module']),
);
const [program] = docBlocks('docs/pulumi.md', readFileSync(join(root, 'docs/pulumi.md'), 'utf8'));
for (const consumer of consumers) {
  check(`the first program of docs/pulumi.md compiles: ${titleOf(consumer)}`, () =>
    compileExample(pulumi, consumer, program?.code ?? ''),
  );
}

function titleOf({ moduleResolution, format }: Consumer): string {
  return `moduleResolution ${moduleResolution}, ${format}`;
}
