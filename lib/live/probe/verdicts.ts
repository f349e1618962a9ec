import type { ProbeVerdict } from '../../report/probe/probe-result';
import type { Connect } from './tool-answers';

/** What was seen of one connection, with the controls around it. */
export interface Seen {
  /** The attempts; one that is open ends them. */
  readonly tries: readonly Connect[];
  /** Whether the same port of the same address was open to another pod, or to its own, before and after. */
  readonly before: Connect;
  readonly after: Connect;
  /** Whether the same command from the same pod opened some other connection. */
  readonly tool: Connect;
}

/**
 * Judges by what was seen. That nothing came back, or that something refused, is no deny by itself: the server may be down, and
 * a closed port and a rule that rejects look the same. So a deny needs the port to be open to somebody else at that time, and the
 * command to work from here.
 */
export function verdictOf({ tries, before, after, tool }: Seen): ProbeVerdict {
  if (tries.some(({ type }) => type === 'open')) return { verdict: 'allowed' };
  if (tries.length === 0) return unknown('it was not tried');
  for (const one of tries) if (one.type === 'error') return unknown(one.reason);
  if (after.type !== 'open') return unknown(`nothing shows that the port is open: ${controlWords(after)}`);
  const isDropped = tries.every(({ type }) => type === 'timeout');
  if (!isDropped && before.type !== 'open') {
    return unknown(`it was refused, and nothing shows that the port was open before: ${controlWords(before)}`);
  }
  if (tool.type !== 'open') return unknown(`nothing shows that this pod can connect at all: ${controlWords(tool)}`);
  return { verdict: 'denied', how: isDropped ? 'dropped' : 'rejected' };
}

function controlWords(control: Connect): string {
  switch (control.type) {
    case 'timeout':
      return 'the control got no answer';
    case 'refused':
      return 'the control was refused';
    case 'unreachable':
      return 'the control could not reach it';
    default:
      return control.type === 'error' ? control.reason : 'the control connected';
  }
}

function unknown(reason: string): ProbeVerdict {
  return { verdict: 'unknown', reason };
}
