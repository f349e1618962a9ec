import type { IConstruct } from 'constructs';
import { type NamespaceSelection, namespaceWords } from '../policy/namespaces';
import { type PodSelection, type PodsInNamespace, podWordsOf, UnplacedPods } from '../policy/pods';
import { namespaceName, notANamespace } from './peers/namespace-construct';

/** The words that take a construct in the place of a name. */

/** Pods without a place. It is no peer: say where the pods are, and it becomes one. */
export interface PlaceablePods extends PodSelection {
  /**
   * In this namespace, given by its name or as the construct that makes it.
   * @throws TypeError for a construct of anything else
   */
  inNamespace(namespace: string | IConstruct): PodsInNamespace;
}

class Placeable extends UnplacedPods<string> implements PlaceablePods {
  override inNamespace(namespace: string | IConstruct): PodsInNamespace {
    return super.inNamespace(nameOf(namespace));
  }
}

/** Pods, and where they are: `Pods.labelled({ app: 'web' }).inNamespace('shop')`. */
export const Pods = podWordsOf<string, PlaceablePods>(Placeable);

const words = namespaceWords<string>();

/** Namespaces, by name or label: `Namespaces.named('shop', 'cart')`. */
export const Namespaces = {
  ...words,
  /**
   * These namespaces, each given by its name or as the construct that makes it. They are selected by
   * `kubernetes.io/metadata.name`, which cannot be faked.
   * @throws TypeError for a construct of anything else
   */
  named: (...namespaces: readonly [string | IConstruct, ...(string | IConstruct)[]]): NamespaceSelection =>
    words.named(...(namespaces.map(nameOf) as [string, ...string[]])),
};

function nameOf(namespace: string | IConstruct): string {
  const name = namespaceName(namespace);
  if (name === undefined && namespace !== undefined) {
    throw new TypeError(
      `${notANamespace(namespace as IConstruct)}: give the name of a namespace, or the construct that makes it`,
    );
  }
  return name as string;
}
