import { runtime } from '@pulumi/pulumi';
import { shared, sharedSoFar } from '../../copies/copies';
import { type BoundarySettings, type ReadSettings, readBoundarySettings } from '../../settings/boundary-settings';

const SETTINGS = 'settings';

/**
 * Sets what holds for all boundaries that the program makes after the call.
 *
 * @example
 * configureBoundaries({ cni: Cni.gkeDataplaneV2(), strict: true });
 *
 * @throws InvalidPolicyError where there is no such network plugin, or a warning is silenced, or a kind of policies
 * ignored, that there is not or without a reason
 */
export function configureBoundaries(settings: BoundarySettings): void {
  const read = readBoundarySettings(settings, 'the program');
  const given = shared(thisProgram(), SETTINGS, () => ({ settings: {} as ReadSettings }));
  given.settings = { ...given.settings, ...read };
}

export function settingsOfProgram(): ReadSettings {
  return sharedSoFar<{ settings: ReadSettings }>(thisProgram(), SETTINGS)?.settings ?? {};
}

/** The object that stands for the program that runs: its connection to the engine, where there is one. */
export function thisProgram(): object {
  return runtime.getMonitor() ?? globalThis;
}
