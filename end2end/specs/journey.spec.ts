import { inaya, leo } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { containing, words } from '../support/text.ts';

for (const by of ['email', 'sms'] as const) {
  test(`Inaya signs in with a code by ${by}, acts for Lola, comes back and signs out`, async ({ visitor, demonstration }) => {
    const { page, header } = visitor;

    await test.step('identifier and password', async () => {
      await visitor.open('/');
      await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
      await expect(page).toHaveURL(visitor.signInPage.path);
      await visitor.expectPage({ heading: visitor.signInPage.heading });
      await visitor.hydrated();
      await visitor.giveCredentials(inaya);
    });

    await test.step('a way to receive the code, its address half hidden', async () => {
      await visitor.expectPage({
        heading: visitor.channelPage.heading,
        title: "Je choisis le mode de réception de mon code d'accès",
      });
      await expect(visitor.channelPage.email).toHaveAccessibleDescription('ina*****@exemple.fr');
      await expect(visitor.channelPage.sms).toHaveAccessibleDescription(words('+33 6 ** ** ** 14'));
      await visitor.chooseChannel(by);
    });

    await test.step('the code that was sent', async () => {
      await visitor.expectPage({ heading: visitor.codePage.heading, title: 'Je saisis mon code à usage unique' });
      const masked = by === 'email' ? 'ina*****@exemple.fr' : '+33 6 ** ** ** 14';
      await expect(page.getByRole('main').getByText(containing(masked))).toBeVisible();
      await visitor.giveCode(await demonstration.nextCode());
      const [message, ...others] = await demonstration.messages();
      expect(others, 'one sign-in sends one message').toEqual([]);
      expect(message?.channel).toBe(by);
      expect(message?.to.replace(/\s/g, '')).toMatch(by === 'email' ? /^inaya\.michel@exemple\.fr$/ : /^(0|\+33)611121314$/);
      expect(message?.subject ?? '', 'a subject names nobody').not.toMatch(/Inaya|Michel|\d{6}/);
    });

    await test.step('home', async () => {
      await visitor.expectHome(inaya);
      await visitor.expectPage({ heading: 'Bonjour Inaya,', title: 'Accueil' });
    });

    await test.step('the profile menu', async () => {
      await header.openMenu();
      await expect(header.profiles).toHaveText([
        /Inaya Michel\s+Profil principal/,
        /Lola Michel\s+Profil rattaché/,
        /Mathis Michel\s+Profil rattaché/,
      ]);
      await expect(header.profile('Inaya Michel')).toHaveAttribute('aria-current', 'true');
      await expect(header.profile('Lola Michel')).not.toHaveAttribute('aria-current');
    });

    await test.step('to Lola: another address, everything on the page is hers', async () => {
      const mine = new URL(page.url()).pathname;
      await header.profile('Lola Michel').click();
      await header.expectProfile('Lola Michel');
      await visitor.expectPage({ heading: 'Profil de Lola', title: 'Accueil' });
      await expect(page).toHaveURL(/\/p\/[0-9a-f]{32}\/accueil$/);
      expect(new URL(page.url()).pathname).not.toBe(mine);
      await expect(page.getByText(words('Vous consultez le profil de Lola, en tant que représentant légal.'))).toBeVisible();
      await expect(page.getByRole('main')).not.toContainText('Inaya');
    });

    await test.step("Lola's settings", async () => {
      await header.openSettings();
      await visitor.expectPage({ heading: 'Paramètres de Lola', title: 'Paramètres' });
      await header.expectProfile('Lola Michel');
      await visitor.settingsPage.entry('Informations personnelles').click();
      await visitor.expectPage({ heading: 'Informations personnelles' });
      await visitor.personalInformationPage.expectValue('Prénom', 'Lola');
      await expect(page.getByRole('main')).not.toContainText(inaya.email);
    });

    await test.step('back to Inaya, on the same kind of page', async () => {
      await header.switchTo('Inaya Michel');
      await expect(page).toHaveURL(/\/parametres\/informations-personnelles$/);
      await visitor.personalInformationPage.expectValue('Prénom', 'Inaya');
      await visitor.personalInformationPage.expectValue('Adresse e-mail', inaya.email);
      await visitor.personalInformationPage.expectValue('Téléphone mobile', '06 11 12 13 14');
      await visitor.personalInformationPage.readNir();
      await header.home.click();
      await visitor.expectHome(inaya);
    });

    await test.step('out', async () => {
      const home = new URL(page.url()).pathname;
      await header.signOut();
      await visitor.expectSignedOut();
      await visitor.expectPage({ heading: 'Votre session est fermée.' });
      await expect(page.getByRole('banner')).not.toContainText('Inaya');
      // But the mark of a device that somebody has signed in from, which opens nothing.
      const left = (await visitor.context.cookies()).filter(({ name, value }) => value !== '' && !/-(appareil|temoin)$/.test(name));
      expect(left, 'no cookie is left').toEqual([]);
      await visitor.open(home);
      await expect(visitor.heading('Bonjour Inaya,'), 'home is closed').toHaveCount(0);
      await expect(page).toHaveURL(/\/(connexion|deconnecte)\?/);
    });
  });
}

