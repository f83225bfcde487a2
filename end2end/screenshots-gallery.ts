import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { galleryPages } from './support/gallery.ts';
import { test } from './support/test.ts';

/** How many pictures a contact sheet shows. */
const perSheet = 60;

test('pictures of the gallery, and contact sheets of them', async ({ visitor, browser }, testInfo) => {
  test.setTimeout(900_000);
  const { page } = visitor;
  const folder = resolve('screenshots/gallery', testInfo.project.name);
  rmSync(folder, { recursive: true, force: true });
  for (const { url } of await galleryPages(visitor.context.request)) {
    await page.goto(url);
    await page.evaluate(() => document.fonts.ready);
    const name = url === '/galerie' ? 'sommaire' : url.replace('/galerie/', '').replaceAll('/', '--');
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
  }

  const pictures = readdirSync(folder).filter((name) => name.endsWith('.png'));
  const desk = await browser.newContext({ viewport: { width: 1800, height: 1200 }, deviceScaleFactor: 1 });
  const sheet = await desk.newPage();
  for (let from = 0; from < pictures.length; from += perSheet) {
    const file = join(folder, 'sheet.html');
    writeFileSync(file, contactSheet(pictures.slice(from, from + perSheet)));
    await sheet.goto(pathToFileURL(file).href);
    const number = String(from / perSheet + 1).padStart(2, '0');
    await sheet.screenshot({ path: resolve('screenshots', `gallery-${testInfo.project.name}-${number}.png`), fullPage: true });
    rmSync(file);
  }
  await desk.close();
});

function contactSheet(pictures: string[]): string {
  const figures = pictures.map((name) => `<figure><img src="${name}"><figcaption>${name.replace('.png', '')}</figcaption></figure>`);
  return `<!DOCTYPE html><meta charset="utf-8"><style>
    body { margin: 12px; background: #888; font: 11px sans-serif; display: grid; grid-template-columns: repeat(10, 1fr); gap: 10px }
    figure { margin: 0 } img { width: 100%; height: 220px; object-fit: cover; object-position: top; background: #fff }
    figcaption { overflow-wrap: anywhere }
  </style>${figures.join('')}`;
}
