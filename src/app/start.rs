//! From decided options to a reader under way.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::engine::Engine;
use super::event::{Event, Report};
use super::external::{External, Variable};
use super::headline;
use super::input::keymap::Keymap;
use super::jobs::{Clock, Marks, PageOptions, Setup};
use super::messages::Messages;
use super::model::layout::Size;
use super::model::session;
use super::model::{LibraryState, Model, Settings};
use super::run::{Stats, TerminalSetup, run};
use super::view::Theme;
use crate::config::{Auto, Config, NamedQuery};
use crate::library::Library;
use crate::render::{CodeLines, Options as PageSettings};
use crate::state::{SavedQuery, Store};
use crate::term::{Capabilities, Environment, Terminal, TerminalOptions, remote, tty};
use crate::text::Ambiguous;

/// How long the selection rests before its article is shown beside the list, where the person sits
/// at this machine. Over a slow line only what is asked for is sent.
const PREVIEW_AFTER: Duration = Duration::from_millis(400);

/// What the reader opens.
pub struct OpenRequest {
    pub library: Library,
    /// As the top line shows it.
    pub name: String,
    /// The articles that ship with the reader.
    pub samples: bool,
    /// The library is one article, to be opened at once.
    pub single: bool,
    pub marks: Store,
    /// Where other readers keep theirs: watched, so that they appear here.
    pub marks_folder: Option<PathBuf>,
    /// Watch the folders of the library for changes.
    pub watch: bool,
}

/// Opens the reader and runs it until it is quit; returns bytes and frames by key.
///
/// # Errors
/// Those of the terminal.
pub fn open(config: &Config, keymap: Keymap, request: OpenRequest, variable: Variable) -> io::Result<Stats> {
    let capabilities = capabilities(config, &Environment::read(variable));
    let terminal = Terminal::enter(tty::open()?, TerminalOptions::of(&capabilities, config.mouse))?;
    let (columns, rows) = terminal.size();
    let size = Size { columns: columns.into(), rows: rows.into() };
    let remote = remote::is_remote(variable);
    let request = OpenRequest { name: at_home(&request.name, variable("HOME")), ..request };
    let settings = settings(config, keymap, &capabilities, remote);
    let external = External {
        library: request.library.clone(),
        capabilities: capabilities.clone(),
        browser: config.browser.clone(),
        editor: config.editor.clone(),
        variable,
        sequences: true,
    };
    let (engine, outside) = engine(config, request, settings, size, Timestamp::now);
    let setup = TerminalSetup {
        capabilities,
        ambiguous: config.ambiguous,
        synchronized: config.synchronized,
        margins: config.margins,
        theme: Theme::of(config.theme),
        external,
    };
    run(engine, outside, terminal, setup)
}

/// The engine for a request: marks restored, workers started. Tests give a clock of their own.
pub fn engine(
    config: &Config,
    request: OpenRequest,
    settings: Settings,
    size: Size,
    clock: Clock,
) -> (Engine, Vec<super::effect::Outside>) {
    let OpenRequest { library, name, samples, single, marks, marks_folder, watch } = request;
    let pages = page_options(config, &settings);
    let notices: Vec<String> = library.notices().into_iter().chain(marks.notices()).collect();
    let mut model = Model::new(settings, size, LibraryState { name: name.clone(), samples, progress: None });
    model.opens_first = single;
    if let Some(panes) = marks.panes(&name).map(str::to_owned).filter(|_| !single) {
        let today = clock().to_zoned_datetime(config.zone.clone()).date();
        session::restore(&mut model, &panes, today);
    }
    let setup = Setup { library, marks: Marks::new(marks), pages, clock, watch };
    let (mut engine, mut outside) = Engine::start(model, setup, 0);
    engine.watch_marks(marks_folder.as_deref());
    for notice in notices {
        outside.extend(engine.handle(Event::Report(Report::Failed(notice)), 0));
    }
    (engine, outside)
}

/// A path as people write it: `~/news`.
fn at_home(path: &str, home: Option<String>) -> String {
    let below = home.as_deref().filter(|home| home.len() > 1).and_then(|home| path.strip_prefix(home));
    below.filter(|rest| rest.is_empty() || rest.starts_with('/')).map_or(path.to_owned(), |rest| format!("~{rest}"))
}

/// What the terminal can, by its name and the settings.
fn capabilities(config: &Config, environment: &Environment) -> Capabilities {
    let mut can = Capabilities::guess(environment);
    if config.theme == crate::config::Theme::Plain {
        can.colours = crate::term::Depth::Mono;
    }
    can
}

/// The settings that the model obeys.
pub fn settings(config: &Config, keymap: Keymap, can: &Capabilities, remote: bool) -> Settings {
    Settings {
        messages: Messages::of(config.language),
        keymap,
        zone: config.zone.clone(),
        reading_width: config.reading_width,
        ambiguous: match config.ambiguous {
            Auto::Set(ambiguous) => ambiguous,
            Auto::Auto => Ambiguous::Narrow,
        },
        margins: can.margins,
        ascii: !can.unicode,
        lines: false,
        read_after: config.read_after,
        preview_after: (!remote).then_some(PREVIEW_AFTER),
        remote,
        queries: config.queries.iter().map(|named| (named.name.clone(), saved(named))).collect(),
        pipe: config.pipe.as_ref().map(|command| command.join(" ")).unwrap_or_default(),
    }
}

fn saved(named: &NamedQuery) -> SavedQuery {
    SavedQuery { query: named.query.clone(), key: named.key.clone() }
}

/// How pages are set.
pub fn page_options(config: &Config, settings: &Settings) -> PageOptions {
    let options = PageSettings {
        labels: headline::labels(&settings.messages),
        ambiguous: settings.ambiguous,
        gap: config.gap,
        bidi: config.bidi,
        link_list: config.link_list,
        code_lines: if config.wrap_code { CodeLines::Wrap } else { CodeLines::Scroll },
        ..PageSettings::default()
    };
    PageOptions { options, messages: settings.messages.clone(), zone: settings.zone.clone() }
}
