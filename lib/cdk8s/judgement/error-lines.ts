import type { IConstruct } from 'constructs';
import { describeFinding, type PolicyFinding } from '../../patterns/written';
import { someOf } from '../../policy/texts';
import { escapeControls } from '../../policy/unknown-value';

interface Reported {
  readonly construct: IConstruct;
  readonly line: string;
  readonly elsewhere: IConstruct[];
}

/** So many other constructs of one error are named; the others are counted. */
const MOST_NAMED = 3;

/** The errors of an app. The same one of many constructs is reported once: at the first, which names the others. */
export class ErrorLines {
  private readonly reported = new Map<string, Reported>();

  get isEmpty(): boolean {
    return this.reported.size === 0;
  }

  addFinding(construct: IConstruct, finding: PolicyFinding): void {
    this.add(construct, describeFinding(finding), `${finding.path}\n${finding.message}\n${finding.fix}`);
  }

  /** @param sameAs what is equal for the same error of another construct */
  add(construct: IConstruct, line: string, sameAs = line): void {
    const known = this.reported.get(sameAs);
    if (known === undefined) this.reported.set(sameAs, { construct, line, elsewhere: [] });
    else if (known.construct !== construct) known.elsewhere.push(construct);
    // Twice in one construct, it is about two of its policies.
    else this.reported.set(`${sameAs}\n${this.reported.size}`, { construct, line, elsewhere: [] });
  }

  byConstruct(): Map<IConstruct, string[]> {
    const lines = new Map<IConstruct, string[]>();
    for (const { construct, line, elsewhere } of this.reported.values()) {
      const own = lines.get(construct) ?? [];
      lines.set(construct, own);
      own.push(elsewhere.length === 0 ? line : `${line}\n      ${sameAt(elsewhere.map(({ node }) => node.path))}`);
    }
    return lines;
  }
}

/** `the same at a, b and 7 more`, for messages. */
export function sameAt(paths: readonly string[]): string {
  return escapeControls(`the same at ${someOf([...new Set(paths)], MOST_NAMED)}`);
}
