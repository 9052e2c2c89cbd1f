//! Which of the three levels a badge is for, as far as it says so.
//!
//! **Invariant:** a level is read from what a signature covers: never from the order of a list, which is a set to
//! RDF. What says no level, or two, says none.

use serde_json::Value;

use super::document::{id_of, text, values};
use crate::openbadges::issue::LEVELS;

/// The same three in English.
const ENGLISH: [&str; 3] = ["I do", "I pass it on", "I lead"];
/// What stands between what was earned and how well, in names.
const BETWEEN: [char; 8] = ['·', '–', '—', '-', ':', '|', ',', '('];

/// The level that a result says was reached (OB 3.0), else the one in the achievement's name.
pub(super) fn of_subject(subject: &Value) -> Option<u8> {
    let achievement = &subject["achievement"];
    let results = values(subject, "result");
    let told = results.iter().map(|result| of_result(result, achievement));
    only(told.flatten()).or_else(|| in_name(text(achievement, "name")?))
}

/// The level of a badge class (OB 2.0): its alignment with a level of its own criteria, else the one in its name.
pub(super) fn of_class(class: &Value) -> Option<u8> {
    let criteria = id_of(class, "criteria");
    let told = values(class, "alignment").iter().filter_map(|alignment| {
        let (of, fragment) = text(alignment, "targetUrl")?.split_once('#')?;
        let digit = fragment.strip_prefix("niveau-")?;
        (Some(of) == criteria).then(|| digit_of(digit))?
    });
    only(told).or_else(|| in_name(text(class, "name")?))
}

/// What a result reached: a criterion of a rubric of three, one of three allowed values, or a level by its name.
fn of_result(result: &Value, achievement: &Value) -> Option<u8> {
    let reached = ["achievedLevel", "value"]
        .iter()
        .find_map(|member| text(result, member))?;
    let of = text(result, "resultDescription");
    let description = values(achievement, "resultDescription")
        .iter()
        .find(|description| of.is_some() && text(description, "id") == of)
        .unwrap_or(&Value::Null);
    let rubric = values(description, "rubricCriterionLevel");
    let numbers = rubric.iter().map(number).collect::<Option<Vec<u8>>>();
    if let Some(mut numbers) = numbers.filter(|numbers| numbers.len() == 3) {
        let said = |criterion: &&Value| {
            ["id", "name", "level"]
                .iter()
                .any(|member| text(criterion, member) == Some(reached))
        };
        let reached = only(rubric.iter().filter(said).filter_map(number));
        numbers.sort_unstable();
        return reached.filter(|_| numbers == [1, 2, 3]);
    }
    let mut allowed: Vec<&str> = values(description, "allowedValue")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    allowed.sort_unstable();
    let bounds = ["valueMin", "valueMax"].map(|member| text(description, member));
    if allowed == ["1", "2", "3"] || bounds == [Some("1"), Some("3")] {
        return digit_of(reached);
    }
    named(reached)
}

/// The number of a rubric's criterion: the one it says, else that of its name.
fn number(criterion: &Value) -> Option<u8> {
    match text(criterion, "level") {
        Some(level) => digit_of(level).or_else(|| named(level)),
        None => named(text(criterion, "name")?),
    }
}

/// A level at the end of a name, after what was earned: “Tenir un planning · Je transmets”.
fn in_name(name: &str) -> Option<u8> {
    let name = name.trim().trim_end_matches(')');
    let (earned, level) = name.rsplit_once(BETWEEN)?;
    (!earned.trim().is_empty()).then(|| named(level))?
}

/// A level by its name, or as one of three: “Je pilote”, “I lead”, “niveau 3/3”, “level 3 of 3”.
fn named(words: &str) -> Option<u8> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.to_lowercase().replace('\u{2019}', "'");
    let place = |names: [&str; 3]| {
        let same = names.iter().position(|name| name.to_lowercase() == words)?;
        u8::try_from(same + 1).ok()
    };
    place(LEVELS).or_else(|| place(ENGLISH)).or_else(|| {
        let counted = ["niveau", "level"]
            .iter()
            .find_map(|word| words.strip_prefix(word))?;
        let (digit, scale) = counted.trim_start().split_at_checked(1)?;
        let scale = scale.trim_start();
        let of_three = ["/", "sur", "of"]
            .iter()
            .find_map(|word| scale.strip_prefix(word))
            .is_some_and(|rest| rest.trim() == "3");
        of_three.then(|| digit_of(digit))?
    })
}

fn digit_of(text: &str) -> Option<u8> {
    match text.trim() {
        "1" => Some(1),
        "2" => Some(2),
        "3" => Some(3),
        _ => None,
    }
}

