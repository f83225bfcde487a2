import type { Locator } from '@playwright/test';

import { expect, test } from '../support/test.ts';

const modes = {
  light: 'theme=clair',
  dark: 'theme=sombre',
  'light-more': 'theme=clair&contraste=plus',
  'dark-more': 'theme=sombre&contraste=plus',
} as const;

for (const [mode, query] of Object.entries(modes)) {
  test(`every pair of tokens has the contrast that the gallery tells, ${mode}`, async ({ visitor }) => {
    await visitor.page.goto(`/galerie/jetons?${query}`);
    const pairs = visitor.page.locator('[data-pair]');
    const found = await measure(pairs, mode);
    expect(found.length, 'pairs').toBeGreaterThan(50);
    const faults = found.filter(({ shown, told, least }) => Math.abs(shown - told) > 0.02 || shown < least);
    expect(faults, 'pairs that the browser draws otherwise than told, or too faint').toEqual([]);
  });
}

test('a forced look is the one that the system would ask for', async ({ visitor }) => {
  const { page } = visitor;
  for (const [mode, query] of Object.entries(modes)) {
    const [colorScheme, contrast] = [mode.startsWith('dark') ? 'dark' : 'light', mode.endsWith('more') ? 'more' : 'no-preference'] as const;
    await page.emulateMedia({ colorScheme, contrast });
    await page.goto('/galerie/jetons');
    const asked = await measure(page.locator('[data-pair]'), mode);
    await page.emulateMedia({ colorScheme: colorScheme === 'dark' ? 'light' : 'dark', contrast: 'no-preference' });
    await page.goto(`/galerie/jetons?${query}`);
    expect(await measure(page.locator('[data-pair]'), mode), mode).toEqual(asked);
  }
});

interface Measured {
  readonly pair: string;
  /** As the browser draws it, from the computed colours. */
  readonly shown: number;
  /** As the page says. */
  readonly told: number;
  readonly least: number;
}

function measure(pairs: Locator, mode: string): Promise<Measured[]> {
  return pairs.evaluateAll((elements, mode) => {
    const luminance = (element: Element | null) => {
      const [red = 0, green = 0, blue = 0] = (getComputedStyle(element!).fill.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    return elements.map((element) => {
      const front = luminance(element.querySelector('.pair__front'));
      const ground = luminance(element.querySelector('.pair__ground'));
      return {
        pair: element.getAttribute('data-pair') ?? '',
        shown: (Math.max(front, ground) + 0.05) / (Math.min(front, ground) + 0.05),
        told: Number(element.querySelector(`[data-mode="${mode}"]`)?.textContent?.replace(',', '.')),
        least: element.querySelector('.pair__front')?.textContent?.trim() === 'Aa' ? 4.5 : 3,
      };
    });
  }, mode);
}
