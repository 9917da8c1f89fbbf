//! Loading settings: the shipped file, the person's own, the environment.
//!
//! Owns the order in which they are applied. Knows nothing of how a value is written.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::bytes;

use super::file::{self, Wrong};
use super::{Config, Dirs, Language, Theme};

/// The shipped settings file, commented.
pub const SHIPPED: &str = include_str!("../../assets/settings.yaml");

/// A settings file that cannot be used.
#[derive(Debug)]
pub enum Error {
    /// The file cannot be read.
    Unreadable {
        /// The settings file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line of the file is wrong.
    Wrong {
        /// The settings file.
        path: PathBuf,
        /// The line, from 1, where it is known.
        line: Option<usize>,
        /// What is wrong and what is allowed.
        what: String,
    },
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Unreadable { path, source } => {
                write!(f, "{}: {source}; make it readable or move it away", path.display())
            }
            Error::Wrong { path, line, what } => {
                write!(f, "{}:", path.display())?;
                if let Some(line) = line {
                    write!(f, "{line}:")?;
                }
                write!(f, " {what} (`kanbao config --default` shows all settings)")
            }
        }
    }
}

impl Config {
    /// The settings in force: the shipped ones, then the person's file if it exists, then the environment, which
    /// `variable` looks up.
    ///
    /// # Errors
    /// A file that cannot be read, and the first wrong line of it.
    pub fn load(variable: impl Fn(&str) -> Option<OsString>) -> Result<Config, Error> {
        let variable = |name: &str| variable(name).and_then(|value| value.into_string().ok()).filter(|v| !v.is_empty());
        let dirs = dirs();
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let editor = variable("VISUAL").or_else(|| variable("EDITOR")).map(|line| words(&line));
        let mut config = Config { dirs: dirs.clone(), host, editor, ..Config::default() };
        let language = language(&variable);
        lay(SHIPPED, Path::new("settings.yaml"), &mut config, language)?;
        match bytes::read_all(&dirs.settings, bytes::SETTINGS) {
            Ok(bytes) => lay(&String::from_utf8_lossy(&bytes), &dirs.settings, &mut config, language)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(Error::Unreadable { path: dirs.settings, source }),
        }
        if variable("NO_COLOR").is_some() {
            config.theme = Theme::Plain;
        }
        let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
        config.library = config.library.into_iter().map(|folder| at_home(folder, home.as_deref())).collect();
        Ok(config)
    }
}

fn lay(text: &str, path: &Path, config: &mut Config, language: Language) -> Result<(), Error> {
    let file = file::parse(text).map_err(|Wrong { line, what }| Error::Wrong { path: path.to_owned(), line, what })?;
    file.apply(config, language);
    Ok(())
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// The folders of the XDG base directory specification, or their counterparts on other systems.
fn dirs() -> Dirs {
    let Some(project) = directories::ProjectDirs::from("", "", "kanbao") else {
        return Dirs { settings: PathBuf::from("settings.yaml"), ..Dirs::default() };
    };
    Dirs {
        settings: project.config_dir().join("settings.yaml"),
        data: Some(project.data_dir().to_owned()),
        cache: Some(project.cache_dir().to_owned()),
    }
}

/// `~/news` below the home folder.
fn at_home(folder: PathBuf, home: Option<&Path>) -> PathBuf {
    match (folder.strip_prefix("~"), home) {
        (Ok(below), Some(home)) => home.join(below),
        _ => folder,
    }
}

/// The language of the environment (POSIX: LC_ALL, LC_MESSAGES, LANG); Chinese where it names none.
fn language(variable: &impl Fn(&str) -> Option<String>) -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| variable(name)).unwrap_or_default();
    match locale.get(..2) {
        Some("zh") if ["zh_TW", "zh_HK", "zh_MO"].iter().any(|place| locale.starts_with(place)) => {
            Language::TraditionalChinese
        }
        Some("ja") => Language::Japanese,
        Some("ko") => Language::Korean,
        Some("en") => Language::English,
        _ => Language::Chinese,
    }
}
