//! Plain text: marks are left out, structure stays.

use std::borrow::Cow;

use super::blocks::Dialect;

pub(super) struct Plain {
    /// What a picture is called.
    pub image: &'static str,
}

impl Dialect for Plain {
    fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        Cow::Borrowed(text)
    }

    fn inline(&self, name: &str, inner: &str, _: &str) -> String {
        match name {
            "q" => format!("“{inner}”"),
            "rt" => format!("({inner})"),
            _ => inner.to_owned(),
        }
    }

    fn link(&self, text: &str, _: &str) -> String {
        text.to_owned()
    }

    fn image(&self, alt: &str, _: &str) -> String {
        match alt {
            "" => format!("[{}]", self.image),
            alt => format!("[{} {alt}]", self.image),
        }
    }

    fn line_break(&self) -> &'static str {
        "\n"
    }

    fn line<'t>(&self, line: &'t str) -> Cow<'t, str> {
        Cow::Borrowed(line)
    }

    fn heading(&self, _: usize, text: &str) -> String {
        text.to_owned()
    }

    fn code(&self, text: &str, _: Option<&str>) -> String {
        text.to_owned()
    }

    fn rule(&self) -> &'static str {
        "———"
    }

    fn between_lists(&self) -> Option<&'static str> {
        None
    }

    fn table(&self, rows: &[Vec<String>], _: bool) -> String {
        let row = |cells: &Vec<String>| cells.iter().map(|cell| cell.replace('\n', " ")).collect::<Vec<_>>().join("\t");
        rows.iter().map(row).collect::<Vec<_>>().join("\n")
    }
}
