import type { ApiObject } from 'cdk8s';
import type { IConstruct, IValidation } from 'constructs';
import { isFirstJudge, judgesWhole, severalVersions, shared, sharedSoFar } from '../../copies/copies';
import { describeFinding } from '../../patterns/written';
import { escapeControls } from '../../policy/unknown-value';
import { byCluster, hasSettings, settingsOf } from '../constructs/app-settings';
import { PolicyObject } from '../constructs/policy-object';
import { renamedNamespaces } from '../peers/namespace-construct';
import { appWarnings } from './app-warnings';
import {
  type BoundaryWarning,
  keepSilences,
  sameWarning,
  unenforced,
  warningText,
  warningTexts,
} from './boundary-warnings';
import { isCalledAs } from './caller-stack';
import { ErrorLines } from './error-lines';
import { grantsToJudge } from './grants-to-check';
import { Inventory } from './inventory';
import type { JudgedBoundary, JudgedContract, JudgedGrant, ReadContract, SettledApp } from './judged';
import { mergeDefaults } from './merge-defaults';
import { wideningsOf } from './metadata-widening';
import { collisionsOf } from './name-collisions';
import { orderPolicies } from './policy-order';
import { settleGrants } from './settle-grants';
import { foreignFaults, isPatched, patchFaults } from './written-policies';

const JUDGEMENT = 'judgement';

/**
 * The one judgement of all boundaries of an app. It is a validation of the root, and cdk8s asks the root first: so every
 * policy is there, in its place, before anything else is validated or written, in whatever order constructs were made, and
 * by whichever copy of this version.
 */
export class AppJudgement {
  static of(root: IConstruct): AppJudgement {
    return shared(root, JUDGEMENT, () => new AppJudgement(root));
  }

  /** The judgement of an app in which there is a boundary or a contract; asking makes none. */
  static known(root: IConstruct): AppJudgement | undefined {
    return sharedSoFar(root, JUDGEMENT);
  }

  private readonly known = new Set<JudgedBoundary>();
  private readonly contracts = new Set<IConstruct>();
  private readonly atSynth = new Map<IConstruct, (inventory: Inventory) => void>();
  private readonly warned = new Set<string>();
  /** How many warnings there are, by their ids. */
  private readonly counts = new Map<string, number>();
  /** The peers of policies that are warned of as closed targets. */
  private readonly closed = new Set<string>();
  private lines: ReadonlyMap<IConstruct, readonly string[]> | undefined;
  /** Constructs of which cdk8s asks what is wrong with them. */
  private readonly asked = new WeakSet<IConstruct>();

  private constructor(private readonly root: IConstruct) {
    judgesWhole(root);
    root.node.addValidation({ validate: () => this.judge() });
  }

  add(boundary: JudgedBoundary): void {
    this.known.add(boundary);
  }

  /** Asks a boundary at each synth, before any other looks at it. */
  askAtSynth(boundary: JudgedBoundary, settle: (inventory: Inventory) => void): void {
    this.atSynth.set(boundary, settle);
  }

  addContract(contract: JudgedContract & IValidation): void {
    this.contracts.add(contract);
    this.ask(contract);
  }

  /**
   * cdk8s asks every construct for every chart, and the root first. So it asks those boundaries alone that have something to say:
   * by these lines, or by a `validate` of users.
   */
  private askBoundaries(lines: ReadonlyMap<IConstruct, readonly string[]>): void {
    for (const boundary of this.known) if (lines.has(boundary) || boundary._validatesItself) this.ask(boundary);
  }

  private ask(construct: IConstruct & IValidation): void {
    if (this.asked.has(construct)) return;
    this.asked.add(construct);
    construct.node.addValidation(construct);
  }

  /** What is wrong with one construct, a line for each finding. */
  linesOf(construct: IConstruct): string[] {
    const lines = this.lines?.get(construct);
    return lines === undefined ? [] : [...lines];
  }

  private judge(): string[] {
    if (this.lines === undefined || !isAskedAgain()) {
      this.lines = this.judgementOfApp();
      this.askBoundaries(this.lines);
    }
    return this.linesOf(this.root);
  }

