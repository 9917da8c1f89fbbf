//! Articles over time, above the list: bars by month that can be moved in.

use crate::app::model::cursor::Cursor;
use crate::library::Tally;

/// Articles by month, oldest first, and the month one stands in.
#[derive(Debug, Clone, Default)]
pub struct Histogram {
    /// Year, month (1–12), articles; months without articles are there with 0.
    pub months: Vec<((i16, i8), usize)>,
    pub cursor: Cursor,
}

impl Histogram {
    /// The bars for counts by month in any order; the newest month is selected.
    pub fn of(counts: &[((i16, i8), Tally)]) -> Histogram {
        let mut known = counts.to_vec();
        known.sort_unstable();
        let mut months: Vec<((i16, i8), usize)> = Vec::new();
        for (month, count) in known {
            while let Some(next) = months.last().map(|(last, _)| following(*last)).filter(|next| *next < month) {
                if months.len() > 2400 {
                    break;
                }
                months.push((next, 0));
            }
            months.push((month, count.all));
        }
        let mut cursor = Cursor::new(months.len());
        cursor.select(months.len().saturating_sub(1));
        Histogram { months, cursor }
    }

    /// Moves to the next later month (or earlier one) that has articles; stays where there is none.
    pub fn step(&mut self, later: bool) {
        let (at, has) = (self.cursor.selected(), |(_, (_, count)): &(usize, &((i16, i8), usize))| *count > 0);
        let months = self.months.iter().enumerate();
        let next = if later { months.skip(at + 1).find(has) } else { months.take(at).rfind(has) };
        if let Some((next, _)) = next {
            self.cursor.select(next);
        }
    }

    /// Years with their articles, oldest first.
    pub fn years(&self) -> Vec<(i16, usize)> {
        let by_year = self.months.chunk_by(|((one, _), _), ((other, _), _)| one == other);
        let sum = |months: &[((i16, i8), usize)]| months.iter().map(|(_, count)| *count).sum();
        by_year.filter_map(|months| Some((months.first()?.0.0, sum(months)))).filter(|(_, count)| *count > 0).collect()
    }

    /// Rows of the screen that it takes: bars and a line of years.
    pub fn rows(&self) -> usize {
        5
    }

    /// The most articles of a month.
    pub fn highest(&self) -> usize {
        self.months.iter().map(|(_, count)| *count).max().unwrap_or(0)
    }

    /// The month one stands in.
    pub fn selected(&self) -> Option<(i16, i8)> {
        self.months.get(self.cursor.selected()).map(|(month, _)| *month)
    }
}

fn following((year, month): (i16, i8)) -> (i16, i8) {
    if month >= 12 { (year.saturating_add(1), 1) } else { (year, month + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_without_articles_have_a_place_too() {
        let tally = |all| Tally { all, unread: 0 };
        let histogram = Histogram::of(&[((2022, 1), tally(3)), ((2021, 11), tally(5))]);
        assert_eq!(histogram.months, [((2021, 11), 5), ((2021, 12), 0), ((2022, 1), 3)]);
        assert_eq!(histogram.selected(), Some((2022, 1)));
        assert_eq!(histogram.years(), [(2021, 5), (2022, 3)]);
    }

    #[test]
    fn a_step_skips_months_without_articles_and_ends_at_the_last() {
        let mut histogram = Histogram::of(
            &[((2022, 1), 3), ((2021, 11), 5), ((2021, 5), 1)].map(|(month, all)| (month, Tally { all, unread: 0 })),
        );
        let mut step = |later| {
            histogram.step(later);
            histogram.selected()
        };
        assert_eq!([false, false, false].map(&mut step), [(2021, 11), (2021, 5), (2021, 5)].map(Some));
        assert_eq!([true, true, true].map(&mut step), [(2021, 11), (2022, 1), (2022, 1)].map(Some));
    }
}
