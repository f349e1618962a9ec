import { type Opened, openedKey } from '../rules/partly-open';
import type { ConnectionPool } from '../sets/connection-pool';

/** What a direction opens, by number: that of its connections where they depend on nothing, and one below zero elsewhere. */
export class OpenedPool {
  private readonly partly: Opened[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(readonly connections: ConnectionPool) {}

  numberOf(opened: Opened): number {
    if (opened.partly.length === 0) return this.connections.numberOf(opened.certain);
    const key = openedKey(opened);
    let number = this.numbers.get(key);
    if (number === undefined) {
      this.partly.push(opened);
      number = -this.partly.length;
      this.numbers.set(key, number);
    }
    return number;
  }

  get(number: number): Opened {
    return number < 0 ? (this.partly[-number - 1] as Opened) : { certain: this.connections.get(number), partly: [] };
  }
}
