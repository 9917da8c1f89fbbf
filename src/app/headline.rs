//! An article's meta in words: the lines below its title, dates, all its fields.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::messages::Messages;
use crate::article::{Article, DateSource};
use crate::render::{Head, Labels};
use crate::state::Mark;

/// What stands above an article: title, one line with source, date, category and tags, and the
/// person's note.
pub fn head(article: &Article, mark: &Mark, messages: &Messages, zone: &TimeZone) -> Head {
    let meta = &article.meta;
    let title = if meta.title.is_empty() { messages.untitled.to_owned() } else { meta.title.clone() };
    let mut parts: Vec<String> = Vec::new();
    if !meta.authors.is_empty() {
        parts.push(meta.authors.join("、"));
    }
    if let Some(date) = meta.date.filter(|date| date.source == DateSource::Written) {
        parts.push(moment(date.at, zone));
    }
    parts.extend(meta.categories.iter().take(3).map(|path| path.join(" › ")));
    parts.extend(meta.tags.iter().chain(&mark.tags).map(|tag| format!("#{tag}")));
    let note = if mark.note.is_empty() { String::new() } else { format!("{}: {}", messages.note_prompt, mark.note) };
    Head { title, meta: [parts.join(" · "), note].into_iter().filter(|line| !line.is_empty()).collect() }
}

/// Day and time, without the time at midnight: `2021-06-04 09:56`.
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned_datetime(zone.clone());
    let format = if local.hour() == 0 && local.minute() == 0 { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" };
    local.strftime(format).to_string()
}

/// The day as rows show it: `2021-06-04`.
pub fn day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d").to_string()
}

/// Every field of an article, known and unknown, one a line.
pub fn fields(article: &Article, zone: &TimeZone) -> Vec<String> {
    let meta = &article.meta;
    let paths = |paths: &[Vec<String>]| paths.iter().map(|path| path.join("/")).collect::<Vec<_>>().join(", ");
    let known = [
        ("title", meta.title.clone()),
        ("date", meta.date.map_or(String::new(), |date| moment(date.at, zone))),
        ("author", meta.authors.join(", ")),
        ("categories", paths(&meta.categories)),
        ("tags", meta.tags.join(", ")),
        ("link", meta.link.clone().unwrap_or_default()),
        ("guid", meta.guid.clone().unwrap_or_default()),
        ("image", meta.image.clone().unwrap_or_default()),
        ("lang", meta.lang.clone().unwrap_or_default()),
        ("description", meta.description.clone().unwrap_or_default()),
    ];
    let known = known.into_iter().map(|(name, value)| (name.to_owned(), value));
    let all = known.chain(meta.other.iter().cloned()).filter(|(_, value)| !value.is_empty());
    all.map(|(name, value)| format!("{name}: {value}")).collect()
}

/// What pages say themselves, in the reader's language.
pub fn labels(messages: &Messages) -> Labels {
    use crate::config::Language::{Chinese, English, Japanese, Korean, TraditionalChinese};
    match messages.language {
        Chinese => Labels::default(),
        TraditionalChinese => Labels {
            image: "圖",
            video: "影片",
            audio: "音訊",
            embed: "嵌入",
            links: "連結",
            truncated: "（內文過長，此後略去）",
        },
        Japanese => Labels {
            image: "画像",
            video: "動画",
            audio: "音声",
            embed: "埋め込み",
            links: "リンク",
            truncated: "（本文が長いため以下省略）",
        },
        Korean => Labels {
            image: "그림",
            video: "동영상",
            audio: "오디오",
            embed: "삽입",
            links: "링크",
            truncated: "(본문이 길어 이하 생략)",
        },
        English => Labels {
            image: "image",
            video: "video",
            audio: "audio",
            embed: "embed",
            links: "Links",
            truncated: "(the text is too long; the rest is left out)",
        },
    }
}
