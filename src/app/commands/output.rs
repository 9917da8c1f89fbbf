//! Standard output and standard error: the only way out for the text of commands.
//!
//! Owns the writer. Knows nothing of what is printed; only text that passed the sanitizer is accepted, and
//! escape sequences only as numbers of ECMA-48's Select Graphic Rendition.

use std::io::{self, IsTerminal, Write};

use crate::term::tty;
use crate::text::Safe;

/// The result of a command that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to report.
    Fine,
    /// `check` found files with problems.
    Untidy,
}

/// Where a command prints.
pub struct Output<'o> {
    writer: &'o mut dyn Write,
    /// Columns of the terminal that the writer is; `None` where it is a pipe or file.
    pub columns: Option<usize>,
}

/// A part of a line with its codes of Select Graphic Rendition: `["1", "34"]`.
pub type Styled<'t> = (Vec<&'static str>, Safe<'t>);

impl<'o> Output<'o> {
    /// An output that prints to `writer`.
    pub fn new(writer: &'o mut dyn Write, columns: Option<usize>) -> Output<'o> {
        Output { writer, columns }
    }

    /// Prints one line, or several, and ends it.
    ///
    /// # Errors
    /// Those of the writer, as in all of these functions.
    pub fn line<'t>(&mut self, line: impl Into<Safe<'t>>) -> io::Result<()> {
        writeln!(self.writer, "{}", &*line.into())
    }

    /// Prints a text that has its own line ends.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        write!(self.writer, "{}", &*Safe::lines(text))
    }

    /// Prints a line with styles and ends it in the plain style.
    pub fn styled(&mut self, parts: &[Styled<'_>]) -> io::Result<()> {
        let mut in_force: &[&str] = &[];
        for (codes, text) in parts {
            if codes != in_force {
                self.writer.write_all(if in_force.is_empty() { b"" } else { b"\x1b[m" })?;
                if !codes.is_empty() {
                    write!(self.writer, "\x1b[{}m", codes.join(";"))?;
                }
                in_force = codes;
            }
            self.writer.write_all(text.as_bytes())?;
        }
        self.writer.write_all(if in_force.is_empty() { b"\n" } else { b"\x1b[m\n" })
    }

    /// Sends what is buffered.
    pub fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    /// The writer, for the line mode.
    pub fn writer(&mut self) -> &mut dyn Write {
        self.writer
    }
}

/// Columns of standard output where that is a terminal.
pub fn columns(stdout: &io::Stdout) -> Option<usize> {
    stdout.is_terminal().then(|| usize::from(tty::size().0))
}

/// Prints what went wrong, in one line on standard error.
pub fn complain<'t>(what: impl Into<Safe<'t>>) {
    // Standard error may be closed as well; the exit code still tells.
    let _ = writeln!(io::stderr(), "kanbao: {}", &*what.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_end_with_the_line_and_only_where_there_are_any() {
        let mut bytes = Vec::new();
        let mut output = Output::new(&mut bytes, None);
        output.styled(&[(vec![], "a".into()), (vec!["4", "34"], "b\x1b]52;".into()), (vec!["1"], "c".into())]).unwrap();
        output.styled(&[(vec![], "d".into())]).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "a\x1b[4;34mb]52;\x1b[m\x1b[1mc\x1b[m\nd\n");
    }
}
