import type { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { NamespacedOptions } from '../../patterns/policy-options';
import type { Written } from '../../patterns/written';
import { type Finding, unreadable } from '../../policy/validation/finding';
import { draftOf } from '../judgement/judged';
import { namespaceName, notANamespace } from '../peers/namespace-construct';
import type { WithConstructs } from '../peers/props-in-words';
import type { Boundary } from './boundary-construct';

/** Runs a pattern for the construct of its name. */
export function writePattern<O extends NamespacedOptions>(
  boundary: Boundary,
  pattern: (id: string, options: O) => Written,
  props: InChart<O> | undefined,
): void {
  const { id } = boundary.node;
  const { options, findings } = inChart(boundary._chart, props ?? ({} as InChart<O>));
  boundary._draftOf(options, (given, read) =>
    draftOf(() => pattern(id, given as unknown as O), [...findings, ...read]),
  );
}

/** The options of a pattern as props of a construct: the namespace may be left to the chart, or given as a construct. */
export type InChart<O extends NamespacedOptions> = WithConstructs<Omit<O, 'namespace'>> & {
  /**
   * The namespace of the policy and of the pods that it protects: its name, or the construct that makes it.
   * @default - the namespace of the chart; an error if it has none
   */
  readonly namespace?: string | IConstruct;
};

/** Props as the options of a pattern, and what is wrong with the namespace in them. */
interface OptionsInChart<P> {
  readonly options: Omit<P, 'namespace'> & { readonly namespace: string };
  readonly findings: readonly Finding[];
}

/** The props with the name of the namespace: that of the chart where none was given. */
export function inChart<P extends { readonly namespace?: string | IConstruct }>(
  chart: Chart,
  props: P,
): OptionsInChart<P> {
  try {
    const given = props.namespace ?? (chart.namespace as string);
    const name = namespaceName(given);
    // Where no namespace is named at all, the pattern reports it.
    if (name !== undefined || given === undefined)
      return { options: { ...props, namespace: name as string }, findings: [] };
    const fix = 'give the name of a namespace, or the construct that makes it';
    const message = `Invalid value: ${notANamespace(given as IConstruct)}`;
    // With the value in the finding, nothing else is said of it.
    const finding: Finding = { path: 'namespace', reason: 'Invalid value', message, value: given, fix };
    return { options: { ...props, namespace: given as string }, findings: [finding] };
  } catch (error) {
    const findings = [unreadable('props', error, 'check the types of the props')];
    return { options: {} as OptionsInChart<P>['options'], findings };
  }
}
