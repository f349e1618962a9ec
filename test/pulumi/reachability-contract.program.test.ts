import { join } from 'node:path';
import { type Deployment, deploy } from '../support/pulumi-engine';
import { asText } from '../support/synth';

expect.addSnapshotSerializer(asText);

const SECONDS = 60_000;
const run = (program: string, preview = false, unknownTypes: readonly string[] = []) =>
  deploy(join(__dirname, 'programs/contracts.ts'), { preview, unknownTypes, env: { PROGRAM: program } });
const failures = ({ errors }: Deployment) => errors.map(({ message }) => message).join('\n');

describe('a contract of a Pulumi program', () => {
  test.each([true, false])(
    'that holds registers itself and nothing more (preview: %s)',
    async (preview) => {
      const kept = await run('kept', preview);
      expect(kept).toMatchObject({ exitCode: 0, errors: [], warnings: [], printed: '' });
      expect(kept.resources.filter(({ type }) => type.endsWith('Contract')).map(({ name }) => name)).toEqual([
        'contract',
      ]);
    },
    SECONDS,
  );

  test(
    'that is broken fails with the explanation, at preview as in a deployment',
    async () => {
      const preview = await run('broken', true);
      expect(preview.exitCode).not.toBe(0);
      expect(preview.resources.map(({ name }) => name)).not.toContain('contract');
      expect(failures(preview)).toMatchInlineSnapshot(`
ringfence:boundary:ReachabilityContract contract: the contract does not hold:
  nothing reaches app=cache in namespace data except by app=web in namespace front to app=cache in namespace data on TCP 6379
      allowed: address 192.0.2.0 to a pod with app=cache in namespace data on TCP 6379
        egress of the source: outside of the cluster, where no policy applies
        ingress of the destination: isolated, and allowed
          isolated by data/cache-allow-ingress (ringfence:boundary:ServiceAccessGrant cache)
          isolated by data/leak (ringfence:boundary:NetworkPolicy leak)
          allowed by rule 1 of data/leak: from addresses 192.0.2.0/24 on TCP 6379 (ringfence:boundary:NetworkPolicy leak)
      not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP
`);
      expect(failures(await run('broken'))).toBe(failures(preview));
    },
    SECONDS,
  );

  test(
    'counts the policies that are given to it',
    async () => {
      expect(failures(await run('others'))).toMatchInlineSnapshot(`
ringfence:boundary:ReachabilityContract contract: the contract does not hold:
  nothing reaches app=cache in namespace data except by app=web in namespace front to app=cache in namespace data on TCP 6379
      allowed: address 0.0.0.0 to a pod with app=cache in namespace data on TCP 9090
        egress of the source: outside of the cluster, where no policy applies
        ingress of the destination: isolated, and allowed
          isolated by data/other (kubernetes:networking.k8s.io/v1:NetworkPolicy other)
          isolated by data/cache-allow-ingress (ringfence:boundary:ServiceAccessGrant cache)
          allowed by rule 1 of data/other: from everyone on TCP 9090 (kubernetes:networking.k8s.io/v1:NetworkPolicy other)
      not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP
`);
    },
    SECONDS,
  );

  test(
    'says what a preview does not know, and is judged when the stack is deployed',
    async () => {
      const preview = await run('unknown', true, ['kubernetes:core/v1:Namespace']);
      expect(preview).toMatchObject({ exitCode: 0, errors: [] });
      expect(preview.warnings.join('\n')).toMatchInlineSnapshot(`
ringfence:boundary:ReachabilityContract contract is not judged by this preview, but when the stack is deployed: these are not known yet
  its claims
  data/cache-allow-ingress of ringfence:boundary:ServiceAccessGrant cache
  front/data-cache-allow-egress of ringfence:boundary:ServiceAccessGrant cache
`);
      const up = await run('unknown');
      expect(up.warnings).toEqual([]);
      expect(failures(up)).toContain('nothing reaches app=cache in namespace data');
    },
    SECONDS,
  );

  test.each([
    ['manifests', 'isolated by data/other (policies)'],
    ['noManifests', 'the contract cannot be judged:\n  policies: the Output that was given is undefined'],
  ])(
    'takes the manifests of another stack as an Output (%s)',
    async (name, message) => {
      const up = await run(name);
      expect(up.exitCode).not.toBe(0);
      expect(failures(up)).toContain(message);
    },
    SECONDS,
  );

  test(
    'does not show a secret',
    async () => {
      const up = await run('secret');
      expect(up.exitCode).not.toBe(0);
      expect(failures(up)).toMatchInlineSnapshot(`
ringfence:boundary:ReachabilityContract contract: the contract does not hold:
  a secret has a part in this, so what is allowed is not shown
`);
      expect(failures(up) + up.printed).not.toContain('swordfish');
    },
    SECONDS,
  );

  test(
    'cannot be judged where something that it needs waits for it',
    async () => {
      const up = await run('circle');
      expect(up.exitCode).not.toBe(0);
      expect(failures(up)).toMatchInlineSnapshot(`
ringfence:boundary:ReachabilityContract contract: the contract cannot be judged:
  not known when nothing else is left to do; something there waits for this contract, or has failed:
  kubernetes:core/v1:Namespace data
`);
    },
    SECONDS,
  );

  test(
    'refuses a boundary that comes after it was judged',
    async () => {
      const late = await run('late');
      expect(late.exitCode).not.toBe(0);
      expect(failures(late)).toMatchInlineSnapshot(`
ringfence:boundary:NetworkPolicy leak: the policies were not written:
  comes too late to be judged by ringfence:boundary:ReachabilityContract contract: the program has waited for something since that contract was made
      make this boundary before the wait, or the contract after it
`);
    },
    SECONDS,
  );

  test(
    'comes with a quarantine, which no other policy may open',
    async () => {
      const up = await run('quarantine');
      expect(up.exitCode).not.toBe(0);
      expect(failures(up)).toContain('allowed by rule 1 of data/leak: from addresses 192.0.2.0/24 on TCP 6379');
    },
    SECONDS,
  );

  test(
    'whose claims cannot be read throws before anything is registered',
    async () => {
      const unread = await run('unread');
      expect(unread.resources.map(({ type }) => type)).toEqual(['pulumi:pulumi:Stack']);
      expect(failures(unread)).toMatchInlineSnapshot(`
ringfence:boundary:ReachabilityContract contract: the contract cannot be read:
  allowed[0].on[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive
      write a whole number from 1 to 65535
`);
    },
    SECONDS,
  );
});

