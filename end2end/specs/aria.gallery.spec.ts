import { expect, test } from '../support/test.ts';

// What a screen reader is told, whole: `deep-equal` lets nothing be added or taken away.

test('the frame of a profile: header, profile and footer', async ({ visitor }) => {
  const { page } = visitor;
  await page.goto('/galerie/ecrans/parametres/ordinaire');
  await expect(page.getByRole('banner')).toMatchAriaSnapshot(`
    - banner:
      - /children: deep-equal
      - link "Mon espace santé":
        - /url: /p/00000000000000000000000000000000/accueil
      - button "Inaya M. , changer de profil et paramètres"
      - navigation "Navigation principale":
        - link "Accueil":
          - /url: /p/00000000000000000000000000000000/accueil
      - paragraph:
        - strong: Inaya Michel
        - text: · Profil principal
  `);
  await expect(page.getByRole('contentinfo')).toMatchAriaSnapshot(`
    - contentinfo:
      - /children: deep-equal
      - paragraph:
        - text: "Aide :"
        - link "3422":
          - /url: tel:3422
        - text: ", du lundi au vendredi de 8 h 30 à 17 h 30. Service gratuit + prix appel."
      - list:
        - listitem:
          - link "Aide":
            - /url: /aide
        - listitem:
          - link "Accessibilité":
            - /url: /accessibilite
        - listitem:
          - link "Mentions légales":
            - /url: /mentions-legales
        - listitem:
          - link "Données personnelles":
            - /url: /donnees-personnelles
        - listitem:
          - link "Conditions d'utilisation":
            - /url: /cgu
  `);
});

test('the menu of profiles', async ({ visitor }) => {
  await visitor.page.goto('/galerie/ecrans/accueil/ordinaire');
  await visitor.header.openMenu();
  await expect(visitor.header.panel).toMatchAriaSnapshot(`
    - /children: deep-equal
    - list "Profils":
      - listitem:
        - link "Inaya Michel Profil principal":
          - /url: /p/00000000000000000000000000000000/accueil
      - listitem:
        - link "Lola Michel Profil rattaché":
          - /url: /p/01010101010101010101010101010101/accueil
      - listitem:
        - link "Mathis Michel Profil rattaché":
          - /url: /p/02020202020202020202020202020202/accueil
    - link "Ajouter un profil":
      - /url: /profils/ajouter
    - link "Paramètres":
      - /url: /p/00000000000000000000000000000000/parametres
    - button "Se déconnecter"
  `);
});

test('a step of the wizard: where one is, then the question', async ({ visitor }) => {
  await visitor.page.goto('/galerie/ecrans/carte-vitale/ordinaire');
  await expect(visitor.page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - /children: deep-equal
      - link "Retour":
        - /url: /activer/identite/naissance
      - paragraph: Activer Mon espace santé
      - paragraph: "Pour l'activer, suivez ces étapes :"
      - list "Étapes":
        - listitem: Mon identité , étape en cours
        - listitem: Mon code , étape à venir
        - listitem: Activation , étape à venir
        - listitem: Mon compte , étape à venir
      - group "Ma carte Vitale":
        - heading "Ma carte Vitale" [level=1]
        - paragraph: Tous les champs sont obligatoires.
        - radio "Carte Vitale sans photo"
        - text: Carte Vitale sans photo
        - radio "Carte Vitale avec photo"
        - text: Carte Vitale avec photo
      - button "Continuer"
  `);
});

test('a form with two faults: the summary, then each beside its field', async ({ visitor }) => {
  await visitor.page.goto('/galerie/ecrans/connexion/champs-vides');
  await expect(visitor.page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - /children: deep-equal
      - alert:
        - heading "2 points à corriger" [level=2]
        - list:
          - listitem:
            - link "Indiquez votre identifiant.":
              - /url: "#identifiant"
          - listitem:
            - link "Indiquez votre mot de passe.":
              - /url: "#mot-de-passe"
      - heading "Se connecter" [level=1]
      - heading "1 Je m'identifie" [level=2]
      - paragraph: Tous les champs sont obligatoires.
      - text: Mon identifiant
      - paragraph: "Erreur : Indiquez votre identifiant."
      - textbox "Mon identifiant" [invalid]
      - text: Mon mot de passe
      - paragraph: "Erreur : Indiquez votre mot de passe."
      - textbox "Mon mot de passe" [invalid]
      - button "Me connecter"
      - paragraph:
        - text: Identifiant ou mot de passe oublié ? Appelez le
        - link "3422":
          - /url: tel:3422
        - text: .
      - paragraph:
        - text: Pas encore d'espace ?
        - link "Activer Mon espace santé":
          - /url: /activer
  `);
});

test('a step with a choice that was not made', async ({ visitor }) => {
  await visitor.page.goto('/galerie/ecrans/canal/rien-choisi');
  await expect(visitor.page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - /children: deep-equal
      - link "Retour":
        - /url: /connexion
      - alert:
        - heading "Un point à corriger" [level=2]
        - list:
          - listitem:
            - link "Choisissez comment recevoir votre code.":
              - /url: "#canal"
      - group "2 Je choisis le mode de réception de mon code d'accès":
        - heading "2 Je choisis le mode de réception de mon code d'accès" [level=1]
        - paragraph: "Erreur : Choisissez comment recevoir votre code."
        - radio "Par e-mail"
        - text: Par e-mail
        - paragraph: ina*****@exemple.fr
        - radio "Par SMS"
        - text: Par SMS
        - paragraph: +33 6 ** ** ** 14
      - button "Continuer"
  `);
});

test('a page that is refused leads on', async ({ visitor }) => {
  await visitor.page.goto('/galerie/ecrans/erreurs/acces-refuse');
  await expect(visitor.page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - /children: deep-equal
      - heading "Vous n'avez pas accès à ce profil." [level=1]
      - paragraph: Choisissez un des profils qui vous sont rattachés.
      - paragraph:
        - link "Revenir à l'accueil":
          - /url: /
  `);
});
