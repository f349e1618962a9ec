/** A value of so many characters and no more is put together. */
const LONGEST = 16 * 1024 * 1024;

/**
 * Puts values of JSON together that are written over many lines, as `jq .` prints them, wherever in a log they stand. One begins with
 * a bracket alone in a line, and ends with the next that stands as far to the left. What stands as far to the left before that
 * is of something else: then the value was cut off.
 */
export class ValuesOverLines {
  private begun: string[] = [];
  private indent = 0;
  private length = 0;

  /** @param add gets each line that is none of such a value, and each value as one line */
  constructor(private readonly add: (line: string) => void) {}

  addLine(line: string): void {
    if (this.begun.length === 0) this.between(line);
    else this.within(line);
  }

  /** Gives what was begun and has no end. */
  end(): void {
    if (this.begun.length > 0) this.add(this.begun.join(''));
    this.begun = [];
    this.length = 0;
  }

  private between(line: string): void {
    if (!line.endsWith('{') || line.trim() !== '{') {
      this.add(line);
      return;
    }
    this.begun = [line];
    this.indent = indentOf(line);
  }

  private within(line: string): void {
    const isDeeper = line.trim() === '' || indentOf(line) > this.indent;
    const isEnd = !isDeeper && /^\s*\},?\s*$/.test(line);
    if ((!isDeeper && !isEnd) || this.length > LONGEST) {
      this.end();
      this.between(line);
      return;
    }
    this.begun.push(line.trim());
    this.length += line.length;
    if (isEnd) this.end();
  }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
