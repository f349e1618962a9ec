import { parseCidr, plainAddress } from '../policy/cidr';
import { isMap, type JsonMap } from '../policy/validation/structure';

/**
 * Words that stay: those of Kubernetes and of network plugins, of which answers depend on some, and such as everyone has. All
 * others are replaced, so that what is not known here is not shown.
 */
const KEPT: ReadonlySet<string> = new Set(
  `kubernetes k8s io metadata name namespace app component part of instance version managed by pod template hash controller
  revision node nodes role tier kube system public lease default dns coredns core apiserver api server manager scheduler proxy
  openshift operator daemonset local cache metrics istio istiod ambient dataplane mode linkerd cilium calico tigera projectcalico
  antrea ovn cni ingress egress gateway global all any world host remote cluster entities init health unmanaged none has in not
  true false and or contains starts ends with label labels tcp udp sctp http https svc ringfence silence policy group network
  security allow deny log pass allowed denied endpoint service serviceaccount topology zone region hostname arch os linux windows
  amd64 arm64 beta batch job statefulset index completion helm sh chart release heritage`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
/** Their texts are no names: types, versions, protocols, and what says when and where something is. */
const STRUCTURAL: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'protocol',
  'operator',
  'type',
  'phase',
  'status',
  'scope',
  'cidr',
  'creationTimestamp',
  'startTime',
  'startedAt',
  'finishedAt',
  'lastTransitionTime',
]);
/** Texts of Kubernetes that are words of their own begin with a capital; names never do. */
const OF_AN_API = /^[A-Z][A-Za-z]*$/;
/** Their texts and keys are those of users, whatever they begin with. */
const OF_USERS: ReadonlySet<string> = new Set(['labels', 'matchLabels', 'selector', 'values', 'nodeSelector']);
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DEEPEST = 64;

/**
 * Replaces names, labels and images, the same word by the same word everywhere: what selects what, and what is made by what,
 * stays as it is. Addresses and ports stay.
 */
export class Redaction {
  private readonly words = new Map<string, string>();
  private made = 0;

  object(object: JsonMap): JsonMap {
    return this.map(object, false, 0);
  }

  private map(map: JsonMap, isOfUsers: boolean, depth: number): JsonMap {
    return Object.fromEntries(
      Object.entries(map).map(([key, value]) => {
        const ofUsers = isOfUsers || OF_USERS.has(key);
        const shown = isOfUsers ? this.text(key) : key;
        if (key === 'image' || key === 'imageID' || key === 'containerID') return [shown, 'redacted'];
        // The status of an object holds names as its spec does; that of a condition is a word of the API.
        const isWord = typeof value === 'string' && STRUCTURAL.has(key) && !isOfUsers;
        return [shown, isWord ? value : this.value(value, ofUsers, depth + 1)];
      }),
    );
  }

  private value(value: unknown, isOfUsers: boolean, depth: number): unknown {
    if (depth > DEEPEST) return null;
    if (Array.isArray(value)) return value.map((one) => this.value(one, isOfUsers, depth + 1));
    if (isMap(value)) return this.map(value, isOfUsers, depth);
    if (typeof value !== 'string') return value;
    return !isOfUsers && OF_AN_API.test(value) ? value : this.text(value);
  }

  /** Word by word, so that a name that is made of another one still is. */
  private text(text: string): string {
    return isAddress(text) || TIME.test(text) ? text : text.replace(/[A-Za-z0-9]+/g, (word) => this.word(word));
  }

  private word(word: string): string {
    if (/^\d+$/.test(word) || KEPT.has(word.toLowerCase())) return word;
    const known = this.words.get(word);
    if (known !== undefined) return known;
    let shown = lettersOf(this.made++);
    while (KEPT.has(shown)) shown = lettersOf(this.made++);
    this.words.set(word, shown);
    return shown;
  }
}

function lettersOf(number: number): string {
  let rest = number;
  let text = '';
  do {
    text = `${LETTERS[rest % LETTERS.length]}${text}`;
    rest = Math.floor(rest / LETTERS.length) - 1;
  } while (rest >= 0);
  return text;
}

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]{5,20}Z$/;

function isAddress(text: string): boolean {
  return plainAddress(text) !== undefined || parseCidr(text) !== undefined;
}
