import { useEffect, useState } from 'react';
import { hrefOf } from '../../location.ts';

/** Id of a section's panel. */
export const sectionId = (name: string): string => `settings-${name}`;

/** Address of a section. */
export const sectionHref = (name: string): string => `${hrefOf('settings')}?section=${encodeURIComponent(name)}`;

/** Brings a section to the top and the focus to it. */
export function showSection(name: string): void {
  const panel = document.getElementById(sectionId(name));
  panel?.scrollIntoView({ block: 'start' });
  panel?.focus({ preventScroll: true });
}

/** The section that is read: the first one that reaches into the upper part of the window. */
export function useSectionInView(names: readonly string[]): string | null {
  const [current, setCurrent] = useState<string | null>(null);
  const shown = names.join(' ');
  useEffect(() => {
    const inView = new Set<string>();
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries)
          if (isIntersecting) inView.add(target.id);
          else inView.delete(target.id);
        const ids = shown.split(' ').filter((name) => inView.has(sectionId(name)));
        setCurrent(ids[0] ?? null);
      },
      { root: document.getElementById('main'), rootMargin: '-8px 0px -70% 0px' },
    );
    for (const name of shown.split(' ')) {
      const panel = document.getElementById(sectionId(name));
      if (panel) watcher.observe(panel);
    }
    return () => watcher.disconnect();
  }, [shown]);
  return current;
}
