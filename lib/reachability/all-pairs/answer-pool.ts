import type { Answered } from '../answers/answer';
import { answerKey } from '../answers/answer-key';
import { ConnectionPool } from '../sets/connection-pool';

const NOTHING: Answered['depends'] = Object.freeze([]);

/**
 * Answers by number, each once. One that depends on nothing has the number of its connections; others have numbers below
 * zero.
 */
export class AnswerPool {
  static readonly NONE = ConnectionPool.NONE;

  private readonly answers: Answered[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(readonly connections = new ConnectionPool()) {}

  numberOf(answer: Answered): number {
    if (answer.depends.length === 0) return this.connections.numberOf(answer.certain);
    const key = answerKey(answer);
    let number = this.numbers.get(key);
    if (number === undefined) {
      this.answers.push(answer);
      number = -this.answers.length;
      this.numbers.set(key, number);
    }
    return number;
  }

  get(number: number): Answered {
    return number < 0
      ? (this.answers[-number - 1] as Answered)
      : { certain: this.connections.get(number), depends: NOTHING };
  }
}
