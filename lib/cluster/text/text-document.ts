import type { Event } from 'js-yaml';
import type { FieldPath } from '../../policy/validation/finding';
import type { Position } from '../source';
import { Children, objectsPlaced, offsetOfField, type PlacedNode } from './events';
import { Lines } from './moved';
import { eventsOf } from './parse-events';

interface Parsed {
  readonly events: readonly Event[];
  readonly source: string;
  readonly objects: ReadonlyMap<FieldPath, PlacedNode>;
  readonly children: Children;
  readonly lines: Lines;
}

/** The text of a document, in which the fields of its objects can be found. */
export class TextDocument {
  private parsed: WeakRef<Parsed> | undefined;

  /** @param isOwn whether the text is no part of a larger one */
  constructor(
    private source: string,
    private isOwn = false,
  ) {}

  get text(): string {
    return this.source;
  }

  /**
   * Makes this keep no more in memory than its own text: V8 makes a part of a text a view of the whole. Going through
   * bytes copies it.
   */
  detach(): void {
    if (this.isOwn) return;
    const encoding = /^[\0-\xff]*$/.test(this.source) ? 'latin1' : 'utf16le';
    this.source = Buffer.from(this.source, encoding).toString(encoding);
    this.isOwn = true;
  }

  /**
   * The offset of a field of an object of this document, or of the nearest one around it.
   * @param object where the object is in the lists of the document, '' for the whole of it
   */
  offsetOf(object: FieldPath, path: FieldPath): number | undefined {
    const { events, source, objects, children } = this.parse();
    const placed = objects.get(object);
    return placed && offsetOfField(events, source, placed, path, children);
  }

  /** The place of an offset, from that of an earlier one. */
  moved(position: Position, from: number, to: number): Position {
    return this.parse().lines.moved(position, from, to);
  }

  /** Parsed when it is asked for, and kept as long as memory allows. */
  private parse(): Parsed {
    const known = this.parsed?.deref();
    if (known !== undefined) return known;
    const { events, source } = eventsOf(this.text);
    const parsed = {
      events,
      source,
      objects: objectsPlaced(events, source, 0),
      children: new Children(events),
      lines: new Lines(this.text),
    };
    this.parsed = new WeakRef(parsed);
    return parsed;
  }
}
