//! Which samples of a table's columns go together.

use super::expression::{self, Expr};
use super::sample::{How, NUMBERS, Sample};
use super::texts;
use super::value::{Context, Val, holds};
use pgwright_schema::model::Model;
use std::sync::Arc;

/// A condition that rows must meet.
#[derive(Debug, Clone)]
pub(super) struct Check {
    /// The constraint's name.
    pub(super) name: Arc<str>,
    /// Its text.
    pub(super) text: Arc<str>,
    /// `None` where the text is not understood.
    pub(super) expr: Option<Expr>,
    /// The columns that it reads.
    pub(super) columns: Vec<String>,
    /// Whether it is a domain's: then a value that breaks it is not even one of the domain.
    pub(super) of_domain: bool,
}

impl Check {
    pub(super) fn new(name: &Arc<str>, text: &Arc<str>, columns: Vec<String>) -> Self {
        let expr = expression::parse(text);
        let columns = match &expr {
            Some(expr) => expr.columns().iter().map(|column| (*column).to_owned()).collect(),
            None => columns,
        };
        Self { name: Arc::clone(name), text: Arc::clone(text), expr, columns, of_domain: false }
    }

    /// Whether it holds where `column` has the sample's values, for certain.
    pub(super) fn holds_alone(&self, model: &Model, column: &str, sample: &Sample) -> bool {
        let slot = Slot { name: column.to_owned(), samples: vec![sample.clone()] };
        let slots = [slot];
        Solver { slots: &slots, checks: &[], links: &[], model }.answer(self, &[Some(0)])
            == Some(true)
    }
}

/// A column with the ways to give it a value.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) name: String,
    pub(super) samples: Vec<Sample>,
}

/// A foreign key: its columns, by their places among the slots, have the key of one row, or one of
/// them is NULL.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) number: usize,
    pub(super) columns: Vec<usize>,
}

/// A search for samples that go together.
pub(super) struct Solver<'a> {
    pub(super) slots: &'a [Slot],
    pub(super) checks: &'a [Check],
    pub(super) links: &'a [Link],
    pub(super) model: &'a Model,
}

/// So many steps, and the search gives up.
const STEPS: usize = 20_000;
/// What clocks say between now and long after now: seconds since 2000.
const CLOCKS: [f64; 2] = [820_000_000.0, 2_900_000_000.0];

type Choice = Vec<Option<usize>>;

