//! Looking for the few letters that are written as escapes, in texts that have hardly any.

/// Bytes that are looked at together: the compiler turns such a stretch into a few instructions.
const STRETCH: usize = 32;

/// Where the first byte is that `is` sought.
pub(in crate::openbadges) fn position(text: &str, is: impl Fn(u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    for stretch in bytes.chunks(STRETCH) {
        if stretch.iter().fold(false, |any, &byte| any | is(byte)) {
            return stretch.iter().position(|&byte| is(byte)).map(|n| at + n);
        }
        at += stretch.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn a_letter_is_found_where_it_first_stands() {
        for length in 0..100 {
            let text = "é".repeat(length);
            assert_eq!(position(&text, |byte| byte == b'"'), None);
            let quoted = format!("{text}\"a\"");
            assert_eq!(position(&quoted, |byte| byte == b'"'), Some(text.len()));
        }
    }
}
