//! The loop around a session: reads lines, prints lines.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use super::Session;
use crate::app::effect::Effect;
use crate::library::{Library, Stop};
use crate::text;

/// How long the first list waits for the folders to be read.
const PATIENCE: Duration = Duration::from_secs(2);

/// Reads with a person until the input ends or the person leaves. `outside` does what a session
/// cannot: it opens addresses and copies, and says what it did.
///
/// The index is brought up to date meanwhile; the list follows between two lines.
///
/// # Errors
/// Those of the output, but for one that is closed.
pub fn run(
    mut session: Session,
    library: &Library,
    mut input: impl BufRead,
    mut output: impl Write,
    mut outside: impl FnMut(Effect, &str) -> Vec<String>,
) -> io::Result<()> {
    let changed = Arc::new(AtomicBool::new(false));
    let stop = Stop::default();
    let (done, is_done) = channel();
    let updating = update(library.clone(), Arc::clone(&changed), stop.clone(), done)?;
    // Late or never: then the list grows while one reads.
    let _ = is_done.recv_timeout(PATIENCE);
    let talked = talk(&mut session, &changed, &mut input, &mut output, &mut outside);
    stop.stop();
    // A panic there was told already.
    let _ = updating.join();
    let left = session.leave();
    match talked.and_then(|()| say(&mut output, &left)) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        talked => talked,
    }
}

fn update(
    library: Library,
    changed: Arc<AtomicBool>,
    stop: Stop,
    done: Sender<()>,
) -> io::Result<std::thread::JoinHandle<()>> {
    std::thread::Builder::new().name("index".to_owned()).spawn(move || {
        let mut progress = |progress: crate::library::Progress| {
            if progress.changed {
                changed.store(true, Ordering::Relaxed);
            }
        };
        // What could not be read is in the list as such; without an index there is still the list.
        let _ = library.update(&mut progress, &stop);
        changed.store(true, Ordering::Relaxed);
        // Nobody waits any more where it took long.
        let _ = done.send(());
    })
}

fn talk(
    session: &mut Session,
    changed: &AtomicBool,
    input: &mut impl BufRead,
    output: &mut impl Write,
    outside: &mut impl FnMut(Effect, &str) -> Vec<String>,
) -> io::Result<()> {
    say(output, &session.hello())?;
    while !session.is_over() {
        write!(output, "> ")?;
        output.flush()?;
        let Some(line) = read_line(input)? else { break };
        if changed.swap(false, Ordering::Relaxed) {
            session.changed();
        }
        let answer = session.line(&line);
        say(output, &answer.lines)?;
        if let Some(effect) = answer.effect {
            output.flush()?;
            say(output, &outside(effect, &answer.text))?;
        }
    }
    Ok(())
}

/// The next line; `None` at the end of the input. Bytes that are no UTF-8 are replaced.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let count = input.read_until(b'\n', &mut bytes)?;
    Ok((count > 0).then(|| text::sanitize_line(String::from_utf8_lossy(&bytes).trim()).into_owned()))
}

fn say(output: &mut impl Write, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(output, "{}", text::sanitize_line(line)))
}
