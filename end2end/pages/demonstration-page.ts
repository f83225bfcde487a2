import type { Locator, Page } from '@playwright/test';

import { ErrorSummary } from './field.ts';

/** What a mediator shows: the messages that were sent, the clock, the reset. */
export class DemonstrationPage {
  readonly path = '/demonstration';
  readonly heading = 'Démonstration';
  /** What was sent since the start. */
  readonly messages: Locator;
  /** The mails for those who have yet to enrol, there from the start. */
  readonly invitations: Locator;
  readonly clock: Locator;
  readonly minutes: Locator;
  readonly setForward: Locator;
  readonly reset: Locator;
  /** The form by which a professional does something. */
  readonly professionals: Locator;
  readonly reason: Locator;
  readonly act: Locator;
  /** What an act came to. */
  readonly done: Locator;
  /** That an act was refused, and why. */
  readonly refused: Locator;
  readonly errors: ErrorSummary;

  constructor(page: Page) {
    const main = page.getByRole('main');
    const sent = main.getByRole('region', { name: 'E-mails et SMS envoyés' }).getByRole('listitem', { includeHidden: true });
    this.messages = sent.filter({ hasNotText: 'à vous de choisir' });
    this.invitations = sent.filter({ hasText: 'à vous de choisir' });
    this.clock = main.getByRole('region', { name: 'Horloge' });
    this.minutes = this.clock.getByLabel('Avancer de (en minutes)');
    this.setForward = this.clock.getByRole('button', { name: "Avancer l'horloge" });
    this.professionals = main.getByRole('region', { name: 'Un professionnel de santé agit' });
    this.reason = this.professionals.getByLabel(/^Motif/);
    this.act = this.professionals.getByRole('button', { name: 'Agir' });
    this.done = main.getByRole('status');
    this.refused = main.getByRole('alert');
    this.errors = new ErrorSummary(page);
    this.reset = main.getByRole('button', { name: 'Tout remettre à zéro' });
  }

  /** Has a professional, as «Dr Marine Leguano (Médecin)», do something on somebody's profile. */
  async let(professional: string, profile: string, act: string): Promise<void> {
    await this.professionals.getByLabel('Professionnel de santé').selectOption({ label: professional });
    await this.professionals.getByLabel('Profil').selectOption({ label: profile });
    await this.professionals.getByLabel("Ce qu'il fait").selectOption({ label: act });
    await this.act.click();
  }

  /** One of the three buttons that set the clock forward at once. */
  step(name: string): Locator {
    return this.clock.getByRole('button', { name });
  }
}
