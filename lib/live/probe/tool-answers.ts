import { oneLine } from '../../policy/unknown-value';
import { TOOLS, type Tool } from './tools';

/** How one attempt to connect ended, as the tool in the pod said. */
export type Connect =
  | { readonly type: 'open' }
  /** Nothing came back. */
  | { readonly type: 'timeout' }
  /** Something answered: a reset, or ICMP that the port or the host cannot be reached. */
  | { readonly type: 'refused' | 'unreachable' }
  /** It says nothing about the connection. */
  | { readonly type: 'error'; readonly reason: string };

const REFUSED = /Connection refused/i;
const UNREACHABLE = /No route to host|(Network|Host)( is)? unreachable/i;
const TIMED_OUT = /timed out|Operation timed out/i;
/** How a shell says that the watchdog killed the tool. */
const KILLED = 137;

const ERRNO: Readonly<Record<string, Connect['type']>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timeout',
};

interface Said {
  /** The lines with the nonce, without it. */
  readonly words: readonly string[];
  /** What the tool printed itself. */
  readonly text: string;
}

function saidIn(output: string, nonce: string): Said {
  const prefix = `ringfence ${nonce} `;
  const lines = output.split('\n').map((line) => line.replace(/\r$/, ''));
  return {
    words: lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length)),
    text: lines.filter((line) => !line.startsWith(prefix)).join('\n'),
  };
}

/**
 * What the output of a script says. Only what the tool itself said of the connection counts: no exit code of kubectl, and no
 * end of a tool that may have been waiting for something else.
 */
export function connectIn(tool: Tool, output: string, nonce: string): Connect {
  const { words, text } = saidIn(output, nonce);
  const exit = exitIn(words);
  if (words.includes('open')) return { type: 'open' };
  // Some builds of curl print a comma.
  const connected = words.find((word) => word.startsWith('connect '))?.replace(',', '.');
  if (connected !== undefined && Number(connected.slice('connect '.length)) > 0) return { type: 'open' };
  if (tool === 'wget' && isConnected(text)) return { type: 'open' };
  if (exit === undefined) return failed('the command in the pod was cut off', text);
  if (words.includes('other')) return failed('what came back was no answer to the question', text);
  if (words.includes('timeout')) return { type: 'timeout' };
  const errno = words.find((word) => word.startsWith('errno '))?.slice('errno '.length);
  if (errno !== undefined) {
    const type = Object.hasOwn(ERRNO, errno) ? ERRNO[errno] : undefined;
    return type === undefined || type === 'error' ? failed(`${tool} failed with ${errno}`, text) : { type };
  }
  return ofText(tool, { words, text }, exit);
}

/** These tools print a message of the operating system. */
function ofText(tool: Tool, { words, text }: Said, exit: number): Connect {
  if (tool === 'bash') {
    if (!words.includes('started') && !words.includes('asked')) return failed('bash did not start', text);
    // It waits for nothing but the connection. Without the watchdog's word something else has killed it.
    if (exit === KILLED && words.includes('started') && words.includes('late')) return { type: 'timeout' };
  }
  if (tool === 'curl') {
    if (exit === CURL_TIMEOUT) return { type: 'timeout' };
    if (exit !== CURL_CONNECT) return failed(`curl ended with ${exit}`, text);
    return UNREACHABLE.test(text) ? { type: 'unreachable' } : { type: 'refused' };
  }
  if (tool === 'python3' || tool === 'node' || tool === 'perl') return failed(`${tool} ended with ${exit}`, text);
  if (REFUSED.test(text)) return { type: 'refused' };
  if (UNREACHABLE.test(text)) return { type: 'unreachable' };
  // "download timed out" may be a server that says nothing.
  if (TIMED_OUT.test(text) && !/download timed out|Read error/i.test(text)) return { type: 'timeout' };
  return failed(`${tool} ended with ${exit}`, text);
}

const CURL_CONNECT = 7;
const CURL_TIMEOUT = 28;

function isConnected(text: string): boolean {
  // A proxy answers whatever becomes of the connection.
  if (/Proxy request sent/i.test(text)) return false;
  return /\.\.\. connected\.|server returned error: HTTP|error getting response/i.test(text);
}

/** Undefined where the script did not come to its end. */
function exitIn(words: readonly string[]): number | undefined {
  const [, code] = /^exit (\d{1,3})$/.exec(words.at(-1) ?? '') ?? [];
  return code === undefined ? undefined : Number(code);
}

function failed(what: string, text: string): Connect {
  const last = text.trim().split('\n').at(-1) ?? '';
  return { type: 'error', reason: last === '' ? what : `${what}: ${oneLine(last)}` };
}

/** Which tools a container has; undefined where the answer did not come to its end. */
export function toolsIn(output: string, nonce: string): Tool[] | undefined {
  const { words } = saidIn(output, nonce);
  if (words.at(-1) !== 'end') return undefined;
  return TOOLS.filter((tool) => words.includes(`has ${tool}`));
}
