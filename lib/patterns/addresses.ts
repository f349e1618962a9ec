import { type IpBlockPeer, type IpBlockWords, ipBlockWords, unreadOptions } from '../policy/ip-block';
import type { NetworkPolicyPeer } from '../policy/manifest';
import type { Renderer } from '../policy/render';
import { kindOf } from '../policy/unknown-value';
import { type FieldPath, forbidden, invalid, item } from '../policy/validation/finding';

/** Blocks as the peers of a rule; anything else is a finding. */
export function blockPeers<S, N>(
  renderer: Renderer<S, N>,
  value: IpBlockPeer<S> | readonly IpBlockPeer<S>[],
  path: FieldPath,
): NetworkPolicyPeer<S>[] {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) {
    return renderer.peers([], path);
  }
  if (!Array.isArray(value)) return blocksAmong(renderer, [value], () => path);
  return blocksAmong(renderer, value, (index) => item(path, index));
}

function blocksAmong<S, N>(
  renderer: Renderer<S, N>,
  values: readonly unknown[],
  pathOf: (index: number) => FieldPath,
): NetworkPolicyPeer<S>[] {
  return Array.from(values).flatMap((value, index) => {
    if (isBlock<S>(value)) return renderer.peers(value, pathOf(index));
    renderer.findings.push(noBlock(pathOf(index), value));
    return [];
  });
}

/**
 * Every address of both families, or every public one, without some blocks.
 * @param words which of the words of IpBlock, one for each family
 */
export function addressesBut<S, N>(
  renderer: Renderer<S, N>,
  words: readonly [ipv4: keyof IpBlockWords<S> & `${string}4`, ipv6: keyof IpBlockWords<S> & `${string}6`],
  except: readonly IpBlockPeer<S>[],
  path: FieldPath,
): NetworkPolicyPeer<S>[] {
  const blocks = exceptions(renderer, except, path);
  const ofFamily = (family: IpBlockPeer['family']) => ({
    except: blocks.filter((block) => block.family === family).map(({ cidr }) => cidr),
  });
  const word = ipBlockWords<S>();
  const [ipv4, ipv6] = words as readonly ['anyIpv4' | 'publicIpv4', 'anyIpv6' | 'publicIpv6'];
  return [...renderer.peers(word[ipv4](ofFamily('IPv4')), path), ...renderer.peers(word[ipv6](ofFamily('IPv6')), path)];
}

function exceptions<S, N>(
  renderer: Renderer<S, N>,
  except: readonly IpBlockPeer<S>[],
  path: FieldPath,
): IpBlockPeer<S>[] {
  if (!Array.isArray(except)) {
    renderer.findings.push(
      invalid(path, except, `must be a list of blocks, not ${kindOf(except)}`, `write ${path}: [IpBlock.ipv4('...')]`),
    );
    return [];
  }
  return Array.from(except as readonly unknown[]).flatMap((value, index) => {
    const at = item(path, index);
    if (!isBlock<S>(value)) {
      renderer.findings.push(noBlock(at, value));
      return [];
    }
    renderer.findings.push(...unreadOptions(value, at));
    if (value.except.length > 0) {
      renderer.findings.push(
        forbidden(at, 'an exception has no exceptions of its own', 'list the blocks that are meant, one by one'),
      );
    }
    return [value];
  });
}

function isBlock<S>(value: unknown): value is IpBlockPeer<S> {
  return typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'ipBlock';
}

function noBlock(path: FieldPath, value: unknown) {
  return invalid(
    path,
    value,
    `must be a block of addresses, not ${kindOf(value)}`,
    "write IpBlock.ipv4('192.0.2.0/24') or another word of IpBlock",
  );
}
