import type { PageModel } from '../model/page-model';
import type { Shown } from '../model/shown-answers';
import type { ViewState } from './view-state';

/** What every view gets. */
export interface ViewProps {
  readonly model: PageModel;
  readonly state: ViewState;
  /** What the filters leave. */
  readonly shown: Shown;
}
