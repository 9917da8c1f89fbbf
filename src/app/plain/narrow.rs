//! What the list can be narrowed to, in lines: categories, authors, tags, states and times with their
//! counts; choosing and excluding them.

use super::list::separators;
use super::{Said, Session};
use crate::app::messages::thousands;
use crate::app::panes::{Facet, Histogram, states};
use crate::library::{Count, Facets, Stop, Tally};
use crate::search::{self, Expr, Sense};
use crate::text::Ambiguous;

/// Authors and tags that are said.
const SAID: usize = 20;

impl Session {
    /// The tree of categories under the present query, one a line.
    pub(super) fn categories(&mut self) -> Said {
        let categories = self.facets()?.categories;
        Ok(categories.iter().map(|(path, count)| self.count_line(&path.join("/"), *count)).collect::<Vec<_>>().into())
    }

    /// Authors, tags and states under the present query, as they are typed to be chosen.
    pub(super) fn values(&mut self) -> Said {
        let facets = self.facets()?;
        let most = |counts: &[Count], facet: fn(String) -> Facet| -> Vec<(Facet, Tally)> {
            counts.iter().take(SAID).map(|count| (facet(count.value.clone()), count.count)).collect()
        };
        let states = states(&facets).into_iter().filter(|(_, count)| count.all > 0);
        let states = states.map(|(state, count)| (Facet::State(state), count)).collect();
        let all = [most(&facets.authors, Facet::Author), most(&facets.tags, Facet::Tag), states].concat();
        let line = |(facet, count): &(Facet, Tally)| self.count_line(&facet.expr().to_string(), *count);
        Ok(all.iter().map(line).collect::<Vec<_>>().into())
    }

    /// Narrows the present query to a filter, or to what does not meet it; the same again takes it out.
    pub(super) fn choose(&mut self, text: &str, wanted: Sense) -> Said {
        let today = self.today();
        let filter = search::parse(text, today);
        let is_one = !matches!(filter.expr, Expr::All | Expr::And(_) | Expr::Or(_) | Expr::Not(_));
        if !filter.problems.is_empty() || !is_one {
            return Err(self.messages().plain_filter.to_owned());
        }
        let query = self.query_text()?;
        let is = search::sense(query, &filter.expr, today);
        let wanted = if is == wanted { Sense::Off } else { wanted };
        self.search(&search::set(query, &filter.expr, wanted, today))
    }

    /// The facets under the present query.
    fn facets(&mut self) -> Result<Facets, String> {
        let query = search::parse(self.query_text()?, self.today());
        self.reader.facets(&query, &Stop::default()).map_err(|error| error.to_string())
    }

    /// `金融: 12，未读 3`.
    fn count_line(&self, label: &str, count: Tally) -> String {
        let (_, comma) = separators(self.messages().language);
        let unread =
            (count.unread > 0).then(|| format!("{comma}{} {}", self.messages().unread, thousands(count.unread)));
        format!("{label}: {}{}", thousands(count.all), unread.unwrap_or_default())
    }

    /// The years under the present query; within one year, its months. Those without articles are left
    /// out. The count comes before the bar: who hears the line need not hear the bar.
    pub(super) fn over_time(&mut self) -> Said {
        let histogram = Histogram::of(&self.facets()?.months);
        let years = histogram.years();
        let bars: Vec<(String, usize)> = match years.as_slice() {
            [] => return Err(self.messages().nothing_found.to_owned()),
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
            return Err(self.messages().q_unknown_day.to_owned());
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
