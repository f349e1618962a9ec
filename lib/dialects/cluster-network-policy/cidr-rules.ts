import { BITS_BEYOND_PREFIX, LEADING_ZEROS, parseCidr } from '../../policy/cidr';

/**
 * Why the server refuses a block in `networks` of v1alpha2; undefined where it does not. Bits beyond the prefix are taken.
 * Source: isCIDR of CEL, apiserver/pkg/cel/library/cidr.go.
 */
export function cidrRuleV1Alpha2(text: string): string | undefined {
  const isTaken = parseCidr(text)?.strictProblems.every((problem) => problem === BITS_BEYOND_PREFIX);
  return isTaken ? undefined : 'Invalid CIDR format provided';
}

/** The same for v1alpha1, whose server looks at the characters alone; its implementations then read the block with Go's net.ParseCIDR. */
export function cidrRuleV1Alpha1(text: string): string | undefined {
  if (text.includes(':') === text.includes('.')) {
    return 'CIDR must be either an IPv4 or IPv6 address. IPv4 address embedded in IPv6 addresses are not supported';
  }
  const isRead = parseCidr(text)?.strictProblems.every((problem) => problem !== LEADING_ZEROS);
  return isRead ? undefined : 'implementations read it with net.ParseCIDR, which cannot';
}
