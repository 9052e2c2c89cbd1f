//! What people may write to each other through the relay: plain text, without what leads elsewhere (R6).
//!
//! Links are masked always. Addresses and telephone numbers are masked until the holder gave their name: a number in a
//! message would give the holder away outside of the act that names its recipient and is noted, and would lead talk to
//! where no report freezes it. Whoever wants to get round this can; nobody does so by mistake.
//!
//! **Invariant:** what is masked is masked before it is kept: what was there is nowhere.

/// Longest text, in characters (R6).
pub const LONGEST: usize = 1_000;
/// Longest line that says what a proposal is, in characters.
pub const LONGEST_LINE: usize = 100;

/// Text that may be kept and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(String);

/// No text, or too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotWords {
    /// Nothing but blanks.
    #[error("there are no words")]
    None,
    /// More than the limit.
    #[error("there are too many words")]
    TooLong,
}

/// Whether addresses and numbers may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contact {
    /// Not before the holder gave their name.
    Masked,
    /// They know each other.
    Shown,
}

impl Words {
    /// Reads a text of at most `longest` characters, masked.
    ///
    /// # Errors
    ///
    /// [`NotWords`].
    pub fn read(text: &str, longest: usize, contact: Contact) -> Result<Self, NotWords> {
        let plain = plain(text);
        if plain.is_empty() {
            return Err(NotWords::None);
        }
        if plain.chars().count() > longest {
            return Err(NotWords::TooLong);
        }
        Ok(Self(masked(&plain, contact)))
    }

