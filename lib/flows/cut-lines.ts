/** So many lines that were cut may be open at once. */
const MOST_BEGUN = 16;

/** The beginnings of lines that a container runtime cut, by what wrote them. */
export class CutLines {
  private readonly begun = new Map<string, string>();

  /** @param longest a line that is longer is not kept */
  constructor(private readonly longest: number) {}

  get size(): number {
    return this.begun.size;
  }

  /** What has come of a line so far, which is no longer kept here. */
  take(of: string): string | undefined {
    const before = this.begun.get(of);
    this.begun.delete(of);
    return before;
  }

  /** Keeps a beginning, and gives whether it could. */
  keep(of: string, text: string): boolean {
    if (text.length > this.longest || this.begun.size >= MOST_BEGUN) return false;
    this.begun.set(of, text);
    return true;
  }

  clear(): void {
    this.begun.clear();
  }
}
