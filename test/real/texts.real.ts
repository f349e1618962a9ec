import { seed } from '../support/property';
import { figure } from './figures';
import { answersToTexts } from './judgement/ask-judge';
import { isSame, type Read, readByKubernetes, readByRingfence } from './judgement/compare-texts';
import { explained, KNOWN_TEXT_DIFFERENCES } from './judgement/known-text-differences';
import { Random } from './judgement/random';
import { mutantText } from './judgement/text-mutations';
import { type TextCase, writtenTexts } from './judgement/texts';

/** Each text is read as kubectl and the API server read it, and as ringfence does: the verdict, and what the policies say. */

const MUTANTS = Number(process.env.TEXTS ?? 2_000);
const written = writtenTexts();
const met = new Map<string, number>();

function differences(cases: readonly TextCase[]): string {
  const answers = answersToTexts(cases.map(({ text }) => text));
  return cases
    .flatMap(({ name, text }, index) => {
      const [kubernetes, ringfence] = [readByKubernetes(answers[index] ?? []), readByRingfence(text)];
      if (isSame(kubernetes, ringfence)) return [];
      const known = explained(text, kubernetes, ringfence);
      for (const one of known ?? []) met.set(one, (met.get(one) ?? 0) + 1);
      return known === undefined ? [described(name, text, kubernetes, ringfence)] : [];
    })
    .sort((a, b) => a.length - b.length)
    .slice(0, 10)
    .join('\n');
}

function described(name: string, text: string, kubernetes: Read, ringfence: Read): string {
  const said = ({ refused, policies }: Read) =>
    refused.length > 0 ? `refuses it: ${refused[0]}` : `reads ${policies}`;
  return `${name}\n  ${JSON.stringify(text)}\n  Kubernetes ${said(kubernetes)}\n  ringfence ${said(ringfence)}`;
}

test('texts written by hand are read as Kubernetes reads them', () => {
  expect(differences(written)).toBe('');
  figure('4 texts', `${written.length} texts of YAML and JSON, read alike`);
});

test('every known difference between readers is met in what is written by hand', () => {
  expect(KNOWN_TEXT_DIFFERENCES.map(({ name }) => name).filter((name) => !met.has(name))).toEqual([]);
});

test(`mutants of texts are read as Kubernetes reads them (SEED=${seed})`, () => {
  const random = new Random(seed);
  const mutants = Array.from({ length: MUTANTS }, () => mutantText(random, random.one(written)));
  expect(differences(mutants)).toBe('');
  const taken = mutants.filter(({ text }) => readByRingfence(text).refused.length === 0).length;
  figure('4 texts, mutants', `${mutants.length} (${taken} taken by both, SEED=${seed}), read alike`);
  figure('4 texts, known', [...met].map(([name, times]) => `${name} (${times} times)`).join(', '));
});
