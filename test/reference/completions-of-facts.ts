/** Says of a fact of the world whether it is so, which no manifest says. */
export type Facts = (name: string) => boolean;

class Unknown {
  constructor(readonly name: string) {}
}

/** What comes out in every completion of the facts that are asked for. */
export function inEveryCompletion<T>(decide: (fact: Facts) => T, known: Readonly<Record<string, boolean>> = {}): T[] {
  try {
    return [
      decide((name) => {
        const value = known[name];
        if (value === undefined) throw new Unknown(name);
        return value;
      }),
    ];
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
    return [true, false].flatMap((value) => inEveryCompletion(decide, { ...known, [error.name]: value }));
  }
}