describe('a contract beside a policy of another API', () => {
  test(
    'does not hold, and names the policy',
    async () => {
      const deployed = await run('otherApi');
      expect(deployed.exitCode).not.toBe(0);
      expect(failures(deployed)).toContain('ClusterNetworkPolicy open-all (crd.antrea.io) is not judged');
    },
    SECONDS,
  );

  test(
    'holds where the kind is ignored',
    async () => {
      expect(await run('otherApiIgnored')).toMatchObject({ exitCode: 0, errors: [] });
    },
    SECONDS,
  );
});

describe('in a process that goes on, as with the Automation API,', () => {
  const inline = (program: string, file = 'contracts') =>
    deploy(join(__dirname, `programs/${file}.ts`), { inline: true, env: { PROGRAM: program } });

  test(
    'a contract that holds changes nothing',
    async () => {
      expect(await inline('kept')).toMatchObject({ exitCode: 0, finished: true, errors: [], printed: '' });
    },
    SECONDS,
  );

  // Beside the other tests, since the end of a circle is waited for.
  test.concurrent.each([
    ['needed', 'the contract does not hold'],
    ['circle', 'the contract cannot be judged'],
  ])(
    'a contract that something waits for fails, and nothing is deleted (%s)',
    async (program, message) => {
      const up = await inline(program);
      expect(up).toMatchObject({ exitCode: 1, finished: false });
      expect(failures(up)).toContain(message);
      expect(up.resources.map(({ name }) => name)).not.toContain('first');
    },
    SECONDS,
  );

  test(
    'a boundary that fails late ends the program before the engine deletes what is not registered',
    async () => {
      const up = await inline('late', 'wrong');
      expect(up).toMatchObject({ exitCode: 1, finished: false });
      expect(failures(up)).toContain('ServiceAccessGrant::cache: the policies were not written');
    },
    SECONDS,
  );
});
