import type { PluginFigures } from './interface.ts';

const maxFigures = 16;
const figureName = /^[a-zA-Z][a-zA-Z0-9_]{0,31}$/;

/** The figures of a line that a plugin logs, without what is no figure: a text could be a prompt. */
export function checkFigures(figures: unknown): PluginFigures {
  if (typeof figures !== 'object' || figures === null) return {};
  return Object.fromEntries(
    Object.entries(figures)
      .filter(([name, value]) => figureName.test(name) && (typeof value === 'number' || typeof value === 'boolean'))
      .slice(0, maxFigures),
  );
}