    /// A line of at most [`LONGEST_LINE`] characters, masked.
    ///
    /// # Errors
    ///
    /// [`NotWords`].
    pub fn line(text: &str) -> Result<Self, NotWords> {
        let one = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self::read(&one, LONGEST_LINE, Contact::Masked)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Without controls and what is not seen, with one kind of line end and no more than one empty line in a row.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let unseen = |letter: char| {
        matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    let kept: String = text
        .chars()
        .filter(|letter| *letter == '\n' || !(letter.is_control() || unseen(*letter)))
        .map(|letter| match letter {
            '．' | '｡' | '。' => '.',
            '＠' => '@',
            '／' => '/',
            other => other,
        })
        .collect();
    let mut lines: Vec<&str> = Vec::new();
    for line in kept.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(|before| before.is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

const LINK: &str = "[lien masqué]";
const ADDRESS: &str = "[adresse masquée]";
const NUMBER: &str = "[numéro masqué]";

fn masked(text: &str, contact: Contact) -> String {
    let mut said = String::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let blank = &piece[word.len()..];
        let before = word.len() - word.trim_start_matches(opens).len();
        let core = word[before..].trim_end_matches(closes);
        let after = &word[before + core.len()..];
        said.push_str(&word[..before]);
        match (is_address(core), is_link(core)) {
            (true, _) if contact == Contact::Masked => said.push_str(ADDRESS),
            (true, _) | (_, false) => said.push_str(core),
            (false, true) => said.push_str(LINK),
        }
        said.push_str(after);
        said.push_str(blank);
    }
    if contact == Contact::Masked {
        numbers(&said)
    } else {
        said
    }
}

fn opens(letter: char) -> bool {
    "([{<«\"'“‘„,;:!?…*_".contains(letter)
}

fn closes(letter: char) -> bool {
    ")]}>»\"'”’.,;:!?…*_".contains(letter)
}

fn is_address(word: &str) -> bool {
    let word = word.strip_prefix("mailto:").unwrap_or(word);
    word.rsplit_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && !name.contains("://") && domain.trim_matches('.').contains('.')
    })
}

/// Ends of names that people write links with.
const ENDS: [&str; 50] = [
    "com", "fr", "org", "net", "io", "eu", "info", "me", "app", "dev", "co", "be", "ch", "de",
    "uk", "es", "it", "lu", "ca", "us", "ru", "cn", "in", "nl", "pt", "pl", "link", "ly", "gl",
    "gg", "to", "tv", "cc", "page", "site", "online", "shop", "xyz", "top", "click", "club",
    "live", "store", "tech", "work", "jobs", "paris", "bzh", "pro", "biz",
];

fn is_link(word: &str) -> bool {
    let lower = word.to_lowercase();
    if lower.contains("://") || lower.starts_with("www.") || lower.starts_with("mailto:") {
        return true;
    }
    let end = word.find(['/', '?', '#', ':']).unwrap_or(word.len());
    let (host, path) = word.split_at(end);
    let labels: Vec<&str> = host.split('.').collect();
    let sound = |label: &&str| {
        !label.is_empty()
            && label
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    let Some(last) = labels.last().filter(|_| labels.len() > 1) else {
        return false;
    };
    if !labels.iter().all(sound) || !ENDS.contains(&last.to_lowercase().as_str()) {
        return false;
    }
    // « …un stage.De plus »: a sentence that began without a blank.
    let mut letters = last.chars();
    let begins = letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase);
    !(begins && labels.len() == 2 && path.is_empty())
}

/// Masks what reads as a telephone number: nine to fifteen digits, with blanks, dots, strokes or brackets between them.
fn numbers(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let between = |letter: char| " \u{a0}\u{202f}.-–/()".contains(letter);
    let mut said = String::new();
    let mut at = 0;
    while at < letters.len() {
        let begins = letters[at].is_ascii_digit() || letters[at] == '+';
        if !begins || (at > 0 && letters[at - 1].is_alphanumeric()) {
            said.push(letters[at]);
            at += 1;
            continue;
        }
        let (mut end, mut digits, mut gap) = (at, 0, 0);
        let mut last = at;
        while end < letters.len() && (gap <= 2 || letters[end].is_ascii_digit()) {
            if letters[end].is_ascii_digit() {
                digits += 1;
                gap = 0;
                last = end + 1;
            } else if between(letters[end]) {
                gap += 1;
            } else if end > at || letters[end] != '+' {
                break;
            }
            end += 1;
        }
        let run: String = letters[at..last.max(at + 1)].iter().collect();
        let dates = ["/19", "/20"].iter().any(|century| run.contains(century));
        if (9..=15).contains(&digits) && !dates {
            said.push_str(NUMBER);
        } else {
            said.push_str(&run);
        }
        at = last.max(at + 1);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        Words::read(text, LONGEST, Contact::Masked)
            .unwrap()
            .as_str()
            .to_owned()
    }

    #[test]
    fn links_addresses_and_numbers_are_masked() {
        for (text, said) in [
            ("voir https://exemple.fr/a?b=c.", "voir [lien masqué]."),
            ("(www.exemple.zone)", "([lien masqué])"),
            ("[ici](http://x.y)", "[[lien masqué])"),
            ("sur exemple.com/offre !", "sur [lien masqué] !"),
            ("bit\u{200b}.ly/x", "[lien masqué]"),
            ("exemple．com", "[lien masqué]"),
            ("ada@exemple.fr, merci", "[adresse masquée], merci"),
            ("<mailto:ada@exemple.fr>", "<[adresse masquée]>"),
            ("au 06 12 34 56 78.", "au [numéro masqué]."),
            ("0612345678", "[numéro masqué]"),
            ("+33 (0)6.12.34.56.78", "[numéro masqué]"),
            ("06/12/34/56/78", "[numéro masqué]"),
        ] {
            assert_eq!(read(text), said, "{text}");
        }
    }

    #[test]
    fn ordinary_words_stay() {
        for text in [
            "Un stage.De plus, c.a.d. six semaines.",
            "Du 01/07/2026 au 31/08/2026, 35 h à 11,88 € l’heure.",
            "Du 01/07/2026 - 31/08/2026",
            "41000 Blois, 12 personnes, 3.5 jours",
            "Bonjour,\n\nNous cherchons quelqu’un pour l’accueil.",
            "M.Dupont",
        ] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn whoever_gave_their_name_may_give_a_number_and_never_a_link() {
        let text = "ada@exemple.fr ou 06 12 34 56 78 ou exemple.fr";
        let said = Words::read(text, LONGEST, Contact::Shown).unwrap();
        assert_eq!(
            said.as_str(),
            "ada@exemple.fr ou 06 12 34 56 78 ou [lien masqué]"
        );
    }

    #[test]
    fn no_words_and_too_many_are_refused() {
        for nothing in ["", " \n\t ", "\u{200b}"] {
            let read = Words::read(nothing, LONGEST, Contact::Masked);
            assert_eq!(read, Err(NotWords::None), "{nothing:?}");
        }
        let long = "é".repeat(LONGEST);
        assert!(Words::read(&long, LONGEST, Contact::Masked).is_ok());
        let read = Words::read(&format!("{long}e"), LONGEST, Contact::Masked);
        assert_eq!(read, Err(NotWords::TooLong));
        assert_eq!(Words::line("a\nb").unwrap().as_str(), "a b");
    }
}
