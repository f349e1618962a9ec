import type { Construct } from 'constructs';
import { type AllowDnsOptions, allowDns } from '../patterns/allow-dns';
import { Boundary } from './boundary';
import { draftOf } from './draft';
import { type InChart, inChart } from './in-chart';

export type AllowDnsProps = InChart<AllowDnsOptions>;

/**
 * Lets the pods of a namespace resolve names, over UDP and TCP.
 *
 * @example
 * new AllowDns(chart, 'dns', { server: DnsServer.openShift() });
 */
export class AllowDns extends Boundary {
  constructor(scope: Construct, id: string, props: AllowDnsProps = {}) {
    super(scope, id);
    this._write(draftOf(() => allowDns(inChart(this, props))));
  }
}
