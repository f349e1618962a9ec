import { posix } from 'node:path';
import { readText } from '../cluster/text/read-text';
import { isMap, type JsonMap } from '../policy/validation/structure';
import type { PassedOver } from './input-file';

/** What the name of a file says about it, and the kustomizations and charts around it. */
export type Layout = (path: string) => PassedOver | undefined;

const KUSTOMIZATION = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
const CHART = /(?:^|\/)Chart\.ya?ml$/;

/**
 * What of a tree of files is for other tools.
 * @param paths all files that are looked at, relative to one folder, with slashes
 * @param textOf the text of a file; undefined where it cannot be read
 */
export function layoutOf(paths: readonly string[], textOf: (path: string) => string | undefined): Layout {
  const charts = new Set(paths.filter((path) => CHART.test(path)).map((path) => posix.dirname(path)));
  const patches = new Set<string>();
  for (const path of paths) {
    if (!isKustomization(path)) continue;
    for (const patch of patchesOf(textOf(path) ?? '')) patches.add(posix.join(posix.dirname(path), patch));
  }
  return (path) => {
    if (isKustomization(path)) return 'kustomization';
    if (foldersOf(path).some((folder) => patches.has(folder)) || patches.has(path)) return 'kustomize-patch';
    const isTemplate = foldersOf(path).some(
      (folder) => posix.basename(folder) === 'templates' && charts.has(posix.dirname(folder)),
    );
    return isTemplate ? 'helm-template' : undefined;
  };
}

/** Whether a file is a kustomization, which kustomize knows by its name alone. */
export function isKustomization(path: string): boolean {
  return KUSTOMIZATION.test(path);
}

function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let folder = posix.dirname(path); folder !== '.' && folder !== '/'; folder = posix.dirname(folder)) {
    folders.push(folder);
  }
  return folders;
}

/** Fields of a kustomization whose entries are paths of what is no object to apply. */
const PATHS: readonly string[] = [
  'patchesStrategicMerge',
  'configurations',
  'transformers',
  'generators',
  'validators',
  'crds',
];

/** Fields whose entries are maps, and the field of those that is a path. */
const PATHS_IN_MAPS: readonly (readonly [field: string, path: string])[] = [
  ['patches', 'path'],
  ['patchesJson6902', 'path'],
  ['replacements', 'path'],
  ['helmCharts', 'valuesFile'],
];

/** The files by which a kustomization changes its resources. Source: sigs.k8s.io/kustomize api/types/kustomization.go. */
function patchesOf(text: string): string[] {
  const paths: unknown[] = [];
  for (const read of readText(text)) {
    if ('finding' in read || !isMap(read.value)) continue;
    const kustomization = read.value;
    for (const field of PATHS) paths.push(...listAt(kustomization, field));
    for (const [field, path] of PATHS_IN_MAPS) {
      for (const entry of listAt(kustomization, field)) if (isMap(entry)) paths.push(entry[path]);
    }
  }
  // Of these fields some may hold the patch itself.
  return paths.filter((path): path is string => typeof path === 'string' && path !== '' && !path.includes('\n'));
}

function listAt(map: JsonMap, field: string): readonly unknown[] {
  const list = Object.hasOwn(map, field) ? map[field] : undefined;
  return Array.isArray(list) ? list : [];
}
