//! From decided options to a session under way, at a terminal or a pipe.

use std::io::{self, BufRead, BufReader, Write};

use jiff::Timestamp;

use super::Session;
use crate::app::effect::Effect;
use crate::app::external;
use crate::app::jobs::{Marks, Setup};
use crate::app::keymap::Keymap;
use crate::app::layout::Size;
use crate::app::messages::Messages;
use crate::app::start::{OpenRequest, Variable, page_options, settings};
use crate::config::Config;
use crate::library::Error;
use crate::term::clipboard::{self, Way};
use crate::term::link::{self, Opening as LinkOpening};
use crate::term::probe::Asking;
use crate::term::{Capabilities, Environment, program, remote, tty};

/// Reads line by line until the person leaves or the input ends; prints to `output`, which is a
/// terminal of `columns`, or something else. `typed`: standard input holds what the person types, not
/// an article.
///
/// # Errors
/// Those of the library, the input and the output.
pub fn open(
    config: &Config,
    keymap: Keymap,
    request: OpenRequest,
    variable: Variable,
    typed: bool,
    output: &mut dyn Write,
) -> Result<io::Result<()>, Error> {
    let capabilities = Capabilities::guess(&Environment::read(variable));
    let settings = settings(config, keymap, &capabilities, remote::is_remote(variable));
    let library = request.library.clone();
    let setup = Setup {
        library: library.clone(),
        marks: Marks::new(request.marks),
        pages: page_options(config, &settings),
        clock: Timestamp::now,
        watch: false,
    };
    let (columns, rows) = tty::size(io::stdout());
    let size = Size { columns: usize::from(columns).min(config.reading_width), rows: rows.into() };
    let (browser, editor) = (config.browser.clone(), config.editor.clone());
    let external = External { capabilities, browser, editor, messages: settings.messages.clone(), variable };
    let session = Session::new(setup, settings, size)?;
    Ok(input(typed)
        .and_then(|input| super::run(session, &library, input, output, |effect, text| external.run(effect, text))))
}

fn input(typed: bool) -> io::Result<Box<dyn BufRead>> {
    if typed {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(BufReader::new(tty::open_blocking()?)))
}

/// What is done outside of a session.
struct External {
    capabilities: Capabilities,
    browser: Option<Vec<String>>,
    editor: Option<Vec<String>>,
    messages: Messages,
    variable: Variable,
}

impl External {
    /// Does one effect, and says what was done.
    fn run(&self, effect: Effect, text: &str) -> Vec<String> {
        match effect {
            Effect::Pipe(command) => ran(&external::piped(&command).1, Some(text)),
            Effect::Edit(_) => match &self.editor {
                Some(editor) => ran(&[editor.as_slice(), &[text.to_owned()]].concat(), None),
                None => vec!["EDITOR?".to_owned()],
            },
            Effect::Copy(text) => vec![self.copy(&text)],
            Effect::OpenLink(address) => self.open_link(&address).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// To this machine's clipboard, to tmux's, and through a terminal that is more than a line printer.
    fn copy(&self, text: &str) -> String {
        let copied = clipboard::copy(text, &self.capabilities, self.variable);
        match (copied.program, copied.terminal) {
            (Some(program), _) => format!("{} ({program})", self.messages.copied),
            (None, Way::Tmux) => format!("{} (tmux)", self.messages.copied),
            (None, Way::Send(sequence)) if self.obeys_sequences() && sent(&sequence) => {
                self.messages.copied_osc.to_owned()
            }
            (None, _) => self.messages.plain_no_clipboard.to_owned(),
        }
    }

    /// A dumb terminal would print what it does not understand, and so may the simple ones.
    fn obeys_sequences(&self) -> bool {
        matches!(self.capabilities.asking(), Some(Asking::All | Asking::ThroughScreen))
    }

    /// The address itself was said already.
    fn open_link(&self, address: &str) -> Option<String> {
        match link::opening(address, self.browser.as_deref(), self.variable) {
            LinkOpening::Window(command) => link::open(&command).err().map(|error| error.to_string()),
            LinkOpening::Terminal(command) => ran(&command, None).pop(),
            LinkOpening::Show => Some(self.copy(address)),
            LinkOpening::Refused => None,
        }
    }
}

/// Sends bytes to the terminal itself, past the lines.
fn sent(sequence: &str) -> bool {
    tty::open_blocking().and_then(|mut tty| tty.write_all(sequence.as_bytes())).is_ok()
}

/// Runs a program, and says what went wrong with it.
fn ran(command: &[String], input: Option<&str>) -> Vec<String> {
    match program::run_in_lines(command, input.map(str::as_bytes)) {
        Ok(status) if status.success() => Vec::new(),
        Ok(status) => vec![format!("{}: {status}", command.join(" "))],
        Err(error) => vec![format!("{}: {error}", command.join(" "))],
    }
}
