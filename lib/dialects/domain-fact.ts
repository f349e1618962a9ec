import type { Circumstance } from './stage';

/** That the destination has a name: the same fact in whatever policy it is asked. */
export function resolvesTo(name: string): Circumstance {
  const of = name.replace(/\.$/, '').toLowerCase();
  return { key: `domain ${of}`, sentence: `the address of the destination is one of ${of}` };
}
