import { validateNetworkPolicy } from 'ringfence';
import { seed } from '../support/property';
import { figure } from './figures';
import { answersTo, type CreateAnswer, jsonRequest } from './judgement/ask-judge';
import { type Difference, differenceOf, lineOf, type Met } from './judgement/compare';
import { emittedPolicies } from './judgement/emitted';
import { type Case, handWritten } from './judgement/hand-written';
import { KNOWN_DIFFERENCES } from './judgement/known-differences';
import { mutant } from './judgement/mutations';
import { Random } from './judgement/random';

/** Each policy is given to Kubernetes' own code for creating one, and to `validateNetworkPolicy`. */

const MUTANTS = Number(process.env.MUTANTS ?? 20_000);
const written = handWritten();
const emitted = emittedPolicies(60);
const met: Met = new Map();

/** Where the two differ: the smallest first, and not more than anyone reads. */
function differences(cases: readonly Case[]): string {
  const answers = answersTo(cases.map(({ manifest }) => jsonRequest(manifest)));
  return cases
    .flatMap(({ name, manifest }, index) => {
      const difference = differenceOf(manifest, answers[index] as CreateAnswer, validateNetworkPolicy(manifest), met);
      return difference === undefined ? [] : [textOf(name, manifest, difference)];
    })
    .sort((a, b) => a.length - b.length)
    .slice(0, 10)
    .join('\n');
}

function textOf(name: string, manifest: unknown, { kubernetes, ringfence }: Difference): string {
  return [
    `${name}\n  ${JSON.stringify(manifest).slice(0, 2000)}`,
    ...kubernetes.map((line) => `  only Kubernetes: ${line}`),
    ...ringfence.map((line) => `  only ringfence:  ${line}`),
  ].join('\n');
}

test('hand-written policies are judged as Kubernetes judges them', () => {
  expect(differences(written)).toBe('');
  figure('1 hand-written', `${written.length} policies, judged alike`);
});

test('every known difference is met in what is written by hand', () => {
  expect(KNOWN_DIFFERENCES.map(({ name }) => name).filter((name) => !met.has(name))).toEqual([]);
  const counts = [...met].map(([name, times]) => `${name} (${times} times)`);
  figure('4 known differences', counts.join(', '));
});

test('whatever examples, documents and random words emit is accepted by Kubernetes', () => {
  const answers = answersTo(emitted.map(({ manifest }) => jsonRequest(manifest)));
  const refused = emitted.flatMap(({ name, manifest }, index) => {
    const { decoding, strict, causes, policy } = answers[index] ?? {};
    return policy === undefined ? [{ name, manifest, decoding, strict, causes }] : [];
  });
  expect(refused.slice(0, 10)).toEqual([]);
  const wrong = emitted.filter(({ manifest }) => validateNetworkPolicy(manifest).length > 0);
  expect(wrong.map(({ manifest }) => validateNetworkPolicy(manifest).map(lineOf))).toEqual([]);
  figure('2 emitted', `${emitted.length} policies of examples, documents and random words, all accepted`);
});

test(`mutants are judged as Kubernetes judges them (SEED=${seed})`, () => {
  const random = new Random(seed);
  const from = [...written, ...emitted];
  const mutants = Array.from({ length: MUTANTS }, () => mutant(random, random.one(from)));
  expect(differences(mutants)).toBe('');
  const refused = mutants.filter(({ manifest }) => validateNetworkPolicy(manifest).length > 0).length;
  figure('3 mutants', `${mutants.length} (${refused} refused by both, SEED=${seed}), judged alike`);
});
