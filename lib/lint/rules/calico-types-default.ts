import { calicoPolicies } from '../calico-policies';
import { calicoPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const calicoTypesDefault: LintRule = {
  id: 'calico-types-default',
  severity: 'info',
  title: 'types of a policy of Calico left to their default',
  explanation: `Without \`types\` a policy is for the directions in which it has rules, and for Ingress where it has none: one that should close
its pods leaves their egress open, and unlike a NetworkPolicy of Kubernetes one with egress rules alone leaves ingress open. The default is
written by Calico's API. An object of crd.projectcalico.org that was applied as such keeps none, and Calico then takes it for both directions,
which is a warning.`,
  fix: 'write types',
  bad: calicoPolicy('closed', "selector: app == 'cache'"),
  good: calicoPolicy('closed', "selector: app == 'cache'", 'types: [Ingress, Egress]'),
  *check(linted) {
    for (const { spec, object } of calicoPolicies(linted)) {
      if (spec.hasTypes || spec.hostOnly !== undefined) continue;
      const [direction, other] = spec.directions;
      if (direction === undefined || other !== undefined) continue;
      const open = direction === 'Ingress' ? 'Egress' : 'Ingress';
      if (spec.perhaps.length > 0) {
        const message = `this is for ${direction} by default where it comes through Calico's API, and for ${open} too where it does not`;
        yield { ...object, path: 'spec', message, severity: 'warning' };
        continue;
      }
      const what = spec.ingress.length + spec.egress.length === 0 ? 'which denies it all, and ' : '';
      yield {
        ...object,
        path: 'spec',
        message: `this is for ${direction} by default, ${what}${open} stays as it is`,
        fix: `write types: [${direction}] if that is meant`,
        edits: [{ type: 'set', at: ['spec', 'types'], value: [direction] }],
      };
    }
  },
};
