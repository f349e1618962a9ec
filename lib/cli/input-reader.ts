import type { Cluster, ClusterProblem } from '../cluster/cluster';
import { ClusterBuilder } from '../cluster/cluster-builder';
import type { IgnoredKinds } from '../cluster/kinds/ignored-kinds';
import { PlaceSource } from '../cluster/text/text-source';
import type { InputFile, PassedOver } from '../files/input-file';
import { filesAt } from '../files/manifest-files';
import { holdsAnything, isMeantAsObject, isTemplate, mayHoldObjects, namesObjects } from '../files/manifest-text';
import { UsageError } from '../files/usage-error';
import { addTo } from '../policy/grouped';
import type { StringMap } from '../policy/manifest';
import { dnsLabelProblems } from '../policy/validation/names';
import type { ClusterInputOptions } from './cluster-options';
import { exclusionOf } from './exclusion';
import type { Io } from './io';
import type { PassedOverFiles } from './passed-over';
import { withProgress } from './progress';

/** How an input is read. */
export interface InputOptions extends ClusterInputOptions {
  /**
   * The namespace of manifests that name none.
   * @default 'default'
   */
  readonly defaultNamespace?: string;
  /**
   * The labels of namespaces that the manifests do not declare, by name.
   * @default - unknown
   */
  readonly namespaceLabels?: ReadonlyMap<string, StringMap>;
  /**
   * Kinds of policies that are not judged and do not matter, with the reasons.
   * @default - none
   */
  readonly ignoredKinds?: IgnoredKinds;
  /**
   * What is passed over in files and folders, as in .gitignore.
   * @default - nothing
   */
  readonly exclude?: readonly string[];
  /**
   * Whether an input may hold nothing at all.
   * @default false
   */
  readonly allowEmpty?: boolean;
  /** What is shown; of a running cluster whose namespaces cannot be listed it is read. */
  readonly namespace?: string;
}

/** What an input declares. */
export interface Input {
  readonly cluster: Cluster;
  /** Whether it holds nothing at all: nothing for us, and nothing that was passed over. */
  readonly isEmpty: boolean;
  /** Whether something of it could not be opened; that is a problem of the cluster. */
  readonly isUnopened: boolean;
  readonly passedOver: PassedOverFiles;
  /** What it is called, of a running cluster; absent for files. */
  readonly inputs?: readonly string[];
}

/** Reads the parts of an input one after the other. */
export class InputReader {
  private readonly builder: ClusterBuilder;
  private readonly exclude: readonly string[];
  private readonly passedOver = new Map<PassedOver, string[]>();
  private isEmpty = true;
  private isUnopened = false;

  /**
   * @param onObject gets each object of files and standard input as it was read
   * @throws UsageError where the default namespace can be none
   */
  constructor(
    { defaultNamespace, namespaceLabels, ignoredKinds, exclude = [] }: InputOptions,
    private readonly onObject: (value: unknown) => void = () => {},
  ) {
    const [problem] = defaultNamespace === undefined ? [] : dnsLabelProblems(defaultNamespace);
    if (problem !== undefined) throw new UsageError(`--default-namespace ${defaultNamespace}: ${problem}`);
    this.builder = new ClusterBuilder({ defaultNamespace, namespaceLabels, ignoredKinds });
    this.exclude = exclude;
  }

  /** Gives whether there is anything, be it for us or not. */
  add(path: string, io: Io): boolean {
    if (path !== '-')
      return this.addFiles(
        filesAt(
          path,
          (root) => exclusionOf(this.exclude, root),
          (files) => withProgress(files, 'reading', io),
        ),
      );
    // What is piped here was meant for us, all of it.
    const text = io.stdin();
    this.builder.addText(text, 'stdin', (read) => {
      if (!('finding' in read)) this.onObject(read.value);
      return true;
    });
    return this.holds(holdsAnything(text));
  }

  addFiles(files: Iterable<InputFile>): boolean {
    let isAnything = false;
    for (const file of files) isAnything = this.addFile(file) || isAnything;
    return this.holds(isAnything);
  }

  /** Reads a running cluster, which is never empty. */
  addLive<T>(add: (builder: ClusterBuilder) => T): T {
    this.isEmpty = false;
    return add(this.builder);
  }

  input(): Input {
    const { isEmpty, isUnopened, passedOver } = this;
    return { cluster: this.builder.build(), isEmpty, isUnopened, passedOver };
  }

  private holds(isAnything: boolean): boolean {
    if (isAnything) this.isEmpty = false;
    return isAnything;
  }

  private addFile(file: InputFile): boolean {
    const { name } = file;
    switch (file.type) {
      case 'passed-over':
        return this.passOver(name, file.why);
      case 'unopened':
        this.isUnopened = true;
        this.builder.addProblem(unopenedProblem(name, file.reason));
        return true;
      case 'text':
        return this.addTextOf(name, file.text);
    }
  }

  private addTextOf(name: string, text: string): boolean {
    if (!holdsAnything(text)) return false;
    if (!mayHoldObjects(text)) return this.passOver(name, 'no-manifest');
    if (isTemplate(text)) return this.passOver(name, 'template');
    let isForUs = false;
    this.builder.addText(text, name, (read) => {
      const isMeant = 'finding' in read ? namesObjects(text) : isMeantAsObject(read.value);
      isForUs ||= isMeant;
      if (isMeant && !('finding' in read)) this.onObject(read.value);
      return isMeant;
    });
    return isForUs || this.passOver(name, 'no-manifest');
  }

  private passOver(name: string, why: PassedOver): true {
    addTo(this.passedOver, why, name);
    return true;
  }
}

/** What cannot be opened may hold anything, so that it counts as a document that could not be read. */
function unopenedProblem(file: string, reason: string): ClusterProblem {
  const message = `Invalid value: cannot be opened: ${reason}`;
  const finding = { path: '', reason: 'Invalid value', message, fix: 'make it readable, or exclude it' } as const;
  return { source: new PlaceSource({ file, line: 1, column: 1 }), finding };
}
