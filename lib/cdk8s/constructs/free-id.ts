import { Construct } from 'constructs';
import { quote } from '../../policy/unknown-value';

/**
 * The id of a construct that is about to be made, where no other construct of its scope has it. constructs itself would
 * name neither of the two.
 *
 * @param type the class of the construct
 * @throws where another construct has the id
 */
export function freeId(scope: Construct, id: string, type: string): string {
  const text = `${id ?? ''}`;
  // What is no scope, or no id, is for constructs to refuse.
  const other: unknown = scope?.node?.tryFindChild(text);
  if (other === undefined && !(text in Object.prototype)) return id;
  const place = scope.node.path === '' ? 'the app' : scope.node.path;
  if (!Construct.isConstruct(other)) {
    throw new Error(
      `${type} ${quote(id)} in ${place}: no construct can have this id, which every object of JavaScript has\n      give it another id`,
    );
  }
  throw new Error(
    `${type} ${quote(id)} in ${place}: the id is taken by ${other.constructor.name} ${other.node.path}\n      give one of them another id: within ${place} each construct has its own`,
  );
}
