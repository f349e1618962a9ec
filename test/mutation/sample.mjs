import { createHash } from 'node:crypto';

/**
 * Takes part of the mutants, where `SAMPLE` says how many of them: 0.1 for a tenth, with `SEED` always the same ones. The others
 * count as mutants that do not compile, which Stryker leaves out of the score.
 */
const share = Number(process.env.SAMPLE ?? 1);

/** Each by itself, so that all files have their share and a mutant stays in the sample when others come and go. */
function isInSample({ fileName, location, mutatorName, replacement }) {
  const { start, end } = location;
  const file = fileName.slice(fileName.lastIndexOf('/lib/'));
  const name = JSON.stringify([
    process.env.SEED,
    file,
    start.line,
    start.column,
    end.line,
    end.column,
    mutatorName,
    replacement,
  ]);
  return createHash('sha256').update(name).digest().readUInt32BE() < share * 2 ** 32;
}

const sampleChecker = () => ({
  async init() {},
  async check(mutants) {
    const leftOut = { status: 'compileError', reason: 'not in the sample' };
    return Object.fromEntries(
      mutants.map((mutant) => [mutant.id, isInSample(mutant) ? { status: 'passed' } : leftOut]),
    );
  },
});

/**
 * Prints what is not noticed as it is found, for runs that are ended before their time, and what takes too long, which counts as noticed and
 * may only be so on a busy machine; then the score as far as the sample shows it.
 */
const sampleReporter = () => ({
  onMutantTested({ fileName, location: { start }, mutatorName, replacement, status }) {
    if (!['Survived', 'NoCoverage', 'Timeout'].includes(status)) return;
    const file = fileName.slice(fileName.lastIndexOf('lib/'));
    console.log(`${status}: ${file}:${start.line}:${start.column} ${mutatorName}: ${replacement}`);
  },
  onMutationTestReportReady(_, { systemUnderTestMetrics: { metrics } }) {
    const { totalDetected: noticed, totalValid: taken } = metrics;
    const score = noticed / taken;
    // Of a proportion, with 95 % certainty, and less the more of all mutants were taken.
    const margin = 1.96 * Math.sqrt((score * (1 - score) * (1 - share)) / taken);
    const percent = (part) => (100 * part).toFixed(1);
    console.log(`${noticed} of ${taken} mutants noticed: ${percent(score)} %, give or take ${percent(margin)}`);
  },
});

export const strykerPlugins = [
  { kind: 'Checker', name: 'sample', factory: sampleChecker },
  { kind: 'Reporter', name: 'sample', factory: sampleReporter },
];