/// The one level among those told; two that differ are none.
fn only(mut told: impl Iterator<Item = u8>) -> Option<u8> {
    let first = told.next()?;
    told.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_says_a_level_after_what_was_earned_and_only_among_three() {
        for (name, level) in [
            ("Tenir un planning · Je transmets", Some(2)),
            ("Tenir un planning - je  PILOTE", Some(3)),
            ("Keeping a schedule (I pass it on)", Some(2)),
            ("Accueillir — niveau 3/3", Some(3)),
            ("Welcome: level 1 of 3", Some(1)),
            ("Accueillir, niveau 2 sur 3", Some(2)),
            // Another scale, or nothing that was earned.
            ("Anglais - niveau 3", None),
            ("Anglais - niveau 3/5", None),
            ("Je pilote", None),
            (" · Je pilote", None),
            ("Je pilote un avion", None),
            ("Drone · Je pilote un drone", None),
        ] {
            assert_eq!(in_name(name), level, "{name}");
            let achievement = json!({ "achievement": { "name": name } });
            assert_eq!(of_subject(&achievement), level, "{name}");
        }
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "written where they are handed over"
    )]
    fn subject(description: Value, result: Value) -> Value {
        let mut subject = json!({ "achievement": { "name": "Tenir un planning" } });
        subject["achievement"]["resultDescription"] = json!([description]);
        subject["result"] = json!([result]);
        subject
    }

    #[test]
    fn the_order_of_a_rubric_says_nothing() {
        let criterion = |n: u8| json!({ "id": format!("urn:l{n}"), "name": format!("Palier {n}"), "level": n.to_string() });
        let rubric =
            |order: [u8; 3]| json!({ "id": "urn:d", "rubricCriterionLevel": order.map(criterion) });
        let told = json!({ "resultDescription": "urn:d", "achievedLevel": "urn:l1" });
        assert_eq!(
            of_subject(&subject(rubric([1, 2, 3]), told.clone())),
            Some(1)
        );
        assert_eq!(of_subject(&subject(rubric([3, 2, 1]), told)), Some(1));
        let mut unnumbered = rubric([1, 2, 3]);
        for place in 0..3 {
            let criterion = &mut unnumbered["rubricCriterionLevel"][place];
            criterion.as_object_mut().unwrap().remove("level");
        }
        let told = json!({ "resultDescription": "urn:d", "achievedLevel": "urn:l3" });
        assert_eq!(of_subject(&subject(unnumbered.clone(), told.clone())), None);
        for (place, name) in LEVELS.iter().enumerate() {
            unnumbered["rubricCriterionLevel"][place]["name"] = json!(name);
        }
        assert_eq!(of_subject(&subject(unnumbered, told)), Some(3));
    }

    #[test]
    fn a_value_or_a_name_says_a_level_where_there_are_three() {
        let ours = json!({ "id": "urn:d", "rubricCriterionLevel": [
            { "id": "urn:a", "name": "Je fais", "level": "1" }, { "id": "urn:b", "name": "Je transmets", "level": "2" },
            { "id": "urn:c", "name": "Je pilote", "level": "3" } ] });
        let of = |member: &str, said: &str| json!({ "resultDescription": "urn:d", member: said });
        for (member, said, level) in [
            ("value", "2", Some(2)),
            ("achievedLevel", "Je transmets", Some(2)),
            ("achievedLevel", "urn:c", Some(3)),
            ("achievedLevel", "urn:z", None),
            ("value", "4", None),
        ] {
            let level_of = of_subject(&subject(ours.clone(), of(member, said)));
            assert_eq!(level_of, level, "{said}");
        }
        let allowed = json!({ "id": "urn:d", "allowedValue": ["1", "2", "3"] });
        assert_eq!(of_subject(&subject(allowed, of("value", "3"))), Some(3));
        let bounds = json!({ "id": "urn:d", "valueMin": "1", "valueMax": "3" });
        assert_eq!(of_subject(&subject(bounds, of("value", "1"))), Some(1));
        let of_twenty = json!({ "id": "urn:d", "valueMin": "0", "valueMax": "20" });
        assert_eq!(of_subject(&subject(of_twenty, of("value", "2"))), None);
        let bare = json!({ "value": "Je pilote" });
        assert_eq!(of_subject(&subject(json!({}), bare)), Some(3));
    }

    #[test]
    fn a_class_is_aligned_with_a_level_of_its_own_criteria_and_no_other() {
        let class = |urls: &[&str]| {
            let alignment: Vec<Value> =
                urls.iter().map(|url| json!({ "targetUrl": url })).collect();
            json!({ "name": "Tenir un planning", "criteria": { "id": "https://a.example/p" }, "alignment": alignment })
        };
        let own = "https://a.example/p#niveau-2";
        assert_eq!(of_class(&class(&["https://esco.example/1", own])), Some(2));
        assert_eq!(of_class(&class(&["https://b.example/p#niveau-2"])), None);
        assert_eq!(
            of_class(&class(&[own, "https://a.example/p#niveau-3"])),
            None
        );
        assert_eq!(of_class(&class(&["https://a.example/p#niveau-4"])), None);
    }
}
