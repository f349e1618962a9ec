import type { Chart } from 'cdk8s';
import { Construct, Dependable, type IDependable } from 'constructs';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { compareTexts } from '../../policy/texts';
import { textOf } from '../../policy/unknown-value';
import type { PolicyObject } from '../constructs/policy-object';
import { isCalledAs } from './caller-stack';
import type { JudgedBoundary } from './judged';

/** The id of the construct that carries the order of a chart's policies; it writes nothing. */
const ORDER_ID = 'ringfence-policy-order';

interface PlacedPolicy {
  readonly object: PolicyObject;
  /** Where it stands among the others. */
  readonly key: string;
}

/** The construct that carries the order of a chart. */
const orders = new WeakMap<Chart, Construct>();

/**
 * Puts the policies of each chart behind everything else in it, allows before denies, then by namespace and name: the
 * same bytes in whatever order the constructs were made.
 *
 * cdk8s writes what a construct depends on before what comes after it in the tree, in the order of its dependencies.
 * So one empty construct at the end of the chart depends on the policies. No policy depends on another, and no chart on
 * another chart, which would rename files.
 */
export function orderPolicies(boundaries: readonly JudgedBoundary[]): void {
  const byChart = new Map<Chart, PlacedPolicy[]>();
  for (const { _chart, _policyObjects, _draft } of boundaries) {
    const policies = byChart.get(_chart) ?? [];
    byChart.set(_chart, policies);
    for (const [index, object] of _policyObjects.entries())
      policies.push({ object, key: keyOf(object, _draft.manifests[index]) });
  }
  for (const [chart, policies] of byChart) {
    const before = orders.get(chart);
    if (before !== undefined) chart.node.tryRemoveChild(before.node.id);
    const order = new Construct(chart, freeOrderId(chart));
    orders.set(chart, order);
    order.node.addDependency(allOf(sorted(policies)));
  }
}

/** Users may have a construct of that id, if hardly on purpose. */
function freeOrderId(chart: Chart, id = ORDER_ID): string {
  return chart.node.tryFindChild(id) === undefined ? id : freeOrderId(chart, `${id}-`);
}

/**
 * All of them as one dependency: cdk8s asks again and again, and would ask each of thousands what it stands for.
 *
 * For each chart that is written, cdk8s looks through the dependencies of the whole app for charts and objects that depend on others. These
 * are of an empty construct on objects of its own chart, so they make neither; there are none for who asks for that.
 */
function allOf(objects: readonly PolicyObject[]): IDependable {
  const all = {};
  Dependable.implement(all, {
    get dependencyRoots() {
      return isAskedForDependants() ? [] : [...objects];
    },
  });
  return all;
}

/** Only the stack says who asks. Where it does not, as in minified code, the dependencies are given, which is slower and the same. */
function isAskedForDependants(): boolean {
  return isCalledAs(LOOKING_FOR_DEPENDANTS, 4, isAskedForDependants);
}

/** The two functions of cdk8s, one called by the other, in one file. */
const LOOKING_FOR_DEPENDANTS = /\n +at buildDependencies \(([^\n]*):\d+:\d+\)\n +at resolveDependencies \(\1:\d+:\d+\)/;

function sorted(policies: readonly PlacedPolicy[]): PolicyObject[] {
  return [...policies].sort((a, b) => compareTexts(a.key, b.key)).map(({ object }) => object);
}

/** Policies that allow anything come first. */
function keyOf(object: PolicyObject, manifest: NetworkPolicyManifest | undefined): string {
  const { ingress, egress } = manifest?.spec ?? {};
  const rank = ingress?.length || egress?.length ? 'allow' : 'deny';
  return [rank, textOf(object.metadata.namespace), textOf(object.name)].join('\n');
}
