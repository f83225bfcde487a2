import { expect, type Locator, type Page } from '@playwright/test';

export interface Line {
  readonly what: string;
  readonly who: string;
  readonly detail: string;
  /** `2026-11-22T14:05`. */
  readonly at: string;
}

/** The activity history of a profile. */
export class HistoryPage {
  readonly heading = "Historique d'activité";
  readonly items: Locator;
  readonly days: Locator;
  readonly older: Locator;
  readonly empty: Locator;

  constructor(page: Page) {
    const main = page.getByRole('main');
    this.items = main.locator('ol > li');
    this.days = main.getByRole('heading', { level: 3 });
    this.older = main.getByRole('link', { name: /^Afficher \d+\sactivités? de plus$/ });
    this.empty = main.getByText('Aucune activité sur cette période.');
  }

  /** The lines from the first to the last of the page. */
  async lines(): Promise<Line[]> {
    await expect(this.items.first().or(this.empty)).toBeVisible();
    const lines: Line[] = [];
    for (const item of await this.items.all()) {
      const paragraphs = await item.getByRole('paragraph').allTextContents();
      lines.push({
        what: paragraphs[0]?.trim() ?? '',
        who: paragraphs[1]?.trim() ?? '',
        detail: paragraphs[2]?.trim() ?? '',
        at: (await item.locator('time').getAttribute('datetime')) ?? '',
      });
    }
    return lines;
  }
}
