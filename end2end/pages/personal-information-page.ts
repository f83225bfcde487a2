import { expect, type Locator, type Page } from '@playwright/test';

import { words } from '../support/text.ts';

/** Identity and contact details. */
export class PersonalInformationPage {
  readonly heading = 'Informations personnelles';

  constructor(
    private readonly page: Page,
    private readonly server?: { readonly seen: Set<string> },
  ) {}

  value(term: string): Locator {
    const row = this.page.getByRole('main').locator('dl > div').filter({ has: this.page.getByRole('term').filter({ hasText: words(term) }) });
    return row.getByRole('definition');
  }

  async expectValue(term: string, value: string): Promise<void> {
    await expect(this.value(term)).toHaveText(words(value));
  }

  /** Reads the social security number; the project's own suite has it looked for wherever the server keeps data. */
  async readNir(): Promise<string> {
    const nir = (await this.value('Numéro de sécurité sociale').innerText()).replace(/\s+/g, ' ').trim();
    this.server?.seen.add(nir);
    return nir;
  }
}
