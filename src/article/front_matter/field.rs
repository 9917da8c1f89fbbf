//! The fields that Kanbao has a use for, and the keys that they are found under.

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    Title,
    Categories,
    Tags,
    Author,
    Date,
    Image,
    Link,
    Guid,
    Lang,
    Description,
}

impl Known {
    /// What the field under `key` is for; the case of letters is not looked at.
    pub fn of(key: &str) -> Option<Known> {
        Known::ranked(key).map(|(known, _)| known)
    }

    /// The same with the key's rank: of several keys with one use the lowest rank wins.
    pub fn ranked(key: &str) -> Option<(Known, u8)> {
        let key = key.trim();
        if key.bytes().any(|b| b.is_ascii_uppercase()) { exact(&key.to_ascii_lowercase()) } else { exact(key) }
    }

    /// True of fields that hold several values.
    pub fn is_list(self) -> bool {
        matches!(self, Known::Categories | Known::Tags | Known::Author)
    }
}

fn exact(key: &str) -> Option<(Known, u8)> {
    Some(match key {
        "title" => (Known::Title, 0),
        "标题" | "標題" => (Known::Title, 1),
        "categories" => (Known::Categories, 0),
        "category" => (Known::Categories, 1),
        "分类" | "分類" => (Known::Categories, 2),
        "tags" => (Known::Tags, 0),
        "tag" => (Known::Tags, 1),
        "keywords" => (Known::Tags, 2),
        "标签" | "標籤" => (Known::Tags, 3),
        "author" => (Known::Author, 0),
        "authors" => (Known::Author, 1),
        "作者" => (Known::Author, 2),
        "date" => (Known::Date, 0),
        "pubdate" => (Known::Date, 1),
        "published" => (Known::Date, 2),
        "日期" => (Known::Date, 3),
        "headimg" => (Known::Image, 0),
        "cover" => (Known::Image, 1),
        "image" => (Known::Image, 2),
        "thumbnail" => (Known::Image, 3),
        "link" => (Known::Link, 0),
        "url" => (Known::Link, 1),
        "permalink" => (Known::Link, 2),
        "链接" | "連結" => (Known::Link, 3),
        "guid" => (Known::Guid, 0),
        "lang" => (Known::Lang, 0),
        "language" => (Known::Lang, 1),
        "description" => (Known::Description, 0),
        "summary" => (Known::Description, 1),
        _ => return None,
    })
}
