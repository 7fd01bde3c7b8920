import { useEffect } from 'react';
import { hrefOf, screenIds } from '../../location.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { isAside } from '../../store/selectors/presence.ts';

/** Parts of the window in the order of F6. */
const regions = ['header', 'nav', 'main', '[data-region="side"]'] as const;

const focusable = 'a[href], button:not([disabled]), input, select, [tabindex="0"]';

function focusNextRegion(backwards: boolean): void {
  const present = regions
    .map((selector) => document.querySelector<HTMLElement>(selector))
    .filter((node) => node !== null);
  const inside = present.findLastIndex((node) => node.contains(document.activeElement));
  const next = present.at((inside + (backwards ? -1 : 1) + present.length) % present.length);
  const target = next?.matches('main') ? next : (next?.querySelector<HTMLElement>(focusable) ?? next);
  target?.focus();
}

/** The search of the present screen; false where it has none. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
  field?.focus();
  field?.select();
  return field !== null;
}

/** Keys that work on every screen: Ctrl+1 to Ctrl+7, Ctrl+P, Ctrl+Shift+P, Ctrl+W, Ctrl+F and /, F6. macOS uses ⌘. */
export function useShortcuts(): void {
  const actions = useActions();
  const { mac, state, aside } = useApp((app) => ({
    mac: app.shell?.platform === 'darwin',
    state: app.status.value?.state,
    aside: isAside(app.presence.value),
  }));
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'F6') {
        event.preventDefault();
        focusNextRegion(event.shiftKey);
        return;
      }
      const typing = event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
      const command = (mac ? event.metaKey : event.ctrlKey) && !event.altKey;
      if ((command && event.key.toLowerCase() === 'f') || (event.key === '/' && !typing && !command)) {
        if (focusSearch()) event.preventDefault();
        return;
      }
      if (!command) return;
      const screen = screenIds[Number(event.key) - 1];
      if (screen) window.location.hash = hrefOf(screen);
      else if (event.key.toLowerCase() === 'w') void actions.closeWindow();
      else if (event.key.toLowerCase() !== 'p') return;
      else if (event.shiftKey) actions.openPauseMenu(true);
      else if (aside && (state === 'paused' || state === 'draining')) void actions.overridePresence('serve');
      else if (state === 'paused' || state === 'draining') void actions.resume();
      else if (state === 'serving' || state === 'attention') void actions.pause('finish');
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [actions, mac, state, aside]);
}
