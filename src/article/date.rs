//! Dates as the web writes them.
//!
//! RFC 2822, RFC 3339, `2021-10-28 14:08:07`, `2021/06/04`, `2021年6月4日 下午3:05`, `June 4, 2021`,
//! JavaScript's and `date`'s own forms, 民国 years, seconds and milliseconds since 1970. A text that
//! holds anything else, such as `Invalid Date`, is no date.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};

/// The moment that `text` names; `zone` is that of dates without one.
pub fn parse(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if text.len() > 100 {
        return None;
    }
    let folded = fold(text);
    let mut scan = Scan { rest: &folded, ..Scan::default() };
    while !scan.rest.is_empty() {
        scan.step()?;
    }
    scan.moment(zone)
}

/// `text` in small letters and half-width digits and signs.
fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase() && b != b'\t') {
        return Cow::Borrowed(text);
    }
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\t' => ' ',
        '−' | '–' => '-',
        _ => c.to_ascii_lowercase(),
    };
    Cow::Owned(text.chars().map(narrow).collect())
}

/// A number of the date with its digits counted and the sign or unit behind it.
#[derive(Debug, Clone, Copy)]
struct Number {
    value: i64,
    digits: usize,
    after: Option<char>,
}

/// What was read so far.
#[derive(Debug, Default)]
struct Scan<'a> {
    rest: &'a str,
    numbers: Vec<Number>,
    month: Option<i64>,
    /// Hour, minute, second, nanosecond.
    time: Option<[i64; 4]>,
    afternoon: Option<bool>,
    /// Seconds east of UTC.
    offset: Option<i32>,
    /// 民国: years counted from 1911.
    minguo: bool,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTHS_WHOLE: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const FORENOON: [&str; 6] = ["上午", "凌晨", "早上", "清晨", "午前", "오전"];
const AFTERNOON: [&str; 7] = ["下午", "晚上", "傍晚", "午後", "午后", "오후", "中午"];
const HOUR: [&str; 5] = ["时", "時", "点", "點", "시"];
/// Zones by name (RFC 2822 and common ones), in hours.
const ZONES: [(&str, i32); 19] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
    ("bst", 1),
    ("cet", 1),
    ("cest", 2),
    ("jst", 9),
    ("kst", 9),
    ("hkt", 8),
    ("ist", 5),
];

impl<'a> Scan<'a> {
    /// Reads one number, word or sign; `None` where it means nothing in a date.
    fn step(&mut self) -> Option<()> {
        match self.rest.chars().next()? {
            '0'..='9' => self.number(),
            'a'..='z' => self.word(),
            '+' | '-' if self.time.is_some() && self.offset.unwrap_or(0) == 0 => self.zone_offset(),
            '(' => self.skip_past(')'),
            '[' => self.skip_past(']'),
            ' ' | '-' | '/' | '.' | ',' | ':' | '年' | '月' | '日' | '号' | '號' | '년' | '월' | '일' => {
                self.skip(1)
            }
            _ => self.east_asian_word(),
        }
    }

    fn skip(&mut self, characters: usize) -> Option<()> {
        let mut rest = self.rest.chars();
        rest.by_ref().take(characters).for_each(drop);
        self.rest = rest.as_str();
        Some(())
    }

    fn skip_past(&mut self, end: char) -> Option<()> {
        self.rest = self.rest.split_once(end)?.1;
        Some(())
    }

