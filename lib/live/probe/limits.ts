import { setTimeout as sleep } from 'node:timers/promises';

/** How much a run may do. */
export interface ProbeLimits {
  /** Connections a second. */
  readonly rate: number;
  /** Connections in all, controls included. */
  readonly most: number;
}

/** Lets connections begin at a steady rate, and no more than so many. */
export class Limiter {
  private next = 0;
  private used = 0;

  constructor(private readonly limits: ProbeLimits) {}

  /** Waits for the next turn; false where all of them are used. */
  async turn(): Promise<boolean> {
    if (this.used >= this.limits.most) return false;
    this.used += 1;
    const now = Date.now();
    const at = Math.max(now, this.next);
    this.next = at + 1000 / this.limits.rate;
    if (at > now) await sleep(at - now);
    return true;
  }
}
