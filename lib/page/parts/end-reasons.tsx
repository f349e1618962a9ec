import type { PagePolicy } from '../../report/page/page-types';
import type { Direction, End, EndJudged, PageModel } from '../model/page-model';
import { PolicyYaml } from './policy-yaml';

const STATES: Record<EndJudged['state'], string> = {
  open: 'open: no policy isolates it',
  node: 'on the network of its node, where no policy applies',
  outside: 'outside of the cluster, where no policy applies',
  partly: 'its pods differ: some are isolated, others by no policy',
  rules: 'isolated, with rules for this peer',
  denied: 'isolated, with no rule for this peer',
};
/** Where policies of other APIs decide too. */
const OF_NETWORK_POLICIES: Partial<typeof STATES> = {
  open: 'no NetworkPolicy isolates it',
  partly: 'its pods differ: NetworkPolicies isolate some of them',
  rules: 'NetworkPolicies isolate it, with rules for this peer',
  denied: 'NetworkPolicies isolate it, with no rule for this peer',
};

interface ReasonsProps {
  readonly model: PageModel;
  readonly end: End;
  readonly other: End;
  readonly direction: Direction;
}

/** What the policies at one end of a connection say of it. */
export function EndReasons({ model, end, other, direction }: ReasonsProps) {
  const { state, policies, rules } = model.judged(end, other, direction);
  const rulesOf = (policy: PagePolicy) => rules.filter((rule) => model.data.policies[rule.policy] === policy);
  // The one that decides comes first.
  const ordered = [...policies].sort((a, b) => rulesOf(b).length - rulesOf(a).length);
  const others = model.otherRules(end, direction, other);
  const hasOthers = model.data.otherPolicies.length > 0;
  return (
    <section class={`judged ${hasOthers ? '' : state}`}>
      <h3>
        {direction === 'egress' ? 'Egress of' : 'Ingress of'} {end.title}
      </h3>
      {others.length > 0 && (
        <>
          <p class="plain-state">Rules of other APIs for this peer, in their order:</p>
          <ol>
            {others.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ol>
        </>
      )}
      <p>{(hasOthers && OF_NETWORK_POLICIES[state]) || STATES[state]}</p>
      {rules.length > 0 && (
        <ul>
          {rules.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {ordered.map((policy) => (
        <PolicyYaml key={policy.id} policy={policy} isOpen={policy === ordered[0]} rules={rulesOf(policy)} />
      ))}
    </section>
  );
}

/** What of the entries leads to a workload, and the policies that isolate it; which rule lets their sender in is not marked. */
export function EntryReasons({ model, from, to }: Pick<ReasonsProps, 'model'> & Record<'from' | 'to', End>) {
  const ways = model.data.entries.filter(
    ({ type, workload }) => `entry:${type}` === from.id && model.workloads[workload] === to,
  );
  const { state, policies } = model.isolation(to, 'ingress');
  return (
    <section class="judged">
      <h3>Ingress of {to.title}</h3>
      <ul>
        {ways.map(({ title, port, answer }) => (
          <li key={title + port}>
            {title} leads here on {port}: {answer}
          </li>
        ))}
        {model.otherRules(to, 'ingress').map(({ text }) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p>{state === 'open' ? 'no NetworkPolicy isolates it' : 'NetworkPolicies isolate it:'}</p>
      {policies.map((policy) => (
        <PolicyYaml key={policy.id} policy={policy} rules={[]} />
      ))}
    </section>
  );
}
