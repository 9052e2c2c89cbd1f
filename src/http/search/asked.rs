//! The question that an address carries: competences with their levels, all or any of them, where, and words.
//!
//! **Invariant:** nothing but these is read: a parameter that nobody described is refused by its name, and so is a level,
//! a code or a place that cannot be. No parameter stands for a criterion that the law forbids.

use crate::presence::question::{NotAQuestion, Question, Scope, Together, Wanted};
use crate::problem::{Code, Problem};
use crate::search::area::Area;

/// Where the page is.
pub(super) const PATH: &str = "/recruteurs/chercher";
/// Letters that are read of what somebody types.
const TYPED: usize = 200;

/// A question as far as it was said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Asked {
    /// What is sought, in the order it was said in.
    pub(super) wanted: Vec<Wanted>,
    /// Whether every one of them.
    pub(super) every: bool,
    /// Where; `None`: not said.
    pub(super) place: Option<Scope>,
    /// An area that was drawn; what it chooses is said by [`super::area`], which puts the place that holds it.
    pub(super) area: Option<Area>,
    /// A commune that was typed, not yet a place.
    pub(super) commune: String,
    /// Words that competences are looked for by.
    pub(super) words: String,
    /// Somebody is typing: what the words may mean, and nothing asked anew. No part of the question.
    pub(super) typing: bool,
}

impl Asked {
    /// Reads `?competence=CODE:LEVEL&competence=…&tous=oui&lieu=epci:…&aire=CELL.CELL.CELL&commune=…&q=…`; with
    /// `vue=mots`, while somebody types. A place that is picked or typed takes the place of an area drawn before.
    pub(super) fn read(query: Option<&str>) -> Result<Self, Problem> {
        let mut asked = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let wrong = || {
                let short: String = name.chars().take(40).collect();
                Problem::new(Code::INVALID_PARAMETER, short)
            };
            let once = name != "competence";
            if once && seen.iter().any(|seen| *seen == name) || value.contains('\0') {
                return Err(wrong());
            }
            let value = value.trim();
            match name.as_ref() {
                // A competence that a form takes away is sent without a value; the language is the page's affair.
                "lang" => {}
                "competence" | "lieu" | "aire" if value.is_empty() => {}
                "competence" => {
                    let wanted = wanted(value).ok_or_else(wrong)?;
                    if asked
                        .wanted
                        .iter()
                        .any(|other| other.competence == wanted.competence)
                    {
                        return Err(wrong());
                    }
                    asked.wanted.push(wanted);
                }
                "tous" if ["", "oui"].contains(&value) => asked.every = value == "oui",
                "lieu" => asked.place = Some(place(value).ok_or(Code::UNKNOWN_TERRITORY)?),
                "aire" => asked.area = Some(Area::parse(value).ok_or_else(wrong)?),
                "commune" if value.chars().count() <= TYPED => value.clone_into(&mut asked.commune),
                "q" if value.chars().count() <= TYPED => value.clone_into(&mut asked.words),
                "vue" if value == "mots" => asked.typing = true,
                "tous" | "commune" | "q" | "vue" => return Err(wrong()),
                _ => {
                    let short: String = name.chars().take(40).collect();
                    return Err(Problem::new(Code::UNKNOWN_PARAMETER, short));
                }
            }
            seen.push(name.into_owned());
        }
        if asked.place.is_some() || !asked.commune.is_empty() {
            asked.area = None;
        }
        Ok(asked)
    }

    /// Where it is asked.
    pub(super) fn scope(&self) -> Scope {
        self.place.clone().unwrap_or_else(region)
    }

    /// The question, once there is one.
    pub(super) fn question(&self, together: Together) -> Result<Question, NotAQuestion> {
        Question::of(self.wanted.clone(), self.every, self.scope(), together)
    }

    /// The address that says so.
    pub(super) fn address(&self) -> String {
        let query = self.query();
        if query.is_empty() {
            PATH.to_owned()
        } else {
            format!("{PATH}?{query}")
        }
    }

    /// The parameters that say so.
    pub(super) fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for wanted in &self.wanted {
            query.append_pair(
                "competence",
                &format!("{}:{}", wanted.competence, wanted.level),
            );
        }
        if self.every {
            query.append_pair("tous", "oui");
        }
        if let Some(area) = &self.area {
            query.append_pair("aire", &area.code());
        } else if let Some(place) = &self.place {
            query.append_pair("lieu", &said(place));
        }
        if !self.words.is_empty() {
            query.append_pair("q", &self.words);
        }
        query.finish()
    }

    /// The same, of one competence more, at « Je fais »; the words have done their work.
    pub(super) fn with(&self, competence: &str) -> Self {
        let mut other = self.clone();
        other.words.clear();
        other.wanted.push(Wanted {
            competence: competence.to_owned(),
            level: 1,
        });
        other
    }

    /// The same, of one competence less; of fewer than two nobody asks for all.
    pub(super) fn without(&self, competence: &str) -> Self {
        let mut other = self.clone();
        other
            .wanted
            .retain(|wanted| wanted.competence != competence);
        other.every &= other.wanted.len() > 1;
        other
    }

    /// The same, asked elsewhere.
    pub(super) fn at(&self, scope: &Scope) -> Self {
        Self {
            place: Some(scope.clone()),
            area: None,
            commune: String::new(),
            ..self.clone()
        }
    }

    /// A question as it was asked: in an area that was drawn, or where it is answered.
    pub(super) fn drawn(question: &Question, area: Option<&Area>) -> Self {
        Self {
            area: area.cloned(),
            ..Self::from(question)
        }
    }
}

