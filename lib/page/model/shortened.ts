/** A name in so many letters: names of one team differ at their ends, so that the middle is left out. */
export function shortened(name: string, letters: number): string {
  if (name.length <= letters) return name;
  const end = Math.floor((letters - 1) * 0.4);
  return `${name.slice(0, letters - 1 - end)}…${name.slice(name.length - end)}`;
}
