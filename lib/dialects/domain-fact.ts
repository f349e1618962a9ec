import type { Circumstance } from './stage';

/** That the destination has a name: the same fact in whatever policy, and of whatever API, it is asked. */
export function resolvesTo(text: string, isPattern = false): Circumstance {
  const of = text.replace(/\.$/, '').toLowerCase();
  const sentence = `the address of the destination is one of ${of}`;
  return { key: `${isPattern && of.includes('*') ? 'pattern' : 'domain'} ${of}`, sentence };
}
