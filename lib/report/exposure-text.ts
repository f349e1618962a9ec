import { peerText, portsText } from '../reachability/explanation/text';
import type { ExposedTo } from '../reachability/exposure';

/** A condition under which some pod or address can connect, as `app=web in any namespace on TCP 80`. */
export function exposedText({ peer, ports, named }: ExposedTo): string {
  return `${peer === undefined ? 'everyone' : peerText(peer)} on ${portsText({ numbers: ports, named })}`;
}
