//! How words get into a shape: few, large, broken where one would breathe.

use super::lettering::{CAPITAL, DESCENT, width};

/// A size below which letters are hard to read at 90 pixels.
const LEGIBLE: f32 = 32.0;
/// From one line of a text to the next, as part of the size.
pub(super) const LEADING: f32 = 1.03;
/// Words that wait for the next one: a line does not end with them, and a long name goes without them.
const LITTLE: [&str; 33] = [
    "a", "an", "and", "au", "aux", "avec", "ce", "dans", "de", "des", "du", "en", "et", "for",
    "in", "la", "le", "les", "of", "on", "ou", "par", "pour", "qui", "sa", "se", "ses", "son",
    "sur", "the", "to", "un", "une",
];

fn little(word: &str) -> bool {
    word == "à" || word == "À" || LITTLE.contains(&word.to_lowercase().as_str())
}

/// Lines of a text, and the size that they fill their place at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lines {
    pub(super) size: f32,
    pub(super) lines: Vec<String>,
}

/// A place for text: from `top` to `bottom`, and how far the middle line reaches to a side between two heights.
pub(super) struct Room<'a> {
    pub(super) top: f32,
    pub(super) bottom: f32,
    pub(super) reach: &'a dyn Fn(f32, f32) -> f32,
}

impl Room<'_> {
    /// Where the lines of `count` stand, for a size.
    pub(super) fn baselines(&self, count: usize, size: f32) -> Vec<f32> {
        let middle = f32::midpoint(self.top, self.bottom);
        let lines = f32::from(u8::try_from(count).unwrap_or(u8::MAX));
        // The eye takes the middle of a line a little below the middle of its capitals.
        let first = middle - (lines - 1.0) * size * LEADING / 2.0 + size * 0.315;
        (0..u8::try_from(count).unwrap_or(u8::MAX))
            .map(|line| first + f32::from(line) * size * LEADING)
            .collect()
    }

    fn holds(&self, widths: &[f32], size: f32) -> bool {
        let baselines = self.baselines(widths.len(), size);
        let high = baselines
            .first()
            .is_some_and(|first| first - size * CAPITAL < self.top);
        let low = baselines
            .last()
            .is_some_and(|last| last + size * DESCENT * 0.85 > self.bottom);
        !high
            && !low
            && widths.iter().zip(&baselines).all(|(width, line)| {
                let reach = (self.reach)(line - size * CAPITAL, line + size * 0.05);
                width * size <= 2.0 * reach
            })
    }

    /// The largest size, in half units, that holds lines of these widths.
    fn largest(&self, widths: &[f32], sizes: (f32, f32)) -> Option<f32> {
        let widest = widths.iter().copied().fold(0.0, f32::max);
        let middle = f32::midpoint(self.top, self.bottom);
        let most = 2.0 * (self.reach)(middle, middle) / widest.max(0.01);
        let mut size = (most.min(sizes.1) * 2.0).floor() / 2.0;
        while size >= sizes.0 {
            if self.holds(widths, size) {
                return Some(size);
            }
            size -= 0.5;
        }
        None
    }

    /// The best way to break words into one to four lines; `None` where even the smallest size is too large.
    fn broken(&self, words: &[&str], sizes: (f32, f32)) -> Option<Lines> {
        let space = width(" ");
        let each: Vec<f32> = words.iter().map(|word| width(word)).collect();
        let between = u32::try_from(words.len().checked_sub(1)?)
            .ok()
            .filter(|count| *count < 11)?;
        let mut best: Option<(f32, Lines)> = None;
        for breaks in 0_u32..1 << between {
            if breaks.count_ones() > 3 {
                continue;
            }
            let mut widths = vec![0.0];
            let mut lines = vec![String::new()];
            let mut cost = 0.0;
            for (number, word) in words.iter().enumerate() {
                let last = lines.len() - 1;
                if number > 0 && breaks >> (number - 1) & 1 == 1 {
                    if little(words[number - 1]) {
                        cost += 6.0;
                    }
                    lines.push((*word).to_owned());
                    widths.push(each[number]);
                } else {
                    if number > 0 {
                        lines[last].push(' ');
                        widths[last] += space;
                    }
                    lines[last] += word;
                    widths[last] += each[number];
                }
            }
            let Some(size) = self.largest(&widths, sizes) else {
                continue;
            };
            let (least, most) = widths
                .iter()
                .fold((f32::MAX, 0.0_f32), |(least, most), width| {
                    (least.min(*width), most.max(*width))
                });
            // Small letters cost more than an awkward break.
            let small = (LEGIBLE - size).max(0.0) * 1.5;
            let score = size - small - cost - (most - least) * 0.5;
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, Lines { size, lines }));
            }
        }
        best.map(|(_, lines)| lines)
    }

    /// A name as large as it gets, between two sizes: whole, else without its little words, else cut short.
    pub(super) fn fit(&self, name: &str, least: f32, most: f32) -> Lines {
        let words: Vec<&str> = name.split_whitespace().collect();
        if let Some(lines) = self.broken(&words, (least, most)) {
            return lines;
        }
        let mut words: Vec<&str> = words.into_iter().filter(|word| !little(word)).collect();
        words.truncate(8);
        if let Some(lines) = self.broken(&words, (least, most)) {
            return lines;
        }
        while words.len() > 1 {
            words.pop();
            let cut = format!("{}…", words.join(" "));
            let cut: Vec<&str> = cut.split(' ').collect();
            if let Some(lines) = self.broken(&cut, (least, most)) {
                return lines;
            }
        }
        let mut word = words.first().copied().unwrap_or_default().to_owned();
        loop {
            let cut = format!("{word}…");
            if let Some(lines) = self.broken(&[&cut], (least, most)) {
                return lines;
            }
            if word.pop().is_none() {
                return Lines {
                    size: least,
                    lines: Vec::new(),
                };
            }
        }
    }
}

