import type { RingfenceValidationProps, SynthContext } from './synth-context';

/**
 * `ringfence check` at `cdk8s synth`, over all manifests of the app: name this class in `validations:` of cdk8s.yaml.
 * Its code is loaded when it is asked to validate.
 *
 * @example
 * validations:
 *   - package: ./node_modules/ringfence
 *     version: 0.1.0
 *     class: RingfenceValidation
 *     properties: {failOn: warning}
 */
export class RingfenceValidation {
  readonly #props: RingfenceValidationProps;

  constructor(props: RingfenceValidationProps = {}) {
    this.#props = props;
  }

  /** @throws where the settings cannot be read */
  async validate(context: SynthContext): Promise<void> {
    const { validateSynth } = require('./validate-synth') as typeof import('./validate-synth');
    validateSynth(context, this.#props);
  }
}
