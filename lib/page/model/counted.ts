/** With commas, as in 1,204. */
export function number(count: number): string {
  return count.toLocaleString('en');
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}