test('Léo, whose only way is e-mail, is not asked to choose, and sees his own profile and Lola', async ({ visitor, demonstration }) => {
  await visitor.open('/connexion');
  await visitor.giveCredentials(leo);
  await expect(visitor.codePage.otherChannel).toHaveCount(0);
  await visitor.giveCode(await demonstration.nextCode());
  await visitor.expectHome(leo);
  await visitor.header.openMenu();
  await expect(visitor.header.profiles).toHaveText([/Léo Michel\s+Profil principal/, /Lola Michel\s+Profil rattaché/]);
});

test('the list of profiles does what the menu does', async ({ visitor }) => {
  await visitor.signIn(inaya);
  await visitor.page.getByRole('main').getByRole('link', { name: 'Changer de profil' }).click();
  await expect(visitor.page).toHaveURL(visitor.profilesPage.path);
  await visitor.expectPage({ heading: visitor.profilesPage.heading });
  await expect(visitor.profilesPage.profiles).toHaveText([
    /Inaya Michel\s+Profil principal/,
    /Lola Michel\s+Profil rattaché/,
    /Mathis Michel\s+Profil rattaché/,
  ]);
  await visitor.profilesPage.profiles.filter({ hasText: 'Mathis' }).click();
  await visitor.header.expectProfile('Mathis Michel');
  await visitor.open(visitor.profilesPage.path);
  await visitor.profilesPage.signOut.click();
  await visitor.expectSignedOut();
});

test('switching keeps the kind of page, on each of them', async ({ visitor }) => {
  await visitor.signIn(inaya);
  const own = await visitor.profileId('Inaya Michel');
  const lola = await visitor.profileId('Lola Michel');
  for (const kind of ['accueil', 'parametres', 'parametres/informations-personnelles', 'parametres/historique']) {
    await visitor.open(`/p/${own}/${kind}`);
    await visitor.header.switchTo('Lola Michel');
    await expect(visitor.page).toHaveURL(`/p/${lola}/${kind}`);
  }
});

test('two tabs show two profiles and never mix them', async ({ visitor }) => {
  await visitor.signIn(inaya);
  const own = await visitor.profileId('Inaya Michel');
  const lola = await visitor.profileId('Lola Michel');
  const other = await visitor.newTab();
  await visitor.open(`/p/${own}/parametres/informations-personnelles`);
  await other.open(`/p/${lola}/parametres/informations-personnelles`);

  const expectBoth = async () => {
    await visitor.header.expectProfile('Inaya Michel');
    await visitor.personalInformationPage.expectValue('Prénom', 'Inaya');
    await other.header.expectProfile('Lola Michel');
    await other.personalInformationPage.expectValue('Prénom', 'Lola');
  };
  await expectBoth();
  await visitor.reload();
  await other.reload();
  await expectBoth();

  await test.step('a switch in one leaves the other as it is', async () => {
    await other.header.switchTo('Mathis Michel');
    await other.personalInformationPage.expectValue('Prénom', 'Mathis');
    await visitor.settingsPage.entry("Historique d'activité").or(visitor.settingsPage.back).first().click();
    await visitor.header.expectProfile('Inaya Michel');
    await other.reload();
    await other.header.expectProfile('Mathis Michel');
  });
});

test('browsing back and forth shows the profile of the address', async ({ visitor }) => {
  await visitor.signIn(inaya);
  await visitor.header.switchTo('Lola Michel');
  await visitor.header.switchTo('Mathis Michel');
  await visitor.page.goBack();
  await visitor.header.expectProfile('Lola Michel');
  await expect(visitor.heading('Profil de Lola')).toBeVisible();
  await visitor.page.goBack();
  await visitor.header.expectProfile('Inaya Michel');
  await expect(visitor.heading('Bonjour Inaya,')).toBeVisible();
  await visitor.page.goForward();
  await visitor.header.expectProfile('Lola Michel');
});
