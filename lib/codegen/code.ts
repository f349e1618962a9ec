/**
 * TypeScript as pieces that know where they may be broken into lines, so that it comes out formatted: text, pieces behind
 * one another, or a bracket whose items stand on one line if they fit.
 */
export type Code = string | readonly Code[] | Bracket;

export interface Bracket {
  readonly open: string;
  readonly items: readonly Code[];
  readonly close: string;
  /** Whether each item has a line of its own even where all would fit on one. */
  readonly broken?: boolean;
}

const WIDTH = 120;

/** The code as text, from the start of a line on. */
export function layOut(code: Code): string {
  return new Layout().write(code, '', '').text;
}

/** Items in braces, as of an object literal or an import. */
export function braces(items: readonly Code[], { broken = false } = {}): Bracket {
  return { open: '{', items, close: '}', broken };
}

export function list(items: readonly Code[]): Bracket {
  return { open: '[', items, close: ']' };
}

/** A call; a last argument in brackets shares its lines with those of the call. */
export function call(name: string, args: readonly Code[]): Code {
  const last = args.at(-1);
  const others = args.slice(0, -1);
  if (!isBracket(last) || others.some((one) => typeof one !== 'string')) {
    return [name, { open: '(', items: args, close: ')' }];
  }
  const before = others.map((one) => `${one}, `).join('');
  return [name, { ...last, open: `(${before}${last.open}`, close: `${last.close})` }];
}

/** `new Name(...)`; options stand below one another. */
export function construction(name: string, leading: readonly string[], options: readonly Code[]): Code {
  const head = `new ${name}(${leading.join(', ')}`;
  if (options.length === 0) return `${head});`;
  return [`${head}, `, braces(options, { broken: true }), ');'];
}

/** An entry of an object literal. */
export function property(key: string, value: Code): Code {
  return [`${keyCode(key)}: `, value];
}

/** A key of an object literal; `__proto__` would be the prototype, quoted or not. */
function keyCode(key: string): string {
  if (key === '__proto__') return `['__proto__']`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : text(key);
}

/** A string literal, safe for any text; what cannot be seen in a terminal or an editor is escaped. */
export function text(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"');
  const count = (quote: string) => inner.split(quote).length;
  const quote = count("'") > count('"') ? '"' : "'";
  const literal = `${quote}${inner.replaceAll(quote, `\\${quote}`)}${quote}`;
  return literal.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}

function isBracket(code: Code | undefined): code is Bracket {
  return typeof code === 'object' && 'items' in code;
}

class Layout {
  text = '';

  /** @param after what follows the code on its last line */
  write(code: Code, indent: string, after: string): this {
    if (typeof code === 'string') this.text += code;
    else if (isBracket(code)) this.bracket(code, indent, after);
    else {
      for (const [index, part] of code.entries()) {
        this.write(part, indent, upToBreak(code.slice(index + 1)) + (index === code.length - 1 ? after : ''));
      }
    }
    return this;
  }

  private bracket(bracket: Bracket, indent: string, after: string): void {
    const flat = flatText(bracket);
    const column = this.text.length - (this.text.lastIndexOf('\n') + 1);
    if (!isBroken(bracket) && column + flat.length + after.length <= WIDTH) {
      this.text += flat;
      return;
    }
    const inner = `${indent}  `;
    this.text += bracket.open;
    for (const item of bracket.items) {
      this.text += `\n${inner}`;
      this.write(item, inner, ',');
      this.text += ',';
    }
    this.text += `\n${indent}${bracket.close}`;
  }
}

/** What of the code would stand on the line before its first bracket could be broken. */
function upToBreak(codes: readonly Code[]): string {
  let before = '';
  for (const code of codes) {
    if (typeof code === 'string') before += code;
    else return before + (isBracket(code) ? code.open : upToBreak(code));
  }
  return before;
}

function isBroken(code: Code): boolean {
  if (typeof code === 'string') return false;
  return isBracket(code) ? code.broken === true || code.items.some(isBroken) : code.some(isBroken);
}

function flatText(code: Code): string {
  if (typeof code === 'string') return code;
  if (!isBracket(code)) return code.map(flatText).join('');
  const inner = code.items.map(flatText).join(', ');
  const space = code.open.endsWith('{') && inner !== '' ? ' ' : '';
  return `${code.open}${space}${inner}${space}${code.close}`;
}
