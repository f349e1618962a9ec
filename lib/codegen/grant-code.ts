import type { GrantSuggestion } from '../reachability/explanation/suggestion';
import { construction, layOut, text } from './code';
import { grantOptions } from './grant-options';
import { WordCode } from './word-code';

/** The TypeScript that writes a suggested grant, to be put into a chart of a cdk8s app. */
export function grantCode(suggestion: GrantSuggestion): string {
  const { id, pattern, options } = grantOptions(suggestion);
  return layOut(construction(pattern, ['chart', text(id)], new WordCode().entries(options)));
}
