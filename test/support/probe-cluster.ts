import { type ServedKubectl, serveKubectl } from './fake-kubectl';

/** What a cluster for probes is like; probe-world.cjs has what happens in it. */
export interface ProbeClusterOptions {
  readonly objects?: readonly object[];
  readonly nodes?: number;
  readonly families?: readonly ('IPv4' | 'IPv6')[];
  /** Which directions the network enforces. */
  readonly enforces?: readonly ('Ingress' | 'Egress')[];
  /** What happens to a connection that a policy denies. */
  readonly denies?: 'timeout' | 'refused';
  /** Pods whose ports are closed. */
  readonly dead?: readonly string[];
  readonly tools?: readonly string[];
  /** A further container of each pod that is made. */
  readonly sidecar?: string;
  readonly podStatus?: object;
  /** As in `create pods/exec`. */
  readonly forbidden?: readonly string[];
  /** The state of containers that are added to pods. */
  readonly ephemeralState?: object;
  /** Pods in which no command runs. */
  readonly broken?: readonly string[];
  /** `pod > address:port`, and what happens. */
  readonly connections?: Readonly<Record<string, 'open' | 'timeout' | 'refused'>>;
  /**
   * How many seconds DNS servers take to answer.
   * @default 0
   */
  readonly answersAfter?: number;
  /** What is answered to requests that hold a text. */
  readonly hostile?: readonly HostileAnswer[];
}

export interface HostileAnswer {
  readonly match: string;
  readonly code?: number;
  readonly out?: string;
  /** How often that is printed. */
  readonly repeat?: number;
  readonly err?: string;
  readonly never?: boolean;
  /** In milliseconds. */
  readonly wait?: number;
}

export type ProbeCluster = ServedKubectl;

/** Starts one, with a program that stands for kubectl. */
export function probeCluster(options: ProbeClusterOptions = {}): ProbeCluster {
  return serveKubectl('canary', options);
}
