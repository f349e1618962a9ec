import type { Cluster, ClusterProblem } from '../../lib/cluster/cluster';
import { describeSource } from '../../lib/cluster/source';

/** What a cluster holds, in lines that a person can judge. */

/** A line for each group of pods: `shop/web[Deployment] x3 app=web http=TCP/8080 at 10.0.0.1+fd00::1`. */
export function workloads({ workloads }: Cluster): string[] {
  return workloads.flatMap(({ id, pods }) =>
    pods.map(({ labels, unknownLabels = [], ports, hostNetwork, replicas, addresses }) =>
      [
        `${id} x${replicas}`,
        ...Object.entries(labels).map((label) => label.join('=')),
        ...unknownLabels.map(
          ({ key, except }) => `${key}=?${except === undefined ? '' : ` but ${[...except].join()}`}`,
        ),
        ...ports.map(({ name, port, protocol }) => `${name === undefined ? '' : `${name}=`}${protocol}/${port}`),
        ...(hostNetwork ? ['on its node'] : []),
        ...(addresses.length > 0 ? [`at ${addresses.map((of) => of.join('+')).join(' and ')}`] : []),
      ].join(' '),
    ),
  );
}

export function policies({ policies }: Cluster): string[] {
  return policies.map(({ id }) => id);
}

export function namespaces({ namespaces }: Cluster): string[] {
  return [...namespaces.values()].map(
    ({ name, labels, declared }) =>
      `${name} ${declared ? 'declared' : 'undeclared'} ${Object.entries(labels)
        .map((label) => label.join('='))
        .join(' ')}`,
  );
}

/** The problems of a cluster as texts, each with its place and with what to do. */
export function problems({ problems }: Cluster): string {
  return reported(problems);
}

/** Its warnings, in the same way. */
export function warnings({ warnings }: Cluster): string {
  return reported(warnings);
}

/** A line for each of what is not judged: what it is, what it may do, and to whom. */
export function unjudged({ unjudged }: Cluster): string[] {
  return unjudged.map(({ reason, group, kind, name, namespace, canOpen, canClose, directions, reach, source }) => {
    const what = kind === undefined ? 'something' : `${kind}${group === undefined ? '' : `.${group}`}`;
    const may = [canOpen ? 'opens' : '', canClose ? 'closes' : ''].filter((part) => part).join(' and ');
    const where = reach.type === 'cluster' ? 'everywhere' : `in ${reach.namespace}`;
    const called = [namespace, name].filter((part) => part !== undefined).join('/');
    return [what, called, `(${reason})`, may, directions.join(' and '), where, 'at', describeSource(source)]
      .filter((part) => part !== '')
      .join(' ');
  });
}

function reported(problems: readonly ClusterProblem[]): string {
  return problems
    .map(({ source, object, finding: { path, message, fix } }) =>
      [...[describeSource(source, path), object, path].filter((part) => part), `${message}\n    ${fix}`].join(': '),
    )
    .join('\n');
}
