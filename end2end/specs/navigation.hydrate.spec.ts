import { inaya, password } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { words } from '../support/text.ts';

declare global {
  interface Window {
    sameDocument?: boolean;
  }
}

test('a navigation in the page moves the focus to the heading and says the title; a first load does neither', async ({ visitor }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  await visitor.reload();
  const announcements = page.locator('#annonces');
  await expect(announcements).toHaveText('');
  await expect(visitor.heading('Bonjour Inaya,')).not.toBeFocused();
  await page.evaluate(() => (window.sameDocument = true));

  for (const { act, heading, title } of [
    {
      act: () => page.getByRole('main').getByRole('link', { name: "Voir l'historique d'activité" }).click(),
      heading: "Historique d'activité",
      title: "Historique d'activité",
    },
    { act: () => visitor.header.home.click(), heading: 'Bonjour Inaya,', title: 'Accueil' },
    { act: () => visitor.header.switchTo('Lola Michel'), heading: 'Profil de Lola', title: 'Accueil' },
    { act: () => visitor.header.openSettings(), heading: 'Paramètres de Lola', title: 'Paramètres' },
    {
      act: () => visitor.settingsPage.entry('Informations personnelles').click(),
      heading: 'Informations personnelles',
      title: 'Informations personnelles',
    },
    { act: () => page.goBack(), heading: 'Paramètres de Lola', title: 'Paramètres' },
  ]) {
    await test.step(heading, async () => {
      await act();
      await expect(visitor.heading(heading)).toBeFocused();
      await expect(announcements).toHaveText(words(`${title} – Mon espace santé`));
      await expect(page.getByRole('status').locator('visible=true').or(announcements)).toHaveCount(1);
    });
  }
  expect(await page.evaluate(() => window.sameDocument), 'the page was never loaded anew').toBe(true);
});

test('`data-hydrated` says no while a page, a part of the program or an answer is on its way', async ({ visitor }) => {
  const { page } = visitor;
  const atRest = () => page.locator('html').getAttribute('data-hydrated');
  await visitor.signInAtOnce(inaya);
  for (const { what, held, act, then } of [
    {
      what: 'what a page shows',
      held: '**/api/profils/enfants',
      act: () => visitor.header.openAddProfile(),
      then: () => visitor.heading('Ajouter un ou plusieurs profils'),
    },
    {
      what: 'a part of the program',
      held: '**/pkg/split_settings.*',
      act: async () => {
        await visitor.open(`/p/${await visitor.profileId(inaya.full)}/parametres`);
        await visitor.settingsPage.entry("Historique d'activité").click();
      },
      then: () => visitor.heading("Historique d'activité"),
    },
    {
      what: 'back',
      held: '**/api/parametres/historique',
      act: async () => {
        await visitor.header.home.click();
        await expect(visitor.heading('Bonjour Inaya,')).toBeVisible();
        await page.goBack();
      },
      then: () => visitor.heading("Historique d'activité"),
    },
  ]) {
    await test.step(what, async () => {
      let letThrough = () => {};
      const wait = new Promise<void>((resolve) => (letThrough = resolve));
      await page.route(held, async (route) => {
        await wait;
        await route.continue();
      });
      await act();
      // At once: whoever asks after a click must not be told of the page before.
      expect(await atRest()).toBe('false');
      letThrough();
      await visitor.hydrated();
      expect(await then().isVisible()).toBe(true);
      await page.unroute(held);
    });
  }

  await test.step('the answer to a form', async () => {
    await visitor.header.signOut();
    await visitor.expectSignedOut();
    await visitor.open(visitor.signInPage.path);
    let letThrough = () => {};
    const wait = new Promise<void>((resolve) => (letThrough = resolve));
    await page.route('**/api/connexion/identification', async (route) => {
      await wait;
      await route.continue();
    });
    await visitor.signInPage.fill(inaya.identifier, password);
    await visitor.signInPage.submit();
    expect(await atRest()).toBe('false');
    letThrough();
    await visitor.hydrated();
    expect(await visitor.heading(visitor.channelPage.heading).isVisible()).toBe(true);
  });
});

test('back leads from a page that comes without the program to the one before, and forward again', async ({ visitor }) => {
  const { page } = visitor;
  await visitor.open('/connexion');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Aide', exact: true }).click();
  await expect(visitor.heading('Aide')).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL('/connexion');
  await expect(visitor.page.getByLabel('Mon identifiant')).toBeVisible();
  await visitor.hydrated();
  await page.goForward();
  await expect(page).toHaveURL('/aide');
  await expect(visitor.heading('Aide')).toBeVisible();
});

test("the menu's button tells whether the menu is open; Escape closes it and gives the focus back", async ({ visitor }) => {
  await visitor.signIn(inaya);
  const { button, panel } = visitor.header;
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await visitor.header.openMenu();
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await visitor.page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(button).toBeFocused();
  await expect(button).toHaveAttribute('aria-expanded', 'false');

  await test.step('a click beside it closes it too', async () => {
    await visitor.header.openMenu();
    const box = (await panel.boundingBox())!;
    // On a phone the panel fills the lower part of the window, on a wide screen the right one.
    await visitor.page.mouse.click(4, box.x < 10 ? box.y - 40 : box.y + 200);
    await expect(panel).toBeHidden();
  });
});

test('a form that was refused is corrected in place: the page is not loaded anew', async ({ visitor }) => {
  const { page, signInPage } = visitor;
  await visitor.open(signInPage.path);
  await page.evaluate(() => (window.sameDocument = true));
  await signInPage.submit();
  await signInPage.errors.expectMessages('Indiquez votre identifiant.', 'Indiquez votre mot de passe.');
  await signInPage.fill(inaya.identifier, '');
  await signInPage.submit();
  await signInPage.errors.expectMessages('Indiquez votre mot de passe.');
  await signInPage.identifier.expectNoError();
  await expect(signInPage.identifier.input).toHaveValue(inaya.identifier);
  expect(await page.evaluate(() => window.sameDocument)).toBe(true);
});

test('a slow answer: a second click is ignored, the form says that it is busy, and the wait is announced', async ({ visitor, demonstration }) => {
  const { page } = visitor;
  await visitor.open('/connexion');
  await visitor.giveCredentials(inaya);
  await visitor.chooseChannel('email');
  await visitor.codePage.fill(await demonstration.nextCode());

  let letThrough = () => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  let posts = 0;
  await page.route('**/api/connexion/code', async (route) => {
    posts += 1;
    await held;
    await route.continue();
  });
  await visitor.codePage.submit();
  const form = page.locator('form').filter({ has: visitor.codePage.code.input });
  await expect(form).toHaveAttribute('aria-busy', 'true');
  await visitor.codePage.submit();
  await visitor.codePage.submit();
  await expect(page.locator('#annonces')).toHaveText('Envoi en cours…');
  letThrough();
  await visitor.expectHome(inaya);
  expect(posts).toBe(1);
});

test('when the network fails, what was typed stays, and it can be sent again', async ({ visitor, faults }) => {
  const { page, signInPage } = visitor;
  await visitor.open(signInPage.path);
  await visitor.context.setOffline(true);
  faults.expectConsole(/net::ERR_INTERNET_DISCONNECTED/);
  await signInPage.fill(inaya.identifier, 'x');
  await signInPage.submit();
  await expect(page.getByRole('alert').getByText(words('La connexion a été interrompue. Vos réponses sont conservées. Réessayez.'))).toBeVisible();
  await expect(signInPage.identifier.input).toHaveValue(inaya.identifier);
  await visitor.context.setOffline(false);
  await visitor.giveCredentials(inaya);
});
