import type { AddressesSpec, CalicoPolicySpec, CalicoSpec } from '../../dialects/calico/calico-spec';
import { AddressSelection } from '../../dialects/calico/labelled-addresses';
import { parseSelector } from '../../dialects/calico/parse-selector';
import type { ScopedSelector } from '../../dialects/calico/pod-products';
import { calicoPolicies } from '../calico-policies';
import { calicoPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

/** A HostEndpoint without any label, of which a selector asks nothing if it selects it. */
const UNLABELLED: AddressesSpec = { type: 'host-endpoint', labels: {}, nets: ['0.0.0.0/0'], domains: [] };

export const calicoSelectsHosts: LintRule = {
  id: 'calico-selects-hosts',
  severity: 'info',
  title: 'a GlobalNetworkPolicy that also selects hosts',
  explanation: `A GlobalNetworkPolicy is for pods and for HostEndpoints. One whose selector asks for no label, such as \`all()\` or
\`role != 'x'\`, cuts off nodes as soon as they have HostEndpoints, which Calico can make by itself. It is a warning where it selects a
HostEndpoint of the input. Policies with preDNAT, doNotTrack or applyOnForward are meant for hosts, and are not reported.`,
  fix: "add && projectcalico.org/orchestrator == 'k8s' to the selector, which pods have and hosts have not, or write a namespaceSelector such as all()",
  bad: calicoPolicy('closed', 'selector: all()', 'types: [Ingress]'),
  good: calicoPolicy('closed', "selector: projectcalico.org/orchestrator == 'k8s'", 'types: [Ingress]'),
  *check(linted) {
    const policies = calicoPolicies(linted);
    if (policies.length === 0) return;
    const hosts = linted.cluster.dialectObjects.flatMap(({ id, spec }) => {
      const said = spec as CalicoSpec;
      return said.type === 'host-endpoint' ? [{ id, selection: selectionOf(said) }] : [];
    });
    const unlabelled = selectionOf(UNLABELLED);
    for (const { policy, spec, object } of policies) {
      if (policy.namespace !== undefined || spec.hostOnly !== undefined || spec.appliesOnForward) continue;
      const selectors = selectorsOf(spec);
      const host = hosts.find(({ selection }) => isSelected(selection, selectors));
      if (host !== undefined) {
        const message = `this is for HostEndpoint ${host.id} too: what it does not allow is denied to and from that host`;
        yield { ...object, path: 'spec', message, severity: 'warning' };
      } else if (isSelected(unlabelled, selectors)) {
        yield { ...object, path: 'spec', message: 'this is for every HostEndpoint too, whatever its labels' };
      }
    }
  },
};

function selectionOf(spec: AddressesSpec): AddressSelection {
  return new AddressSelection([{ spec: { ...spec, nets: UNLABELLED.nets }, namespace: undefined }], new Map());
}

function isSelected(selection: AddressSelection, selectors: readonly ScopedSelector[]): boolean {
  return selection.selectedBy(selectors).nets.length > 0;
}

/** A selector of service accounts selects nothing that has none. */
function selectorsOf({ selector, namespaceSelector, serviceAccountSelector }: CalicoPolicySpec): ScopedSelector[] {
  const scoped = (scope: ScopedSelector['scope'], text: string) => ({ scope, selector: parseSelector(text) });
  return [
    ...(selector === undefined ? [] : [scoped('endpoints', selector)]),
    ...(namespaceSelector === undefined ? [] : [scoped('namespaces', namespaceSelector)]),
    ...(serviceAccountSelector === undefined ? [] : [scoped('endpoints', 'has(projectcalico.org/serviceaccount)')]),
  ];
}
