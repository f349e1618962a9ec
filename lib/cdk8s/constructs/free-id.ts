import { Construct } from 'constructs';
import { kindOf, oneLine, quote } from '../../policy/unknown-value';

/**
 * The id of a construct that is about to be made, where no other construct of its scope has it. constructs itself would
 * name neither of the two.
 *
 * @param type the class of the construct
 * @throws where another construct has the id
 */
export function freeId(scope: Construct, id: string, type: string): string {
  if (typeof id !== 'string' || id === '') {
    throw new TypeError(
      `${type} in ${placeOf(scope)}: its id must be a text, not ${id === '' ? 'an empty one' : kindOf(id)}`,
    );
  }
  // What is no scope is for constructs to refuse.
  const other: unknown = scope?.node?.tryFindChild(id);
  if (other === undefined && !(id in Object.prototype)) return id;
  const place = placeOf(scope);
  if (!Construct.isConstruct(other)) {
    throw new Error(
      `${type} ${quote(id)} in ${place}: no construct can have this id, which every object of JavaScript has\n      give it another id`,
    );
  }
  throw new Error(
    `${type} ${quote(id)} in ${place}: the id is taken by ${other.constructor.name} ${oneLine(other.node.path)}\n      give one of them another id: within ${place} each construct has its own`,
  );
}

function placeOf(scope: Construct): string {
  return oneLine(scope?.node?.path || 'the app');
}
