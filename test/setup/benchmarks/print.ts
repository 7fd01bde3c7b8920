import type { Figures } from './benchmark.ts';

/** Figures as rows of name and value; nested names are joined by a dot. */
export function figureRows(figures: Figures, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(figures).flatMap(([name, value]) => {
    const path = `${prefix}${name}`;
    if (Array.isArray(value)) return value.flatMap((item, index) => figureRows(item, `${path}.${index}.`));
    if (typeof value === 'object' && value !== null) return figureRows(value as Figures, `${path}.`);
    return [[path, formatValue(value)] as const];
  });
}

/** A table with the values aligned. */
export function formatFigures(figures: Figures): string {
  const rows = figureRows(figures);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join('');
}

function formatValue(value: unknown): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) < 1 ? 4 : 2);
}
