//! Numbers for competences, scopes and companies, in the order in which they come up, and where places are.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::base::{Number, Within};
use super::gathered::AsTheyAre;
use crate::presence::question::Scope;

/// Numbers for what is named by words. A copy costs nothing until a name is new.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(Arc<Numbers>);

#[derive(Debug, Clone, Default)]
struct Numbers {
    competences: HashMap<String, u16, BuildHasherDefault<AsTheyAre>>,
    codes: Vec<String>,
    scopes: HashMap<Scope, Number>,
    companies: HashMap<String, Number>,
    /// What each place lies within, by its kind and its code.
    places: HashMap<String, HashMap<String, Within>>,
}

impl Names {
    /// The number of a competence, as it comes up; the framework has fewer than 65,536.
    pub(super) fn competence(&mut self, code: &str) -> u16 {
        if let Some(number) = self.0.competences.get(code) {
            return *number;
        }
        let numbers = Arc::make_mut(&mut self.0);
        let number = u16::try_from(numbers.codes.len()).unwrap_or(u16::MAX);
        numbers.codes.push(code.to_owned());
        numbers.competences.insert(code.to_owned(), number);
        number
    }

    pub(super) fn scope(&mut self, scope: Scope) -> Number {
        if let Some(number) = self.0.scopes.get(&scope) {
            return *number;
        }
        let scopes = &mut Arc::make_mut(&mut self.0).scopes;
        let next = u32::try_from(scopes.len()).unwrap_or(u32::MAX);
        scopes.insert(scope, next);
        next
    }

    pub(super) fn company(&mut self, siren: &str) -> Number {
        if let Some(number) = self.0.companies.get(siren) {
            return *number;
        }
        let companies = &mut Arc::make_mut(&mut self.0).companies;
        let next = u32::try_from(companies.len()).unwrap_or(u32::MAX);
        companies.insert(siren.to_owned(), next);
        next
    }

    /// Where a place is: within a cell, and an EPCI, a department and a region by their codes.
    pub(super) fn place(
        &mut self,
        (kind, code): (String, String),
        cell: Option<i64>,
        [epci, department, region]: [Option<String>; 3],
    ) {
        let within = [
            cell.map(Scope::Cell),
            epci.map(Scope::Epci),
            department.map(Scope::Department),
            region.map(Scope::Region),
        ]
        .map(|scope| scope.map(|scope| self.scope(scope)));
        let places = &mut Arc::make_mut(&mut self.0).places;
        places.entry(kind).or_default().insert(code, within);
    }

    /// The scopes that a place lies within; `None`: it is none.
    pub(super) fn within(&self, kind: &str, code: &str) -> Option<Within> {
        self.0.places.get(kind)?.get(code).copied()
    }

    /// The same of what came up before.
    pub(super) fn competence_known(&self, code: &str) -> Option<u16> {
        self.0.competences.get(code).copied()
    }

    pub(super) fn scope_known(&self, scope: &Scope) -> Option<Number> {
        self.0.scopes.get(scope).copied()
    }

    pub(super) fn company_known(&self, siren: &str) -> Option<Number> {
        self.0.companies.get(siren).copied()
    }

    /// The code of a competence.
    pub(super) fn code(&self, competence: u16) -> Option<&str> {
        self.0
            .codes
            .get(usize::from(competence))
            .map(String::as_str)
    }

    /// How many scopes came up: each has a number below.
    pub(super) fn scopes(&self) -> usize {
        self.0.scopes.len()
    }
}
