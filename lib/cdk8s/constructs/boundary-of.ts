import type { Construct } from 'constructs';
import { readCni } from '../../cni/read-cni';
import type { NamespacedOptions } from '../../patterns/policy-options';
import type { Written } from '../../patterns/written';
import type { JudgedBoundary } from '../judgement/judged';
import { draftOf } from '../judgement/judged';
import { Boundary } from './boundary-construct';

/** A construct that writes what a pattern does; its props may be left out where every one of them may. */
export type BoundaryClass<P> = new (
  scope: Construct,
  id: string,
  ...props: Partial<P> extends P ? [props?: P] : [props: P]
) => Boundary;

/** The construct of a pattern, to be extended by a class of its name. */
export function boundaryOf<O extends NamespacedOptions>(
  write: (id: string, options: O) => Written,
): BoundaryClass<InChart<O>> {
  return class extends Boundary {
    constructor(scope: Construct, id: string, props?: InChart<O>) {
      super(scope, id);
      this._cni = readCni(props?.cni).profile;
      this._write(draftOf(() => write(id, inChart(this, props ?? ({} as InChart<O>)) as unknown as O)));
    }
  };
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
