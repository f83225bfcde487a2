import { expect, test, type Page } from '@playwright/test';

import type { Visitor } from '../pages/visitor.ts';
import { axeFindings } from './axe.ts';

/** axe, 320 px and icons, on the page as it stands. */
export async function audit(visitor: Visitor, name: string): Promise<void> {
  await test.step(name, async () => {
    await expectAccessible(visitor, name);
    await expectNoSidewaysScrolling(visitor, name);
    await expectWhole(visitor, name);
    await expectTitled(visitor, name);
  });
}

/** A step of enrolment as it is met, and after its button was pressed too early. */
export async function auditFaults(visitor: Visitor, name: string): Promise<void> {
  await audit(visitor, name);
  await visitor.wizard.go(/^(Continuer|Envoyer le code|Reprendre|Confirmer la décision|Activer Mon espace santé)$/);
  await expect(visitor.page.getByRole('alert')).toBeVisible();
  await audit(visitor, `${name}, with faults`);
}

/** The pages of a profile of whoever is signed in, and the open menu. */
export async function auditProfile(visitor: Visitor, name: string): Promise<void> {
  const id = await visitor.profileId(name);
  for (const kind of ['accueil', 'parametres', 'parametres/informations-personnelles', 'parametres/historique']) {
    await visitor.open(`/p/${id}/${kind}`);
    await audit(visitor, `${kind} of ${name}`);
  }
  await visitor.header.openMenu();
  await audit(visitor, `the open menu of ${name}`);
}

/** axe finds nothing on the page as it is now. */
export async function expectAccessible({ page, hydrates }: Visitor, name: string): Promise<void> {
  const findings = hydrates ? await analyze(page) : await withCopy(page, analyze);
  expect.soft(findings, `axe on ${name}`).toEqual([]);
}

/** What narrows a page: a laptop's window at 400 % zoom; there, the spacing that WCAG 1.4.12 asks to bear; large letters in a phone's window with a scrollbar. */
const narrow = [
  { name: 'at 320 px', width: 320 },
  { name: 'at 320 px with wide spacing', width: 320, spaced: true },
  { name: 'at 348 px with letters of 32 px', width: 348, letters: 32 },
];

/** Nothing is wider than the window, however narrow it is for what stands in it. */
export async function expectNoSidewaysScrolling({ page }: Visitor, name: string): Promise<void> {
  const before = page.viewportSize();
  const session = await page.context().newCDPSession(page);
  for (const { name: how, width, spaced = false, letters = 16 } of narrow) {
    await page.setViewportSize({ width, height: 640 });
    await session.send('Page.setFontSizes', { fontSizes: { standard: letters, fixed: letters } });
    const tooWide = await page.evaluate((spaced) => {
      const spacing = new CSSStyleSheet();
      spacing.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }');
      document.adoptedStyleSheets = spaced ? [spacing] : [];
      const width = document.documentElement.clientWidth;
      const wide = document.documentElement.scrollWidth;
      const culprits = [...document.querySelectorAll('body *')].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && box.right > width + 0.5;
      });
      document.adoptedStyleSheets = [];
      if (wide <= width) return [];
      return [
        `the page is ${wide} px wide`,
        ...culprits.map((element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}">`),
      ];
    }, spaced);
    expect.soft(tooWide, `${name} ${how}`).toEqual([]);
  }
  await session.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
  await session.detach();
  if (before) await page.setViewportSize(before);
}

/**
 * The title is the heading, or of sentences the first, without anybody's name; the home page, which greets somebody, is called as in
 * the navigation, and the front page bears the name of the service alone.
 */
async function expectTitled({ page }: Visitor, name: string): Promise<void> {
  const expected = await page.evaluate(() => {
    const heading = document.querySelector('h1')!;
    if (heading.matches('.hero__title')) return heading.querySelector('[translate=no]') ? 'Accueil – Mon espace santé' : 'Mon espace santé';
    const copy = heading.cloneNode(true) as HTMLElement;
    for (const number of copy.querySelectorAll('.numbered-title__number')) number.remove();
    for (const somebody of copy.querySelectorAll('[translate=no]')) somebody.replaceWith('\u2068');
    const text = (copy.textContent ?? '').replace(/ de \u2068/g, '').trim();
    const faulty = document.querySelector('main .error-summary, main .notice--danger[role=alert]');
    return `${faulty ? 'Erreur\u00a0: ' : ''}${text.split('. ')[0]!.replace(/\.$/, '')} – Mon espace santé`;
  });
  expect.soft(await page.title(), `title of ${name}`).toBe(expected);
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

async function analyze(page: Page): Promise<string[]> {
  await settled(page);
  return axeFindings(page);
}

/**
 * axe is a script, and waits for others: it cannot run where there are none. It gets a copy of the page as it stands,
 * at the same address, in a window that runs scripts, except the page's own.
 */
async function withCopy<T>(page: Page, act: (copy: Page) => Promise<T>): Promise<T> {
  const [html, open] = [await page.content(), await page.evaluate(() => [...document.querySelectorAll(':popover-open')].map(({ id }) => id))];
  const context = await page.context().browser()!.newContext({ viewport: page.viewportSize(), javaScriptEnabled: true });
  try {
    const copy = await context.newPage();
    await copy.route(page.url().replace(/#.*/, ''), (route) =>
      route.fulfill({
        body: `<!DOCTYPE html>${html.replace(/^<!DOCTYPE[^>]*>/i, '').replace(/<(\/?)noscript\b/g, '<$1div')}`,
        contentType: 'text/html; charset=utf-8',
        headers: { 'Content-Security-Policy': "script-src 'none'" },
      }),
    );
    await copy.goto(page.url());
    for (const id of open) await copy.locator(`[id="${id}"]`).evaluate((panel) => (panel as HTMLElement).showPopover());
    return await act(copy);
  } finally {
    await context.close();
  }
}

/** Waits for running transitions: a colour half way through one is nobody's fault. */
async function settled(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length))
    .toBe(0);
}
