import { alba, gerard, martine } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { containing, words } from '../support/text.ts';

const secret = 'quatre cactus bleus dansent';

test('an adult activates the space, is at home, and signs in with what was chosen', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await visitor.open('/');
  await page.getByRole('main').getByRole('link', { name: 'Activer Mon espace santé' }).click();
  await wizard.at('/activer', 'Activer Mon espace santé');
  await page.getByRole('link', { name: 'Commencer' }).click();
  await wizard.identify(martine);
  await wizard.giveCode(await demonstration.provisionalCode(martine.name));
  await wizard.decideToActivate();

  await test.step('another mobile number is proved by a code', async () => {
    await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
    await expect(page.getByText('martine.leguellec@exemple.fr')).toBeVisible();
    await page.getByRole('link', { name: /Modifier.*Téléphone mobile/ }).click();
    await wizard.at('/activer/compte/coordonnees/telephone', 'Je renseigne mon numéro de téléphone mobile');
    await page.getByLabel('Numéro de téléphone mobile').fill('06 99 98 97 96');
    await wizard.go();
    await wizard.at('/activer/compte/coordonnees/code', 'Je valide mon numéro de téléphone mobile');
    await page.getByLabel('Code à usage unique').fill(await demonstration.nextCode());
    await wizard.go();
    await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
    await expect(page.getByText(words('06 99 98 97 96'))).toBeVisible();
  });
  await wizard.go(/Ces coordonnées sont exactes/);

  await wizard.chooseCredentials('martine.lg', secret);
  await wizard.at('/activer/termine', 'Mon espace santé a bien été activé !');

  expect((await demonstration.nextMessage()).subject).toBe('Votre espace est activé');
  await test.step('back shows the end again, and does nothing', async () => {
    await page.goBack();
    await wizard.at('/activer/termine', 'Mon espace santé a bien été activé !');
  });
  await page.getByRole('link', { name: 'Découvrir Mon espace santé' }).click();
  await wizard.at('/bienvenue/taille', 'Quelle est ma taille ?');
  await visitor.header.home.click();
  await expect(visitor.heading('Bonjour Martine,')).toBeVisible();
  await visitor.header.signOut();
  await visitor.expectSignedOut();

  await visitor.open('/connexion');
  await visitor.signInPage.fill('martine.lg', secret);
  await visitor.signInPage.submit();
  await expect(page).toHaveURL(visitor.channelPage.path);
  await visitor.hydrated();
  await visitor.chooseChannel('sms');
  await visitor.giveCode(await demonstration.nextCode());
  await expect(visitor.heading('Bonjour Martine,')).toBeVisible();
});

