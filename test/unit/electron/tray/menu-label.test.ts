import { expect, it } from 'vitest';
import { menuLabel } from '../../../../electron/tray/menu-label.ts';

it('keeps every & of a game in the menu', () => {
  expect(menuLabel('Paused: Ratchet & Clank is running')).toBe('Paused: Ratchet && Clank is running');
});
