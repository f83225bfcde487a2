import { gerard, inaya, leo, louis, louise, martine } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { containing, words } from '../support/text.ts';

const fiftyDays = { minutes: 50 * 24 * 60 };

test('a parent of three children in three states adds them', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await test.step('the time for opposition is over; one child\'s space is closed without an account', async () => {
    await demonstration.advance(fiftyDays);
    await visitor.open('/opposition');
    await page.getByRole('link', { name: 'Continuer' }).click();
    await wizard.identify(louis);
    await wizard.atChannel();
    await page.getByRole('radio', { name: 'Par e-mail' }).check();
    await wizard.go('Envoyer le code');
    await wizard.atCode('Je saisis le code reçu par e-mail');
    await wizard.code.fill(await demonstration.provisionalCode(louis.name));
    await wizard.go();
    await wizard.at('/opposition/confirmer', 'Je valide ma décision de clôture');
    await wizard.go('Confirmer la clôture');
    await wizard.expectWrong('Certifiez être le représentant légal pour continuer.');
    await page.getByRole('checkbox', { name: words('Je certifie être le représentant légal de Louis Michel.') }).check();
    await wizard.go('Confirmer la clôture');
    await wizard.at('/opposition/cloture', 'Mon espace santé est clôturé');
    await wizard.go("Revenir à l'accueil");
    await expect(page).toHaveURL(/\/$/);
  });

  const told = await demonstration.messages();
  expect(told.some((message) => message.subject === 'Un espace est clôturé' && message.to === inaya.email)).toBe(true);
  const browser = await visitor.newTab();
  await browser.open('/connexion');
  await browser.giveCredentials(inaya);
  await browser.chooseChannel('email');
  const codes = (await demonstration.messages()).filter((message) => message.subject === 'Votre code à usage unique');
  await browser.giveCode(codes[0]!.code!);
  await browser.expectHome(inaya);
  await browser.header.openAddProfile();
  await browser.expectPage({ heading: 'Ajouter un ou plusieurs profils' });

  const child = (name: RegExp) => browser.page.getByRole('checkbox', { name });
  await expect(child(/^Louise M\. En attente d'activation$/)).toBeVisible();
  await expect(child(/^Louison M\. Profil opposé$/)).toHaveAccessibleDescription(containing("ajouter le profil lève l'opposition"));
  await expect(child(/^Louis M\. Profil clôturé$/)).toHaveAccessibleDescription(containing("l'ajouter le rouvre"));
  await test.step('nothing chosen, nothing certified', async () => {
    await browser.page.getByRole('button', { name: 'Ajouter' }).click();
    await browser.wizard.expectWrong(
      'Sélectionnez au moins un profil.',
      'Certifiez être le représentant légal pour continuer.',
    );
  });
  await test.step('what was chosen is kept when the certification is missing', async () => {
    await child(/Louise/).check();
    await child(/Louison/).check();
    await browser.page.getByRole('button', { name: 'Ajouter' }).click();
    await browser.wizard.expectWrong('Certifiez être le représentant légal pour continuer.');
    await expect(child(/Louise/)).toBeChecked();
    await expect(child(/Louison/)).toBeChecked();
    await expect(child(/Louis M/)).not.toBeChecked();
  });
  await browser.page.getByRole('checkbox', { name: /Je certifie/ }).check();
  await browser.page.getByRole('button', { name: 'Ajouter' }).click();
  await expect(browser.heading('Les profils ont bien été ajoutés !')).toBeVisible();
  await expect(browser.page.getByRole('main')).toContainText(/Louison Michel.*Louise Michel|Louise Michel.*Louison Michel/s);
  await browser.page.getByRole('link', { name: 'Ajouter un autre profil' }).click();
  await expect(browser.heading('Ajouter un ou plusieurs profils')).toBeVisible();
  await browser.hydrated();
  await child(/Louis M/).check();
  await browser.page.getByRole('checkbox', { name: /Je certifie/ }).check();
  await browser.page.getByRole('button', { name: 'Ajouter' }).click();
  await expect(browser.heading('Le profil de Louis a bien été ajouté !')).toBeVisible();
  await browser.page.getByRole('link', { name: 'Ouvrir le profil de Louis' }).click();
  await expect(browser.heading('Profil de Louis')).toBeVisible();
  await browser.hydrated();
  await browser.header.openMenu();
  await expect(browser.header.profiles).toHaveCount(6);
  await browser.page.goto('/profils/ajouter');
  await browser.hydrated();
  await browser.expectPage({ heading: "Vous n'avez pas de profil à ajouter" });
  await browser.page.getByRole('link', { name: "Revenir à l'accueil" }).click();
  await expect(browser.heading('Bonjour Inaya,')).toBeVisible();
});

test('a child of another card is added by hand, with its own code', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await visitor.signIn(leo);
  await visitor.header.openAddProfile();
  await visitor.expectPage({ heading: "Vous n'avez pas de profil à ajouter" });
  await page.getByRole('link', { name: "l'ajouter avec son code provisoire" }).click();
  await wizard.identify(louise);
  await wizard.giveCode(await demonstration.provisionalCode(louise.name));
  await wizard.decideToActivate();
  await wizard.at('/activer/representant', "J'active le profil de mon enfant");
  await page.getByRole('radio', { name: words(`Je certifie être le représentant légal de ${louise.name}`) }).check();
  await wizard.go();
  await wizard.at('/activer/termine', 'Le profil de Louise a bien été activé !');
  const mail = await demonstration.nextMessage();
  expect([mail.subject, mail.to], 'the parent who received the code is told').toEqual(['Un espace est activé', inaya.email]);
  await visitor.open('/profils');
  await expect(visitor.profilesPage.profiles).toHaveText([/Léo Michel/, /Lola Michel/, /Louise Michel/]);
});

