import type { Exposed, PageExposure, PageWorkload } from '../../report/page/page-types';
import type { End, PageModel } from './page-model';
import { DENIED, opennessOf, type Shown } from './shown-answers';

/** From whom or to whom addresses are in what is said. */
const DIRECTION: Readonly<Partial<Record<string, 'in' | 'out'>>> = {
  internet: 'in',
  'some-internet': 'in',
  egress: 'out',
  'some-egress': 'out',
};

/**
 * The workloads that the filters keep.
 * @param part what has to be true of them: what the first screen says of workloads, or `entries` for those that entries lead to
 */
export function exposedEnds(model: PageModel, shown: Shown, part: string, answer: string): End[] {
  const behind = part === 'entries' ? behindEntries(model) : undefined;
  const addresses = shown.hasPort && DIRECTION[part] ? publicAddresses(model) : undefined;
  return model.workloads.filter((end, place) => {
    const workload = end.workload as PageWorkload;
    if (!shown.keepsEnd(end)) return false;
    if (behind !== undefined) return behind.has(place);
    if (part !== '' && !workload.exposed.includes(part as Exposed)) return false;
    // On the port that is asked for it may be about others than the internet.
    if (addresses !== undefined && !addresses.some((one) => isOpen(model, shown, one, end, part))) return false;
    const all = [...workload.ingress, ...workload.egress];
    return all.length === 0 ? !shown.hasPort && answer === '' : all.some((one) => keepsExposure(one, answer, shown));
  });
}

function isOpen(model: PageModel, shown: Shown, address: End, end: End, part: string): boolean {
  const [from, to] = DIRECTION[part] === 'in' ? [address, end] : [end, address];
  return opennessOf(model, shown, from, to) !== DENIED;
}

function publicAddresses({ data, ends }: PageModel): End[] {
  const rows = new Set(data.addresses.filter(({ isPublic }) => isPublic).map(({ row }) => row));
  return ends.filter(({ kind, row }) => kind === 'addresses' && rows.has(row));
}

/** The places of the workloads that entries lead to and let in, or may. */
function behindEntries({ data }: PageModel): ReadonlySet<number> {
  return new Set(data.entries.flatMap(({ workload, answer }) => (answer === 'denied' ? [] : [workload])));
}

/** Whether the filters keep one line of what is open. */
export function keepsExposure({ ranges, named, depends }: PageExposure, answer: string, shown: Shown): boolean {
  if (shown.hasPort && !named && !shown.keepsRanges(ranges)) return false;
  const isAll = ranges.some(([, first, last]) => first === 1 && last === 65535);
  switch (answer) {
    case 'partly':
    case 'depends':
      return depends;
    case 'denied':
      return false;
    case 'allowed':
      return !depends;
    case 'some':
      return !depends && !isAll;
    case 'everything':
      return isAll;
    default:
      return true;
  }
}
