import { ownText } from '../../policy/own-text';
import type { PlacedFields } from './placed-fields';

/** The text of a document, in which the fields of its objects can be found. */
export class TextDocument {
  private isOwn = false;
  private placed: WeakRef<PlacedFields> | undefined;

  constructor(private source: string) {}

  get text(): string {
    return this.source;
  }

  /** Makes this keep no more in memory than its own text. */
  detach(): void {
    if (this.isOwn) return;
    this.source = ownText(this.source);
    this.isOwn = true;
  }

  /** Where its fields are: found when it is asked for, and kept as long as memory allows. */
  get fields(): PlacedFields {
    const known = this.placed?.deref();
    if (known !== undefined) return known;
    // The parser is loaded where a place is asked for: most inputs are read without it.
    const { PlacedFields }: typeof import('./placed-fields') = require('./placed-fields');
    const placed = new PlacedFields(this.text);
    this.placed = new WeakRef(placed);
    return placed;
  }
}
