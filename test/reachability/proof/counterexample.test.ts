import { Pods } from '../../../lib/policy/words';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import { LEFT_OUT } from '../../../lib/reachability/proof/proof';
import { Reachability } from '../../../lib/reachability/reachability';
import { clusterOf } from '../../support/cluster-of';
import { policy } from '../../support/manifests';

test('a counterexample is explained as any other connection', () => {
  const rule =
    'podSelector: {matchLabels: {app: db}}\ningress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]';
  const reachability = Reachability.of(clusterOf([policy('shop/db', rule)]));
  const found = reachability.onlyAllowsInto(Pods.labelled({ app: 'db' }).inNamespace('shop'));
  if (found.verdict !== 'fails') throw new Error(`the claim is said to be: ${found.verdict}`);
  const { source, destination, protocol, port } = found.counterexample;
  const explanation = reachability.explain(source, destination, { type: 'port', protocol, port });
  expect(explanationText(explanation).split('\n')).toEqual([
    'allowed: a pod with app=web in namespace shop to a pod with app=db in namespace shop on TCP 5432',
    '  egress of the source: open; no policy isolates it',
    '  ingress of the destination: isolated, and allowed',
    '    isolated by shop/db (manifest 1)',
    '    allowed by rule 1 of shop/db: from app=web in namespace shop on TCP 5432 (manifest 1)',
  ]);
});

test('what a proof leaves out is what docs/semantics.md says', () => {
  for (const word of ['itself', 'node', 'podCidrs', 'outside of the input', 'ICMP'])
    expect(LEFT_OUT.join('; ')).toContain(word);
});
