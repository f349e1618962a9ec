import type { createColors } from 'picocolors';

type Colours = ReturnType<typeof createColors>;
/** How a line looks on a terminal. */
export type Painter = (line: string, colours: Colours) => string;

/** The head of a table is bold. */
export const tableColours: Painter = (line, { bold }) => (/^(FROM|WORKLOAD) /.test(line) ? bold(line) : line);

/** What opens is red, what closes green: a boundary is there to be closed. */
export const diffColours: Painter = (line, { red, green, yellow, dim }) => {
  switch (line.slice(0, 2)) {
    case '+ ':
      return red(line);
    case '~ ':
      return yellow(line);
    case '- ':
      return green(line);
    case '  ':
      return dim(line);
    default:
      return line;
  }
};

export const explainColours: Painter = (line, { red, green }) =>
  line.startsWith('allowed:') ? green(line) : line.startsWith('denied:') ? red(line) : line;

export const checkColours: Painter = (line, { red, yellow, blue, dim }) => {
  if (line.startsWith('  ')) return dim(line);
  return line.replace(/: (error|warning|info): /, (whole, severity: string) => {
    const colour = severity === 'error' ? red : severity === 'warning' ? yellow : blue;
    return whole.replace(severity, colour(severity));
  });
};
