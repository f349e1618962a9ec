import { writeFileSync } from 'node:fs';
import { answersToTexts } from './judgement/ask-judge';
import { isSame, readByKubernetes, readByRingfence } from './judgement/compare-texts';
import { Random } from './judgement/random';
import { mutantText } from './judgement/text-mutations';
import { writtenTexts } from './judgement/texts';
test('explore', () => {
  const w = writtenTexts(); const random = new Random(Number(process.env.SEED ?? 1));
  const all = [...w, ...Array.from({ length: 30000 }, () => mutantText(random, random.one(w)))];
  const answers = answersToTexts(all.map(({ text }) => text));
  const groups = new Map<string, string[]>();
  all.forEach(({ name, text }, i) => {
    const [k, r] = [readByKubernetes(answers[i] ?? []), readByRingfence(text)];
    if (isSame(k, r)) return;
    const key = k.refused.length && !r.refused.length ? `K REFUSES: ${k.refused[0]?.replace(/line \d+/g, 'line N').replace(/".*"/, '""').slice(0, 120)}` : r.refused.length ? `R REFUSES: ${r.refused[0]?.replace(/\d+/g, 'N').replace(/".*"/, '""').slice(0, 140)}` : 'MEANING';
    (groups.get(key) ?? groups.set(key, []).get(key))?.push(JSON.stringify(text).slice(60, 400) + (key === 'MEANING' ? `\n      K ${k.policies}\n      R ${r.policies}` : ''));
  });
  writeFileSync('/tmp/rf-texts.txt', [...groups].sort((a, b) => b[1].length - a[1].length).map(([k, v]) => `${v.length} ${k}\n    ${v.sort((a, b) => a.length - b.length).slice(0, 3).join('\n    ')}`).join('\n'));
});
