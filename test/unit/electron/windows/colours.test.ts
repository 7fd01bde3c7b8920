import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canvasColour } from '../../../../electron/windows/colours.ts';

it('a window has the canvas colour of the tokens before its page is drawn', () => {
  const tokens = readFileSync(join(import.meta.dirname, '../../../../renderer/styles/tokens.css'), 'utf8');
  const canvas = [...tokens.matchAll(/--surface-canvas: (#[0-9a-f]{6});/g)].map(([, colour]) => colour);
  // Light is the default; dark stands twice, for the system's choice and for the owner's.
  expect(canvas).toEqual([canvasColour.light, canvasColour.dark, canvasColour.dark]);
});