    fn digits(&mut self) -> Option<(i64, usize)> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some((digits.parse().ok()?, end))
    }

    fn number(&mut self) -> Option<()> {
        let (value, digits) = self.digits()?;
        let after = self.rest.chars().next();
        if self.time.is_none() && digits <= 2 && after == Some(':') {
            return self.clock(value);
        }
        let is_word = after.is_some_and(|c| !c.is_ascii());
        if self.time.is_none() && is_word && HOUR.iter().any(|hour| self.rest.starts_with(hour)) {
            return self.clock_in_words(value);
        }
        self.numbers.push(Number { value, digits, after });
        Some(())
    }

    /// `14:08`, `14:08:07`, `14:08:07.5`, the hour being read.
    fn clock(&mut self, hour: i64) -> Option<()> {
        let mut time = [hour, 0, 0, 0];
        for part in 1..=2 {
            if let Some(rest) = self.rest.strip_prefix(':') {
                self.rest = rest;
                *time.get_mut(part)? = self.digits()?.0;
            }
        }
        let fraction = self.rest.strip_prefix(['.', ',']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if let Some(rest) = fraction {
            self.rest = rest;
            let (value, digits) = self.digits()?;
            let digits = u32::try_from(digits).ok()?;
            time[3] = value.checked_mul(10_i64.pow(9_u32.checked_sub(digits)?))?;
        }
        self.time = Some(time);
        Some(())
    }

    /// `9时56分7秒`, `下午3点半`, the hour being read.
    fn clock_in_words(&mut self, hour: i64) -> Option<()> {
        self.skip(1)?;
        let mut time = [hour, 0, 0, 0];
        if let Some(rest) = self.rest.strip_prefix('半') {
            (time[1], self.rest) = (30, rest);
        }
        for (part, unit) in [(1, ['分', '분']), (2, ['秒', '초'])] {
            let before = self.rest;
            self.rest = before.trim_start();
            let value = self.digits().filter(|(_, digits)| *digits > 0);
            match (value, self.rest.strip_prefix(unit)) {
                (Some((value, _)), Some(rest)) => (*time.get_mut(part)?, self.rest) = (value, rest),
                _ => self.rest = before,
            }
        }
        self.time = Some(time);
        Some(())
    }

    /// `+08:00`, `-0700`, `+8`.
    fn zone_offset(&mut self) -> Option<()> {
        let sign = if self.rest.starts_with('-') { -1 } else { 1 };
        self.skip(1)?;
        let (value, digits) = self.digits().filter(|(_, digits)| (1..=4).contains(digits))?;
        let (hours, minutes) = match (digits, self.rest.strip_prefix(':')) {
            (1 | 2, Some(rest)) => {
                self.rest = rest;
                (value, self.digits()?.0)
            }
            (1 | 2, None) => (value, 0),
            _ => (value / 100, value % 100),
        };
        self.offset = Some(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?);
        Some(())
    }

    fn word(&mut self) -> Option<()> {
        let end = self.rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        let month = MONTHS.iter().zip(MONTHS_WHOLE).position(|(short, whole)| word == *short || word == whole);
        if let Some(month) = month.or((word == "sept").then_some(8)) {
            return self.month.replace(i64::try_from(month).ok()? + 1).is_none().then_some(());
        }
        match word {
            "am" | "pm" => self.afternoon = Some(word == "pm"),
            // Between date and time, or behind a day.
            "t" | "at" | "on" | "st" | "nd" | "rd" | "th" | "of" => {}
            _ if is_day_of_week(word) => {}
            // What `date` and Java write in China is not what RFC 2822 means by it.
            "cst" if self.numbers.len() < 2 => {}
            _ => self.offset = Some(ZONES.iter().find(|(name, _)| *name == word)?.1 * 3600),
        }
        Some(())
    }

    fn east_asian_word(&mut self) -> Option<()> {
        let words =
            |list: &[&'static str]| list.iter().find(|word| self.rest.starts_with(**word)).map(|w| w.chars().count());
        if let Some(length) = words(&FORENOON) {
            self.afternoon = Some(false);
            return self.skip(length);
        }
        if let Some(length) = words(&AFTERNOON) {
            self.afternoon = Some(true);
            return self.skip(length);
        }
        if let Some(length) = words(&["民国", "民國"]) {
            self.minguo = true;
            return self.skip(length);
        }
        let day = words(&["星期", "礼拜", "禮拜", "周", "週"])?;
        self.skip(day)?;
        self.rest = self.rest.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天'])?;
        Some(())
    }

    fn moment(&self, zone: &TimeZone) -> Option<Timestamp> {
        if let ([only], None, None) = (self.numbers.as_slice(), self.time, self.month)
            && let Some(moment) = since_1970(only)
        {
            return Some(moment);
        }
        let ([year, month, day], packed) = self.date()?;
        let [hour, minute, second, nano] = self.hours(packed)?;
        let midnight = i8::try_from(hour).ok()? == 24 && (minute, second) == (0, 0);
        let hour = if midnight { 0 } else { i8::try_from(hour).ok()? };
        let (year, month, day) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let (minute, second) = (i8::try_from(minute).ok()?, i8::try_from(second.min(59)).ok()?);
        let mut local = DateTime::new(year, month, day, hour, minute, second, i32::try_from(nano).ok()?).ok()?;
        if midnight {
            local = local.checked_add(Span::new().days(1)).ok()?;
        }
        match self.offset {
            Some(seconds) => Offset::from_seconds(seconds).ok()?.to_timestamp(local).ok(),
            None => zone.to_timestamp(local).ok(),
        }
    }

    /// The time of day on 24 hours; noon and midnight are what 上午12 and 下午12 say.
    fn hours(&self, packed: Option<[i64; 4]>) -> Option<[i64; 4]> {
        let mut time = self.time.or(packed).unwrap_or_default();
        time[0] = match (self.afternoon, time[0]) {
            (Some(true), hour @ 1..12) => hour + 12,
            (Some(false), 12) => 0,
            (_, hour) => hour,
        };
        (time[1] < 60 && time[2] <= 60).then_some(time)
    }

    /// Year, month and day, and the time that is written in one number with them.
    fn date(&self) -> Option<([i64; 3], Option<[i64; 4]>)> {
        let years = if self.minguo { 1911 } else { 0 };
        if let Some(month) = self.month {
            return Some((self.around_month_name(month)?, None));
        }
        match *self.numbers.as_slice() {
            [all] if all.digits == 4 => Some(([all.value, 1, 1], None)),
            [all] => packed(all.value, all.digits),
            [date, time] if date.digits == 8 && matches!(time.digits, 4 | 6) => {
                let digits = 8 + time.digits;
                packed(date.value.checked_mul(10_i64.pow(u32::try_from(time.digits).ok()?))? + time.value, digits)
            }
            [year, month] if year.digits == 4 => Some(([year.value, month.value, 1], None)),
            [year, month, day] if year.digits == 4 || self.minguo => {
                Some(([year.value + years, month.value, day.value], None))
            }
            [a, b, year] if year.digits == 4 => Some((day_and_month(a, b, year.value), None)),
            _ => None,
        }
    }

    /// `4 June 2021`, `June 4, 2021`, `Jun 2021`.
    fn around_month_name(&self, month: i64) -> Option<[i64; 3]> {
        match *self.numbers.as_slice() {
            [year] if year.digits == 4 => Some([year.value, month, 1]),
            [year, day] if year.digits == 4 => Some([year.value, month, day.value]),
            [day, year] if year.digits == 4 => Some([year.value, month, day.value]),
            // RFC 2822, section 4.3: two digits are 1950 to 2049.
            [day, year] if year.digits == 2 => {
                Some([year.value + if year.value < 50 { 2000 } else { 1900 }, month, day.value])
            }
            _ => None,
        }
    }
}

fn is_day_of_week(word: &str) -> bool {
    DAYS.iter().any(|day| word == *day || (word.starts_with(day) && word.ends_with("day")))
}

/// `4.6.2021` and `27/1/2021` have the day first, `1/27/2021` the month.
fn day_and_month(a: Number, b: Number, year: i64) -> [i64; 3] {
    let day_first = a.after == Some('.') || a.value > 12;
    if day_first { [year, b.value, a.value] } else { [year, a.value, b.value] }
}

/// `20210604`, `202106041408`, `20210604140807`.
fn packed(value: i64, digits: usize) -> Option<([i64; 3], Option<[i64; 4]>)> {
    let (date, time) = match digits {
        8 => (value, 0),
        12 => (value / 10_000, value % 10_000 * 100),
        14 => (value / 1_000_000, value % 1_000_000),
        _ => return None,
    };
    let clock = [time / 10_000, time / 100 % 100, time % 100, 0];
    Some(([date / 10_000, date / 100 % 100, date % 100], Some(clock)))
}

/// Ten digits are seconds since 1970, thirteen are milliseconds.
fn since_1970(number: &Number) -> Option<Timestamp> {
    match number.digits {
        10 => Timestamp::from_second(number.value).ok(),
        13 => Timestamp::from_millisecond(number.value).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let zone = TimeZone::fixed(Offset::constant(8));
        parse(text, &zone).map_or_else(|| "-".to_owned(), |at| at.to_string())
    }

    #[test]
    fn dates_are_read_as_the_web_writes_them() {
        let cases = include_str!("../../tests/article/dates.txt");
        for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            let (text, wanted) = line.split_once(" => ").unwrap();
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    #[test]
    fn no_text_makes_it_fall_over() {
        for text in [
            "",
            " ",
            ":",
            "1:",
            "9999999999999999999",
            "00:00",
            "2021-13-01",
            "+",
            "1:1:1+",
            "(",
            "年",
            "99:99:99 2021-01-01",
        ] {
            assert_eq!(read(text), "-", "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_written_is_a_date_or_none(text in "[0-9年月日 :/+TZ.-]{0,24}|\\PC{0,24}") {
            parse(&text, &TimeZone::UTC);
        }

        #[test]
        fn what_is_printed_is_read_again(second in -60_000_000_000_i64..250_000_000_000) {
            let at = Timestamp::from_second(second).unwrap();
            proptest::prop_assert_eq!(parse(&at.to_string(), &TimeZone::UTC), Some(at));
            let civil = TimeZone::UTC.to_datetime(at);
            for form in ["%Y-%m-%d %H:%M:%S", "%a, %d %b %Y %H:%M:%S GMT", "%Y年%m月%d日 %H时%M分%S秒", "%B %d, %Y %I:%M:%S %p"] {
                let text = civil.strftime(form).to_string();
                proptest::prop_assert_eq!(parse(&text, &TimeZone::UTC), Some(at), "{}", text);
            }
        }
    }
}
