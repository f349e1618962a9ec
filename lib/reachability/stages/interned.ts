/** What is made of plain data, once for all data that says the same. */
export class Interned<T extends object, V> {
  private readonly byObject = new Map<T, V>();
  private readonly byText = new Map<string, V>();

  constructor(private readonly make: (data: T) => V) {}

  of(data: T): V {
    if (this.byObject.has(data)) return this.byObject.get(data) as V;
    const text = JSON.stringify(data);
    const made = this.byText.has(text) ? (this.byText.get(text) as V) : this.make(data);
    this.byObject.set(data, made);
    this.byText.set(text, made);
    return made;
  }
}
