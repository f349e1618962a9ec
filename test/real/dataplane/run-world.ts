import { spawn } from 'node:child_process';
import type { NetworkPolicyManifest } from 'ringfence';
import { built, DATAPLANE } from '../build/binaries';
import { answersTo, jsonRequest } from '../judgement/ask-judge';
import { inOneDirection } from './deviations';
import { keyOf, namespaceObjects, type ProbedPort, podObjects, type World } from './world';

/** What was seen of one connection: it was made, or refused, or no answer came. */
export interface Cell extends Try {
  readonly result: 'open' | 'rejected' | 'dropped';
}

/** What packets did in a world. */
export interface Seen {
  readonly controls: number;
  readonly cells: readonly Cell[];
  /** Lines of the packets that were denied of what was tried for the log. */
  readonly log: readonly string[];
}

/** A connection that is tried. */
export interface Try extends ProbedPort {
  readonly from: string;
  readonly to: string;
}

/** How policies are given to kube-router. */
export interface RunOptions {
  /** Whether as they are, so that its deviations show. By default they are written so that they mean the same to it. */
  readonly asTheyAre?: boolean;
  /** Connections to try while what is denied is logged; ulogd is needed for it. */
  readonly logged?: readonly Try[];
}

/**
 * Runs a world under kube-router.
 * @throws where Kubernetes refuses a policy, or anything else went wrong: nothing that was not seen counts as denied
 */
export async function runWorld(world: World, { asTheyAre = false, logged = [] }: RunOptions = {}): Promise<Seen> {
  const policies = asTheyAre ? world.policies : world.policies.flatMap(inOneDirection);
  const input = JSON.stringify({
    namespaces: namespaceObjects(world),
    pods: podObjects(world.pods, { withAddresses: true }),
    policies: asStored(policies),
    listen: Object.fromEntries(world.pods.map((pod) => [keyOf(pod), pod.listen])),
    logged,
  });
  const output = await outputFor(input).catch((error: Error) => {
    throw new Error(`${world.name}: ${error.message}`);
  });
  const read = JSON.parse(output) as Omit<Seen, 'log'> & { readonly log: Seen['log'] | null };
  const seen: Seen = { ...read, log: read.log ?? [] };
  const odd = seen.cells.find(({ result }) => !['open', 'rejected', 'dropped'].includes(result));
  if (odd !== undefined) throw new Error(`${world.name}: the prober reports no known result: ${JSON.stringify(odd)}`);
  return seen;
}

/** The policies as the API server stores them, with its defaults. */
function asStored(policies: readonly NetworkPolicyManifest[]): NetworkPolicyManifest[] {
  return answersTo(policies.map(jsonRequest)).map(({ policy, ...refused }, index) => {
    if (policy === undefined)
      throw new Error(`${JSON.stringify(policies[index])} is refused: ${JSON.stringify(refused)}`);
    return policy;
  });
}

function outputFor(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(built(DATAPLANE));
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(out);
      else reject(new Error(`dataplane ended with ${code ?? signal}: ${err}`));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
