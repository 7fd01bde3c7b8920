/**
 * Renders the PNG icons from the SVG ones beside this file. Run after changing an SVG, and commit what it writes:
 *
 *     CHROMIUM=/usr/bin/chromium npx node assets/icons/render-icons.ts
 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const folder = import.meta.dirname;
const trayFolder = join(folder, 'tray');
await mkdir(trayFolder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });

async function render(svgFile: string, sizePx: number, pngFile: string): Promise<void> {
  const svg = await readFile(join(folder, svgFile), 'utf8');
  const page = await browser.newPage({ viewport: { width: sizePx, height: sizePx } });
  const scaled = svg.replace(/width="\d+" height="\d+"/, `width="${sizePx}" height="${sizePx}"`);
  await page.setContent(`<style>*{margin:0}svg{display:block}</style>${scaled}`);
  await page.screenshot({ path: pngFile, omitBackground: true });
  await page.close();
}

for (const file of await readdir(folder)) {
  const match = /^(tray-.+-(?:color|mono))-(16|22|32)\.svg$/.exec(file);
  if (!match) continue;
  const [, name, size] = match;
  const sizePx = Number(size);
  await render(file, sizePx, join(trayFolder, `${name}-${size}.png`));
  // At twice the size 16 has its own drawing.
  await render(sizePx === 16 ? `${name}-32.svg` : file, sizePx * 2, join(trayFolder, `${name}-${size}@2x.png`));
}
await render('app.svg', 256, join(folder, 'app-256.png'));
await render('app.svg', 1024, join(folder, 'app.png'));
const appFolder = join(folder, 'app');
await mkdir(appFolder, { recursive: true });
for (const sizePx of [16, 32, 48, 64, 128, 256, 512]) {
  await render(sizePx === 16 ? 'app-16.svg' : 'app.svg', sizePx, join(appFolder, `${sizePx}x${sizePx}.png`));
}
await browser.close();
