//! `kanbao index`: builds the index now and prints its figures.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use super::open::{Opened, open};
use super::{Error, Output};
use crate::cli::Index;
use crate::config::Config;
use crate::library::{Progress, Stop};
use crate::search::Query;

/// The least time between two drawings of the bar.
const EVERY: Duration = Duration::from_millis(100);

/// Columns of the bar.
const BAR: usize = 30;

/// Brings the index up to date, with a bar on standard error where that is a terminal.
pub fn build(asked: &Index, config: &Config, output: &mut Output<'_>) -> Result<(), Error> {
    let started = Instant::now();
    let opened = open(&asked.paths, config)?;
    let mut bar = Bar::new();
    let done = opened.library.update(&mut |progress| bar.draw(progress), &Stop::default())?;
    bar.clear();
    let facets = opened.library.reader()?.facets(&Query::default(), &Stop::default())?;
    let seconds = started.elapsed().as_secs_f64();
    let paths: Vec<String> = opened.library.roots().iter().map(|root| root.display().to_string()).collect();
    output.line(format!("{} articles, {} untidy  {}", facets.total, facets.untidy.all, paths.join(" ")))?;
    output.line(format!("{} looked at in {seconds:.1} s", done.done))?;
    print_size(&opened, output)?;
    for notice in opened.library.notices() {
        output.line(notice)?;
    }
    Ok(())
}

/// Prints where the index is and its size; nothing for an index in memory.
fn print_size(opened: &Opened, output: &mut Output<'_>) -> Result<(), Error> {
    let Some(path) = opened.library.index_path() else { return Ok(()) };
    let bytes = std::fs::metadata(&path).map_or(0, |meta| meta.len());
    let tenths = bytes.div_ceil(100_000);
    Ok(output.line(format!("index: {}, {}.{} MB", path.display(), tenths / 10, tenths % 10))?)
}

/// A progress bar on standard error.
struct Bar {
    shown: bool,
    last: Option<Instant>,
}

impl Bar {
    fn new() -> Bar {
        Bar { shown: std::io::stderr().is_terminal(), last: None }
    }

    fn draw(&mut self, progress: Progress) {
        let due = self.last.is_none_or(|last| last.elapsed() >= EVERY);
        if self.shown && due {
            self.last = Some(Instant::now());
            // Progress that cannot be shown is no reason to stop.
            let _ = write!(std::io::stderr(), "\r{}", line(progress));
        }
    }

    fn clear(&mut self) {
        if self.last.is_some() {
            let _ = write!(std::io::stderr(), "\r{}\r", " ".repeat(BAR + 40));
        }
    }
}

/// `[######------] 1234/5678`.
fn line(progress: Progress) -> String {
    let Progress { done, total, .. } = progress;
    let Some(total) = total.filter(|total| *total > 0) else { return format!("[{}] {done}", "-".repeat(BAR)) };
    let full = (done.min(total) * BAR).checked_div(total).unwrap_or(0);
    format!("[{}{}] {done}/{total}", "#".repeat(full), "-".repeat(BAR - full))
}
