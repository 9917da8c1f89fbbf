//! Marks as the reader knows them: what is marked about one article, and the changes to it.
//!
//! Owns these types and the names that an export has for their fields. Knows nothing of journals,
//! of steps and of who marked what when.

use std::ops::Not;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::article::{ArticleId, Place};

/// How many searches are remembered.
pub const SEARCHES: usize = 200;

/// Everything marked about one article.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// Whether it was read.
    #[serde(skip_serializing_if = "Not::not")]
    pub read: bool,
    /// Whether it has a star.
    #[serde(skip_serializing_if = "Not::not")]
    pub starred: bool,
    /// The person's own tags, in the order of adding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The person's note; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where the person stopped, and how much was read, in per cent.
    #[serde(skip_serializing_if = "Option::is_none", with = "stop")]
    pub place: Option<(Place, u8)>,
    /// When it was opened last, in whole milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<Timestamp>,
    /// When it was put on the reading list, in whole milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queued: Option<Timestamp>,
}

/// One change that the reader asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Marks as read, or as unread.
    Read(ArticleId, bool),
    /// Sets the star, or takes it away.
    Star(ArticleId, bool),
    /// All tags of the article from now on.
    Tags(ArticleId, Vec<String>),
    /// The note of the article from now on; empty for none.
    Note(ArticleId, String),
    /// Where reading stopped, and how much was read, in per cent.
    Place(ArticleId, Place, u8),
    /// The article was opened just now.
    Opened(ArticleId),
    /// Puts it on the reading list, or takes it off.
    Queue(ArticleId, bool),
    /// A saved query by name: its text and key; `None` takes it away.
    Query(String, Option<SavedQuery>),
    /// The state of the panes, a text of the app's own, by library.
    Panes {
        /// The library's name.
        library: String,
        /// The state.
        state: String,
    },
    /// A search that was made, for the history.
    Searched(String),
}

/// A query with a name and maybe a key of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedQuery {
    /// The key that runs it.
    pub key: Option<String>,
    /// The text of the query.
    pub query: String,
}

/// `place` as an object in an export, and on reading also as the list that a journal has.
pub(super) mod stop {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::article::Place;

    #[derive(Serialize, Deserialize)]
    struct Stop {
        block: u32,
        character: u32,
        percent: u8,
    }

    pub fn serialize<S: Serializer>(stop: &Option<(Place, u8)>, to: S) -> Result<S::Ok, S::Error> {
        stop.map(|(at, percent)| Stop { block: at.block, character: at.character, percent }).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<(Place, u8)>, D::Error> {
        let place = |stop: Stop| (Place { block: stop.block, character: stop.character }, stop.percent.min(100));
        Ok(Option::deserialize(from)?.map(place))
    }
}
