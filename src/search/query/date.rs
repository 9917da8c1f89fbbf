//! Days as people write them after `date:`, and without it where nothing else can be meant.
//!
//! All is counted from a given today; weeks begin on Monday (ISO 8601).

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::meaning::Meaning;
use super::{Expr, Trouble};
use crate::search::fold;

/// From the first day to the last, both within.
type Days = (Date, Date);

/// What a value after `date:` means. A half-typed one means what is understood of it.
pub(super) fn value(typed: &str, today: Date) -> Meaning {
    let folded = fold(typed);
    if let Some(expr) = any(&folded, today) {
        return Meaning::of(expr);
    }
    let understood = beginnings(&folded).find_map(|part| any(part, today).map(|expr| (part, expr)));
    match understood {
        Some((part, expr)) => Meaning { expr: Some(expr), problem: Some(Trouble::DayReadAs(part.to_owned())) },
        None => Meaning::problem(Trouble::UnknownDay),
    }
}

/// The days of a word without a field: `近30天`, `昨天`. English words and plain numbers are words.
pub(super) fn bare(folded: &str, today: Date) -> Option<Expr> {
    let is_recent = RECENT.iter().any(|word| folded.starts_with(word));
    let days = if is_recent { recent(folded, today) } else { named(folded, today).filter(|_| BARE.contains(&folded)) };
    days.map(within)
}

const BARE: [&str; 12] =
    ["今天", "昨天", "前天", "本周", "这周", "上周", "本月", "这个月", "上月", "上个月", "今年", "去年"];

fn within((first, last): Days) -> Expr {
    Expr::Dates { first: Some(first), last: Some(last) }
}

/// Shorter and shorter beginnings, never cut within a number.
fn beginnings(folded: &str) -> impl Iterator<Item = &str> {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    folded.char_indices().rev().filter_map(move |(at, _)| {
        let (part, rest) = (folded.get(..at)?, folded.get(at..)?);
        let cut = is_digit(part.chars().next_back()) && is_digit(rest.chars().next());
        (!part.is_empty() && !cut).then_some(part)
    })
}

fn any(text: &str, today: Date) -> Option<Expr> {
    let text = text.trim();
    compared(text, today).or_else(|| range(text, today)).or_else(|| one(text, today).map(within))
}

/// `>2021-06` is after June, `>=2021-06` from June on; `>7d` is more than seven days ago.
fn compared(text: &str, today: Date) -> Option<Expr> {
    let signs = [">=", "≥", "<=", "≤", ">", "<"];
    let (sign, rest) = signs.iter().find_map(|&sign| Some((sign, text.strip_prefix(sign)?.trim())))?;
    if let Some((first, last)) = recent(rest, today) {
        let older = Expr::Dates { first: None, last: first.yesterday().ok() };
        return Some(if sign.starts_with(['>', '≥']) { older } else { within((first, last)) });
    }
    let (first, last) = one(rest, today)?;
    let (first, last) = match sign {
        ">=" | "≥" => (Some(first), None),
        "<=" | "≤" => (None, Some(last)),
        ">" => (Some(last.tomorrow().ok()?), None),
        _ => (None, Some(first.yesterday().ok()?)),
    };
    Some(Expr::Dates { first, last })
}

/// `a..b` with either end open; an end is all of its year, month or day.
fn range(text: &str, today: Date) -> Option<Expr> {
    let (from, to) = text.split_once("..").or_else(|| text.split_once('~'))?;
    let (from, to) = (from.trim(), to.trim_start_matches('.').trim());
    let end = |text: &str| if text.is_empty() { Some(None) } else { one(text, today).map(Some) };
    let (first, last) = match (end(from)?, end(to)?) {
        (None, None) => return None,
        (Some(a), Some(b)) => (Some(a.0.min(b.0)), Some(a.1.max(b.1))),
        (a, b) => (a.map(|days| days.0), b.map(|days| days.1)),
    };
    Some(Expr::Dates { first, last })
}

fn one(text: &str, today: Date) -> Option<Days> {
    named(text, today).or_else(|| recent(text, today)).or_else(|| calendar(text, today))
}

fn named(text: &str, today: Date) -> Option<Days> {
    let days_ago = |n: i64| today.checked_sub(n.days()).ok().map(|day| (day, day));
    let month = |day: Date| (day.first_of_month(), day.last_of_month());
    let year = |day: Date| (day.first_of_year(), day.last_of_year());
    match text {
        "today" | "今天" | "今日" => days_ago(0),
        "yesterday" | "昨天" | "昨日" => days_ago(1),
        "前天" => days_ago(2),
        "this-week" | "thisweek" | "本周" | "这周" => week(today, 0),
        "last-week" | "lastweek" | "上周" => week(today, 1),
        "this-month" | "thismonth" | "本月" | "这个月" => Some(month(today)),
        "last-month" | "lastmonth" | "上月" | "上个月" => today.checked_sub(1.month()).ok().map(month),
        "this-year" | "thisyear" | "今年" => Some(year(today)),
        "last-year" | "lastyear" | "去年" => today.checked_sub(1.year()).ok().map(year),
        "前年" => today.checked_sub(2.years()).ok().map(year),
        _ => None,
    }
}

