import { worldsWithUnjudged } from '../reference/arbitraries';
import { worldsWithFlows } from '../reference/flows';
import { engine, type Judge, reference } from '../reference/judges';
import type { World } from '../reference/reference';
import type { WorkloadFlow } from '../reference/workloads';
import { worldText } from '../reference/world-text';
import { findNothing, runs, seed } from '../support/property';

const FLOWS = runs(20_000);
test(`the engine answers as the reference does, of at least ${FLOWS} flows (seed ${seed})`, () => {
  let compared = 0;
  findNothing(worldsWithFlows(40, worldsWithUnjudged), runs(1500), ({ world, flows }) => {
    compared += flows.length;
    return disagreement(world, flows);
  });
  expect(compared).toBeGreaterThanOrEqual(FLOWS);
}, 300_000);

/** The first flow on which they differ, with what each says of it and the whole world around it. */
function disagreement(world: World, flows: readonly WorkloadFlow[]): string | undefined {
  const [expected, received] = [answers(reference, world, flows), answers(engine, world, flows)];
  const index = flows.findIndex((_, index) => expected[index] !== received[index]);
  const flow = flows[index];
  if (flow === undefined) return undefined;
  return [
    `${flow.from} -> ${flow.to} on ${flow.protocol} ${flow.port}`,
    `${reference.name}: ${expected[index]}`,
    `${engine.name}: ${received[index]}`,
    '',
    worldText(world),
  ].join('\n');
}

/** What a judge says of each flow; what it throws is an answer too, so that it is shown with its world. */
function answers(judge: Judge, world: World, flows: readonly WorkloadFlow[]): string[] {
  let judged: ReturnType<Judge['of']>;
  return flows.map((flow) => {
    try {
      judged ??= judge.of(world);
      return judged(flow);
    } catch (error) {
      return String(error);
    }
  });
}
