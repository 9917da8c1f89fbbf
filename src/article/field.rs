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

/// Keys by use; of several that are filled the first here is taken.
const KEYS: [(&str, Known); 32] = [
    ("title", Known::Title),
    ("categories", Known::Categories),
    ("category", Known::Categories),
    ("tags", Known::Tags),
    ("tag", Known::Tags),
    ("keywords", Known::Tags),
    ("author", Known::Author),
    ("authors", Known::Author),
    ("date", Known::Date),
    ("pubdate", Known::Date),
    ("published", Known::Date),
    ("headimg", Known::Image),
    ("cover", Known::Image),
    ("image", Known::Image),
    ("thumbnail", Known::Image),
    ("link", Known::Link),
    ("url", Known::Link),
    ("permalink", Known::Link),
    ("guid", Known::Guid),
    ("lang", Known::Lang),
    ("language", Known::Lang),
    ("description", Known::Description),
    ("summary", Known::Description),
    ("标题", Known::Title),
    ("標題", Known::Title),
    ("分类", Known::Categories),
    ("分類", Known::Categories),
    ("标签", Known::Tags),
    ("標籤", Known::Tags),
    ("作者", Known::Author),
    ("日期", Known::Date),
    ("链接", Known::Link),
];

impl Known {
    /// What the field under `key` is for; the case of letters is not looked at.
    pub fn of(key: &str) -> Option<Known> {
        Known::ranked(key).map(|(known, _)| known)
    }

    /// The same with the key's rank: of several keys with one use the lowest rank wins.
    pub fn ranked(key: &str) -> Option<(Known, usize)> {
        let key = key.trim();
        let place = KEYS.iter().position(|(name, _)| name.eq_ignore_ascii_case(key))?;
        KEYS.get(place).map(|(_, known)| (*known, place))
    }

    /// True of fields that hold several values.
    pub fn is_list(self) -> bool {
        matches!(self, Known::Categories | Known::Tags | Known::Author)
    }
}