fn week(today: Date, ago: i64) -> Option<Days> {
    let since_monday = i64::from(today.weekday().to_monday_zero_offset());
    let monday = today.checked_sub((since_monday + 7 * ago).days()).ok()?;
    Some((monday, monday.checked_add(6.days()).ok()?))
}

/// `7d`, `2w`, `3m`, `1y`, `近30天`, `最近三个月`: this many days up to and including today.
fn recent(text: &str, today: Date) -> Option<Days> {
    let bare = RECENT.iter().find_map(|word| text.strip_prefix(word));
    let text = bare.unwrap_or(text);
    let (count, unit) = count(text)?;
    match unit {
        "d" | "天" => back(today, count.days()),
        "w" | "周" | "个星期" => back(today, count.weeks()),
        "m" | "个月" => back(today, count.months()),
        // 3月 is March, 2021年 that year.
        "月" if bare.is_some() => back(today, count.months()),
        "y" => back(today, count.years()),
        "年" if count < 1000 => back(today, count.years()),
        "半年" => back(today, 6.months()),
        _ => None,
    }
}

const RECENT: [&str; 3] = ["最近", "过去", "近"];

/// The number before a unit, and the unit.
fn count(text: &str) -> Option<(i64, &str)> {
    if text == "半年" {
        return Some((1, text));
    }
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let mut chars = text.chars();
    match (text.get(..digits)?, chars.next()?) {
        ("", '两') => Some((2, chars.as_str())),
        ("", c) => "一二三四五六七八九十".chars().zip(1..).find(|(n, _)| *n == c).map(|(_, n)| (n, chars.as_str())),
        (digits, _) if digits.len() <= 4 => Some((digits.parse().ok()?, text.get(digits.len()..)?)),
        _ => None,
    }
}

fn back(today: Date, span: Span) -> Option<Days> {
    Some((today.checked_sub(span).ok()?.tomorrow().ok()?, today))
}

/// `2021`, `2021-06`, `2021/6/4`, `20210604`, `2021年6月4日`, `3月`, `3月8日`: a month or day without
/// a year is the latest that is not to come.
fn calendar(text: &str, today: Date) -> Option<Days> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
        return day(part(0..4).filter(|y| *y >= 1000)?, part(4..6)?, part(6..8)?);
    }
    let (numbers, signs) = numbers(text)?;
    let has_year = !signs.starts_with('月');
    if has_year && numbers.first().is_none_or(|y| *y < 1000) {
        return None;
    }
    match (numbers.as_slice(), signs.as_str()) {
        (&[y], "" | "年") => year(y),
        (&[y, m], "-" | "/" | "." | "年月" | "年") => month(y, m),
        (&[y, m, d], "--" | "//" | ".." | "年月日" | "年月号" | "年月") => day(y, m, d),
        (&[m], "月") => latest(today, |y| month(y, m)),
        (&[m, d], "月日" | "月号" | "月") => latest(today, |y| day(y, m, d)),
        _ => None,
    }
}

/// The numbers of a text and the single signs between and after them.
fn numbers(text: &str) -> Option<(Vec<i16>, String)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let signs: String = text.chars().filter(|&c| !is_digit(c)).collect();
    let parts: Vec<&str> = text.split(|c| !is_digit(c)).collect();
    let (last, inner) = parts.split_last()?;
    let numbers = inner.iter().copied().chain((!last.is_empty()).then_some(*last));
    let numbers: Option<Vec<i16>> = numbers.map(|part| part.parse().ok()).collect();
    numbers.map(|numbers| (numbers, signs))
}

fn year(y: i16) -> Option<Days> {
    let first = Date::new(y, 1, 1).ok()?;
    Some((first, first.last_of_year()))
}

fn month(y: i16, m: i16) -> Option<Days> {
    let first = Date::new(y, i8::try_from(m).ok()?, 1).ok()?;
    Some((first, first.last_of_month()))
}

fn day(y: i16, m: i16, d: i16) -> Option<Days> {
    let day = Date::new(y, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()?;
    Some((day, day))
}

/// That of this year if it has begun, else that of last year; 29 February up to eight years back.
fn latest(today: Date, of_year: impl Fn(i16) -> Option<Days>) -> Option<Days> {
    (0..=8).filter_map(|ago| of_year(today.year() - ago)).find(|days| days.0 <= today)
}
