import type { Circumstance, PortMatch, Stage, StagePorts, Stages } from '../../dialects/stage';
import type { KeyStates, LabelSpace } from '../../policy/label-space';
import { PROTOCOLS } from '../../policy/manifest';
import { ConnectionSet } from '../sets/connection-set';
import { textOfKey } from '../unknowns/unknown-labels';
import { BoxCompiler } from './box-compiler';
import {
  type CompiledPolicy,
  type CompiledPortSet,
  type CompiledPorts,
  type CompiledRank,
  type CompiledStage,
  type CompiledStages,
  IS_NOT_SO,
  IS_SO,
} from './compiled-rules';
import { Interned } from './interned';

/** Reads every condition of stages as a set. */
export function compiledStages(stages: Stages): CompiledStages {
  const boxes = new BoxCompiler();
  const ports = new Interned(compiledPorts);
  const ofStage = (stage: Stage): CompiledStage => ({
    stage,
    ranks: stage.ranks.map(({ policies }): CompiledRank => {
      const compiled = policies.map(({ policy, series, rules }): CompiledPolicy => {
        const { group, kind, namespace = '', name } = policy;
        const id = JSON.stringify([kind, namespace, name, group]);
        return {
          id,
          series: series ?? id,
          rules: rules.flatMap((rule) => {
            const asked = rule.circumstances ?? [];
            const circumstances = compiledCircumstances(asked);
            if (circumstances === undefined) return [];
            return {
              rule,
              stage,
              action: rule.action,
              subjects: boxes.listOf(rule.subjects),
              peers: boxes.listOf(rule.peers),
              ports: ports.of(rule.ports),
              circumstances,
              requests: asked.flatMap(({ layer7, sentence }) => (layer7 ? [sentence] : [])),
            };
          }),
        };
      });
      const actions = new Set(compiled.flatMap(({ rules }) => rules.map(({ action }) => action)));
      const series = new Set(compiled.map((one) => one.series));
      return { policies: compiled, isMixed: series.size > 1 && actions.size > 1 };
    }),
  });
  return { Ingress: stages.Ingress.map(ofStage), Egress: stages.Egress.map(ofStage) };
}

/** Undefined where one of them is asked to be so and not to be so. */
function compiledCircumstances(circumstances: readonly Circumstance[]): LabelSpace | undefined {
  const space = new Map<string, KeyStates>();
  for (const { key, sentence, not, layer7 } of circumstances) {
    if (layer7) continue;
    const text = textOfKey(['circumstance', key, sentence]);
    const states = not === true ? IS_NOT_SO : IS_SO;
    if ((space.get(text) ?? states) !== states) return undefined;
    space.set(text, states);
  }
  return space;
}

function compiledPorts({ any, none }: StagePorts): CompiledPorts {
  return { any: portSet(any), none: none && portSet(none) };
}

function portSet(matches: readonly PortMatch[]): CompiledPortSet {
  const named: Extract<PortMatch, { name: string }>[] = [];
  let numbers = ConnectionSet.none;
  for (const match of matches) {
    if ('name' in match) {
      named.push(match);
      continue;
    }
    const { protocol, port, endPort } = match;
    if (protocol === undefined && port === undefined) return { numbers: ConnectionSet.all, named: [] };
    const range = port === undefined ? EVERY_NUMBER : { port, endPort: endPort ?? port };
    const protocols = protocol === undefined ? PROTOCOLS : [protocol];
    numbers = numbers.union(ConnectionSet.of(...protocols.map((one) => ({ protocol: one, ...range }))));
  }
  return { numbers, named };
}

const EVERY_NUMBER = { port: 1, endPort: 65_535 };