test('an adult opposes, has the attestation checked, and activates after all', async ({ visitor, somebodyElse, demonstration }) => {
  const { page, wizard } = visitor;
  await visitor.open('/opposition');
  await page.getByRole('link', { name: 'Continuer' }).click();
  await wizard.identify(martine);
  await wizard.giveCode(await demonstration.provisionalCode(martine.name));
  await wizard.at('/opposition/confirmer', "Je valide ma décision d'opposition");
  await wizard.go('Confirmer mon opposition');
  await wizard.at('/opposition/enregistree', 'Mon opposition est enregistrée');

  await test.step('the attestation as a file', async () => {
    const link = page.getByRole('link', { name: /^Télécharger l'attestation \(PDF/ });
    // As the link asks for it: typed, its address would ask the birth date first.
    const headers = { referer: page.url() };
    const file = await visitor.context.request.get((await link.getAttribute('href')) ?? '', { headers });
    expect(file.status()).toBe(200);
    expect(file.headers()['content-type']).toBe('application/pdf');
    expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-');
    const stranger = await (await somebodyElse()).context.request.get('/opposition/attestation.pdf');
    expect(stranger.headers()['content-type'], 'nobody else gets it').not.toContain('pdf');
  });

  await page.getByRole('link', { name: "Voir l'attestation" }).click();
  await wizard.at('/opposition/attestation', "Votre justificatif d'opposition");
  const paper = page.getByRole('article');
  await expect(paper).toContainText(containing(`Bonjour ${martine.name},`));
  await expect(paper).toContainText(containing(martine.nir));
  const text = ((await paper.textContent()) ?? '').replace(/\s+/g, ' ');
  const code = /vérification : ((?:[2-9A-Z]{4} ?){3})/.exec(text)?.[1]?.trim() ?? '';
  const [day, month, year] = /prise en compte le (\d\d)\/(\d\d)\/(\d{4})\./.exec(text)?.slice(1).map(Number) ?? [];
  expect([code, day, month, year], 'the code and the day on the attestation').not.toContain(undefined);
  const since = new Date(year!, month! - 1, day).toLocaleDateString('fr-FR', { day: 'numeric', month: 'long', year: 'numeric' });
  const recorded = `L'opposition est enregistrée depuis le ${since.replace(/^1 /, '1er ')}.`;

  const anybody = await somebodyElse();
  const check = async (typed: string, title: string, sentence: string) => {
    await anybody.open('/opposition/verifier');
    await anybody.page.getByLabel('Code de vérification').fill(typed);
    await anybody.page.getByRole('button', { name: 'Vérifier' }).click();
    await expect(anybody.page.getByRole('status').filter({ hasText: title })).toContainText(containing(sentence));
    await expect(anybody.page.getByRole('main')).not.toContainText(/Martine|Leguellec/);
  };
  const noSuch = 'Aucune opposition en cours ne correspond à ce code.';
  await check(code, 'Attestation valable', recorded);
  await check(code.toLowerCase().replaceAll(' ', '-'), 'Attestation valable', recorded);
  await check('2222 2222 2222', 'Attestation non valable', noSuch);
  await test.step('what cannot be a code is said beside the field', async () => {
    await anybody.open('/opposition/verifier');
    await anybody.page.getByLabel('Code de vérification').fill('H7UQ');
    await anybody.page.getByRole('button', { name: 'Vérifier' }).click();
    await anybody.wizard.expectWrong('Le code comporte 12 caractères. Vous en avez saisi 4.');
  });

  await test.step('who is opposed cannot oppose again', async () => {
    await anybody.open('/activer/identite/naissance?but=opposition');
    await anybody.wizard.identify(martine);
    await anybody.wizard.at('/activer/identite/situation', 'Je ne peux pas continuer ici');
    await expect(anybody.page.getByText(/est déjà enregistrée pour cette personne/)).toBeVisible();
  });

  await test.step('a new code by e-mail, and the other decision', async () => {
    await visitor.open('/code-provisoire');
    await page.getByRole('link', { name: 'Continuer' }).click();
    await wizard.identify(martine);
    await wizard.atChannel();
    await page.getByRole('radio', { name: 'Par e-mail' }).check();
    await wizard.go('Envoyer le code');
    await wizard.at('/activer/code/envoye', 'Votre code est en route');
    await page.getByRole('link', { name: 'Saisir mon code' }).click();
    await wizard.atCode('Je saisis le code reçu par e-mail');
    expect((await demonstration.nextMessage()).subject).toBe('Votre nouveau code provisoire');
    await wizard.code.fill(await demonstration.provisionalCode(martine.name));
    await wizard.go();
    await expect(page.getByText(/L'activer lève l'opposition/)).toBeVisible();
    await wizard.decideToActivate();
    await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
    await wizard.go(/Ces coordonnées sont exactes/);
    await wizard.chooseCredentials('martine.lg', secret);
    await wizard.at('/activer/termine', 'Mon espace santé a bien été activé !');
  });
  await check(code, 'Attestation non valable', noSuch);
});

test('a new code by post is in a letter, and serves when it has come', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  const askByPost = async () => {
    await visitor.open('/code-provisoire');
    await page.getByRole('link', { name: 'Continuer' }).click();
    await wizard.identify(martine);
    await wizard.atChannel();
    await page.getByRole('radio', { name: 'Par courrier' }).check();
    await wizard.go('Envoyer le code');
  };
  await askByPost();
  await wizard.at('/activer/code/envoye', 'Votre code est en route');
  await expect(page.getByText(/part par courrier, à l'adresse que connaît l'Assurance Maladie \(44•••\)/)).toBeVisible();
  const letter = await demonstration.nextMessage();
  expect([letter.channel, letter.to]).toEqual(['post', 'Martine Julie Leguellec, 2 PLACE DES EXEMPLES, 44000 VILLE-FICTIVE']);
  const code = await demonstration.provisionalCode(martine.name);
  await wizard.go("Revenir à l'accueil");
  await expect(visitor.page).toHaveURL('/');
  await visitor.open('/demonstration');
  const toPrint = page.getByRole('region', { name: 'Courriers à imprimer' }).getByRole('listitem');
  await expect(toPrint).toContainText(code);

  await demonstration.advance({ minutes: 60 });
  await askByPost();
  await expect(wizard.errors.root).toContainText("Un courrier a déjà été préparé il y a moins d'une semaine. Vous pourrez en demander un autre à partir du");

  await visitor.follow('/activer/code/saisie');
  await wizard.code.fill(code);
  await wizard.go();
  await wizard.at('/activer/decision', 'Je prends ma décision');
});

test('a mother activates her space, then that of one of her twins', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await visitor.open('/activer/identite/naissance');
  await wizard.identify(alba);
  await wizard.giveCode(await demonstration.provisionalCode(alba.name));
  await wizard.decideToActivate();
  await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
  await wizard.go(/Ces coordonnées sont exactes/);
  await wizard.chooseCredentials('alba.capa', secret);
  await wizard.at('/activer/termine', 'Mon espace santé a bien été activé !');
  await expect(page.getByRole('link', { name: words('Activer le profil de Gerard Martin') })).toBeVisible();
  await page.getByRole('link', { name: 'Gérer un autre profil rattaché' }).click();
  await expect(visitor.heading('Ajouter un ou plusieurs profils')).toBeVisible();
  await visitor.hydrated();
  await page.getByRole('link', { name: "l'ajouter avec son code provisoire" }).click();
  await wizard.identify(gerard);
  await wizard.at('/activer/identite/profil', "Je choisis pour qui j'active le profil");
  await wizard.go();
  await wizard.expectWrong('Choisissez la personne pour qui vous activez le profil.');
  await page.getByRole('radio', { name: gerard.name }).check();
  await wizard.go();
  await test.step("the other twin's code is not his", async () => {
    await wizard.giveCode(await demonstration.provisionalCode('Jean-Jacques Jean-Pierre Capanelli'));
    await wizard.expectWrong('Ce code ne correspond pas. Il reste 4 essais.');
  });
  await wizard.code.fill(await demonstration.provisionalCode(gerard.name));
  await wizard.go();
  await wizard.decideToActivate();

  await wizard.at('/activer/representant', "J'active le profil de mon enfant");
  await wizard.go();
  await wizard.expectWrong('Indiquez si vous êtes le représentant légal.');
  await page.getByRole('radio', { name: words(`Je ne suis pas le représentant légal de ${gerard.name}`) }).check();
  await wizard.go();
  await wizard.expectWrong('Seul le représentant légal peut ouvrir ce profil.');
  await page.getByRole('radio', { name: words(`Je certifie être le représentant légal de ${gerard.name}`) }).check();
  await wizard.go();
  await wizard.at('/activer/termine', 'Le profil de Gerard Martin a bien été activé !');
  await page.getByRole('link', { name: 'Découvrir Mon espace santé' }).click();
  await wizard.at('/bienvenue/taille', 'Quelle est la taille de Gerard ?');
  await visitor.header.openMenu();
  await expect(visitor.header.profiles).toHaveText([/Alba Capanelli\s+Profil principal/, /Gerard Capanelli\s+Profil rattaché/]);
});
