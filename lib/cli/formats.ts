/**
 * What options take, `--output` command by command: the help offers these words, and the types of the commands hold that each has
 * its writer. It imports nothing, so that help costs nothing.
 */
export const CHECK_FORMATS = ['text', 'json', 'sarif', 'github', 'markdown'] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];

export const DIFF_FORMATS = ['text', 'markdown', 'json', 'sarif', 'html'] as const;
export type DiffFormat = (typeof DIFF_FORMATS)[number];

export const EXPLAIN_FORMATS = ['text', 'json'] as const;
export type ExplainFormat = (typeof EXPLAIN_FORMATS)[number];

export const LIST_FORMATS = ['text', 'wide', 'markdown', 'csv', 'json', 'dot', 'svg'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** What `--unjudged` takes: what a command does about policies that it does not judge. */
export const UNJUDGED_CHOICES = ['error', 'warn', 'ignore'] as const;
export type UnjudgedChoice = (typeof UNJUDGED_CHOICES)[number];

/** What `--as` takes: what a suggested grant is written in. */
export const GRANT_FORMATS = ['yaml', 'typescript'] as const;
export type GrantFormat = (typeof GRANT_FORMATS)[number];

export const DENIALS_FORMATS = ['text', 'json', 'markdown', 'typescript', 'yaml'] as const;
export type DenialsFormat = (typeof DENIALS_FORMATS)[number];

export const REPLAY_FORMATS = ['text', 'json', 'markdown', 'typescript', 'yaml'] as const;
export type ReplayFormat = (typeof REPLAY_FORMATS)[number];

export const DOCTOR_FORMATS = ['text', 'json'] as const;
export type DoctorFormat = (typeof DOCTOR_FORMATS)[number];

export const PROBE_FORMATS = ['text', 'json', 'junit'] as const;
export type ProbeFormat = (typeof PROBE_FORMATS)[number];