  /** The boundaries of the app with every grant settled, and what others declare beside them: cluster by cluster. */
  settled(): readonly SettledApp[] {
    const constructs = this.root.node.findAll();
    const clusters = byCluster(this.root, constructs);
    const known: ReadonlySet<IConstruct> = this.known;
    const apps = clusters.map((all) => ({
      boundaries: all.filter((construct): construct is JudgedBoundary => known.has(construct)),
      contracts: all.filter((construct): construct is JudgedContract => this.contracts.has(construct)),
      inventory: new Inventory(all),
    }));
    return apps.map(({ boundaries, contracts, inventory }) => {
      // What depends on tokens is known now.
      if (this.atSynth.size > 0) for (const boundary of boundaries) this.atSynth.get(boundary)?.(inventory);
      mergeDefaults(boundaries);
      return { boundaries, contracts, inventory, grants: settleGrants(boundaries, inventory) };
    });
  }

  private judgementOfApp(): ReadonlyMap<IConstruct, readonly string[]> {
    const several = severalVersions(this.root);
    if (several !== undefined) return new Map(isFirstJudge(this.root) ? [[this.root, [describeFinding(several)]]] : []);
    const apps = this.settled();
    this.closed.clear();
    orderPolicies(apps.flatMap(({ boundaries }) => boundaries));
    const errors = new ErrorLines();
    const read = apps.map((app) => this.judgeCluster(app, errors));
    const names = apps.map(({ inventory }) => inventory);
    for (const finding of renamedNamespaces(this.root, (namespace) => writtenNameIn(names, namespace)))
      errors.addFinding(this.root, finding);
    for (const [construct, line] of collisionsOf(this.root, apps)) errors.add(construct, line);
    // What an app allows is not known while something is wrong with it.
    if (errors.isEmpty) {
      for (const [index, app] of apps.entries()) {
        for (const [construct, line] of this.brokenClaims(app, read[index] ?? [])) errors.add(construct, line);
      }
    }
    for (const app of apps) this.lintCluster(app, errors);
    for (const app of apps) this.judgeGrantsInReach(app, (construct, line) => errors.add(construct, line));
    this.summarize();
    return errors.byConstruct();
  }

  /** What is wrong with the boundaries for one cluster by themselves; and what its contracts claim. */
  private judgeCluster({ boundaries, contracts, grants, inventory }: SettledApp, errors: ErrorLines): ReadContract[] {
    for (const boundary of boundaries) {
      for (const finding of boundary._draft.findings) errors.addFinding(boundary, finding);
      if (!isPatched(boundary)) continue;
      for (const finding of patchFaults(boundary)) errors.addFinding(boundary, finding);
    }
    for (const [boundary, finding] of wideningsOf(boundaries, grants, inventory)) errors.addFinding(boundary, finding);
    if (hasSettings(this.root)) {
      for (const [boundary, finding] of unenforced(boundaries)) errors.addFinding(boundary, finding);
    }
    const read = contracts.map((contract) => contract._read());
    for (const { contract, findings } of read) {
      for (const finding of findings) errors.addFinding(contract, finding);
    }
    for (const line of foreignFaults(inventory)) errors.add(this.root, line);
    const warnings: BoundaryWarning[] = [];
    if (hasSettings(this.root)) for (const boundary of boundaries) keepSilences(boundary);
    for (const [boundary, found] of appWarnings({ boundaries, inventory })) {
      const { strict } = settingsOf(boundary);
      for (const warning of found) {
        if (warning.id === 'target-closed') this.closed.add(`NetworkPolicy ${warning.policy} ${warning.path}`);
        if (strict) errors.add(boundary, warningText(warning), sameWarning(warning));
        else warnings.push(warning);
      }
    }
    this.warn(warningTexts(warnings));
    for (const { id } of warnings) this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
    return read;
  }

  /** What is probably not meant in what an app declares; only where there are workloads or policies of others. */
  private lintCluster(app: SettledApp, errors: ErrorLines): void {
    if (!errors.isEmpty || !app.inventory.holdsWorkloadsOrPolicies()) return;
    // Lint is loaded where there is something to look at: an app that only writes policies does not pay for it.
    const { synthFindings }: typeof import('./synth-lint') = require('./synth-lint');
    const lines: string[] = [];
    for (const { rule, construct, object, path, message, fix } of synthFindings(this.root, app)) {
      // That the other side is closed is reported from the words, with the grant that opens it.
      if (rule === 'half-grant' && this.closed.has(`${object} ${path}`)) continue;
      const where = `${construct.node.path || 'the app'}: ${object}: ${path === '' ? '' : `${path}: `}`;
      const line = `warning ${rule} at ${escapeControls(`${where}${message}`)}\n      ${escapeControls(fix)}`;
      // cdk8s asks boundaries and the root what is wrong, and no object of others.
      if (settingsOf(construct).strict) errors.add(authorOf(construct) ?? this.root, line);
      else {
        lines.push(line);
        this.counts.set(rule, (this.counts.get(rule) ?? 0) + 1);
      }
    }
    this.warn(lines);
  }