impl From<&Question> for Asked {
    fn from(question: &Question) -> Self {
        Self {
            wanted: question.wanted().to_vec(),
            every: question.every(),
            place: Some(question.scope().clone()),
            ..Self::default()
        }
    }
}

/// The region: where a question is asked as long as nobody chose.
pub(in crate::http) fn region() -> Scope {
    Scope::Region("24".to_owned())
}

/// `CODE:LEVEL`; whether there is such a competence is for the framework to say.
pub(in crate::http) fn wanted(value: &str) -> Option<Wanted> {
    let (code, level) = value.split_once(':')?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let level = level.parse().ok().filter(|level| (1..=3).contains(level))?;
    (!code.is_empty() && code.len() <= 80 && code.bytes().all(plain)).then(|| Wanted {
        competence: code.to_owned(),
        level,
    })
}

/// `cell:…`, `epci:…`, `department:…` or `region:…`; whether it exists is for the database to say.
pub(in crate::http) fn place(value: &str) -> Option<Scope> {
    let (kind, code) = value.split_once(':')?;
    let plain = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    let plain = !code.is_empty() && code.len() <= 20 && code.bytes().all(plain);
    plain.then(|| Scope::named(kind, code.to_owned())).flatten()
}

/// A scope as an address carries it.
pub(super) fn said(scope: &Scope) -> String {
    format!("{}:{}", scope.kind(), scope.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_a_question_there_and_back() {
        let query = "competence=programmer%3A2&competence=servir-a-table%3A1&tous=oui&lieu=epci%3A200030385&q=caf%C3%A9";
        let asked = Asked::read(Some(query)).unwrap();
        assert_eq!(asked.wanted.len(), 2);
        assert_eq!(asked.address(), format!("{PATH}?{query}"));
        assert!(asked.question(Together::Two).unwrap().every());
        let one = asked.without("programmer");
        assert!(!one.every && one.wanted.len() == 1);
        assert_eq!(one.with("programmer").wanted[1].level, 1);
        assert_eq!(
            Asked::read(None).unwrap().scope(),
            Scope::Region("24".to_owned())
        );
        // A form takes a competence away by an empty value.
        let taken = Asked::read(Some(
            "competence=&competence=programmer:1&tous=&lieu=&commune=&q=",
        ))
        .unwrap();
        assert_eq!(taken.address(), format!("{PATH}?competence=programmer%3A1"));
    }

    #[test]
    fn an_area_is_carried_until_a_place_is_picked() {
        let area = |query: &str| Asked::read(Some(query)).unwrap();
        let query = "competence=programmer%3A1&aire=1.2.3";
        let mut drawn = area(query);
        assert_eq!(drawn.address(), format!("{PATH}?{query}"));
        // The place that holds it is where the question is asked, and no part of the address.
        drawn.place = Some(Scope::Department("41".to_owned()));
        assert_eq!(drawn.address(), format!("{PATH}?{query}"));
        assert_eq!(drawn.question(Together::Two).unwrap().scope().code(), "41");
        assert_eq!(drawn.at(&region()).area, None);
        assert_eq!(area("aire=1.2.3&lieu=department:41").area, None);
        assert_eq!(area("aire=1.2.3&commune=Blois").area, None);
        assert_eq!(area("aire=").area, None);
    }

    #[test]
    fn what_nobody_described_is_refused() {
        for (query, code) in [
            ("age=25", Code::UNKNOWN_PARAMETER),
            ("sexe=f", Code::UNKNOWN_PARAMETER),
            ("lat=47.5", Code::UNKNOWN_PARAMETER),
            ("rayon=10", Code::UNKNOWN_PARAMETER),
            ("competence=programmer", Code::INVALID_PARAMETER),
            ("competence=programmer:0", Code::INVALID_PARAMETER),
            ("competence=programmer:4", Code::INVALID_PARAMETER),
            ("competence=Programmer:1", Code::INVALID_PARAMETER),
            (
                "competence=programmer:1&competence=programmer:2",
                Code::INVALID_PARAMETER,
            ),
            ("tous=non", Code::INVALID_PARAMETER),
            ("q=a&q=b", Code::INVALID_PARAMETER),
            ("q=%00", Code::INVALID_PARAMETER),
            ("lieu=commune:41018", Code::UNKNOWN_TERRITORY),
            ("lieu=cell:1.5", Code::UNKNOWN_TERRITORY),
            ("lieu=47.5,1.3", Code::UNKNOWN_TERRITORY),
            ("aire=47.5,1.3", Code::INVALID_PARAMETER),
            ("aire=1.2", Code::INVALID_PARAMETER),
            ("aire=1.2.2", Code::INVALID_PARAMETER),
            ("aire=1.2.3&aire=1.2.4", Code::INVALID_PARAMETER),
        ] {
            assert_eq!(Asked::read(Some(query)).unwrap_err().code, code, "{query}");
        }
    }
}
