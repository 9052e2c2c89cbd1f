//! How a company is named: by its number in the register of companies (SIREN, decree of 14 March 1973).

/// A company's number: nine digits, the last of which makes the sum right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siren(String);

/// What was given is no company's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SIREN has nine digits, and its sum must be right")]
pub struct NotASiren;

impl Siren {
    /// Reads a SIREN, or the one that a SIRET of fourteen digits begins with; spaces and dots do not count.
    ///
    /// # Errors
    ///
    /// [`NotASiren`].
    pub fn parse(text: &str) -> Result<Self, NotASiren> {
        let compact: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '.')
            .collect();
        let digits = compact.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || ![9, 14].contains(&compact.len()) {
            return Err(NotASiren);
        }
        let siren = &compact[..9];
        let sum: u32 = siren
            .bytes()
            .enumerate()
            .map(|(place, byte)| {
                let digit = u32::from(byte - b'0');
                let doubled = digit * 2;
                match place % 2 {
                    0 => digit,
                    _ => doubled % 10 + doubled / 10,
                }
            })
            .sum();
        if sum > 0 && sum.is_multiple_of(10) {
            Ok(Self(siren.to_owned()))
        } else {
            Err(NotASiren)
        }
    }

    /// The nine digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_named_by_a_number_whose_sum_is_right() {
        let siren = Siren::parse("732 829 320").unwrap();
        assert_eq!(siren.as_str(), "732829320");
        assert_eq!(Siren::parse("732.829.320 00074"), Ok(siren));
        for wrong in [
            "",
            "732829321",
            "73282932",
            "7328293200",
            "000000000",
            "73282932a",
            "７３２８２９３２０",
        ] {
            assert_eq!(Siren::parse(wrong), Err(NotASiren), "{wrong:?}");
        }
    }
}
