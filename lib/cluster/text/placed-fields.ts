import type { Event } from 'js-yaml';
import type { FieldPath } from '../../policy/validation/finding';
import type { Position } from '../source';
import { Children, objectsPlaced, offsetOfField, type PlacedNode } from './events';
import { Lines } from './moved';
import { eventsOf } from './parse-events';

/** Where the fields of the objects of a document are in its text. */
export class PlacedFields {
  private readonly events: readonly Event[];
  private readonly source: string;
  private readonly objects: ReadonlyMap<FieldPath, PlacedNode>;
  private readonly children: Children;
  private readonly lines: Lines;

  constructor(text: string) {
    const { events, source } = eventsOf(text);
    this.events = events;
    this.source = source;
    this.objects = objectsPlaced(events, source, 0);
    this.children = new Children(events);
    this.lines = new Lines(text);
  }

  /**
   * The offset of a field of an object, or of the nearest one around it.
   * @param object where the object is in the lists of the document, '' for the whole of it
   */
  offsetOf(object: FieldPath, path: FieldPath): number | undefined {
    const placed = this.objects.get(object);
    return placed && offsetOfField(this.events, this.source, placed, path, this.children);
  }

  /** The place of an offset, from that of an earlier one. */
  moved(position: Position, from: number, to: number): Position {
    return this.lines.moved(position, from, to);
  }
}
