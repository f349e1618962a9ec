/**
 * Compares the public surface of each entry point with its report in api/, or writes the reports (`--write`). It fails
 * where a report is out of date, where a signature mentions a type that no entry point exports, where an export has no
 * documentation, and where the declarations do not compile, which `@internal` in the wrong place does. It reads the
 * declarations in build/, so compile first.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
  type IConfigFile,
} from '@microsoft/api-extractor';
import ts from 'typescript';

const root = join(__dirname, '..');
const folder = join(root, 'api');
const temporary = mkdtempSync(join(tmpdir(), 'ringfence-api-'));
const isWriting = process.argv.includes('--write');

interface Manifest {
  readonly types: string;
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly [string]>> };
}

/** The declarations of each entry point, by the name of its report. */
function entryPoints(): Map<string, string> {
  const { types, typesVersions } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const subpaths = Object.entries(typesVersions['*']).map(([name, [file]]) => [name, join(root, file)] as const);
  return new Map([['ringfence', join(root, types)], ...subpaths]);
}

function configOf(name: string, declarations: string, all: readonly string[]): ExtractorConfig {
  const configObject: IConfigFile = {
    projectFolder: root,
    mainEntryPointFilePath: declarations,
    newlineKind: 'lf',
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          target: 'ES2022',
          lib: ['es2022'],
          module: 'node16',
          moduleResolution: 'node16',
          types: ['node'],
          strict: true,
          skipLibCheck: true,
        },
        files: all,
      },
    },
    apiReport: {
      enabled: true,
      reportFileName: `${name}.api.md`,
      reportFolder: folder,
      reportTempFolder: temporary,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      extractorMessageReporting: {
        default: { logLevel: ExtractorLogLevel.None },
        // Reported, so that they can be collected; they are judged over all entry points.
        'ae-forgotten-export': { logLevel: ExtractorLogLevel.Warning },
      },
      tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
    },
  };
  return ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
}

/** The name in a message about a symbol that an entry point does not export. Of two of one name the second ends in `_2`. */
function forgottenIn({ messageId, text }: ExtractorMessage): string[] {
  if (messageId !== 'ae-forgotten-export') return [];
  return [(/The symbol "(\w+)"/.exec(text)?.[1] ?? text).replace(/_\d+$/, '')];
}

/** What the compiler reports in the declarations of the package, which users may have compiled with their code. */
function declarationErrors(entries: readonly string[]): string[] {
  const program = ts.createProgram([...entries], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: ['node'],
    strict: true,
    noEmit: true,
  });
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(`${join(root, 'build')}/`))
    .flatMap((file) => program.getSemanticDiagnostics(file))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

function main(): void {
  const entries = entryPoints();
  const files = [...entries.values()];
  const forgotten = new Set<string>();
  const exported = new Set<string>();
  const problems = declarationErrors(files);
  let state: CompilerState | undefined;
  for (const [name, declarations] of entries) {
    const config = configOf(name, declarations, files);
    state ??= CompilerState.create(config, { additionalEntryPoints: files });
    const { apiReportChanged } = Extractor.invoke(config, {
      localBuild: isWriting,
      compilerState: state,
      messageCallback: (message) => {
        for (const symbol of forgottenIn(message)) forgotten.add(symbol);
        message.handled = true;
      },
    });
    if (apiReportChanged && !isWriting) problems.push(`api/${name}.api.md is out of date: run \`npm run api-report\``);
    const report = readFileSync(join(temporary, `${name}.api.md`), 'utf8');
    for (const [, symbol = ''] of report.matchAll(
      /^export (?:abstract )?(?:class|const|function|interface|type) (\w+)/gm,
    ))
      exported.add(symbol);
    for (const [, line] of report.matchAll(/^\/\/ @public \(undocumented\)\n(export .*)$/gm)) {
      problems.push(`${name}: an export without documentation: ${line}`);
    }
  }
  for (const symbol of [...forgotten].sort()) {
    if (!exported.has(symbol)) problems.push(`a signature mentions ${symbol}, which no entry point exports`);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

main();
