import { textOf } from '../unknown-value';
import { child, type FieldPath, invalid, item } from './finding';
import { qualifiedNameProblems } from './names';
import { field, type JsonMap, type Structure } from './structure';

/** The fields of metadata that the API server and controllers write. Source: apimachinery meta/v1 ObjectMeta. */
export const SYSTEM_FIELDS: readonly string[] = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'finalizers',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
];

/**
 * The fields that the API server and controllers write: exports have them, and of a wrong type they are refused like any other. Source:
 * apimachinery api/validation ValidateFinalizers and ValidateOwnerReferences.
 */
export function checkSystemFields(structure: Structure, metadata: JsonMap, path: FieldPath): void {
  // What users write has none of them.
  if (!SYSTEM_FIELDS.some((name) => field(metadata, name) !== undefined)) return;
  for (const name of ['creationTimestamp', 'deletionTimestamp']) checkTime(structure, metadata, name, path);
  for (const name of ['generation', 'deletionGracePeriodSeconds']) structure.wholeNumberField(metadata, name, path);
  for (const name of ['resourceVersion', 'uid', 'selfLink']) structure.stringField(metadata, name, path);
  checkFinalizers(structure, metadata, path);
  checkOwners(structure, metadata, path);
  structure.eachMap(metadata, 'managedFields', path, '{manager: kubectl, operation: Apply}', checkManagedFields);
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)T([01]?\d|2[0-3]):[0-5]\d:[0-5]\d([.,]\d+)?(Z|[-+]([01]\d|2[0-4]):([0-5]\d|60))$/;

/** A time as Go reads RFC 3339. */
function checkTime(structure: Structure, map: JsonMap, name: string, path: FieldPath): void {
  const time = structure.stringField(map, name, path);
  if (time === undefined || isTime(time)) return;
  const fix = 'write a time such as 2026-01-31T12:00:00Z, or leave it out: the API server writes it';
  structure.add(invalid(child(path, name), time, 'must be a time of RFC 3339', fix));
}

function isTime(text: string): boolean {
  const [, year, month, day] = (text.length > 64 ? null : TIME.exec(text)) ?? [];
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** Finalizers that need no prefix. */
const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

function checkFinalizers(structure: Structure, metadata: JsonMap, path: FieldPath): void {
  const at = child(path, 'finalizers');
  const finalizers = structure.listField(metadata, 'finalizers', path);
  const fix = 'write a name such as example.com/keep';
  structure.eachString(finalizers, at, (name) => structure.reject(at, name, qualifiedNameProblems(name), fix));
  for (const [index, finalizer] of finalizers.entries()) {
    const name = finalizer === null ? '' : finalizer;
    if (typeof name !== 'string' || name.includes('/') || STANDARD_FINALIZERS.includes(name)) continue;
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    structure.add(invalid(item(at, index), name, detail, fix));
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    structure.add(invalid(at, finalizers, detail, 'keep one of them'));
  }
}

const OWNER_FIELDS = ['apiVersion', 'kind', 'name', 'uid', 'controller', 'blockOwnerDeletion'];

/** The API server names no item in the paths of owners. */
function checkOwners(structure: Structure, metadata: JsonMap, path: FieldPath): void {
  const at = child(path, 'ownerReferences');
  const controllers: string[] = [];
  const example = '{apiVersion: apps/v1, kind: Deployment, name: web, uid: ...}';
  structure.eachMap(metadata, 'ownerReferences', path, example, (_, owner, itemPath) => {
    structure.onlyFields(owner, OWNER_FIELDS, itemPath);
    for (const name of ['controller', 'blockOwnerDeletion']) structure.booleanField(owner, name, itemPath);
    checkOwnerVersion(structure, owner, itemPath, at);
    for (const name of ['kind', 'name', 'uid']) {
      const value = structure.stringField(owner, name, itemPath);
      if (value === '' || field(owner, name) === undefined) {
        structure.add(
          invalid(child(at, name), '', 'must not be empty', 'say whose object this is, or leave the owner out'),
        );
      }
    }
    if (owner.controller === true) controllers.push(`${nameOf(owner, 'kind')}/${nameOf(owner, 'name')}`);
  });
  const [first, ...others] = controllers;
  for (const other of others) {
    const found = `${first} and ${other}`;
    const detail = `Only one reference can have Controller set to true. Found "true" in references for ${found}`;
    structure.add(invalid(at, field(metadata, 'ownerReferences'), detail, 'leave controller out of all but one'));
  }
}

/** A text of an owner for a message; what is not there is empty, as in Go. */
function nameOf(owner: JsonMap, name: string): string {
  return textOf(field(owner, name) ?? '');
}

function checkOwnerVersion(structure: Structure, owner: JsonMap, itemPath: FieldPath, at: FieldPath): void {
  const version = structure.stringField(owner, 'apiVersion', itemPath);
  if (field(owner, 'apiVersion') !== undefined && version === undefined) return;
  if (saysVersion(version ?? '')) {
    if (version !== 'v1' || owner.kind !== 'Event') return;
    structure.add(invalid(at, owner, '/v1, Kind=Event is disallowed from being an owner', 'name another owner'));
    return;
  }
  const fix = 'write the version of its API, such as apps/v1';
  structure.add(invalid(child(at, 'apiVersion'), version ?? '', 'version must not be empty', fix));
}

/** A version, behind its group and a slash or alone. */
function saysVersion(text: string): boolean {
  const slash = text.indexOf('/');
  return slash < text.length - 1 && (slash < 0 || text.indexOf('/', slash + 1) < 0);
}

const MANAGED_FIELDS = ['manager', 'operation', 'apiVersion', 'time', 'fieldsType', 'fieldsV1', 'subresource'];

/** Only their types: the API server writes them anew. */
function checkManagedFields(structure: Structure, entry: JsonMap, path: FieldPath): void {
  structure.onlyFields(entry, MANAGED_FIELDS, path);
  for (const name of ['manager', 'operation', 'apiVersion', 'fieldsType', 'subresource']) {
    structure.stringField(entry, name, path);
  }
  checkTime(structure, entry, 'time', path);
}
