import { expect, test } from '@playwright/test';

import { post, target } from '../support/forms.ts';
import { containing, words } from '../support/text.ts';
import { ErrorSummary } from './field.ts';
import type { Visitor } from './visitor.ts';

/** Somebody of the insurer's file, as they type themselves in. */
export interface Insured {
  readonly name: string;
  readonly born: readonly [day: string, month: string, year: string];
  readonly card: 'avec photo' | 'sans photo';
  readonly nir: string;
  readonly serial: string;
}

/** The way to a space or to an opposition: the steps, in the order in which they are asked. */
export class EnrolmentWizard {
  readonly errors: ErrorSummary;

  constructor(private readonly visitor: Visitor) {
    this.errors = new ErrorSummary(visitor.page);
  }

  private get page() {
    return this.visitor.page;
  }

  /** Presses the step's button. */
  async go(label: string | RegExp = 'Continuer'): Promise<void> {
    await this.page.getByRole('button', { name: label }).click();
  }

  /** The step at that address is there, and alive. */
  async at(path: string, heading: string): Promise<void> {
    await expect(this.page).toHaveURL(new RegExp(`${path}(\\?.*)?$`));
    await expect(this.visitor.heading(heading)).toBeVisible();
    await this.visitor.hydrated();
  }

  async fillBirthDate([day, month, year]: readonly [string, string, string]): Promise<void> {
    await this.page.getByLabel(/^Jour/).fill(day);
    await this.page.getByLabel('Mois').fill(month);
    await this.page.getByLabel('Année').fill(year);
  }

  async fillNumbers(nir: string, serial: string): Promise<void> {
    await this.page.getByLabel('Numéro de sécurité sociale').fill(nir);
    await this.page.getByLabel('Numéro de série de la carte Vitale').fill(serial);
  }

  get code() {
    return this.page.getByLabel(/code provisoire/i);
  }

  get identifier() {
    return this.page.getByLabel('Identifiant');
  }

  get password() {
    return this.page.getByLabel('Mot de passe', { exact: true });
  }

  /** From the birth date, whose page is open, to the page that asks for the numbers. */
  async toTheNumbers(person: Insured): Promise<void> {
    await this.at('/activer/identite/naissance', 'Je renseigne la date de naissance');
    await this.fillBirthDate(person.born);
    await this.go();
    await this.at('/activer/identite/carte-vitale', 'Ma carte Vitale');
    await this.page.getByRole('radio', { name: `Carte Vitale ${person.card}` }).check();
    await this.go();
    await this.at('/activer/identite/numeros', 'Je renseigne mes numéros');
  }

  /** From the birth date, whose page is open, to where the numbers lead. */
  async identify(person: Insured): Promise<void> {
    await test.step(`${person.name}: identity`, async () => {
      await this.toTheNumbers(person);
      await this.fillNumbers(person.nir, person.serial);
      await this.go();
    });
  }

  /** Expects the page for the code, which says how it came. */
  async atCode(how = 'Je saisis le code reçu'): Promise<void> {
    await this.at('/activer/code/saisie', 'Mon code provisoire');
    await expect(this.page.getByText(how, { exact: true })).toBeVisible();
  }

  /** Expects the page that asks how a new code shall come. */
  async atChannel(): Promise<void> {
    await this.at('/activer/code/canal', 'Je reçois un code provisoire pour confirmer mon identité');
  }

  /** From the page for the code that one has to the one that asks how a new one shall come. */
  async askForNewCode(): Promise<void> {
    await this.atCode();
    await this.page.getByRole('link', { name: "Il m'en faut un nouveau" }).click();
    await this.atChannel();
  }

  /** Types a code that one has already. */
  async giveCode(code: string): Promise<void> {
    await this.atCode();
    await this.code.fill(code);
    await this.go();
  }

  /**
   * From nowhere to the decision, or where one is led who came to oppose. The forms are posted without a browser drawing them:
   * how a person goes through them is what enrolment.spec.ts is about.
   */
  async hurryToTheDecision(person: Insured, code: string, purpose = ''): Promise<void> {
    await test.step(`${person.name}: up to the decision`, async () => {
      const { request } = this.visitor.context;
      let page = await request.get(`/activer/identite/naissance?but=${purpose}`);
      // What is asked for from nowhere would ask the birth date first.
      const headers = { referer: page.url() };
      const give = async (typed: Record<string, string>) => {
        page = await request.get(target(await post(request, page, typed)), { headers });
      };
      const [jour, mois, annee] = person.born;
      await give({ jour, mois, annee });
      await give({ carte: person.card.replace(' ', '-') });
      await give({ nir: person.nir, serie: person.serial });
      if (page.url().endsWith('/activer/identite/profil')) {
        // Words of a name have elements of their own, within which no line ends.
        const before = (await page.text()).replaceAll(/<\/?span[^>]*>|<!>/g, '').split(person.name)[0];
        await give({ personne: before?.match(/(?<=value=")[0-9a-f]{32}(?=")/g)?.at(-1) ?? '' });
      }
      page = await request.get('/activer/code/saisie', { headers });
      await give({ code });
      await this.page.goto(page.url(), headers);
      await this.visitor.hydrated();
    });
  }

  async decideToActivate(): Promise<void> {
    await this.at('/activer/decision', 'Je prends ma décision');
    await this.page.getByRole('radio', { name: /J.active Mon espace santé/ }).check();
    await this.page.getByRole('checkbox', { name: /J.accepte/ }).check();
    await this.go('Confirmer la décision');
  }

  async chooseCredentials(identifier: string, password: string): Promise<void> {
    await this.at('/activer/compte/identifiants', 'Je choisis mon nouvel identifiant et mon mot de passe');
    await this.identifier.fill(identifier);
    await this.password.fill(password);
    await this.go('Activer Mon espace santé');
  }

  /** What is wrong: in the summary, whose links lead to fields that say the same. A choice says it with its group. */
  async expectWrong(...messages: string[]): Promise<void> {
    await this.errors.expectMessages(...messages);
    await expect(this.page).toHaveTitle(/^Erreur\s: /);
    for (const message of messages) {
      const target = await this.errors.link(message).getAttribute('href');
      const field = this.page.locator(`[id="${target?.slice(1)}"]`);
      const isChoice = (await field.locator('xpath=ancestor::fieldset[contains(@class, "choice-group")]').count()) > 0;
      const owner = isChoice ? this.page.getByRole('group').filter({ has: field }) : field;
      await expect(owner).toHaveAccessibleDescription(containing(`Erreur : ${message}`));
    }
  }

  /** It is asked whether what was typed is meant, which is no fault. */
  async expectAsked(question: string): Promise<void> {
    await expect(this.page.getByRole('main').getByRole('alert')).toHaveText(words(question));
    await expect(this.page).not.toHaveTitle(/^Erreur/);
    await expect(this.page.locator('[aria-invalid=true]')).toHaveCount(0);
  }
}
