import { readCni } from '../../cni/read-cni';
import type { NamespacedOptions } from '../../patterns/policy-options';
import type { Written } from '../../patterns/written';
import type { JudgedBoundary } from '../judgement/judged';
import { draftOf } from '../judgement/judged';
import type { Boundary } from './boundary-construct';

/** Runs a pattern for the construct of its name. */
export function writePattern<O extends NamespacedOptions>(
  boundary: Boundary,
  pattern: (id: string, options: O) => Written,
  props: InChart<O> | undefined,
): void {
  boundary._cni = readCni(props?.cni).profile;
  const { id } = boundary.node;
  boundary._write(draftOf(() => pattern(id, inChart(boundary, props ?? ({} as InChart<O>)) as unknown as O)));
}

/** The options of a pattern as props of a construct: the namespace may be left to the chart. */
export type InChart<O extends NamespacedOptions> = Omit<O, 'namespace'> & {
  /**
   * The namespace of the policy and of the pods that it protects.
   * @default - the namespace of the chart; an error if it has none
   */
  readonly namespace?: string;
};

/** The props with the chart's namespace where none was given. */
export function inChart<P extends { readonly namespace?: string }>(
  { _chart: chart }: JudgedBoundary,
  props: P,
): P & { namespace: string } {
  // A namespace that is missing here too is the pattern's to report.
  return { ...props, namespace: props.namespace ?? (chart.namespace as string) };
}
