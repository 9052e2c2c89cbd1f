//! How an establishment of a company is named: by its SIRET, which begins with the company's SIREN.

use super::Siren;

/// An establishment's number: fourteen digits, the first nine of which are its company's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Siret(String);

/// What was given is no establishment's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SIRET has fourteen digits, and its sum must be right")]
pub struct NotASiret;

/// La Poste has more establishments than its numbers have right sums: theirs follow another rule (INSEE, Sirene).
const LA_POSTE: &str = "356000000";

impl Siret {
    /// Reads a SIRET; spaces and dots do not count.
    ///
    /// # Errors
    ///
    /// [`NotASiret`].
    pub fn parse(text: &str) -> Result<Self, NotASiret> {
        let compact: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '.')
            .collect();
        let sound = compact.len() == 14
            && compact.bytes().all(|byte| byte.is_ascii_digit())
            && Siren::parse(&compact).is_ok();
        if !sound {
            return Err(NotASiret);
        }
        let (mut plain, mut doubled) = (0, 0);
        for (place, byte) in compact.bytes().enumerate() {
            let digit = u32::from(byte - b'0');
            plain += digit;
            // Of an even number of digits, the first, third and so on are doubled.
            doubled += match place % 2 {
                0 => digit * 2 % 10 + digit * 2 / 10,
                _ => digit,
            };
        }
        let la_poste = compact.starts_with(LA_POSTE) && plain.is_multiple_of(5);
        if doubled.is_multiple_of(10) || la_poste {
            Ok(Self(compact))
        } else {
            Err(NotASiret)
        }
    }

    /// The fourteen digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The company's number.
    #[must_use]
    pub fn company(&self) -> &str {
        &self.0[..9]
    }
}

/// « 732 829 320 00074 », as people read a SIRET or a SIREN, on one line; what is none is left as it is.
#[must_use]
pub fn spaced(siret: &str) -> String {
    match (siret.get(..3), siret.get(3..6), siret.get(6..9)) {
        (Some(a), Some(b), Some(c)) if siret.is_ascii() => {
            let groups = [a, b, c, &siret[9..]].join("\u{a0}");
            groups.trim_end().to_owned()
        }
        _ => siret.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_establishment_is_named_by_a_number_whose_sum_is_right() {
        let siret = Siret::parse("732 829 320 00074").unwrap();
        assert_eq!(siret.as_str(), "73282932000074");
        assert_eq!(siret.company(), "732829320");
        for wrong in [
            "",
            "732829320",
            "73282932000075",
            "73282932100074",
            "7328293200007",
            "732829320000740",
            "7328293200007a",
            "00000000000000",
            "７３２８２９３２００００７４",
        ] {
            assert_eq!(Siret::parse(wrong), Err(NotASiret), "{wrong:?}");
        }
    }

    /// The seat has a right sum; a post office has digits whose plain sum is a multiple of five.
    #[test]
    fn la_poste_counts_in_its_own_way() {
        assert!(Siret::parse("35600000000048").is_ok());
        assert!(Siret::parse("35600000049837").is_ok());
        assert_eq!(Siret::parse("35600000049838"), Err(NotASiret));
        // The same sum for anybody else is wrong.
        assert_eq!(Siret::parse("73282932000004"), Err(NotASiret));
    }

    #[test]
    fn a_number_is_read_in_groups() {
        let siret = spaced("73282932000074");
        assert_eq!(siret, "732\u{a0}829\u{a0}320\u{a0}00074");
        assert!(Siret::parse(&siret).is_ok(), "it is read as it is written");
        assert_eq!(spaced("732829320"), "732\u{a0}829\u{a0}320");
        assert_eq!(spaced("7é"), "7é");
    }
}
