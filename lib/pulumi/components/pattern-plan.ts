import type { core } from '@pulumi/kubernetes';
import { readCni } from '../../cni/read-cni';
import type { NamespacedOptions } from '../../patterns/policy-options';
import type { Written } from '../../patterns/written';
import type { PodsInNamespace } from '../../policy/pods';
import { type Count, joinedText, type Text } from '../deferred/deferred';
import { draftOf, type PulumiDraft, readable } from '../deferred/pulumi-draft';
import { namespaceName } from '../peers/namespace-name';
import { resourcesInWords, type WithResources } from '../peers/resources-in-props';
import { EgressAnswers, type EgressQuestion } from '../stack/egress-answers';
import type { Plan } from './boundary-component';

/** What the component of a pattern is going to register. */
export function patternPlan<O extends NamespacedOptions<Text>>(
  pattern: (name: string, options: O) => Written<Text, Count>,
  name: string,
  props: InNamespace<O>,
): (author: string) => Plan {
  return (author) => {
    const { options, reader } = readable(author, () => resourcesInWords(inNamespace(props)));
    const draft = draftOf(author, () => pattern(name, options as unknown as O), reader.findings);
    return { ...withWaysOut(author, draft), findings: reader.deferred, cni: readCni(props?.cni).profile };
  };
}

/** The draft of a pattern, and what it asks the other boundaries where it lets clients in. */
function withWaysOut(author: string, draft: PulumiDraft): Pick<Plan, 'draft' | 'asks'> {
  const { letsIn, manifests } = draft.written;
  if (letsIn === undefined || letsIn.clientEgress === 'never') return { draft };
  const { clients, clientEgress, targetNamespace } = letsIn;
  const pods = { type: 'pods', selector: {}, all: false, place: { in: 'namespace', name: targetNamespace } } as const;
  const question: EgressQuestion = {
    clients,
    targets: [pods],
    clientEgress,
    targetIngress: 'always',
    isDeclared: true,
    own: new Set(manifests.map(({ spec }) => spec)),
  };
  const waysOut = (open: readonly PodsInNamespace<Text>[]) =>
    open.length === 0 ? [] : letsIn.waysOut(open, joinedText).manifests;
  if (clientEgress === 'always') {
    const { open, findings } = new EgressAnswers([]).ofClients(question);
    const written = () => ({ ...draft.written, manifests: [...manifests, ...waysOut(open)] });
    return { draft: draftOf(author, written, findings) };
  }
  return {
    draft,
    asks: { question, isolatesTarget: true, manifestsWith: ({ open }) => [...manifests, ...waysOut(open)] },
  };
}

/** The options of a pattern as props of a component: the namespace may be given as the resource that makes it. */
export type InNamespace<O extends NamespacedOptions<Text>> = WithResources<Omit<O, 'namespace'>> & {
  /** The namespace of the policy and of the pods that it protects: its name, or the resource that makes it. */
  readonly namespace: Text | core.v1.Namespace;
};

/** The props with the name of the namespace. */
export function inNamespace<P extends { readonly namespace: Text | core.v1.Namespace }>(
  props: P,
): Omit<P, 'namespace'> & { namespace: Text } {
  return { ...props, namespace: namespaceName(props.namespace) };
}
