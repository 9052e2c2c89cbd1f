//! To whom the badges of an import may have been given: what tables and people say, and a badge alone can confirm.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};

use super::table::{Row, page_of};
use crate::account::{Address, Recipient};
use crate::openbadges::VerifiedCredential;

/// Addresses without a day that are tried on each badge at most.
const MOST_TRIED: usize = 2_000;

/// People that a badge may have been given to. That it was, the badge itself must say.
#[derive(Debug, Default)]
pub struct Recipients {
    /// By the badge's own address.
    by_page: HashMap<String, Recipient>,
    /// By the day on which badges were given to them.
    by_day: HashMap<NaiveDate, BTreeSet<Recipient>>,
    /// On whatever day.
    anyone: BTreeSet<Recipient>,
    /// A badge that was given to none of them is refused.
    pub(in crate::passport) nobody_else: bool,
}

impl Recipients {
    /// These people, and those that the tables name.
    pub(super) fn new(addresses: &[Address], rows: &[Row]) -> Self {
        let mut all = Self {
            anyone: addresses.iter().cloned().map(Recipient::Address).collect(),
            ..Self::default()
        };
        for row in rows {
            let Some(address) = row.recipient.clone().map(Recipient::Address) else {
                continue;
            };
            if let Some(page) = row.address.as_deref().and_then(page_of) {
                all.by_page.insert(page, address.clone());
            }
            match row.day {
                Some(day) => {
                    all.by_day.entry(day).or_default().insert(address);
                }
                None if all.anyone.len() < MOST_TRIED => {
                    all.anyone.insert(address);
                }
                None => {}
            }
        }
        all
    }

    /// These people and nobody else.
    pub(in crate::passport) fn only(own: Vec<Recipient>) -> Self {
        Self {
            nobody_else: true,
            anyone: own.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Which of them a badge names.
    pub(in crate::passport) fn of(&self, badge: &VerifiedCredential) -> Option<Recipient> {
        let page = page_of(badge.credential_uri());
        let told = page.and_then(|page| self.by_page.get(&page));
        let days = badge.valid_from().map(|from| from.date_naive());
        // A table's day is that of its writer's clock: the day before and the day after count too.
        let days = days.into_iter().flat_map(around);
        told.into_iter()
            .chain(&self.anyone)
            .chain(days.filter_map(|day| self.by_day.get(&day)).flatten())
            .find(|whom| badge.names(&whom.text()))
            .cloned()
    }
}

/// A day, the one before and the one after.
pub(super) fn around(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let one = Days::new(1);
    [
        Some(day),
        day.checked_sub_days(one),
        day.checked_add_days(one),
    ]
    .into_iter()
    .flatten()
}
