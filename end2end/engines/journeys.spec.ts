import { By } from 'selenium-webdriver';

import { martine } from '../support/people.ts';
import { containing, words } from '../support/text.ts';
import { home, menu, signIn } from './inaya.ts';
import { expect, test } from './test.ts';

test('signs in with a code, and out', async ({ tab, demonstration }) => {
  await signIn(tab, demonstration);
  const { pathname } = new URL(await tab.driver.getCurrentUrl());
  await tab.click('button', menu);
  await tab.click('button', 'Se déconnecter');
  await tab.at(/^\/deconnecte$/, 'Votre session est fermée.');

  await tab.open(pathname);
  await expect.poll(() => tab.driver.getCurrentUrl(), 'home is closed').toMatch(/\/(connexion|deconnecte)\?/);
});

test('switches to a child, and goes back and forward', async ({ tab, demonstration }) => {
  await signIn(tab, demonstration);
  await tab.click('button', menu);
  await tab.click('link', containing('Lola Michel'));
  await tab.at(home, 'Profil de Lola');
  await tab.find('button', /^Lola\sM\.\s?, changer/);
  await tab.click('button', menu);
  await tab.click('link', 'Paramètres');
  await tab.at(/\/parametres$/, 'Paramètres de Lola');

  await tab.driver.navigate().back();
  await tab.at(home, 'Profil de Lola');
  await tab.driver.navigate().back();
  await tab.at(home, 'Bonjour Inaya,');
  await tab.find('button', /^Inaya\sM\.\s?, changer/);
  await tab.driver.navigate().forward();
  await tab.at(home, 'Profil de Lola');
  await tab.driver.navigate().forward();
  await tab.at(/\/parametres$/, 'Paramètres de Lola');
});

test('an adult activates the space', async ({ tab, demonstration }) => {
  await tab.open('/');
  await tab.click('link', 'Activer Mon espace santé');
  await tab.at(/^\/activer$/, 'Activer Mon espace santé');
  await tab.click('link', 'Commencer');

  await test.step('who it is', async () => {
    const [day, month, year] = martine.born;
    await tab.at(/\/naissance$/, 'Je renseigne la date de naissance');
    await tab.fill(/^Jour/, day);
    await tab.fill(/^Mois/, month);
    await tab.fill(/^Année/, year);
    await tab.click('button', 'Continuer');
    await tab.at(/\/carte-vitale$/, 'Ma carte Vitale');
    await tab.click('choice', `Carte Vitale ${martine.card}`);
    await tab.click('button', 'Continuer');
    await tab.at(/\/numeros$/, 'Je renseigne mes numéros');
    await tab.fill(/^Numéro de sécurité sociale/, martine.nir);
    await tab.fill(/^Numéro de série/, martine.serial);
    await tab.click('button', 'Continuer');
  });

  await test.step('the code of the invitation, and the decision', async () => {
    await tab.at(/\/code\/saisie$/, 'Mon code provisoire');
    await tab.fill(/code provisoire/i, await demonstration.provisionalCode(martine.name));
    await tab.click('button', 'Continuer');
    await tab.at(/\/decision$/, 'Je prends ma décision');
    await tab.click('choice', /^J.active Mon espace santé/);
    await tab.click('choice', /^J.accepte/);
    await tab.click('button', 'Confirmer la décision');
  });

  await test.step('contacts, identifier and password', async () => {
    await tab.at(/\/coordonnees$/, 'Je vérifie mes coordonnées de contact');
    await tab.click('button', /^Ces coordonnées sont exactes/);
    await tab.at(/\/identifiants$/, 'Je choisis mon nouvel identifiant et mon mot de passe');
    await tab.fill('Identifiant', 'martine.lg');
    await tab.fill('Mot de passe', 'quatre cactus bleus dansent');
    await tab.click('button', 'Activer Mon espace santé');
    await tab.at(/^\/activer\/termine$/, 'Mon espace santé a bien été activé !');
  });

  await tab.click('link', 'Découvrir Mon espace santé');
  await tab.at(/\/bienvenue\/taille$/, 'Quelle est ma taille ?');
  await tab.click('link', 'Accueil');
  await tab.at(home, 'Bonjour Martine,');
});

test('a fault of a form: the summary has the focus, the field says the same, what was typed is kept', async ({ tab }) => {
  const message = 'La date de naissance doit comporter une année.';
  await tab.open('/activer/identite/naissance');
  await tab.fill(/^Jour/, '28');
  await tab.fill(/^Mois/, 'sept.');
  await tab.click('button', 'Continuer');

  await expect.poll(() => tab.driver.getTitle()).toMatch(/^Erreur\s: /);
  await expect.poll(() => tab.focused(), 'the summary has the focus').toMatch(/Un point à corriger/);
  const field = await tab.find('field', /^Année/);
  expect(await field.getDomAttribute('aria-invalid')).toBe('true');
  const error = await tab.driver.findElement(By.id(`${await field.getDomAttribute('id')}-erreur`));
  // «Erreur» is for who hears the page: the red and the sign say it to who sees it.
  expect(await error.getProperty('textContent')).toMatch(containing(`Erreur : ${message}`));
  expect(await (await tab.find('field', /^Jour/)).getProperty('value')).toBe('28');
  expect(await (await tab.find('field', /^Mois/)).getProperty('value')).toBe('sept.');

  await tab.click('link', words(message));
  expect(await tab.focused(), "the summary's link leads to the field").toContain('name="annee"');
  await tab.type('1971');
  await tab.click('button', 'Continuer');
  await tab.at(/\/carte-vitale$/, 'Ma carte Vitale');
});
