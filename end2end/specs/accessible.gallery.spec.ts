import type { Page } from '@playwright/test';

import { expectNoSidewaysScrolling, expectWhole } from '../support/audit.ts';
import { axeFindings, coloursOnly, everyRule } from '../support/axe.ts';
import { galleryPages, part, type GalleryPage } from '../support/gallery.ts';
import { expect, test } from '../support/test.ts';

type Looks = Parameters<Page['emulateMedia']>[0];

const looks = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  'forced colours': { colorScheme: 'light', forcedColors: 'active' },
} as const satisfies Readonly<Record<string, Looks>>;

/** As many tests as keep two workers busy; each goes over its share of the pages. */
const parts = 6;

/**
 * Every state has an address of its own, and is looked at there. An entry shows its states side by side in a frame that is the same for
 * all of them: one of components and one of screens speak for the rest.
 */
function worthLookingAt(pages: readonly GalleryPage[]): GalleryPage[] {
  const entries = pages.filter(({ kind }) => kind === 'entry');
  const speaking = ['composants', 'ecrans'].map((kind) => entries.find(({ of }) => of === kind));
  return pages.filter((page) => page.kind !== 'entry' || speaking.includes(page));
}

for (const number of Array.from({ length: parts }, (_, at) => at + 1)) {
  test(`every state of the gallery is accessible and fits 320 px, part ${number} of ${parts}`, async ({ visitor }) => {
    test.setTimeout(240_000);
    const { page } = visitor;
    // A colour half way through a transition is nobody's fault.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const shown of part(worthLookingAt(await galleryPages(visitor.context.request)), number, parts)) {
      await page.goto(shown.url);
      await expectWhole(visitor, shown.url);
      await expectNoSidewaysScrolling(visitor, shown.url);
      for (const [name, look] of Object.entries(looks)) {
        await page.emulateMedia(look);
        const rules = look === looks.light ? everyRuleFor(shown) : coloursOnly;
        expect.soft(await axeFindings(page, rules, leftOut(shown)), `axe on ${shown.url}, ${name}`).toEqual([]);
      }
    }
  });
}

/**
 * Where specimens stand side by side, each with the landmarks of a page of its own, they are left out: every one of them has an
 * address of its own, where it is looked at.
 */
function leftOut({ kind }: GalleryPage): string[] {
  return kind === 'entry' ? ['[data-specimen]', '.preview'] : ['.preview'];
}

/** What stands in for data on their way has no heading yet. */
function everyRuleFor({ state }: GalleryPage): typeof everyRule {
  return state === 'chargement' ? { ...everyRule, rules: { 'page-has-heading-one': { enabled: false } } } : everyRule;
}
