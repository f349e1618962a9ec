import { runtime } from '@pulumi/pulumi';
import { type BoundarySettings, type ReadSettings, readBoundarySettings } from '../../patterns/boundary-settings';

const NO_MONITOR = {};
const given = new WeakMap<object, ReadSettings>();

/**
 * Sets what holds for all boundaries that the program makes after the call.
 *
 * @example
 * configureBoundaries({ cni: Cni.gkeDataplaneV2(), strict: true });
 *
 * @throws InvalidPolicyError where there is no such network plugin, or a warning is silenced that there is not or without a
 * reason
 */
export function configureBoundaries(settings: BoundarySettings): void {
  const read = readBoundarySettings(settings, 'the program');
  const program = runtime.getMonitor() ?? NO_MONITOR;
  given.set(program, { ...given.get(program), ...read });
}

export function settingsOfProgram(): ReadSettings {
  return given.get(runtime.getMonitor() ?? NO_MONITOR) ?? {};
}
