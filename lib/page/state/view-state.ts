/** The views of the page, in the order of their links. */
export const VIEWS = [
  'verdict',
  'matrix',
  'graph',
  'workload',
  'findings',
  'exposure',
  'compliance',
  'traffic',
  'difference',
] as const;
export type ViewName = (typeof VIEWS)[number];

/** What is shown: all of it stands in the address after `#`, so that it can be linked to and gone back to. */
export interface ViewState {
  readonly view: ViewName;
  /** The filters, which all views share. */
  readonly namespace: string;
  readonly search: string;
  readonly port: string;
  readonly protocol: string;
  /** `allowed`, `some`, `everything`, `partly`, `depends` or `denied`; in the difference `opened`, `closed` or `changed`. */
  readonly answer: string;
  /** A pair that is explained, by ids. */
  readonly from: string;
  readonly to: string;
  /** The workload of its own view, by its id. */
  readonly workload: string;
  /** A part of a view, such as the findings of one severity. */
  readonly only: string;
  /** The namespaces that are folded or opened against what is usual, separated by commas. */
  readonly folds: string;
}

export type Parameter = Exclude<keyof ViewState, 'view'>;

const SHORT: { readonly [parameter in Parameter]: string } = {
  namespace: 'ns',
  search: 'q',
  port: 'port',
  protocol: 'protocol',
  answer: 'answer',
  from: 'from',
  to: 'to',
  workload: 'workload',
  only: 'only',
  folds: 'folds',
};
const PARAMETERS = Object.keys(SHORT) as Parameter[];

export const FIRST_STATE: ViewState = {
  view: 'verdict',
  namespace: '',
  search: '',
  port: '',
  protocol: '',
  answer: '',
  from: '',
  to: '',
  workload: '',
  only: '',
  folds: '',
};

/** Reads what stands after `#`; anything that is no view is the first. */
export function readState(hash: string): ViewState {
  const [name = '', query = ''] = hash.replace(/^#/, '').split('?');
  const given = new URLSearchParams(query);
  const state = Object.fromEntries(PARAMETERS.map((parameter) => [parameter, given.get(SHORT[parameter]) ?? '']));
  const view = VIEWS.find((one) => one === name) ?? FIRST_STATE.view;
  return { ...FIRST_STATE, ...state, view };
}

/** What stands after `#` for a state; parameters without a value are left out. */
export function writeState(state: ViewState): string {
  const query = new URLSearchParams();
  for (const parameter of PARAMETERS) if (state[parameter] !== '') query.set(SHORT[parameter], state[parameter]);
  const text = query.toString();
  return text === '' ? `#${state.view}` : `#${state.view}?${text}`;
}
