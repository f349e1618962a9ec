/// <reference lib="dom" />
import { useEffect, useState } from 'preact/hooks';
import { readState, type ViewState, writeState } from './view-state';

const listeners = new Set<() => void>();
const announce = () => {
  for (const listener of listeners) listener();
};

/**
 * Changes what is shown.
 * @param replace whether going back leaves the step out, as of each letter of a search
 */
export function navigate(change: Partial<ViewState>, replace = false): void {
  const hash = writeState({ ...readState(location.hash), ...change });
  if (hash === location.hash) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', hash);
  announce();
}

/** Where a link leads that changes a part of what is shown. */
export function hrefOf(state: ViewState, change: Partial<ViewState>): string {
  return writeState({ ...state, ...change });
}

/** What is shown, followed through links, the keyboard and the back button. */
export function useViewState(): ViewState {
  const [state, setState] = useState(() => readState(location.hash));
  useEffect(() => {
    const listener = () => setState(readState(location.hash));
    listeners.add(listener);
    addEventListener('hashchange', listener);
    addEventListener('popstate', listener);
    return () => {
      listeners.delete(listener);
      removeEventListener('hashchange', listener);
      removeEventListener('popstate', listener);
    };
  }, []);
  return state;
}
