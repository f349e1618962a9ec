/**
 * The parts of `@pulumi/policy` that a policy for a stack needs. They are said here since the declarations of that package
 * compile with `skipLibCheck` alone; a test holds that a `PolicyPack` takes them.
 */

/** A resource as Pulumi shows it to a policy. */
export interface StackResource {
  readonly type: string;
  readonly name: string;
  readonly urn?: string;
  // Whatever the provider has; a value that a preview does not know throws when it is read.
  // biome-ignore lint/suspicious/noExplicitAny: as Pulumi declares it
  readonly props: Record<string, any>;
  readonly provider?: { readonly name: string; readonly urn: string };
}

/** What Pulumi does where a policy is violated. */
export type EnforcementLevel = 'advisory' | 'mandatory' | 'disabled';

/** A policy over a whole stack, for `new PolicyPack('name', { policies: [...] })` of `@pulumi/policy`. */
export interface StackPolicy {
  readonly name: string;
  readonly description: string;
  readonly enforcementLevel: EnforcementLevel;
  validateStack(
    args: { readonly resources: readonly StackResource[] },
    report: (message: string, urn?: string) => void,
  ): void;
}
