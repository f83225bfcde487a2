import type { Visitor } from '../pages/visitor.ts';
import { alba, gerard, inaya, jean, martine } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { containing, words } from '../support/text.ts';

// Two enrolments in two tabs of one browser, which holds one of them.

/** The tab whose enrolment was replaced is told so, by a page that shows nobody and leads on. */
async function expectReplaced({ page, wizard }: Visitor): Promise<void> {
  await wizard.at('/activer/reprendre', 'Je reprends là où je me suis arrêté');
  await expect(page.getByRole('alert')).toHaveText(
    containing("Une autre démarche a été commencée entre-temps dans ce navigateur. Rien n'a été enregistré."),
  );
  await expect(page).toHaveTitle(/^Erreur\s: /);
  await expect(page.getByRole('main')).not.toContainText(/Capanelli|Leguellec/);
  await expect(page.getByRole('button', { name: 'Recommencer' })).toBeVisible();
}

test("confirming in one tab never opposes the other tab's child", async ({ visitor, somebodyElse, demonstration }) => {
  const other = await visitor.newTab();
  const jeansCode = await demonstration.provisionalCode(jean.name);
  for (const [tab, child, code] of [
    [visitor, jean, jeansCode],
    [other, gerard, await demonstration.provisionalCode(gerard.name)],
  ] as const) {
    await tab.wizard.hurryToTheDecision(child, code, 'opposition');
    await tab.wizard.at('/opposition/confirmer', "Je valide ma décision d'opposition");
    await expect(tab.page.getByText(words(`Pour ${child.name}`))).toBeVisible();
    await tab.page.getByRole('checkbox', { name: /Je certifie être le représentant légal/ }).check();
  }
  await visitor.wizard.go('Confirmer mon opposition');
  await expectReplaced(visitor);
  await other.wizard.go('Confirmer mon opposition');
  await other.wizard.at('/opposition/enregistree', 'Mon opposition est enregistrée');
  await other.page.getByRole('link', { name: "Voir l'attestation" }).click();
  await expect(other.page.getByRole('article')).toContainText(/Pour\s:\s*CAPANELLI Gerard Martin/);
  await test.step('nothing is decided for the first child, whose code still serves', async () => {
    const { page, wizard } = await somebodyElse();
    await wizard.hurryToTheDecision(jean, jeansCode);
    await wizard.at('/activer/decision', 'Je prends ma décision');
    await expect(page.getByRole('radio', { name: "Je m'oppose à la création de Mon espace santé" })).toBeVisible();
    await expect(page.getByText(/Une opposition est enregistrée/)).toHaveCount(0);
  });
});

test("certifying in one tab never activates the other tab's child", async ({ visitor, demonstration }) => {
  await visitor.signIn(inaya);
  const other = await visitor.newTab();
  for (const [tab, child] of [
    [visitor, jean],
    [other, gerard],
  ] as const) {
    await tab.wizard.hurryToTheDecision(child, await demonstration.provisionalCode(child.name));
    await tab.wizard.decideToActivate();
    await tab.wizard.at('/activer/representant', "J'active le profil de mon enfant");
    await tab.page.getByRole('radio', { name: words(`Je certifie être le représentant légal de ${child.name}`) }).check();
  }
  await visitor.wizard.go();
  await expectReplaced(visitor);
  await visitor.open('/profils');
  const hers = [/Inaya Michel/, /Lola Michel/, /Mathis Michel/];
  await expect(visitor.profilesPage.profiles).toHaveText(hers);
  await other.wizard.go();
  await other.wizard.at('/activer/termine', 'Le profil de Gerard Martin a bien été activé !');
  await visitor.reload();
  await expect(visitor.profilesPage.profiles).toHaveText([...hers, /Gerard Capanelli/]);
});

test('a password typed in one tab never opens the space of the other tab', async ({ visitor, somebodyElse, demonstration }) => {
  const other = await visitor.newTab();
  const martinesCode = await demonstration.provisionalCode(martine.name);
  for (const [tab, person, code] of [
    [visitor, martine, martinesCode],
    [other, alba, await demonstration.provisionalCode(alba.name)],
  ] as const) {
    await tab.wizard.hurryToTheDecision(person, code);
    await tab.wizard.decideToActivate();
    await tab.wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
    await tab.wizard.go(/Ces coordonnées sont exactes/);
    await tab.wizard.at('/activer/compte/identifiants', 'Je choisis mon nouvel identifiant et mon mot de passe');
  }
  const typed = ['premier.onglet', 'quatre cactus bleus dansent'] as const;
  await visitor.wizard.chooseCredentials(...typed);
  await expectReplaced(visitor);
  await other.wizard.chooseCredentials('second.onglet', 'cinq cactus verts chantent');
  await other.wizard.at('/activer/termine', 'Mon espace santé a bien été activé !');
  const elsewhere = await somebodyElse();
  await test.step('what was typed in the first tab signs nobody in', async () => {
    await elsewhere.open('/connexion');
    await elsewhere.signInPage.fill(...typed);
    await elsewhere.signInPage.submit();
    await elsewhere.signInPage.errors.expectMessages('Identifiant ou mot de passe incorrect.');
  });
  await test.step('and nothing is decided for the first person, whose code still serves', async () => {
    await elsewhere.wizard.hurryToTheDecision(martine, martinesCode);
    await elsewhere.wizard.at('/activer/decision', 'Je prends ma décision');
  });
});
