//! The noise of a release, and who counts in which family: functions of the release key alone (P2).

use hmac::{Hmac, KeyInit, Mac};
use rand::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{FAMILIES_PER_HOLDER, Series};

/// The secret of one release: whoever has it can take the noise away, so it is never stored or printed,
/// and is overwritten when dropped.
pub struct ReleaseKey(Zeroizing<[u8; 32]>);

impl ReleaseKey {
    /// Draws a key.
    #[must_use]
    pub fn draw(random: &mut impl CryptoRng) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        random.fill_bytes(key.as_mut());
        Self(key)
    }

    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_ref())
            .expect("HMAC takes a key of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The noise of one cell of one table: discrete Laplace of the table's scale.
    pub(super) fn noise(&self, series: Series, code: &str, category: &str) -> i64 {
        let draw = self.mac(&[
            b"noise",
            series.as_str().as_bytes(),
            code.as_bytes(),
            category.as_bytes(),
        ]);
        let (left, right) = draw.split_at(16);
        geometric(left, series.scale()) - geometric(right, series.scale())
    }

    /// The families that this holder counts in: all, or the three that the key chooses.
    pub(super) fn families<'a>(&self, holder: uuid::Uuid, families: &'a [String]) -> Vec<&'a str> {
        let mut chosen: Vec<_> = families
            .iter()
            .map(|family| {
                (
                    self.mac(&[b"family", holder.as_bytes(), family.as_bytes()]),
                    family.as_str(),
                )
            })
            .collect();
        chosen.sort_unstable();
        chosen.truncate(FAMILIES_PER_HOLDER);
        chosen.into_iter().map(|(_, family)| family).collect()
    }
}

/// A geometric draw with ratio e^(−1/scale), from the first 53 bits of `bytes`. The difference of two of
/// them is discrete Laplace.
fn geometric(bytes: &[u8], scale: f64) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&bytes[..8]);
    let bits = u64::from_be_bytes(first) >> 11;
    #[expect(
        clippy::cast_precision_loss,
        reason = "53 bits are what a double holds exactly"
    )]
    let uniform = (bits as f64 + 1.0) / 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most 37 times the scale"
    )]
    let draw = (-uniform.ln() * scale).floor() as i64;
    draw
}
