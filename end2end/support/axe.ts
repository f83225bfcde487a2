import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What every page is held to. */
export const everyRule: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
};

/** What may differ once colours are others. */
export const coloursOnly: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast'] } };

/** What axe finds on the page as it is now, except in what the selectors leave out. */
export async function axeFindings(page: Page, options: RunOptions = everyRule, exclude: string[] = []): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const results = await page.evaluate(
    ([context, runOptions]) =>
      (window as unknown as { axe: { run(...args: unknown[]): Promise<AxeResults> } }).axe.run(context, runOptions),
    [
      { include: [['html']], exclude: exclude.map((selector) => [selector]) },
      { ...options, resultTypes: ['violations'], iframes: false } as RunOptions,
    ] as const,
  );
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}