/// Ways to say an organisation's name, from the whole to its initials.
///
/// « Bureau information jeunesse de Loir-et-Cher » becomes « BIJ Loir-et-Cher », then « BIJ LC ».
pub(super) fn shorter(name: &str) -> Vec<String> {
    let words: Vec<&str> = name
        .split_whitespace()
        .map(|word| {
            let elided = word
                .split_once(['\'', '’'])
                .filter(|(article, _)| article.len() <= 2);
            elided.map_or(word, |(_, noun)| noun)
        })
        .filter(|word| !little(word))
        .collect();
    let proper =
        |word: &&str| word.starts_with(|letter: char| letter.is_uppercase() || letter.is_numeric());
    let tail = words
        .iter()
        .skip(1)
        .rposition(|word| !proper(word))
        .map_or(1, |last| last + 2)
        .min(words.len());
    let (head, place) = words.split_at(tail);
    let initials = |words: &[&str]| -> String {
        words
            .iter()
            .flat_map(|word| word.split('-'))
            .filter(|word| !little(word))
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_uppercase)
            .collect()
    };
    let mut ways = vec![name.to_owned()];
    match (head, place) {
        ([], _) | ([_], []) => {}
        (_, []) => ways.push(initials(&words)),
        ([one], [first, ..]) => {
            // « Université de Tours », « Univ. Tours »
            let short: String = one.chars().take(4).collect();
            let short = short.trim_end_matches(['a', 'e', 'i', 'o', 'u', 'é']);
            ways.push(format!("{short}. {}", from(name, first)));
            ways.push(initials(&words));
        }
        (_, [first, ..]) => {
            ways.push(format!("{} {}", initials(head), from(name, first)));
            ways.push(format!("{} {}", initials(head), initials(place)));
        }
    }
    ways
}

/// What of a name begins with a word of it.
fn from<'a>(name: &'a str, word: &str) -> &'a str {
    name.find(word).map_or(name, |at| &name[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations_are_known_by_their_initials_and_their_place() {
        for (name, last) in [
            (
                "Bureau information jeunesse de Loir-et-Cher",
                "BIJ Loir-et-Cher",
            ),
            (
                "Ligue de l'enseignement d'Indre-et-Loire",
                "LE Indre-et-Loire",
            ),
            ("Mission locale du Blaisois", "ML Blaisois"),
        ] {
            assert_eq!(shorter(name)[1], last);
        }
        assert_eq!(
            shorter("Missions locales du Centre-Val de Loire")[2],
            "ML CVL"
        );
        assert_eq!(
            shorter("Espace Mirabeau"),
            ["Espace Mirabeau", "Esp. Mirabeau", "EM"]
        );
        assert_eq!(shorter("Mirabeau"), ["Mirabeau"]);
        assert_eq!(shorter(""), [""]);
    }

    #[test]
    fn a_name_is_whole_then_without_little_words_then_cut() {
        let room = Room {
            top: 0.0,
            bottom: 100.0,
            reach: &|_, _| 90.0,
        };
        let whole = room.fit("Gérer un budget", 20.0, 44.0);
        assert_eq!(whole.lines.join(" "), "Gérer un budget");
        assert!(whole.lines.iter().all(|line| !line.ends_with(" un")));
        let long = "Accompagner quelqu'un dans ses démarches et dans sa recherche d'emploi de longue durée";
        let cut = room.fit(long, 24.0, 44.0);
        assert!(
            cut.lines.len() <= 4 && !cut.lines.join(" ").contains(" dans "),
            "{cut:?}"
        );
        let word = room.fit(&"Anticonstitution".repeat(4), 24.0, 44.0);
        assert!(word.lines.join("").ends_with('…'), "{word:?}");
        assert_eq!(room.fit("", 24.0, 44.0).lines.join(""), "…");
    }
}
