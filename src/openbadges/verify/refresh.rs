//! A newer form of a badge, where its issuer offers one (`1EdTechCredentialRefresh`).
//!
//! **Invariant:** asked once, only for a badge whose own proof holds, and believed only when the answer is the
//! same badge, as authentic and no older: an address in a badge never makes it worth more than its issuer says.

use super::document::{says, text, values};
use super::{VerifiedCredential, judge};
use crate::openbadges::answers::{Authentic, Check, CheckOutcome};
use crate::openbadges::documents::Question;

/// The newest form of a badge that can be had.
pub(super) fn newest(first: VerifiedCredential, question: &Question) -> VerifiedCredential {
    let service = values(first.document(), "refreshService")
        .iter()
        .find(|service| says(service, "type", "1EdTechCredentialRefresh"));
    let address = service.and_then(|service| text(service, "id"));
    let Some(address) = address.filter(|_| first.report().authentic == Authentic::Yes) else {
        return first;
    };
    let (mut newest, check) = match ask(address, &first, question) {
        Ok(Some(newer)) => {
            let said = format!("{address} has a newer form, and that is what counts");
            (newer, Check::new("refresh", CheckOutcome::Pass, said))
        }
        Ok(None) => {
            let said = format!("{address} has nothing newer");
            (first, Check::new("refresh", CheckOutcome::Pass, said))
        }
        Err(reason) => (first, Check::new("refresh", CheckOutcome::Unknown, reason)),
    };
    newest.report.checks.push(check);
    newest
}

fn ask(
    address: &str,
    first: &VerifiedCredential,
    question: &Question,
) -> Result<Option<VerifiedCredential>, String> {
    let bytes = question
        .documents
        .document(address)
        .map_err(|error| error.to_string())?;
    let newer = judge(&bytes, question).map_err(|error| format!("{address}: {error}"))?;
    if newer.identity() != first.identity() {
        return Err(format!("what {address} answers is another badge"));
    }
    if newer.report().authentic != Authentic::Yes {
        return Err(format!("what {address} answers cannot be believed"));
    }
    let same = newer.document() == first.document();
    Ok((!same && newer.valid_from() >= first.valid_from()).then_some(newer))
}
