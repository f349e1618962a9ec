import { type Finding, forbidden } from '../policy/validation/finding';

/**
 * Several copies of ringfence may be loaded into one program: a monorepo installs one for each of its packages, and pnpm one
 * for each set of peers. What one of them keeps of an app, the others have to see: each would judge its own boundaries
 * alone, and call an app closed that another one opens.
 *
 * So what is kept of an app or a program is kept by that object itself. Copies of one version are the same code and share
 * it. Other versions may keep it otherwise, and see only that there is more than one.
 */

/** What copies of one version share of an object. */
interface SharedState {
  readonly version: string;
  /** The folders of the copies. */
  readonly locations: string[];
  /** Whether one of them judges the object. */
  judges: boolean;
  readonly parts: Map<string, unknown>;
}

/** An object that copies know something of, in whatever realm they are. The shape is the same in all versions. */
interface Host {
  [COPIES]?: SharedState[];
}

const COPIES = Symbol.for('ringfence.copies');

/**
 * Something that all copies of this version share of an object.
 * @param name which of several things
 */
export function shared<T>(host: object, name: string, create: () => T): T {
  const { parts } = stateOf(host);
  if (!parts.has(name)) parts.set(name, create());
  return parts.get(name) as T;
}

/** The same where there is such a thing; looking at an object leaves nothing behind. */
export function sharedSoFar<T>(host: object, name: string): T | undefined {
  return stateSoFar(host)?.parts.get(name) as T | undefined;
}

/** Says that this version judges an object as a whole. */
export function judgesWhole(host: object): void {
  stateOf(host).judges = true;
}

/** Whether an object is left to this version to judge: of several the first one reports that there are others. */
export function isFirstJudge(host: object): boolean {
  return statesOf(host).find(({ judges }) => judges)?.version === thisVersion();
}

/** That copies of several versions know of an object; undefined where this version is the only one. */
export function severalVersions(host: object): Finding | undefined {
  const states = statesOf(host);
  if (states.every(({ version }) => version === thisVersion())) return undefined;
  const copies = states.map(({ version, locations }) => `${version} in ${locations.join(' and ')}`);
  if (stateSoFar(host) === undefined) copies.push(`${thisVersion()} in ${thisLocation()}`);
  return forbidden(
    '',
    `several versions of ringfence are used together: ${copies.join(', ')}; each sees its own boundaries alone, so none of them can judge what all of them allow`,
    'see which packages depend on them with `npm ls ringfence`; then run `npm dedupe`, or name one version in "overrides" of the package.json at the root',
  );
}

function statesOf(host: Host): readonly SharedState[] {
  return host[COPIES] ?? [];
}

function stateSoFar(host: Host): SharedState | undefined {
  return host[COPIES]?.find(({ version }) => version === thisVersion());
}

function stateOf(host: Host): SharedState {
  const known = stateSoFar(host);
  if (known !== undefined) {
    if (!known.locations.includes(thisLocation())) known.locations.push(thisLocation());
    return known;
  }
  const state: SharedState = { version: thisVersion(), locations: [thisLocation()], judges: false, parts: new Map() };
  const states = host[COPIES];
  if (states === undefined) Object.defineProperty(host, COPIES, { value: [state] });
  else states.push(state);
  return state;
}

let version: string | undefined;

function thisVersion(): string {
  version ??= require('../../package.json').version as string;
  return version;
}

let location: string | undefined;

/** The folder of the package that this file is in. */
function thisLocation(): string {
  location ??= typeof __dirname === 'string' ? __dirname.replace(/[\\/][^\\/]+[\\/][^\\/]+$/, '') : 'a bundle';
  return location;
}
