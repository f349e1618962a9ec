/** Selectors and blocks, as plainly as they can be judged, for references that share no code with lib/. */

export interface SlowSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export function selectorHolds(
  { matchLabels = {}, matchExpressions = [] }: SlowSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  const has = (key: string) => Object.hasOwn(labels, key);
  return (
    Object.entries(matchLabels).every(([key, value]) => has(key) && labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const isIn = has(key) && values.includes(labels[key] as string);
      return { In: isIn, NotIn: !isIn, Exists: has(key), DoesNotExist: !has(key) }[operator] ?? false;
    })
  );
}

/** Whether an IPv4 address is in a block. */
export function isWithinBlock(address: string, cidr: string): boolean {
  const [network = '', length = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(network) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
