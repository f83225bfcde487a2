import { expect, test, type BrowserContext, type Page } from '@playwright/test';

import type { Demonstration } from '../support/demonstration.ts';
import { post, target } from '../support/forms.ts';
import { password, type Person } from '../support/people.ts';
import { words } from '../support/text.ts';
import { ChannelPage } from './channel-page.ts';
import { CodePage } from './code-page.ts';
import { DemonstrationPage } from './demonstration-page.ts';
import { EnrolmentWizard } from './enrolment-wizard.ts';
import { Header } from './header.ts';
import { HistoryPage } from './history-page.ts';
import { InactivityDialog } from './inactivity-dialog.ts';
import { PersonalInformationPage } from './personal-information-page.ts';
import { ProfilesPage } from './profiles-page.ts';
import { SettingsPage } from './settings-page.ts';
import { SignInPage } from './sign-in-page.ts';

export interface Surroundings {
  /** That of the service: it brings the codes. */
  readonly demonstration: Demonstration;
  /** Is told of the statuses that a test provokes. */
  readonly faults?: { expectStatus(...statuses: number[]): void };
  /** Is told of the numbers that a test saw on a screen. */
  readonly server?: { readonly seen: Set<string> };
  /** Whether the browser's program takes the pages over, as it does unless JavaScript is off. */
  readonly hydrates?: boolean;
}

/** Someone in front of one tab of a browser, and the pages that they may see in it. */
export class Visitor {
  readonly signInPage: SignInPage;
  readonly channelPage: ChannelPage;
  readonly codePage: CodePage;
  readonly header: Header;
  readonly profilesPage: ProfilesPage;
  readonly settingsPage: SettingsPage;
  readonly historyPage: HistoryPage;
  readonly personalInformationPage: PersonalInformationPage;
  readonly demonstrationPage: DemonstrationPage;
  readonly inactivityDialog: InactivityDialog;
  readonly wizard: EnrolmentWizard;

  constructor(
    readonly page: Page,
    private readonly surroundings: Surroundings,
  ) {
    this.signInPage = new SignInPage(page);
    this.channelPage = new ChannelPage(page);
    this.codePage = new CodePage(page);
    this.header = new Header(page);
    this.profilesPage = new ProfilesPage(page);
    this.settingsPage = new SettingsPage(page);
    this.historyPage = new HistoryPage(page);
    this.personalInformationPage = new PersonalInformationPage(page, surroundings.server);
    this.demonstrationPage = new DemonstrationPage(page);
    this.inactivityDialog = new InactivityDialog(page);
    this.wizard = new EnrolmentWizard(this);
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  get hydrates(): boolean {
    return this.surroundings.hydrates ?? true;
  }

  /** Another tab of the same browser: same cookies. */
  async newTab(): Promise<Visitor> {
    return new Visitor(await this.context.newPage(), this.surroundings);
  }

  /**
   * Goes to an address as one does by typing it, and waits until the page answers to its program. An answer that is
   * not a page of the application must be announced by its status; it has no program to wait for.
   */
  async open(path: string, { status = 200 }: { status?: number } = {}): Promise<void> {
    if (status >= 400) this.surroundings.faults?.expectStatus(status);
    const answer = await this.page.goto(path);
    expect(answer?.status(), `GET ${path}`).toBe(status);
    if (status < 400) await this.hydrated();
  }

  /**
   * Goes to an address as by a link of the page that is shown. A step of enrolment whose address is typed asks the birth date
   * first; one that is reached from our own pages does not.
   */
  async follow(path: string): Promise<void> {
    const answer = await this.page.goto(path, { referer: this.page.url() });
    expect(answer?.status(), `GET ${path}`).toBe(200);
    await this.hydrated();
  }

  /** Loads the page anew. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.hydrated();
  }

  /**
   * Waits until the browser's program has taken over, and nothing that was asked for is on its way; without JavaScript there is
   * nothing to wait for.
   */
  async hydrated(): Promise<void> {
    if (this.hydrates) await expect(this.page.locator('html')).toHaveAttribute('data-hydrated', 'true');
  }

  /**
   * Signs in and opens one's home. The forms are posted without a browser drawing them: how a person goes through them is what
   * journey.spec.ts and the specs of each form are about.
   */
  async signIn(person: Person, { by = 'email' }: { by?: 'email' | 'sms' } = {}): Promise<void> {
    await test.step(`${person.full} signs in`, async () => {
      const { request } = this.context;
      const credentials = await request.get('/connexion');
      let answer = await post(request, credentials, { identifiant: person.identifier, mot_de_passe: password });
      if (person.mobile) answer = await post(request, await request.get(target(answer)), { canal: by });
      answer = await post(request, await request.get(target(answer)), { code: await this.surroundings.demonstration.nextCode() });
      await this.open(new URL(target(answer)).pathname);
      await this.expectHome(person);
    });
  }

  /** Signs in by one call, without password and code, and opens one's home. */
  async signInAtOnce(person: Person): Promise<void> {
    await test.step(`${person.full} signs in at once`, async () => {
      await this.open(await this.surroundings.demonstration.signIn(this.context, person.identifier));
      await this.expectHome(person);
    });
  }

  async giveCredentials(person: Person, secret: string = password): Promise<void> {
    await this.signInPage.fill(person.identifier, secret);
    await this.signInPage.submit();
    await expect(this.page).toHaveURL(person.mobile ? this.channelPage.path : this.codePage.path);
    await this.hydrated();
  }

  async chooseChannel(by: 'email' | 'sms'): Promise<void> {
    await this.channelPage.choose(by);
    await this.channelPage.submit();
    await expect(this.page).toHaveURL(this.codePage.path);
    await this.hydrated();
  }

  async giveCode(code: string): Promise<void> {
    await this.codePage.fill(code);
    await this.codePage.submit();
  }

  async expectHome(person: Person): Promise<void> {
    await expect(this.page).toHaveURL(/\/p\/[0-9a-f]{32}\/accueil$/);
    await this.hydrated();
    await expect(this.heading(`Bonjour ${person.given},`)).toBeVisible();
    await this.header.expectProfile(person.full);
  }

  async expectSignedOut(): Promise<void> {
    await expect(this.page).toHaveURL(/\/deconnecte(\?|$)/);
    await this.hydrated();
  }

  /** The page's one heading of the first level. */
  heading(text: string) {
    return this.page.getByRole('heading', { level: 1, name: words(text) });
  }

  /** Checks the page's heading, and that the window's title is the same, or its first sentence; `title` where it would name somebody. */
  async expectPage({ heading, title = heading.split('. ')[0]!.replace(/\.$/, '') }: { heading: string; title?: string }): Promise<void> {
    await expect(this.heading(heading)).toBeVisible();
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(this.page).toHaveTitle(words(`${title} – Mon espace santé`));
  }

  /** The id of a profile of one's own, read from the header's menu. */
  async profileId(fullName: string): Promise<string> {
    const address = await this.header.panel
      .locator('a[href^="/p/"]')
      .filter({ hasText: fullName })
      .first()
      .getAttribute('href');
    expect(address, `the address of ${fullName}`).toMatch(/^\/p\/[0-9a-f]{32}\//);
    return address!.split('/')[2]!;
  }
}
