//! Plain text: marks are left out, structure stays.

use std::borrow::Cow;

use super::dialect::{CellText, Dialect, Markup, rectangle};
use crate::render::Image;
use crate::render::content::{Block, Table};

pub struct Plain {
    /// What a picture is called.
    pub image: &'static str,
}

impl Dialect for Plain {
    fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        Cow::Owned(text.replace('\u{a0}', " "))
    }

    fn marked(&self, mark: Markup<'_>, inner: &str, _: &str) -> String {
        match mark {
            Markup::Element("rt") => format!("({inner})"),
            _ => inner.to_owned(),
        }
    }

    fn image(&self, image: &Image) -> String {
        match image.alt.as_str() {
            "" => format!("[{}]", self.image),
            alt => format!("[{} {alt}]", self.image),
        }
    }

    fn line_break(&self) -> &'static str {
        "\n"
    }

    fn paragraph(&self, _: &Block, _: &[&str], text: &str) -> String {
        text.to_owned()
    }

    fn code(&self, text: &str, _: Option<&str>) -> String {
        text.to_owned()
    }

    fn rule(&self) -> &'static str {
        "———"
    }

    fn table(&self, _: &Table, cells: &[Vec<CellText<'_>>]) -> String {
        let row = |cells: &Vec<String>| cells.iter().map(|cell| cell.replace('\n', " ")).collect::<Vec<_>>().join("\t");
        rectangle(cells).iter().map(row).collect::<Vec<_>>().join("\n")
    }
}
