/**
 * How sure it is that something is wrong: an `error` does not do what anybody can have meant, a `warning` is probably a
 * mistake or a risk, an `info` is worth knowing.
 */
export type Severity = 'error' | 'warning' | 'info';

/** The gravest first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Whether one is as grave as another, or graver. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
}
