//! The settings in force, in the form of a settings file.

use std::fmt;

use jiff::tz::TimeZone;

use super::{Ambiguous, Auto, Config, Language, Theme};

/// Writes all settings as the lines of a settings file with the same effect.
impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folders = self.library.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>();
        writeln!(f, "library: {}", list(&folders))?;
        writeln!(f, "language: {}", language(self.language))?;
        writeln!(f, "zone: {}", zone(&self.zone))?;
        writeln!(f, "theme: {}", theme(self.theme))?;
        writeln!(f, "reading-width: {}", self.reading_width)?;
        writeln!(f, "ambiguous: {}", ambiguous(self.ambiguous))?;
        writeln!(f, "gap: {}", self.gap)?;
        writeln!(f, "bidi: {}", self.bidi)?;
        writeln!(f, "link-list: {}", self.link_list)?;
        writeln!(f, "code-lines: {}", if self.wrap_code { "wrap" } else { "scroll" })?;
        writeln!(f, "mouse: {}", self.mouse)?;
        let read_after = self.read_after.map_or_else(|| "never".to_owned(), |after| after.as_secs_f64().to_string());
        writeln!(f, "read-after: {read_after}")?;
        writeln!(f, "synchronized: {}", switch(self.synchronized))?;
        writeln!(f, "margins: {}", switch(self.margins))?;
        for (name, command) in [("browser", &self.browser), ("pipe", &self.pipe), ("editor", &self.editor)] {
            writeln!(f, "{name}: {}", command.as_deref().map(list).unwrap_or_default())?;
        }
        writeln!(f, "host: {}", quoted(&self.host))?;
        self.write_keys(f)?;
        self.write_queries(f)
    }
}

impl Config {
    fn write_keys(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "keys:{}", if self.keys.is_empty() { " {}" } else { "" })?;
        let mut scope = "";
        for binding in &self.keys {
            if binding.scope != scope {
                scope = &binding.scope;
                writeln!(f, "  {scope}:")?;
            }
            writeln!(f, "    {}: {}", quoted(&binding.keys), quoted(&binding.action))?;
        }
        Ok(())
    }

    fn write_queries(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "queries:{}", if self.queries.is_empty() { " {}" } else { "" })?;
        for named in &self.queries {
            let query = format!("query: {}", quoted(&named.query));
            let key = named.key.as_deref().map(|key| format!(", key: {}", quoted(key))).unwrap_or_default();
            writeln!(f, "  {}: {{ {query}{key} }}", quoted(&named.name))?;
        }
        Ok(())
    }
}

fn list(words: &[String]) -> String {
    format!("[{}]", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", "))
}

/// In YAML's double quotes; every JSON string is one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(crate::text::sanitize_line(text)).to_string()
}

fn language(language: Language) -> &'static str {
    match language {
        Language::Chinese => "zh",
        Language::TraditionalChinese => "zh-Hant",
        Language::Japanese => "ja",
        Language::Korean => "ko",
        Language::English => "en",
    }
}

fn zone(zone: &TimeZone) -> String {
    let fixed = || zone.to_fixed_offset().ok().map(|offset| offset.to_string());
    zone.iana_name().map(str::to_owned).or_else(fixed).unwrap_or_else(|| "local".to_owned())
}

fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::Terminal => "terminal",
        Theme::Light => "light",
        Theme::Dark => "dark",
        Theme::Plain => "plain",
    }
}

fn ambiguous(ambiguous: Auto<Ambiguous>) -> &'static str {
    match ambiguous {
        Auto::Auto => "auto",
        Auto::Set(Ambiguous::Narrow) => "narrow",
        Auto::Set(Ambiguous::Wide) => "wide",
    }
}

fn switch(switch: Auto<bool>) -> &'static str {
    match switch {
        Auto::Auto => "auto",
        Auto::Set(true) => "true",
        Auto::Set(false) => "false",
    }
}
