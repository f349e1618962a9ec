import type { GrantSuggestion } from '../reachability/explanation/suggestion';
import { grantOptions } from './grant-options';
import { grantOptionsCode } from './written-grant';

/** The TypeScript that writes a suggested grant, to be put into a chart of a cdk8s app. */
export function grantCode(suggestion: GrantSuggestion): string {
  return grantOptionsCode(grantOptions(suggestion));
}
