import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright-core';
import { hrefOf, type ScreenId } from '../../../renderer/location.ts';
import type { SceneName } from '../../fakes/scenes.ts';
import { projectRoot } from '../../setup/system/project.ts';
import type { MockedApp } from './mocked-app.ts';

const pictures = join(projectRoot, 'out', 'screenshots');

/** Looks at the screens of a mocked app; `mocked` is asked each time, because tests begin before it runs. */
export function screensOf(mocked: () => MockedApp) {
  mkdirSync(pictures, { recursive: true });
  const visit = async (screen: ScreenId) => {
    await mocked().window.evaluate(`location.hash = ${JSON.stringify(hrefOf(screen))}`);
    await mocked()
      .window.locator(`nav a[aria-current="page"][href="${hrefOf(screen)}"]`)
      .waitFor();
  };
  return {
    visit,
    title: () => mocked().window.locator('main h1'),
    panel: (name: string) => mocked().window.getByRole('region', { name, exact: true }),
    dialog: () => mocked().window.getByRole('dialog'),
    isFocused: async (locator: Locator) => (await locator.and(mocked().window.locator(':focus')).count()) === 1,
    picture: (name: string) => mocked().picture(join(pictures, `${name}.png`)),

    /** What axe finds, as rule and place. */
    accessibilityProblems: async (): Promise<string[]> => {
      const { violations } = await new AxeBuilder({ page: mocked().window }).setLegacyMode(true).analyze();
      return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
    },

    /** Texts that are cut off or stick out: the page may scroll down, never sideways. */
    clipped: () =>
      mocked().window.evaluate(`(() => {
        const main = document.querySelector('main');
        const wide = main.scrollWidth > main.clientWidth + 1 ? ['main is ' + main.scrollWidth + ' wide'] : [];
        const cut = [...document.querySelectorAll('h1, h2, button, main p, main dd, [class*=figureValue]')]
          .filter((node) => node.offsetParent !== null && !node.closest('[class*=srOnly]'))
          .filter((node) => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflow !== 'visible')
          .map((node) => node.textContent);
        const tables = innerWidth < 900 ? [] : [...document.querySelectorAll('[class*=wrap]')]
          .filter((node) => node.scrollWidth > node.clientWidth + 1)
          .map((node) => node.textContent);
        return [...wide, ...cut, ...tables];
      })()`) as Promise<string[]>,

    /** Enters a situation and waits until the window tells it. */
    enter: async (scene: SceneName | 'failed', head: string | RegExp): Promise<void> => {
      await visit('overview');
      await mocked().enter(scene);
      await mocked().window.getByRole('heading', { level: 1, name: head }).waitFor();
    },

    /** Collects what the page complains about from now on. */
    listenForComplaints: (complaints: string[]) => {
      mocked().window.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      mocked().window.on('pageerror', (error) => complaints.push(error.message));
    },
  };
}
