/** What `validations:` of cdk8s.yaml may give as `properties`. */
export interface RingfenceValidationProps {
  /**
   * The settings and silences, as for `ringfence check`.
   * @default - .ringfence.yaml, if it is there
   */
  readonly config?: string;
  /**
   * The severity from which on the synth fails.
   * @default - that of the settings, else `error`
   */
  readonly failOn?: 'error' | 'warning' | 'info';
}

/** What a validation gets from cdk8s-cli, as far as it is needed here (cdk8s-cli lib/plugins/validation.d.ts). */
export interface SynthContext {
  /** The files that were written. */
  readonly manifests: readonly string[];
  /** The paths of constructs, by the names of their objects. */
  readonly metadata: { readonly [name: string]: { readonly path: string } };
  readonly report: {
    addViolation(violation: SynthViolation): void;
    submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
  };
}

/** A violation, as cdk8s-cli takes it. */
export interface SynthViolation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }[];
}
