import type { FieldPath } from '../policy/validation/finding';

/** The keys and places of a path without odd keys, such as `spec.ingress[0].from`. */
export function stepsOf(path: FieldPath): (string | number)[] {
  return Array.from(path.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([name, index]) =>
    index === undefined ? name : Number(index),
  );
}
