import { otherThan } from '../support/demonstration.ts';
import { alba, gerard, inaya, jean } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { containing, words } from '../support/text.ts';
import { expectKept, translate } from '../support/translate.ts';

// A browser that translates a page takes the texts away that the page's program knows.

test('another profile is shown as a whole: heading, menu, band, announcement', async ({ visitor }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  await translate(page);
  for (const given of ['Lola', 'Mathis', 'Inaya', 'Lola']) {
    await test.step(given, async () => {
      await visitor.header.switchTo(`${given} Michel`);
      const heading = given === 'Inaya' ? 'Bonjour Inaya,' : `Profil de ${given}`;
      await expect(visitor.heading(heading)).toBeVisible();
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      for (const other of ['Lola', 'Mathis', 'Inaya'].filter((name) => name !== given)) {
        await expect(page.getByRole('main')).not.toContainText(other);
        await expect(visitor.header.button).not.toContainText(other);
        await expect(page.locator('.profile-band, .hero__whose')).not.toContainText(other);
      }
      await expect(page.locator('#annonces')).toHaveText(words('Accueil – Mon espace santé'));
    });
  }

  await test.step('other kinds of pages, and back', async () => {
    await visitor.header.openSettings();
    await expect(visitor.heading('Paramètres de Lola')).toBeVisible();
    await visitor.settingsPage.entry('Informations personnelles').click();
    await expect(page.getByRole('main')).toContainText('3 avril 2015');
    await visitor.header.switchTo('Mathis Michel');
    await expect(page.getByRole('main')).not.toContainText('Lola');
    await page.goBack();
    await expect(page.getByRole('main')).toContainText('3 avril 2015');
    await expect(page.getByRole('main')).not.toContainText('Mathis');
  });
});

test('what is wrong with a form is said anew each time, and goes when it is right', async ({ visitor, demonstration }) => {
  const { page, signInPage } = visitor;
  await visitor.open(signInPage.path);
  await translate(page);
  await signInPage.submit();
  await signInPage.errors.expectMessages('Indiquez votre identifiant.', 'Indiquez votre mot de passe.');
  await signInPage.fill('élodie', 'x');
  await signInPage.submit();
  await signInPage.errors.expectMessages(
    "L'identifiant ne comporte que des lettres sans accent, des chiffres, des points, des tirets et des tirets bas.",
  );
  await expect(page.getByRole('main')).not.toContainText('Indiquez');
  await expect(page).toHaveTitle(/^Erreur\s: /);
  await visitor.giveCredentials(inaya);
  await expect(page.getByRole('main')).not.toContainText('élodie');
  await visitor.chooseChannel('email');
  const code = await demonstration.nextCode();
  for (const left of ['4 essais', '3 essais', '2 essais']) {
    await visitor.giveCode(otherThan(code));
    await expect(page.locator('#code-erreur')).toHaveText(containing(`Il reste ${left}.`));
    await expect(page.getByRole('alert')).toContainText(containing(`Il reste ${left}.`));
  }
  await visitor.giveCode(code);
  await visitor.expectHome(inaya);
});

test('what counts down counts down', async ({ visitor, demonstration }) => {
  await visitor.page.clock.install();
  await visitor.signIn(inaya);
  await translate(visitor.page);
  await demonstration.advance({ minutes: 13 });
  await visitor.page.clock.fastForward(13 * 60_000);
  const { inactivityDialog: dialog } = visitor;
  await expect(dialog.root).toBeVisible();
  await demonstration.advance({ minutes: 1 });
  await visitor.page.clock.fastForward(60_000);
  await expect(dialog.status).toHaveText(/dans (1\sminute|30\ssecondes|1\sminute 30)\.$/);
  await dialog.stay.click();
  await expect(dialog.root).toBeHidden();
});

