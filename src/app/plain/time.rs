//! Articles over time in lines: how many by year or by month, with bars, and narrowing to one of them.

use super::{Said, Session};
use crate::app::panes::Histogram;
use crate::app::words::thousands;
use crate::search::{self, Expr, Sense};
use crate::text::Ambiguous;

impl Session {
    /// The years under the present query; within one year, its months. Those without articles are left
    /// out. The count comes before the bar: who hears the line need not hear the bar.
    pub(super) fn over_time(&mut self) -> Said {
        let histogram = Histogram::of(&self.facets()?.months);
        let years = histogram.years();
        let bars: Vec<(String, usize)> = match years.as_slice() {
            [] => return Err(self.words().nothing_found.to_owned()),
            [_] => {
                histogram.months.iter().map(|((year, month), count)| (format!("{year}-{month:02}"), *count)).collect()
            }
            _ => years.iter().map(|(year, count)| (year.to_string(), *count)).collect(),
        };
        Ok(self.bar_lines(bars).into())
    }

    /// Narrows the present query to a time instead of the times it names: `2021`, `2021-06`, and all
    /// that the query language knows.
    pub(super) fn narrow_to_time(&mut self, text: &str) -> Said {
        let today = self.today();
        let wanted = search::parse(&format!("date:{text}"), today);
        if !wanted.problems.is_empty() || !matches!(wanted.expr, Expr::Dates { .. }) {
            return Err(self.words().q_unknown_day.to_owned());
        }
        let without = search::clear(self.query_text()?, &wanted.expr, today);
        self.search(&search::set(&without, &wanted.expr, Sense::Only, today))
    }

    /// `2021:  1,204  ████`, the longest bar to the end of the line.
    fn bar_lines(&self, bars: Vec<(String, usize)>) -> Vec<String> {
        let plain = self.settings.ascii || self.settings.ambiguous == Ambiguous::Wide;
        let sign = if plain { "#" } else { "█" };
        let highest = bars.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
        let digits = thousands(highest).len();
        let line = |(label, count): (String, usize)| {
            let head = format!("{label}: {:>digits$}  ", thousands(count));
            let room = self.size.columns.saturating_sub(head.len());
            format!("{head}{}", sign.repeat((count * room).div_ceil(highest)))
        };
        bars.into_iter().filter(|(_, count)| *count > 0).map(line).collect()
    }
}
