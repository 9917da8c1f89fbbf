//! The names of fields, in English and Chinese.

use super::Field;
use crate::search::fold;

/// The name before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldName {
    Text(Field),
    Date,
    Is,
    Has,
}

/// Every name; the first of each kind is the one that is printed.
const NAMES: [(&str, FieldName); 29] = [
    ("title", FieldName::Text(Field::Title)),
    ("标题", FieldName::Text(Field::Title)),
    ("body", FieldName::Text(Field::Body)),
    ("text", FieldName::Text(Field::Body)),
    ("正文", FieldName::Text(Field::Body)),
    ("category", FieldName::Text(Field::Category)),
    ("c", FieldName::Text(Field::Category)),
    ("cat", FieldName::Text(Field::Category)),
    ("分类", FieldName::Text(Field::Category)),
    ("author", FieldName::Text(Field::Author)),
    ("作者", FieldName::Text(Field::Author)),
    ("来源", FieldName::Text(Field::Author)),
    ("tag", FieldName::Text(Field::Tag)),
    ("tags", FieldName::Text(Field::Tag)),
    ("标签", FieldName::Text(Field::Tag)),
    ("lang", FieldName::Text(Field::Lang)),
    ("language", FieldName::Text(Field::Lang)),
    ("语言", FieldName::Text(Field::Lang)),
    ("path", FieldName::Text(Field::Path)),
    ("file", FieldName::Text(Field::Path)),
    ("路径", FieldName::Text(Field::Path)),
    ("文件", FieldName::Text(Field::Path)),
    ("date", FieldName::Date),
    ("日期", FieldName::Date),
    ("时间", FieldName::Date),
    ("is", FieldName::Is),
    ("状态", FieldName::Is),
    ("has", FieldName::Has),
    ("含", FieldName::Has),
];

impl FieldName {
    pub fn of(name: &str) -> Option<FieldName> {
        lookup(&NAMES, &fold(name))
    }
}

/// The name that prints a field, `is:` or `has:`.
pub(super) fn printed(name: FieldName) -> &'static str {
    NAMES.iter().find(|(_, known)| *known == name).map_or("", |(text, _)| text)
}

/// The value with exactly this name.
pub(super) fn lookup<T: Copy>(values: &[(&str, T)], name: &str) -> Option<T> {
    values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}
