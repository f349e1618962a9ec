import type { LabelSelector } from '../../policy/manifest';
import type { PodsRulePeer } from './policy-rules';

/** Equal for selections of pods that are written alike. Names and labels go in with their lengths, so that no text is that of two selections. */
export function selectionKey(pods: LabelSelector, namespaces: PodsRulePeer['namespaces']): string {
  const place =
    'own' in namespaces ? `own ${namespaces.own.length}:${namespaces.own}` : selectorKey(namespaces.selector);
  return `${place} ${selectorKey(pods)}`;
}

/** The same of a selector. Thousands of policies name a label or two, which JSON takes several times as long to write. */
export function selectorKey(selector: LabelSelector): string {
  const { matchLabels, matchExpressions } = selector;
  if (matchExpressions !== undefined) return JSON.stringify(selector);
  let key = '';
  for (const name of Object.keys(matchLabels ?? {})) {
    const value = matchLabels?.[name];
    if (typeof value !== 'string') return JSON.stringify(selector);
    key += `${name.length}:${name}${value.length}:${value}`;
  }
  return key;
}
