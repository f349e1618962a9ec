import { inBoth, isWithin } from '../policy/label-space';
import type { CompiledBox, CompiledPorts, CompiledRule, CompiledText } from '../reachability/stages/compiled-rules';

/** Whether the first matches whatever the second does; where that takes several of its boxes together, it counts as not. */
export function covers(a: CompiledRule, b: CompiledRule): boolean {
  return (
    coversBoxes(a.subjects, b.subjects) &&
    coversBoxes(a.peers, b.peers) &&
    coversPorts(a.ports, b.ports) &&
    isCertain(a)
  );
}

/** Whether it matches whatever the input leaves open, and whatever a request is like. */
export function isCertain({ circumstances, requests }: CompiledRule): boolean {
  return circumstances.size + requests.length === 0;
}

/** Whether some connection may be matched by both. */
export function mayMeet(a: CompiledRule, b: CompiledRule): boolean {
  return boxesMayMeet(a.subjects, b.subjects) && boxesMayMeet(a.peers, b.peers) && portsMayMeet(a.ports, b.ports);
}

export function boxesMayMeet(some: readonly CompiledBox[], others: readonly CompiledBox[]): boolean {
  return some.some((a) => others.some((b) => boxMayMeet(a, b)));
}

function coversBoxes(some: readonly CompiledBox[], others: readonly CompiledBox[]): boolean {
  return others.every((b) => some.some((a) => coversBox(a, b)));
}

export function isEveryPort({ any, none }: CompiledPorts): boolean {
  return any.numbers.isAll && none === undefined;
}

function coversBox(a: CompiledBox, b: CompiledBox): boolean {
  if (!a.addresses.includesAll(b.addresses)) return false;
  if (a.kind === 'pod' && b.kind === 'pod') {
    return (
      isWithin(b.pods, a.pods) &&
      isWithin(b.namespaces, a.namespaces) &&
      isWithin(b.serviceAccounts, a.serviceAccounts) &&
      coversTexts(a.texts, b.texts)
    );
  }
  if (a.kind === 'node' && b.kind === 'node') {
    return isWithin(b.nodes, a.nodes) && coversTexts(a.texts, b.texts);
  }
  return a.kind === 'outside' && b.kind === 'outside';
}

/** Whether all that is asked of texts is asked by the other too. */
function coversTexts(some: readonly CompiledText[], others: readonly CompiledText[]): boolean {
  return some.every((a) => others.some((b) => a.of === b.of && a.not === b.not && a.sentence === b.sentence));
}

function boxMayMeet(a: CompiledBox, b: CompiledBox): boolean {
  if (a.kind !== b.kind || !a.addresses.overlaps(b.addresses)) return false;
  if (a.kind === 'pod' && b.kind === 'pod') {
    return (
      inBoth(a.pods, b.pods) !== undefined &&
      inBoth(a.namespaces, b.namespaces) !== undefined &&
      inBoth(a.serviceAccounts, b.serviceAccounts) !== undefined
    );
  }
  return a.kind !== 'node' || b.kind !== 'node' || inBoth(a.nodes, b.nodes) !== undefined;
}

function coversPorts(a: CompiledPorts, b: CompiledPorts): boolean {
  if (isEveryPort(a)) return true;
  return a.none === undefined && b.any.named.length === 0 && a.any.numbers.contains(b.any.numbers);
}

function portsMayMeet(a: CompiledPorts, b: CompiledPorts): boolean {
  if (a.any.named.length + b.any.named.length > 0) return true;
  return !a.any.numbers.intersection(b.any.numbers).isEmpty;
}