  /** How many warnings there are of each kind, in one line. */
  private summarize(): void {
    const total = [...this.counts.values()].reduce((sum, count) => sum + count, 0);
    const kinds = [...this.counts].map(([id, count]) => `${id} ${count}`).join(', ');
    this.counts.clear();
    if (total === 0) return;
    const how = "strict: true makes them errors, silence: { '<id>': 'the reason' } accepts them (configureBoundaries)";
    this.warn([`ringfence: ${total === 1 ? '1 warning' : `${total} warnings`} (${kinds}); ${how}`]);
  }

  /** Warns of grants that policies of other APIs may deny; an error where the settings are strict. */
  private judgeGrantsInReach(app: SettledApp, add: (construct: IConstruct, line: string) => void): void {
    if (app.grants.length === 0 || !app.inventory.holdsOtherPolicies()) return;
    // Reading the cluster is loaded where there is such a policy.
    const judge: typeof import('./unjudged-grants') = require('./unjudged-grants');
    for (const found of judge.unjudgedGrants(app)) {
      const isStrict = (grant: JudgedGrant) => settingsOf(grant).strict === true;
      for (const grant of found.grants.filter(isStrict)) {
        add(grant, judge.unjudgedGrantsText({ ...found, grants: [grant] }));
      }
      const grants = found.grants.filter((grant) => !isStrict(grant));
      if (grants.length > 0)
        this.warn([`warning unjudged-policy at ${judge.unjudgedGrantsText({ ...found, grants })}`]);
    }
  }

  /** Prints each warning once, however often the app is judged. */
  private warn(warnings: readonly string[]): void {
    for (const warning of warnings) {
      if (this.warned.has(warning)) continue;
      this.warned.add(warning);
      process.stderr.write(`${warning}\n`);
    }
  }

  /** What the app's own policies make of its grants and contracts. */
  private brokenClaims(app: SettledApp, contracts: readonly ReadContract[]): Iterable<readonly [IConstruct, string]> {
    const grants = grantsToJudge(app);
    if (grants.length === 0 && contracts.length === 0) return [];
    // The judge is loaded where there is something to judge: an app that only writes policies does not pay for it.
    const judge: typeof import('./check-claims') = require('./check-claims');
    return judge.brokenClaims({ ...app, grants }, contracts, settingsOf(this.root).cni);
  }
}

/** The boundary that writes a policy; undefined for objects of others. */
function authorOf(construct: IConstruct): IConstruct | undefined {
  return PolicyObject.is(construct) ? construct.node.scope : undefined;
}

/** The name of a namespace as the cluster that it is for has it. */
function writtenNameIn(inventories: readonly Inventory[], namespace: ApiObject): string | undefined {
  const own = inventories.find((inventory) => inventory.objects().includes(namespace)) ?? inventories[0];
  return own?.writtenName(namespace);
}

/**
 * Whether cdk8s asks once more within one synth of the app. `App.synth` and `App.synthYaml` validate the app as a whole and
 * then, with nothing in between but their own work, once more for each chart that they write. Only the stack distinguishes
 * that from a chart that is synthesized by itself, before which anything may have changed: cdk8s' `_synthChart` is called
 * by `Chart.toJson`, and that by a synth in the very file that `_synthChart` is in. Where the stack does not say so, as in
 * minified code, the app is judged again.
 */
function isAskedAgain(): boolean {
  return isCalledAs(WRITING_A_CHART, 30, isAskedAgain);
}

const WRITING_A_CHART =
  /\n +at [^\n(]*\b_synthChart\b[^\n(]*\(([^\n]*):\d+:\d+\)\n +at [^\n(]*\btoJson\b[^\n(]*\([^\n]*\)\n +at [^\n(]*\bsynth(?:Yaml)?\b[^\n(]*\(\1:\d+:\d+\)/;
