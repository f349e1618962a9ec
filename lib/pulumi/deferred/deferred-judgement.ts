import { type Input, output } from '@pulumi/pulumi';
import { describeFinding, findingsOf, type PolicyFinding, type Written } from '../../patterns/written';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { quote } from '../../policy/unknown-value';
import { type Finding, required } from '../../policy/validation/finding';
import { type Deferred, deferredPaths, type Resolved, resolveDeferred, withoutDeferred } from './deferred';
import type { PulumiDraft } from './pulumi-draft';

/** What stands for a value that the preview does not know. No rule is applied to it. */
class Unknown {}
const UNKNOWN = new Unknown();
const SECRET = '[secret]';

/** What was found where a resource stands for pods, once its own properties are known. */
export type DeferredFindings = Input<readonly Finding[]>;

/**
 * Judges a draft once its values are known; what stays unknown at preview is judged when it is deployed.
 * @returns a line for each finding, in which no secret is shown
 */
export async function judgeDeferred(
  { written, deferred }: PulumiDraft,
  read: readonly DeferredFindings[],
): Promise<string[]> {
  const resolved = new Map(
    await Promise.all(
      [...deferred].map(async (leaf): Promise<[Deferred, Resolved]> => [leaf, await resolveDeferred(leaf)]),
    ),
  );
  const faults = (await Promise.all(read.map(findingsKnown))).flat();
  const secrets = secretsAmong(resolved.values());
  const findings = faults.length > 0 ? faults : findingsWith(written, resolved);
  // Two policies of one boundary may have the same fault.
  return [
    ...new Set(findings.map((finding) => describeFinding(secrets.size === 0 ? finding : veiled(finding, secrets)))),
  ];
}

async function findingsKnown(findings: DeferredFindings): Promise<readonly Finding[]> {
  const { known, secret, value } = await resolveDeferred(output(findings));
  if (!known) return [];
  const found = value as readonly Finding[];
  return secret ? found.map(withoutDetail) : found;
}

function findingsWith(
  { manifests, deferred }: PulumiDraft['written'],
  resolved: ReadonlyMap<Deferred, Resolved>,
): PolicyFinding[] {
  const resolvedOf = (leaf: Deferred) => {
    const { known, value } = resolved.get(leaf) as Resolved;
    return known && value !== undefined && value !== null ? value : UNKNOWN;
  };
  const values = withoutDeferred({ manifests, deferred }, resolvedOf) as Pick<Written, 'manifests' | 'deferred'>;
  const judged = findingsOf({ ...values, findings: [] }).filter(({ value }) => value !== UNKNOWN);
  return [...manifests.flatMap((manifest) => undefinedIn(manifest, resolved)), ...judged];
}

/** Labels and annotations of a policy may be left out, and a Service without ports has none. */
const OPTIONAL = /^metadata\.(labels|annotations)\b|\.ports$/;

/**
 * The values that turned out to be nothing. Pulumi leaves such a field out, so that the policy would be another one: without
 * its namespace it is written into `default`, and without a label it selects more.
 */
function undefinedIn(manifest: unknown, resolved: ReadonlyMap<Deferred, Resolved>): Finding[] {
  return deferredPaths(manifest).flatMap(([path, leaf]) => {
    const { known, value } = resolved.get(leaf) as Resolved;
    if (!known || (value !== undefined && value !== null) || OPTIONAL.test(path)) return [];
    return [
      required(
        path,
        `the Output that was given is ${value === null ? 'null' : 'undefined'}`,
        'check where it comes from, such as the name of an output of a StackReference; in a unit test, mocks have to return the name',
      ),
    ];
  });
}

/** Every text and number of the values that are secret. */
function secretsAmong(resolved: Iterable<Resolved>): Set<unknown> {
  const secrets = new Set<unknown>();
  const add = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(add);
    else secrets.add(value);
  };
  for (const { secret, value } of resolved) if (secret) add(value);
  return secrets;
}

/** A finding that shows where and which rule, but no secret: what to write instead might spell one out. */
function veiled(finding: PolicyFinding, secrets: ReadonlySet<unknown>): PolicyFinding {
  const { path, reason, message, value, policy } = finding;
  const detail = secrets.has(value) ? message.replace(`${reason}: ${quote(value)}`, `${reason}: ${SECRET}`) : message;
  const shown = [...secrets].some((secret) => detail.includes(String(secret))) ? `${reason}: ${SECRET}` : detail;
  return {
    path,
    reason,
    message: shown,
    fix: 'a secret has a part in this, so the value is not shown',
    ...(policy && { policy: withoutSecrets(policy, secrets) }),
  };
}

function withoutDetail({ path, reason }: Finding): Finding {
  return { path, reason, message: `${reason}: ${SECRET}`, fix: 'look at what this resource says of its pods' };
}

function withoutSecrets(policy: NetworkPolicyManifest, secrets: ReadonlySet<unknown>): NetworkPolicyManifest {
  const { name, namespace } = policy.metadata;
  const shown = (value: string | undefined) => (secrets.has(value) ? SECRET : value);
  return { ...policy, metadata: { name: shown(name) as string, namespace: shown(namespace) } };
}
