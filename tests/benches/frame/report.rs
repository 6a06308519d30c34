//! The figures as they are printed, each beside its aim.

use std::time::Duration;

/// How long each of many took.
#[derive(Debug, Default)]
pub struct Times {
    sorted: Vec<Duration>,
}

impl FromIterator<Duration> for Times {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Self {
        let mut sorted: Vec<Duration> = times.into_iter().collect();
        assert!(!sorted.is_empty());
        sorted.sort();
        Self { sorted }
    }
}

impl Times {
    /// The time that so many in a hundred do not exceed.
    pub fn percentile(&self, hundredths: usize) -> Duration {
        let rank = (self.sorted.len() * hundredths).div_ceil(100);
        self.sorted[rank.saturating_sub(1)]
    }

    pub fn max(&self) -> Duration {
        self.percentile(100)
    }

    /// Without a part of each.
    pub fn less(&self, part: Duration) -> Self {
        self.sorted.iter().map(|time| time.saturating_sub(part)).collect()
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "p50 {}  p99 {}  max {}  of {:>4}",
            milliseconds(self.percentile(50)),
            milliseconds(self.percentile(99)),
            milliseconds(self.max()),
            self.sorted.len()
        )
    }
}

pub fn milliseconds(time: Duration) -> String {
    format!("{:>8.2} ms", time.as_secs_f64() * 1e3)
}

/// Counts what is met and what is not.
#[derive(Debug, Default)]
pub struct Report {
    met: usize,
    missed: Vec<String>,
}

impl Report {
    pub fn section(&self, title: &str) {
        println!("\n{title}");
    }

    /// A figure without an aim.
    pub fn figure(&self, name: &str, figures: &str) {
        println!("  {name:<36} {figures}");
    }

    /// A figure, its aim in words, and whether it is met.
    pub fn aim(&mut self, name: &str, figures: &str, aim: &str, met: bool) {
        let verdict = if met { "met" } else { "MISSED" };
        println!("  {name:<36} {figures}   aim: {aim}: {verdict}");
        if met {
            self.met += 1;
        } else {
            self.missed.push(name.to_owned());
        }
    }

    pub fn end(&self) {
        let missed = self.missed.len();
        println!("\n{} aims met, {missed} missed", self.met);
        self.missed.iter().for_each(|name| println!("  missed: {name}"));
    }
}