test('what follows what is typed follows it: the count of a code, the rules of a password', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  const provisional = await demonstration.provisionalCode(alba.name);
  await visitor.open('/activer/identite/naissance');
  await wizard.identify(alba);
  await wizard.atCode();
  await translate(page);
  await wizard.code.pressSequentially('AB');
  await expect(page.locator('.field__count')).toHaveText(words('2 caractères sur 12'));
  await wizard.code.pressSequentially('C');
  await expect(page.locator('.field__count')).toHaveText(words('3 caractères sur 12'));
  await wizard.code.fill(provisional);
  await wizard.go();
  await wizard.decideToActivate();
  await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
  await wizard.go('Ces coordonnées sont exactes, continuer');
  await wizard.at('/activer/compte/identifiants', 'Je choisis mon nouvel identifiant et mon mot de passe');
  const rule = page.locator('.rules__rule');
  await expect(rule).toHaveText(containing('À compléter'));
  await wizard.password.fill('quatre cactus bleus');
  await expect(rule).toHaveText(containing('Respecté'));
  await expect(rule).not.toHaveText(containing('À compléter'));
  const show = page.getByRole('button', { name: 'Afficher le mot de passe' });
  await show.click();
  await expect(page.getByRole('button', { name: 'Masquer le mot de passe' })).toBeVisible();
  await expect(show).toHaveCount(0);
});

test('names, codes and numbers of an enrolment are left as they are', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await test.step('the code', async () => {
    await visitor.open('/activer/identite/naissance');
    await wizard.identify(gerard);
    await wizard.at('/activer/identite/profil', "Je choisis pour qui j'active le profil");
    await expectKept(page, gerard.name, jean.name);
    await page.getByRole('radio', { name: gerard.name }).check();
    await wizard.go();
    await wizard.askForNewCode();
    await expectKept(page, '@exemple.fr', '*****');
    await page.getByRole('radio', { name: 'Par e-mail' }).check();
    await wizard.go('Envoyer le code');
    await wizard.atCode('Je saisis le code reçu par e-mail');
    await expectKept(page, '@exemple.fr');
  });
  await test.step('the attestation', async () => {
    await wizard.code.fill(await demonstration.provisionalCode(gerard.name));
    await wizard.go();
    await wizard.at('/activer/decision', 'Je prends ma décision');
    await expectKept(page, gerard.name);
    await page.getByRole('radio', { name: "Je m'oppose à la création de Mon espace santé" }).check();
    await wizard.go('Confirmer la décision');
    await wizard.at('/opposition/confirmer', "Je valide ma décision d'opposition");
    await expectKept(page, gerard.name);
    await page.getByRole('checkbox', { name: /Je certifie être le représentant légal/ }).check();
    await wizard.go('Confirmer mon opposition');
    await wizard.at('/opposition/enregistree', 'Mon opposition est enregistrée');
    await page.getByRole('link', { name: "Voir l'attestation" }).click();
    await wizard.at('/opposition/attestation', "Votre justificatif d'opposition");
    const code = await page.locator('.attestation__code').textContent();
    expect(code).toMatch(/^([2-9A-Z]{4}\s?){3}$/);
    await expectKept(page, gerard.name, gerard.nir, code ?? '');
  });
  await test.step('the contacts', async () => {
    await wizard.hurryToTheDecision(alba, await demonstration.provisionalCode(alba.name));
    await wizard.decideToActivate();
    await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
    await expectKept(page, 'alba.capanelli@exemple.fr');
    await page.getByRole('link', { name: /Modifier.*Téléphone mobile/ }).click();
    await wizard.at('/activer/compte/coordonnees/telephone', 'Je renseigne mon numéro de téléphone mobile');
    await page.getByLabel('Numéro de téléphone mobile').fill('06 99 98 97 96');
    await wizard.go();
    await wizard.at('/activer/compte/coordonnees/code', 'Je valide mon numéro de téléphone mobile');
    await expectKept(page, '06 99 98 97 96');
    await page.getByRole('link', { name: 'Annuler' }).click();
  });
  await test.step('the end', async () => {
    await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
    await wizard.go(/Ces coordonnées sont exactes/);
    await wizard.chooseCredentials('alba.capa', 'quatre cactus bleus dansent');
    await wizard.at('/activer/termine', 'Mon espace santé a bien été activé !');
    await expectKept(page, jean.name, 'Jean-Jacques Jean-Pierre');
  });
});
