import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { checkGrants, type SecureNamespaceOptions, secureNamespaceParts } from '../../patterns/secure-namespace';
import { Boundary } from './boundary-construct';
import { ServiceAccessGrant, type ServiceAccessGrantProps } from './grant-construct';
import { DefaultDenyNamespace, NamespaceIsolation } from './isolation-constructs';
import { AllowDns } from './platform-constructs';
import { type InChart, inChart } from './write-pattern';

/** The props of `SecureNamespace`. */
export interface SecureNamespaceProps extends InChart<SecureNamespaceOptions> {
  /**
   * The grants, by name: each is a `ServiceAccessGrant` with the id `<id>-<name>`.
   * @default - none
   */
  readonly grants?: Readonly<Record<string, ServiceAccessGrantProps>>;
}

/**
 * Isolates a namespace in both directions, except for DNS and the grants. It consists of `DefaultDenyNamespace`,
 * `AllowDns`, `NamespaceIsolation` where its pods reach each other, and a `ServiceAccessGrant` for each grant.
 *
 * @example
 * new SecureNamespace(chart, 'shop', { grants: { cart: { from: web, to: cart, ports: [Port.tcp(8080)] } } });
 */
export class SecureNamespace extends Boundary {
  readonly #parts: readonly Boundary[];

  constructor(scope: Construct, id: string, props: SecureNamespaceProps = {}) {
    super(scope, id);
    const { grants = {}, ...options } = props ?? {};
    const placed = inChart(this._chart, options);
    const { dns, isolation, deny, findings } = secureNamespaceParts(placed.options);
    const wrong = checkGrants(grants);
    this._write({ manifests: [], findings: [...placed.findings, ...findings, ...wrong] });
    // What is no namespace is reported once, and not by each part.
    const hasPlace = placed.findings.length === 0;
    this.#parts = [
      ...(dns === undefined || !hasPlace ? [] : [new AllowDns(this, 'dns', dns)]),
      ...(isolation === undefined || !hasPlace ? [] : [new NamespaceIsolation(this, 'isolation', isolation)]),
      ...(wrong.length > 0 ? [] : Object.entries(grants)).map(
        ([name, grant]) => new ServiceAccessGrant(this, `${id}-${name}`, grant),
      ),
      ...(hasPlace ? [new DefaultDenyNamespace(this, 'deny', deny)] : []),
    ];
  }

  /** The policies of every part; a grant may gain some at synth. */
  override get policies(): readonly ApiObject[] {
    return this.#parts.flatMap(({ policies }) => policies);
  }
}
