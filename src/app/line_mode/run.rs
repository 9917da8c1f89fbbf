//! The loop around a reader: reads lines, prints lines, runs programs between them.

use std::io::{self, BufRead, BufReader, Write};

use jiff::Timestamp;

use super::session::{LineReader, RunOutside};
use crate::app::external::{External, Variable};
use crate::app::input::keymap::Keymap;
use crate::app::model::layout::Size;
use crate::app::start::{OpenRequest, settings};
use crate::config::Config;
use crate::term::probe::Asking;
use crate::term::{Capabilities, Environment, program, remote, tty};
use crate::text;

/// Lines of the terminal that a chunk leaves to the prompt and to what is typed.
const PROMPT: usize = 2;

/// Reads with a person until the person leaves or the input ends; prints to `output`, which is a
/// terminal or something else. `typed`: standard input holds what the person types, not an article.
///
/// # Errors
/// Those of the input and the output, but for an output that is closed.
pub fn open(
    config: &Config,
    keymap: Keymap,
    request: OpenRequest,
    variable: Variable,
    typed: bool,
    output: &mut dyn Write,
) -> io::Result<()> {
    let capabilities = Capabilities::guess(&Environment::read(variable));
    let settings = settings(config, keymap, &capabilities, remote::is_remote(variable));
    let sequences = obeys_sequences(&capabilities);
    let external = External {
        library: request.library.clone(),
        capabilities,
        browser: config.browser.clone(),
        editor: config.editor.clone(),
        variable,
        sequences,
    };
    let (columns, rows) = tty::size();
    let rows = usize::from(rows).saturating_sub(PROMPT).max(1);
    let size = Size { columns: usize::from(columns).min(config.reading_width), rows };
    let outside: RunOutside<'_> = Box::new(move |effect, model| {
        let done = external.run(effect, model, &mut program::run_in_lines);
        // A terminal that takes no more has taken the lines before it, too.
        let _ = done.sequence.map(|sequence| send(&sequence));
        done.reports
    });
    let reader = LineReader::new(config, request, settings, size, Timestamp::now, outside);
    talk(reader, input(typed)?, output)
}

fn input(typed: bool) -> io::Result<Box<dyn BufRead>> {
    if typed {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(BufReader::new(tty::open_blocking()?)))
}

/// True where there is a terminal that understands sequences: a dumb one would print them, and so may
/// the simple ones.
fn obeys_sequences(capabilities: &Capabilities) -> bool {
    matches!(capabilities.asking(), Some(Asking::All | Asking::ThroughScreen)) && tty::open_blocking().is_ok()
}

/// Sends bytes to the terminal itself, past the lines.
fn send(sequence: &str) -> io::Result<()> {
    tty::open_blocking()?.write_all(sequence.as_bytes())
}

/// Talks until the input ends or the person leaves. The index is brought up to date meanwhile.
pub fn talk(mut reader: LineReader<'_>, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let talked = converse(&mut reader, &mut input, &mut output);
    let left = reader.leave();
    reader.finish();
    match talked.and_then(|()| print(&mut output, &left)) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        talked => talked,
    }
}

fn converse(reader: &mut LineReader<'_>, input: &mut impl BufRead, output: &mut impl Write) -> io::Result<()> {
    print(output, &reader.hello())?;
    while !reader.is_over() {
        write!(output, "> ")?;
        output.flush()?;
        let Some(line) = read_line(input)? else { break };
        let lines = reader.line(&line);
        print(output, &lines)?;
    }
    Ok(())
}

/// The next line; `None` at the end of the input. Bytes that are not UTF-8 are replaced.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let count = input.read_until(b'\n', &mut bytes)?;
    Ok((count > 0).then(|| text::sanitize_line(String::from_utf8_lossy(&bytes).trim()).into_owned()))
}

fn print(output: &mut impl Write, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(output, "{}", text::sanitize_line(line)))
}
