import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Page } from '@playwright/test';

import { galleryPages } from './support/gallery.ts';
import { test } from './support/test.ts';

/** How many pictures a contact sheet shows, and how many of them side by side: a phone's are narrow. */
const perSheet = 48;
const columns = (width: number) => (width < 600 ? 8 : 4);

test('pictures of the gallery, and contact sheets of them', async ({ visitor, browser }, testInfo) => {
  test.setTimeout(900_000);
  const { page } = visitor;
  const screen = page.viewportSize()!;
  const folder = resolve('screenshots/gallery', testInfo.project.name);
  rmSync(folder, { recursive: true, force: true });
  for (const { url, kind, of } of await galleryPages(visitor.context.request)) {
    await page.goto(url);
    await page.evaluate(() => document.fonts.ready);
    const name = url === '/galerie' ? 'sommaire' : url.replace('/galerie/', '').replaceAll('/', '--');
    // A component alone fills no window: what would be blank is left off.
    const height = kind === 'state' && of === 'composants' ? await bottom(page) : undefined;
    const clip = height && { x: 0, y: 0, width: screen.width, height };
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled', ...(clip && { clip }) });
  }

  const pictures = readdirSync(folder).filter((name) => name.endsWith('.png'));
  const desk = await browser.newContext({ viewport: { width: 1800, height: 1200 }, deviceScaleFactor: 1 });
  const sheet = await desk.newPage();
  for (let from = 0; from < pictures.length; from += perSheet) {
    const file = join(folder, 'sheet.html');
    writeFileSync(file, contactSheet(pictures.slice(from, from + perSheet), screen));
    await sheet.goto(pathToFileURL(file).href);
    const number = String(from / perSheet + 1).padStart(2, '0');
    await sheet.screenshot({ path: resolve('screenshots', `gallery-${testInfo.project.name}-${number}.png`), fullPage: true });
    rmSync(file);
  }
  await desk.close();
});

/** Where the content of a page ends, with a margin below. */
const bottom = (page: Page) =>
  page.evaluate(() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector('main')!);
    return Math.ceil(range.getBoundingClientRect().bottom) + 32;
  });

/** Pictures from the top left, of no more than one and a half windows: what is longer is cut. */
function contactSheet(pictures: string[], { width, height }: { width: number; height: number }): string {
  const figures = pictures.map((name) => `<figure><img src="${name}"><figcaption>${name.replace('.png', '')}</figcaption></figure>`);
  const column = 1776 / columns(width) - 12;
  return `<!DOCTYPE html><meta charset="utf-8"><style>
    body { margin: 12px; background: #888; font: 12px sans-serif; columns: ${columns(width)}; column-gap: 12px }
    figure { margin: 0 0 12px; break-inside: avoid } figcaption { overflow-wrap: anywhere }
    img { display: block; width: 100%; max-height: ${Math.round((column * height * 1.5) / width)}px; object-fit: cover; object-position: left top }
  </style>${figures.join('')}`;
}
