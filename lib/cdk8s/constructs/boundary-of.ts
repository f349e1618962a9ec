import type { Construct } from 'constructs';
import type { NamespacedOptions } from '../../patterns/policy-options';
import type { Written } from '../../patterns/written';
import { Boundary } from './boundary-construct';
import { draftOf } from './construct-draft';
import { type InChart, inChart } from './in-chart';

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
      this._cni = props?.cni;
      this._write(draftOf(() => write(id, inChart(this, props ?? ({} as InChart<O>)) as unknown as O)));
    }
  };
}
