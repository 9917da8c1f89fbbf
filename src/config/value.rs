//! How each kind of setting is written, and the error for one that is written otherwise.

use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::{Offset, TimeZone};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Ambiguous, Auto, Language, Theme};

/// A value of a settings file.
pub trait Setting: Sized {
    /// What is allowed, for errors.
    const WANTED: &'static str;

    /// The value that one word or line means.
    fn of_word(word: &str) -> Option<Self>;

    /// The value that a list means.
    fn of_list(_words: Vec<String>) -> Option<Self> {
        None
    }
}

/// A value of a settings file; errors are raised while it is read, so that they carry its line.
#[derive(Debug)]
pub struct Value<T>(pub T);

impl<'de, T: Setting> Deserialize<'de> for Value<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData)).map(Value)
    }
}

struct Reader<T>(PhantomData<T>);

impl<T: Setting> Reader<T> {
    fn word<E: Error>(self, word: &str) -> Result<T, E> {
        T::of_word(word.trim()).ok_or_else(|| E::custom(format!("“{word}” is not {}", T::WANTED)))
    }
}

impl<'de, T: Setting> Visitor<'de> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::WANTED)
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<T, E> {
        self.word(word)
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<T, E> {
        self.word(if on { "true" } else { "false" })
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.word(&number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.word(&number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        self.word(&number.to_string())
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        self.word("")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
        let mut words = Vec::new();
        while let Some(Value(word)) = items.next_element::<Value<String>>()? {
            words.push(word);
        }
        T::of_list(words).ok_or_else(|| A::Error::custom(format!("a list is not {}", T::WANTED)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<T, A::Error> {
        while pairs.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Err(A::Error::custom(format!("a map is not {}", T::WANTED)))
    }
}

impl Setting for String {
    const WANTED: &'static str = "a text";

    fn of_word(word: &str) -> Option<String> {
        Some(word.to_owned())
    }
}

/// Folders; `~` is the home folder.
impl Setting for Vec<PathBuf> {
    const WANTED: &'static str = "a folder or a list of folders";

    fn of_word(word: &str) -> Option<Vec<PathBuf>> {
        Some([word].into_iter().filter(|word| !word.is_empty()).map(PathBuf::from).collect())
    }

    fn of_list(words: Vec<String>) -> Option<Vec<PathBuf>> {
        Some(words.into_iter().filter(|word| !word.is_empty()).map(PathBuf::from).collect())
    }
}

/// A program with its arguments; no shell is involved.
impl Setting for Vec<String> {
    const WANTED: &'static str = "a program, or a list of a program and its arguments";

    fn of_word(word: &str) -> Option<Vec<String>> {
        Some(word.split_whitespace().map(str::to_owned).collect())
    }

    fn of_list(words: Vec<String>) -> Option<Vec<String>> {
        Some(words)
    }
}

impl Setting for Auto<Language> {
    const WANTED: &'static str = "one of auto, zh, zh-Hant, ja, ko, en";

    fn of_word(word: &str) -> Option<Auto<Language>> {
        Some(match word {
            "auto" => Auto::Auto,
            "zh" | "zh-Hans" | "zh-CN" => Auto::Set(Language::Chinese),
            "zh-Hant" | "zh-TW" | "zh-HK" => Auto::Set(Language::TraditionalChinese),
            "ja" => Auto::Set(Language::Japanese),
            "ko" => Auto::Set(Language::Korean),
            "en" => Auto::Set(Language::English),
            _ => return None,
        })
    }
}

/// The zone that `/etc/localtime` links to. This reads one file; jiff would search the folders of all zones.
fn linked_zone() -> Option<TimeZone> {
    if std::env::var_os("TZ").is_some() {
        return None;
    }
    let link = std::fs::read_link("/etc/localtime").ok()?;
    let (_, name) = link.to_str()?.split_once("zoneinfo/")?;
    let file = PathBuf::from("/usr/share/zoneinfo").join(name);
    TimeZone::tzif(name, &std::fs::read(file).ok()?).ok()
}

impl Setting for TimeZone {
    const WANTED: &'static str = "a zone: local, UTC, Asia/Shanghai, +08:00";

    fn of_word(word: &str) -> Option<TimeZone> {
        match word {
            "local" => Some(linked_zone().unwrap_or_else(TimeZone::system)),
            _ if word.starts_with(['+', '-']) => offset(word).map(TimeZone::fixed),
            _ => TimeZone::get(word).ok(),
        }
    }
}

fn offset(word: &str) -> Option<Offset> {
    let sign = if word.starts_with('-') { -1 } else { 1 };
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let others = word.chars().skip(1).any(|c| c != ':' && !c.is_ascii_digit());
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        4 => digits.split_at_checked(2)?,
        _ => return None,
    };
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Offset::from_seconds(sign * seconds).ok().filter(|_| !others)
}

impl Setting for Theme {
    const WANTED: &'static str = "one of terminal, light, dark, plain";

    fn of_word(word: &str) -> Option<Theme> {
        Some(match word {
            "terminal" => Theme::Terminal,
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            "plain" => Theme::Plain,
            _ => return None,
        })
    }
}

/// Columns of a page.
impl Setting for usize {
    const WANTED: &'static str = "a number of columns from 8 to 400";

    fn of_word(word: &str) -> Option<usize> {
        word.parse().ok().filter(|columns| (8..=400).contains(columns))
    }
}

impl Setting for Auto<Ambiguous> {
    const WANTED: &'static str = "one of auto, narrow, wide";

    fn of_word(word: &str) -> Option<Auto<Ambiguous>> {
        Some(match word {
            "auto" => Auto::Auto,
            "narrow" | "1" => Auto::Set(Ambiguous::Narrow),
            "wide" | "2" => Auto::Set(Ambiguous::Wide),
            _ => return None,
        })
    }
}

impl Setting for bool {
    const WANTED: &'static str = "true or false";

    fn of_word(word: &str) -> Option<bool> {
        match word {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        }
    }
}

impl Setting for Auto<bool> {
    const WANTED: &'static str = "one of auto, true, false";

    fn of_word(word: &str) -> Option<Auto<bool>> {
        if word == "auto" { Some(Auto::Auto) } else { bool::of_word(word).map(Auto::Set) }
    }
}

/// How long lines of code are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrapCode(pub bool);

impl Setting for WrapCode {
    const WANTED: &'static str = "wrap or scroll";

    fn of_word(word: &str) -> Option<WrapCode> {
        match word {
            "wrap" => Some(WrapCode(true)),
            "scroll" => Some(WrapCode(false)),
            _ => None,
        }
    }
}

/// When an opened article counts as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadAfter(pub Option<Duration>);

impl Setting for ReadAfter {
    const WANTED: &'static str = "a number of seconds, or never";

    fn of_word(word: &str) -> Option<ReadAfter> {
        if word == "never" {
            return Some(ReadAfter(None));
        }
        let seconds = word.parse::<f64>().ok().filter(|seconds| (0.0..=86_400.0).contains(seconds))?;
        Some(ReadAfter(Some(Duration::from_secs_f64(seconds))))
    }
}

/// A query with a name: its text, or a map of text and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub query: String,
    pub key: Option<String>,
}

impl<'de> Deserialize<'de> for Asked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AskedReader)
    }
}

struct AskedReader;

impl<'de> Visitor<'de> for AskedReader {
    type Value = Asked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a query, or `query` and `key`")
    }

    fn visit_str<E: Error>(self, query: &str) -> Result<Asked, E> {
        Ok(Asked { query: query.to_owned(), key: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Asked, A::Error> {
        let mut asked = Asked { query: String::new(), key: None };
        while let Some(name) = pairs.next_key::<String>()? {
            let Value(value) = pairs.next_value::<Value<String>>()?;
            match name.as_str() {
                "query" => asked.query = value,
                "key" => asked.key = Some(value),
                _ => return Err(A::Error::custom(format!("unknown field {name}, expected query or key"))),
            }
        }
        Ok(asked)
    }
}

/// A map in the file's order.
#[derive(Debug)]
pub struct Pairs<T>(pub Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsReader(PhantomData))
    }
}

struct PairsReader<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for PairsReader<T> {
    type Value = Pairs<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`name: value` lines")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Pairs<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(Value(key)) = pairs.next_key::<Value<String>>()? {
            all.push((key, pairs.next_value()?));
        }
        Ok(Pairs(all))
    }
}
