import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

import { expectNoSidewaysScrolling, expectWhole, tags } from '../support/audit.ts';
import { galleryPages, part, type GalleryPage } from '../support/gallery.ts';
import { expect, test } from '../support/test.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Looks = Parameters<Page['emulateMedia']>[0];

const looks = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  'forced colours': { colorScheme: 'light', forcedColors: 'active' },
} as const satisfies Readonly<Record<string, Looks>>;

/** As many tests as keep two workers busy; each goes over its share of the pages. */
const parts = 6;

for (const number of Array.from({ length: parts }, (_, at) => at + 1)) {
  test(`every page of the gallery is accessible and fits 320 px, part ${number} of ${parts}`, async ({ visitor }) => {
    test.setTimeout(240_000);
    const { page } = visitor;
    // A colour half way through a transition is nobody's fault.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const shown of part(await galleryPages(visitor.context.request), number, parts)) {
      await page.goto(shown.url);
      await expectWhole(visitor, shown.url);
      await expectNoSidewaysScrolling(visitor, shown.url);
      await page.evaluate(axe);
      for (const [name, look] of Object.entries(looks)) {
        await page.emulateMedia(look);
        // What differs from the first look are colours.
        const colours = look !== looks.light;
        expect.soft(await findings(page, shown, colours), `axe on ${shown.url}, ${name}`).toEqual([]);
      }
    }
  });
}

/**
 * What axe finds on the page as it is now. Where specimens stand side by side, each with the landmarks of a page of its
 * own, they are left out: every one of them has an address of its own, where it is looked at.
 */
async function findings(page: Page, { kind, state }: GalleryPage, colours: boolean): Promise<string[]> {
  const exclude = kind === 'entry' ? [['[data-specimen]'], ['.preview']] : [['.preview']];
  // What stands in for data on their way has no heading yet.
  const rules: RunOptions['rules'] = state === 'chargement' ? { 'page-has-heading-one': { enabled: false } } : {};
  const options: RunOptions = {
    rules: colours ? {} : rules,
    runOnly: colours ? { type: 'rule', values: ['color-contrast'] } : { type: 'tag', values: [...tags] },
    resultTypes: ['violations'],
    iframes: false,
  };
  const results = await page.evaluate(
    ([context, runOptions]) =>
      (window as unknown as { axe: { run(...args: unknown[]): Promise<AxeResults> } }).axe.run(context, runOptions),
    [{ include: [['html']], exclude }, options] as const,
  );
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}
