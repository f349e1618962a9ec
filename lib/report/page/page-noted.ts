import type { Cluster } from '../../cluster/cluster';
import { describeSource } from '../../cluster/source';
import type { Reachability } from '../../reachability/reachability';
import { exposedWays } from '../exposed/exposed-ways';
import { unjudgedText } from '../unjudged-lines';
import type { PageData, PageNoted } from './page-types';

/** What is not in the answers, each with its place: the first screen counts it, and views list it. */
export function pageNoted(
  reachability: Reachability,
): Pick<PageData, 'notFollowed' | 'unjudged' | 'hidden' | 'unread'> {
  const { cluster } = reachability;
  return {
    notFollowed: notFollowed(reachability),
    unjudged: unjudged(cluster),
    hidden: hidden(cluster),
    unread: unread(cluster),
  };
}

/** Entries that lead to no pods of the input, or could not be followed. */
function notFollowed(reachability: Reachability): PageNoted[] {
  return exposedWays(reachability, {}).notFollowed.map(({ title, path, message, source }) => ({
    title,
    namespace: namespaceIn(title),
    text: path === '' ? message : `${path}: ${message}`,
    place: describeSource(source),
  }));
}

function unjudged(cluster: Pick<Cluster, 'unjudged'>): PageNoted[] {
  return cluster.unjudged.map((policy) => {
    const { kind, namespace = '', name = '', group, reason, source } = policy;
    const why = reason === 'faulty' ? 'it could not be read, or the API server refuses it' : `of ${group}`;
    return {
      title: kind === undefined ? '' : [kind, [namespace, name].filter(Boolean).join('/')].filter(Boolean).join(' '),
      namespace,
      text: `${why}; it ${unjudgedText(policy)}`,
      place: describeSource(source),
    };
  });
}

function hidden({ notShown }: Pick<Cluster, 'notShown'>): PageNoted[] {
  return notShown.map(({ group, kind, namespace, name, source }) => ({
    title: `${kind} ${namespace}/${name}`,
    namespace,
    text: `of ${group}; it makes pods that no manifest shows`,
    place: describeSource(source),
  }));
}

function unread({ problems }: Pick<Cluster, 'problems'>): PageNoted[] {
  return problems.map(({ object = '', source, finding: { path, message } }) => ({
    title: object,
    namespace: namespaceIn(object),
    text: [path, message].filter(Boolean).join(': '),
    place: describeSource(source, path),
  }));
}

/** As in `NetworkPolicy shop/web` and `Namespace shop`; empty where it is of none. */
export function namespaceIn(title: string): string {
  const [, kind, first, second] = /^(\S+) ([^/]*)(\/.*)?$/.exec(title) ?? [];
  return second !== undefined || kind === 'Namespace' ? (first ?? '') : '';
}
