import { dirname } from 'node:path/posix';
import type { PassedOver } from '../files/input-file';
import { someOf } from '../policy/texts';
import type { Io } from './io';
import { printNote } from './print-error';

/** What of an input is passed over, by the reason. */
export type PassedOverFiles = ReadonlyMap<PassedOver, readonly string[]>;

/** Says on standard error what was passed over, one line a kind: what was not read may hold policies as well. */
export function notePassedOver(files: PassedOverFiles, command: string, io: Io): void {
  for (const why of KINDS) {
    const names = files.get(why) ?? [];
    if (names.length > 0) printNote(io, LINES[why](names, `ringfence ${command} -`));
  }
}

const LINES: Readonly<Record<PassedOver, (names: readonly string[], ringfence: string) => string>> = {
  'helm-template': (names, ringfence) =>
    `${counted(names, 'file is a Helm template', 'files are Helm templates')}: helm template ${oneOf(names.map(chartOf), 'CHART')} | ${ringfence}`,
  template: (names, ringfence) =>
    `${counted(names, 'file is a template', 'files are templates')} that another tool fills in (${someOf(names, MOST_NAMED)}): render and pipe into ${ringfence}`,
  kustomization: (names, ringfence) =>
    `${counted(names, 'kustomization', 'kustomizations')}: kustomize build ${oneOf(names.map(dirname), 'FOLDER')} | ${ringfence}`,
  'kustomize-patch': (names) =>
    counted(names, 'file is a patch of a kustomization', 'files are patches of kustomizations'),
  'no-manifest': (names) => counted(names, 'file holds no Kubernetes object', 'files hold no Kubernetes objects'),
  'dangling-link': (names) => `${counted(names, 'link leads', 'links lead')} to nothing: ${someOf(names, MOST_NAMED)}`,
  excluded: (names) => `excluded: ${someOf(names, MOST_NAMED)}`,
};

/** In the order in which they are printed. */
const KINDS = Object.keys(LINES) as PassedOver[];

const MOST_NAMED = 3;

function counted({ length }: readonly string[], one: string, many: string): string {
  return `${length} ${length === 1 ? one : many}`;
}

function oneOf(places: readonly string[], otherwise: string): string {
  const [only = otherwise, ...others] = new Set(places);
  return others.length === 0 ? only : otherwise;
}

/** The folder of the chart that a template is of. */
function chartOf(name: string): string {
  const path = `/${name}`;
  const chart = path.slice(1, Math.max(path.lastIndexOf('/templates/'), 1));
  return chart === '' ? '.' : chart;
}
