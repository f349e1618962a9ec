import { runtime } from '@pulumi/pulumi';

/** The object that stands for the program that runs: its connection to the engine, where there is one. */
export function thisProgram(): object {
  return runtime.getMonitor() ?? globalThis;
}
