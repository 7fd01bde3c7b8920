import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { FullScreen } from '../../../../../../../core/inference/resources/presence/signals/full-screen/full-screen.ts';
import {
  parseWindow,
  X11Window,
} from '../../../../../../../core/inference/resources/presence/signals/full-screen/x11-window.ts';
import { GameTable } from '../../../../../../../core/inference/resources/presence/signals/games/match-game.ts';
import { startVirtualDisplay } from '../../../../../../setup/system/display.ts';

const { signal } = new AbortController();
const table = new GameTable({ games: [], exclude: ['mpv'] });
const env = { PATH: process.env.PATH };

describe('on a real X server', () => {
  let display = '';
  beforeAll(async () => {
    const started = await startVirtualDisplay();
    display = started.name;
    // The server forgets everything when its last client leaves.
    const client = spawn('xprop', ['-root', '-spy'], {
      env: { ...env, DISPLAY: display },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(client.stdout, 'data');
    return () => {
      client.kill('SIGKILL');
      started.close();
    };
  });
  const xprop = (...args: string[]) =>
    execFileSync('xprop', args, { env: { ...env, DISPLAY: display }, encoding: 'utf8' });
  const look = () => {
    const window = new X11Window({ env: { ...env, DISPLAY: display } });
    return new FullScreen({ window, table: () => table }).look(signal);
  };
  /** Stands for a window manager: makes the root window the active one. */
  const show = (name: string, state: string) => {
    const id = /0x[0-9a-f]+/.exec(
      execFileSync('xwininfo', ['-root'], { env: { ...env, DISPLAY: display }, encoding: 'utf8' }),
    )?.[0];
    xprop('-root', '-f', '_NET_ACTIVE_WINDOW', '32x', '-set', '_NET_ACTIVE_WINDOW', id ?? '');
    xprop('-root', '-f', '_NET_WM_STATE', '32a', '-set', '_NET_WM_STATE', state);
    xprop('-root', '-f', 'WM_CLASS', '8s', '-set', 'WM_CLASS', name);
  };

  it('tells the program whose window fills the screen', async () => {
    expect(await look()).toMatchObject({ state: 'quiet' });
    show('supertux2', '_NET_WM_STATE_FOCUSED');
    expect(await look()).toMatchObject({ state: 'quiet', detail: 'No program fills the screen.' });
    show('supertux2', '_NET_WM_STATE_FULLSCREEN');
    expect(await look()).toMatchObject({ state: 'active', subject: 'supertux2' });
    show('mpv', '_NET_WM_STATE_FULLSCREEN');
    expect(await look()).toMatchObject({ state: 'quiet', detail: 'A program that is left out fills the screen.' });
  });
});

it('without a display, or without xprop, is calmly not there', async () => {
  const at = (variables: Record<string, string | undefined>) =>
    new FullScreen({ window: new X11Window({ env: variables }), table: () => table }).look(signal);
  expect(await at(env)).toMatchObject({ state: 'not-available' });
  expect(await at({ PATH: '/nowhere', DISPLAY: ':0' })).toMatchObject({ state: 'not-available' });
  expect(await at({ ...env, DISPLAY: ':4321' })).toMatchObject({ state: 'not-available' });
});

it.each([
  ['', false, null],
  ['_NET_WM_STATE:  not found.\nWM_CLASS:  not found.\n', false, null],
  ['_NET_WM_STATE(ATOM) = \nWM_CLASS(STRING) = "a", "A"\n', false, 'a'],
  ['_NET_WM_STATE(ATOM) = _NET_WM_STATE_ABOVE, _NET_WM_STATE_FULLSCREEN\n', true, null],
  ['WM_CLASS(STRING) = "_NET_WM_STATE_FULLSCREEN"\n', false, '_NET_WM_STATE_FULLSCREEN'],
])('reads what xprop prints (%j)', (text, fillsScreen, executable) => {
  expect(parseWindow(text)).toEqual({ fillsScreen, executable });
});
