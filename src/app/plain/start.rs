//! From decided options to a session under way, at a terminal or a pipe.

use std::io::{self, BufRead, BufReader, Write};

use jiff::Timestamp;

use super::Session;
use crate::app::effect::Effect;
use crate::app::jobs::{Marks, Setup};
use crate::app::keymap::Keymap;
use crate::app::layout::Size;
use crate::app::start::{Opening, Seat, page_options, settings};
use crate::app::words::Words;
use crate::config::Config;
use crate::library::Error;
use crate::term::clipboard::{self, Way};
use crate::term::link::{self, Opening as LinkOpening};
use crate::term::{Capabilities, remote, tty};

/// Reads line by line until the person leaves or the input ends; prints to `output`, which is a
/// terminal of `columns`, or something else. `typed`: standard input holds what the person types, not
/// an article.
///
/// # Errors
/// Those of the library, the input and the output.
pub fn open(
    config: &Config,
    keymap: Keymap,
    opening: Opening,
    seat: &Seat,
    typed: bool,
    output: &mut dyn Write,
) -> Result<io::Result<()>, Error> {
    let capabilities = Capabilities::guess(&seat.environment);
    let settings = settings(config, keymap.clone(), &capabilities, remote::is_remote(seat.variable));
    let library = opening.library.clone();
    let setup = Setup {
        library: library.clone(),
        marks: Marks::new(opening.marks),
        pages: page_options(config, &settings),
        clock: Timestamp::now,
        watch: false,
    };
    let (columns, rows) = tty::size(io::stdout());
    let size = Size { columns: usize::from(columns).min(config.reading_width), rows: rows.into() };
    let session = Session::new(setup, keymap, size, config.read_after.is_some())?;
    let hands = Hands { capabilities, browser: config.browser.clone(), words: settings.words, seat };
    Ok(input(typed).and_then(|input| super::run(session, &library, input, output, |effect| hands.does(effect))))
}

fn input(typed: bool) -> io::Result<Box<dyn BufRead>> {
    if typed {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(BufReader::new(tty::open_blocking()?)))
}

/// What is done outside of a session.
struct Hands<'a> {
    capabilities: Capabilities,
    browser: Option<Vec<String>>,
    words: Words,
    seat: &'a Seat,
}

impl Hands<'_> {
    /// Does one effect, and says what was done.
    fn does(&self, effect: Effect) -> Vec<String> {
        match effect {
            Effect::Copy(text) => vec![self.copy(&text)],
            Effect::OpenLink(address) => self.open_link(&address).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Without a screen there is no asking the terminal: this machine's clipboard, or tmux's.
    fn copy(&self, text: &str) -> String {
        let copied = clipboard::copy(text, &self.capabilities, self.seat.variable);
        match (copied.program, copied.terminal) {
            (Some(program), _) => format!("{} ({program})", self.words.copied),
            (None, Way::Tmux) => format!("{} (tmux)", self.words.copied),
            (None, _) => self.words.plain_no_clipboard.to_owned(),
        }
    }

    /// The address itself was said already.
    fn open_link(&self, address: &str) -> Option<String> {
        match link::opening(address, self.browser.as_deref(), self.seat.variable) {
            LinkOpening::Window(command) => link::open(&command).err().map(|error| error.to_string()),
            LinkOpening::Terminal(_) | LinkOpening::Show | LinkOpening::Refused => None,
        }
    }
}
