//! Domains where anybody may have a mailbox: a fact for the coordinator who reads an application, never a refusal.

const DOMAINS: &str = include_str!("../../../data/companies/free-mail.txt");

/// Whether anybody may have a mailbox at this domain, as far as `data/companies/free-mail.txt` knows.
#[must_use]
pub fn is_free(domain: &str) -> bool {
    DOMAINS.lines().any(|known| known == domain)
}

/// Whether a domain's own name and a company's name have a word in common: « menuiserie-loire.fr » and « Menuiserie de
/// la Loire ».
#[must_use]
pub fn resembles(domain: &str, company: &str) -> bool {
    let folded = letters(company);
    let words: Vec<String> = company
        .split(|letter: char| !letter.is_alphanumeric())
        .map(letters)
        .filter(|word| word.len() >= 4)
        .collect();
    let mut labels = domain.split('.').rev().skip(1).map(letters);
    labels.any(|label| {
        let inside = label.len() >= 3 && folded.contains(&label);
        inside || words.iter().any(|word| label.contains(word))
    })
}

/// Letters and digits alone, without accents or case.
fn letters(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'à' | 'â' | 'ä' => folded.push('a'),
            'ç' => folded.push('c'),
            'é' | 'è' | 'ê' | 'ë' => folded.push('e'),
            'î' | 'ï' => folded.push('i'),
            'ô' | 'ö' => folded.push('o'),
            'ù' | 'û' | 'ü' => folded.push('u'),
            'œ' => folded.push_str("oe"),
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ => {}
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_folded_and_names_each_domain_once() {
        let mut seen = std::collections::BTreeSet::new();
        for domain in DOMAINS.lines() {
            assert_eq!(domain, domain.trim().to_ascii_lowercase());
            assert!(domain.contains('.') && seen.insert(domain), "{domain}");
        }
        assert!(is_free("laposte.net") && !is_free("menuiserie-loire.fr"));
    }

    #[test]
    fn a_domain_is_compared_with_a_name() {
        assert!(resembles("menuiserie-loire.fr", "Menuiserie de la Loire"));
        assert!(resembles("lesjardins.org", "Les Jardins d’Élise"));
        assert!(resembles("bij41.asso.fr", "BIJ 41"));
        assert!(!resembles("exemple.fr", "Menuiserie de la Loire"));
        assert!(!resembles("menuiserie", "Menuiserie"));
        assert!(!resembles("ab.fr", "Abbaye"));
    }
}