impl Solver<'_> {
    /// The number of a sample for each slot, or the number of a check that cannot be met.
    pub(super) fn solve(&self) -> Result<Vec<usize>, Option<usize>> {
        let mut choice: Choice = vec![None; self.slots.len()];
        for group in self.groups() {
            let mut steps = STEPS;
            if !self.search(&group, 0, &mut choice, &mut steps) {
                return Err(self.culprit(&group));
            }
        }
        Ok(choice.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// Samples for the columns of one check that break it and nothing else, beside a solution.
    pub(super) fn violation(
        &self,
        check: usize,
        solution: &[usize],
    ) -> Option<Vec<(usize, usize)>> {
        let broken = &self.checks[check];
        let columns: Vec<usize> = self.places(&broken.columns);
        if columns.is_empty() || columns.len() > 4 {
            return None;
        }
        let mut choice: Choice = solution.iter().copied().map(Some).collect();
        let mut steps = STEPS;
        // One column at a time, then all of them.
        for column in &columns {
            if self.break_with(check, &[*column], 0, &mut choice, &mut steps) {
                return Some(vec![(*column, choice[*column]?)]);
            }
            choice[*column] = Some(solution[*column]);
        }
        self.break_with(check, &columns, 0, &mut choice, &mut steps)
            .then(|| columns.iter().filter_map(|c| Some((*c, choice[*c]?))).collect())
    }

    fn break_with(
        &self,
        check: usize,
        open: &[usize],
        at: usize,
        choice: &mut Choice,
        steps: &mut usize,
    ) -> bool {
        let Some(column) = open.get(at) else {
            let others = self.checks.iter().enumerate().filter(|(other, _)| *other != check);
            let touched =
                |check: &Check| self.places(&check.columns).iter().any(|c| open.contains(c));
            return self.broken_by(&self.checks[check], choice, open)
                && others
                    .filter(|(_, other)| touched(other))
                    .all(|(_, other)| self.met(other, choice));
        };
        for sample in 0..self.slots[*column].samples.len() {
            // Only what is written can break a check.
            if self.slots[*column].samples[sample].sql().is_none() {
                continue;
            }
            let Some(left) = steps.checked_sub(1) else { return false };
            *steps = left;
            choice[*column] = Some(sample);
            if self.break_with(check, open, at + 1, choice, steps) {
                return true;
            }
        }
        false
    }

    /// Whether a check is broken whatever number each of the open columns has for itself.
    fn broken_by(&self, check: &Check, choice: &[Option<usize>], open: &[usize]) -> bool {
        (0..NUMBERS.len()).all(|shift| {
            (0..NUMBERS.len()).all(|number| {
                let of = |place: usize| match open.iter().position(|column| *column == place) {
                    Some(at) => (number + shift * (at + 1)) % NUMBERS.len(),
                    None => number,
                };
                CLOCKS.iter().all(|now| self.answer_with(check, choice, &of, *now) == Some(false))
            })
        })
    }

    fn places(&self, columns: &[String]) -> Vec<usize> {
        columns.iter().filter_map(|c| self.slots.iter().position(|slot| slot.name == *c)).collect()
    }

    /// Slots that checks and foreign keys tie together, each in one group.
    fn groups(&self) -> Vec<Vec<usize>> {
        let mut group: Vec<usize> = (0..self.slots.len()).collect();
        let ties = self.checks.iter().map(|check| self.places(&check.columns));
        for tie in ties.chain(self.links.iter().map(|link| link.columns.clone())) {
            let Some(least) = tie.iter().map(|place| group[*place]).min() else { continue };
            let joined: Vec<usize> = tie.iter().map(|place| group[*place]).collect();
            for one in &mut group {
                if joined.contains(one) {
                    *one = least;
                }
            }
        }
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for first in 0..self.slots.len() {
            let members: Vec<usize> =
                (0..self.slots.len()).filter(|place| group[*place] == first).collect();
            if !members.is_empty() {
                groups.push(members);
            }
        }
        groups
    }

    fn search(&self, group: &[usize], at: usize, choice: &mut Choice, steps: &mut usize) -> bool {
        let Some(slot) = group.get(at) else { return true };
        for sample in 0..self.slots[*slot].samples.len() {
            let Some(left) = steps.checked_sub(1) else { break };
            *steps = left;
            choice[*slot] = Some(sample);
            if self.possible(*slot, choice) && self.search(group, at + 1, choice, steps) {
                return true;
            }
        }
        choice[*slot] = None;
        false
    }

    /// Whether what is chosen so far can stand: checks whose columns are all chosen are met, and
    /// no other is broken already.
    fn possible(&self, slot: usize, choice: &Choice) -> bool {
        let reads = |check: &&Check| check.columns.contains(&self.slots[slot].name);
        let checks = self.checks.iter().filter(reads).all(|check| {
            let open = self.places(&check.columns).iter().any(|place| choice[*place].is_none());
            if open {
                self.answer_at(check, choice, 0, CLOCKS[0]) != Some(false)
            } else {
                self.met(check, choice)
            }
        });
        checks
            && self
                .links
                .iter()
                .filter(|link| link.columns.contains(&slot))
                .all(|link| self.linked(link, choice))
    }

    fn linked(&self, link: &Link, choice: &Choice) -> bool {
        let hows: Option<Vec<&How>> = link
            .columns
            .iter()
            .map(|place| choice[*place].map(|sample| &self.slots[*place].samples[sample].how))
            .collect();
        let Some(hows) = hows else { return true };
        let of_this = |how: &&&How| matches!(how, How::Parent(number) if *number == link.number);
        if hows.iter().any(|how| **how == How::Null) {
            return hows.iter().find(of_this).is_none();
        }
        hows.iter().all(|how| matches!(how, How::Parent(_) | How::Same(_)))
    }

    /// Whether a check holds for certain, or is about what the database itself puts in.
    fn met(&self, check: &Check, choice: &[Option<usize>]) -> bool {
        let places = self.places(&check.columns);
        let left_out = !places.is_empty()
            && places.iter().all(|place| {
                choice[*place]
                    .is_some_and(|sample| self.slots[*place].samples[sample].how == How::Default)
            });
        left_out || self.answer(check, choice) == Some(true)
    }

    /// What all numbers and clocks answer alike.
    fn answer(&self, check: &Check, choice: &[Option<usize>]) -> Option<bool> {
        let first = self.answer_at(check, choice, 0, CLOCKS[0])?;
        for number in 0..NUMBERS.len() {
            for now in CLOCKS {
                if self.answer_at(check, choice, number, now)? != first {
                    return None;
                }
            }
        }
        Some(first)
    }

    fn answer_at(
        &self,
        check: &Check,
        choice: &[Option<usize>],
        number: usize,
        now: f64,
    ) -> Option<bool> {
        self.answer_with(check, choice, &|_| number, now)
    }

    /// The answer for the number that each slot has.
    fn answer_with(
        &self,
        check: &Check,
        choice: &[Option<usize>],
        number: &dyn Fn(usize) -> usize,
        now: f64,
    ) -> Option<bool> {
        let column = |name: &str| {
            let place = self.slots.iter().position(|slot| slot.name == name);
            let value = place.and_then(|place| {
                let sample = self.slots[place].samples.get((*choice.get(place)?)?)?;
                sample.values.get(number(place))
            });
            value.cloned().unwrap_or(Val::Unknown)
        };
        let is_made = |name: &str| {
            self.model.functions.values().any(|f| f.extension.is_none() && *f.name == *name)
        };
        let context = Context { column: &column, is_made: &is_made, now };
        holds(check.expr.as_ref()?, &context)
    }

    /// The first check that no samples of its columns meet.
    fn culprit(&self, group: &[usize]) -> Option<usize> {
        let of_group =
            |check: &Check| self.places(&check.columns).iter().any(|p| group.contains(p));
        let checks: Vec<usize> =
            (0..self.checks.len()).filter(|number| of_group(&self.checks[*number])).collect();
        let alone = checks.iter().copied().find(|number| {
            let only = std::slice::from_ref(&self.checks[*number]);
            let solver = Solver { checks: only, links: &[], ..*self };
            let mut choice: Choice = vec![None; self.slots.len()];
            let places = self.places(&self.checks[*number].columns);
            let mut steps = STEPS;
            !solver.search(&places, 0, &mut choice, &mut steps)
        });
        alone.or_else(|| checks.first().copied())
    }
}

/// Leaves out what a check of the column alone forbids, and puts in front of several constants that
/// are allowed the one sample that takes all of them in turn.
pub(super) fn narrow(slot: &mut Slot, checks: &[Check], model: &Model) {
    let own: Vec<&Check> =
        checks.iter().filter(|check| check.columns.iter().all(|c| *c == slot.name)).collect();
    if own.is_empty() {
        return;
    }
    let good: Vec<bool> = slot
        .samples
        .iter()
        .map(|sample| {
            sample.how == How::Default
                || own.iter().all(|check| check.holds_alone(model, &slot.name, sample))
        })
        .collect();
    let mut kept: Vec<Sample> = Vec::new();
    let mut constants: Vec<&str> = Vec::new();
    for (sample, good) in slot.samples.iter().zip(good) {
        if !good {
            continue;
        }
        if sample.capacity == 1
            && let (How::Sql(_), Some(Val::Text(text))) = (&sample.how, sample.values.first())
        {
            constants.push(text);
        }
        kept.push(sample.clone());
    }
    constants.dedup();
    if constants.len() > 1 && kept.first().is_some_and(|sample| sample.capacity == 1) {
        kept.insert(0, texts::one_of(&constants));
    }
    slot.samples = kept;
}
