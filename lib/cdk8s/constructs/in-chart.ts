import type { NamespacedOptions } from '../../patterns/policy-options';
import type { JudgedBoundary } from '../judgement/judged';

/** The options of a pattern as props of a construct: the namespace may be left to the chart. */
export type InChart<O extends NamespacedOptions> = Omit<O, 'namespace'> & {
  /**
   * The namespace that the policy protects and lives in.
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