test('a parent opposes for a child and has the attestation', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await visitor.open('/activer/identite/naissance?but=opposition');
  await wizard.identify(gerard);
  await wizard.at('/activer/identite/profil', "Je choisis pour qui je m'oppose");
  await page.getByRole('radio', { name: gerard.name }).check();
  await wizard.go();
  await wizard.giveCode(await demonstration.provisionalCode(gerard.name));
  await wizard.at('/opposition/confirmer', "Je valide ma décision d'opposition");
  await wizard.go('Confirmer mon opposition');
  await wizard.expectWrong('Certifiez être le représentant légal pour continuer.');
  await page.getByRole('checkbox', { name: /Je certifie être le représentant légal/ }).check();
  await wizard.go('Confirmer mon opposition');
  await wizard.at('/opposition/enregistree', 'Mon opposition est enregistrée');
  await page.getByRole('link', { name: "Voir l'attestation" }).click();
  const paper = page.getByRole('article');
  await expect(paper).toContainText(containing('Pour :CAPANELLI Gerard Martin'));
  await expect(paper).toContainText(containing('Représentant légal :CAPANELLI Alba'));
  await expect(paper).toContainText(containing(`pour votre enfant ${gerard.name}`));
});

test('a space that was never activated is closed without an account, and activated after all', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await demonstration.advance(fiftyDays);
  await visitor.open('/activer/identite/naissance');
  await wizard.identify(martine);
  const newCode = async () => {
    await wizard.atChannel();
    await page.getByRole('radio', { name: 'Par e-mail' }).check();
    await wizard.go('Envoyer le code');
    await wizard.atCode('Je saisis le code reçu par e-mail');
    await wizard.code.fill(await demonstration.provisionalCode(martine.name));
    await wizard.go();
    await wizard.at('/activer/decision', 'Je prends ma décision');
  };
  await newCode();
  await expect(page.getByText(/cet espace existe, et attend d'être activé/)).toBeVisible();
  await page.getByRole('radio', { name: 'Je clôture Mon espace santé' }).check();
  await wizard.go('Confirmer la décision');
  await wizard.at('/opposition/confirmer', 'Je valide ma décision de clôture');
  await wizard.go('Confirmer la clôture');
  await wizard.at('/opposition/cloture', 'Mon espace santé est clôturé');

  await demonstration.advance({ minutes: 1 });
  await visitor.open('/activer/identite/naissance');
  await wizard.identify(martine);
  await newCode();
  await expect(page.getByText(/L'activer le rouvre/)).toBeVisible();
  await expect(page.getByRole('radio')).toHaveCount(1);
  await wizard.decideToActivate();
  await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
});

test('at eighteen the parents have no access any more', async ({ visitor, demonstration }) => {
  // Lola was born on 3 April 2015.
  const years = async (date: string) => {
    const answer = await (await fetch(visitor.page.url())).headers.get('date');
    return Math.ceil((Date.parse(date) - Date.parse(answer ?? '')) / 60_000);
  };
  await visitor.open('/connexion');
  await demonstration.advance({ minutes: await years('2033-03-20T12:00:00+01:00') });
  const coming = (await demonstration.messages()).filter((message) => /va prendre fin/.test(message.subject ?? ''));
  expect(coming.map((message) => message.to).sort()).toEqual([inaya.email, leo.email]);
  const read = (await demonstration.messages()).length;
  await demonstration.advance({ minutes: 20 * 24 * 60 });
  const ended = (await demonstration.messages()).filter((message) => /a pris fin/.test(message.subject ?? ''));
  expect(ended.map((message) => message.to).sort()).toEqual([inaya.email, leo.email]);
  expect((await demonstration.messages()).length).toBe(read + 2);
  await visitor.giveCredentials(leo);
  const codes = (await demonstration.messages()).filter((message) => message.subject === 'Votre code à usage unique');
  await visitor.giveCode(codes[0]!.code!);
  await visitor.expectHome(leo);
  await visitor.open('/profils');
  await expect(visitor.profilesPage.profiles).toHaveText([/Léo Michel/]);
});
