import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

import type { Visitor } from '../pages/visitor.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** axe finds nothing on the page as it is now. */
export async function expectAccessible({ page, hydrates }: Visitor, name: string): Promise<void> {
  const audited = async () => {
    await settled(page);
    // Legacy: in the page itself, not in another one, which would have no scripts either.
    return new AxeBuilder({ page }).setLegacyMode(true).withTags(tags).analyze();
  };
  const { violations } = hydrates ? await audited() : await withScripts(page, audited);
  const findings = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
  expect.soft(findings, `axe on ${name}`).toEqual([]);
}

/** Nothing is wider than a window of 320 pixels: what a person sees who zooms a laptop's window to 400 %. */
export async function expectNoSidewaysScrolling({ page }: Visitor, name: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const tooWide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const culprits = [...document.querySelectorAll('body *')].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.right > width + 0.5;
    });
    return [
      `the page is ${document.documentElement.scrollWidth} px wide`,
      ...culprits.map((element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}">`),
    ];
  });
  if (before) await page.setViewportSize(before);
  expect.soft(tooWide, `${name} at 320 px`).toEqual([]);
}

/** Every picture of the page's own sprite, and every font, is there. */
export async function expectWhole({ page }: Visitor, name: string): Promise<void> {
  const missing = await page.evaluate(() =>
    [...document.querySelectorAll('svg > use')]
      .filter((use) => {
        const box = (use as SVGUseElement).getBBox();
        return box.width === 0 && (use.closest('svg')?.getBoundingClientRect().width ?? 0) > 0;
      })
      .map((use) => use.getAttribute('href') ?? ''),
  );
  expect.soft(missing, `icons of ${name} that show nothing`).toEqual([]);
}

/**
 * Lets the tools' own scripts run in a page that was loaded without JavaScript: its program was never started, and is
 * not by this.
 */
async function withScripts<T>(page: Page, act: () => Promise<T>): Promise<T> {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Emulation.setScriptExecutionDisabled', { value: false });
  try {
    return await act();
  } finally {
    await protocol.send('Emulation.setScriptExecutionDisabled', { value: true });
    await protocol.detach();
  }
}

/** Waits for running transitions: a colour half way through one is nobody's fault. */
async function settled(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length))
    .toBe(0);
}
