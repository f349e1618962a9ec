import { spawnSync } from 'node:child_process';
import { type Binary, CLUSTER, DATAPLANE, IN_CLUSTER, JUDGE, KUBECTL } from './build/binaries';

/** Tests that need the same. */
export interface Part {
  readonly name: string;
  readonly binaries: readonly Binary[];
  /** What else it needs, as far as that is not there. */
  readonly missing: () => readonly string[];
  /** The paths of its test files, as a pattern, without what all of them end with. */
  readonly tests: string;
}

/** The parts of each command: `npm run test-real`, `npm run test-cluster`. */
export const LANES: Readonly<Record<'real' | 'cluster', readonly Part[]>> = {
  real: [
    {
      name: "Kubernetes' judgement",
      binaries: [JUDGE],
      missing: () => [],
      tests: '(judgement|texts|selectors)',
    },
    {
      name: 'the dataplane',
      binaries: [JUDGE, DATAPLANE],
      missing: missingForPackets,
      tests: '(dataplane|deviations|interrupted)',
    },
    {
      name: 'the log of the dataplane',
      binaries: [JUDGE, DATAPLANE],
      missing: () => [...missingForPackets(), ...withoutPrograms({ ulogd: 'ulogd2' })],
      tests: 'logged',
    },
  ],
  cluster: [
    {
      name: 'a cluster',
      binaries: [CLUSTER, KUBECTL, ...IN_CLUSTER],
      missing: () => [...missingForPackets(), ...withoutPrograms({ etcd: 'etcd-server', nsenter: 'util-linux' })],
      tests: 'cluster/*',
    },
  ],
};

function missingForPackets(): string[] {
  if (process.platform !== 'linux') return ['Linux is needed'];
  return [
    ...(process.getuid?.() === 0 ? [] : ['root is needed for network namespaces (sudo npm run ...)']),
    ...withoutPrograms({
      iptables: 'iptables',
      'iptables-save': 'iptables',
      'iptables-restore': 'iptables',
      ipset: 'ipset',
    }),
  ];
}

/** Which of these programs are absent; the packages of Debian that have them are said too. */
function withoutPrograms(programs: Readonly<Record<string, string>>): string[] {
  return Object.entries(programs)
    .filter(([program]) => spawnSync(program, ['--version']).error !== undefined)
    .map(([program, packageName]) => `${program} (${packageName}) is needed`);
}
