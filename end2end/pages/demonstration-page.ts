import type { Locator, Page } from '@playwright/test';

/** What a mediator shows: the messages that were sent, the clock, the reset. */
export class DemonstrationPage {
  readonly path = '/demonstration';
  readonly heading = 'Démonstration';
  readonly messages: Locator;
  readonly empty: Locator;
  readonly clock: Locator;
  readonly minutes: Locator;
  readonly setForward: Locator;
  readonly reset: Locator;

  constructor(page: Page) {
    const main = page.getByRole('main');
    this.messages = main.getByRole('region', { name: 'E-mails et SMS envoyés' }).getByRole('listitem');
    this.empty = main.getByText("Aucun message pour l'instant.");
    this.clock = main.getByRole('region', { name: 'Horloge' });
    this.minutes = this.clock.getByLabel('Avancer de (en minutes)');
    this.setForward = this.clock.getByRole('button', { name: "Avancer l'horloge" });
    this.reset = main.getByRole('button', { name: 'Tout remettre à zéro' });
  }

  /** One of the three buttons that set the clock forward at once. */
  step(name: string): Locator {
    return this.clock.getByRole('button', { name });
  }
}
