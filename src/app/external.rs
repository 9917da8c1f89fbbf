//! What is done outside the reader: clipboard, browser, editor, commands, files. Programs are
//! started by argument lists, never by a shell.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitStatus;

use super::effect::Outside;
use super::event::{Overwrite, Report};
use super::export;
use super::messages::Messages;
use super::model::Model;
use crate::library::{Key, Library};
use crate::render::export::Format;
use crate::term::clipboard::Way;
use crate::term::link::Opening;
use crate::term::{Capabilities, clipboard, link, qr};

/// A variable of the environment by its name; `None` where it is not set.
pub type Variable = fn(&str) -> Option<String>;

/// Where programs come from, and what is needed to use them.
pub struct External {
    pub library: Library,
    pub capabilities: Capabilities,
    pub browser: Option<Vec<String>>,
    pub editor: Option<Vec<String>>,
    /// The environment that programs are looked up in.
    pub variable: Variable,
    /// The terminal takes control sequences.
    pub sequences: bool,
}

/// Runs a program in the terminal, with a standard input if there is one, and waits for its end.
pub type RunProgram<'a> = &'a mut dyn FnMut(&[String], Option<&[u8]>) -> io::Result<ExitStatus>;

/// What was done, and what is still to be told.
#[derive(Debug, Default)]
pub struct Done {
    pub reports: Vec<Report>,
    /// To be sent to the terminal as it is.
    pub sequence: Option<String>,
    /// Another program had the terminal: all is to be painted anew.
    pub gave_terminal: bool,
}

impl Done {
    fn said(text: impl Into<String>) -> Done {
        Done { reports: vec![Report::Info(text.into())], ..Done::default() }
    }

    fn failed(text: impl Into<String>) -> Done {
        Done { reports: vec![Report::Failed(text.into())], ..Done::default() }
    }
}

/// Formats that a command may ask for in front of its name.
const FORMATS: [&str; 3] = ["md", "html", "txt"];

impl External {
    /// Does one thing.
    pub fn run(&self, outside: Outside, model: &Model, program: RunProgram<'_>) -> Done {
        match outside {
            Outside::Copy(text) => self.copy(&text, model.messages()),
            Outside::CopyLinkOf(key) => self.copy_link_of(key, model),
            Outside::CopyPage => self.copy(&text_of(model, "txt"), model.messages()),
            Outside::OpenLink(address) => self.open_link(&address, model, program),
            Outside::SavePage { path, over } => save(path, over, model),
            Outside::Pipe(command) => pipe(&command, model, program),
            Outside::Edit(key) => self.edit(key, program),
            Outside::Repaint | Outside::Suspend | Outside::Quit => Done::default(),
        }
    }

    /// To the clipboard of this machine where there is one and the person sits at it, and through the
    /// terminal to the person's own.
    fn copy(&self, text: &str, messages: &Messages) -> Done {
        let copied = clipboard::copy(text, &self.capabilities, self.variable);
        let here = copied.program.map(|program| format!(" ({program})")).unwrap_or_default();
        match copied.terminal {
            Way::Send(_) | Way::TooLong if !self.sequences => match copied.program {
                Some(_) => Done::said(format!("{}{here}", messages.copied)),
                None => Done::failed(messages.line_no_clipboard),
            },
            Way::Send(sequence) => {
                let said =
                    if here.is_empty() { messages.copied_osc.to_owned() } else { format!("{}{here}", messages.copied) };
                Done { sequence: Some(sequence), ..Done::said(said) }
            }
            Way::Tmux => Done::said(format!("{} (tmux)", messages.copied)),
            Way::TooLong if copied.program.is_some() => Done::said(format!("{}{here}", messages.copied)),
            Way::TooLong => Done::failed(messages.too_long_to_copy),
        }
    }

    fn copy_link_of(&self, key: Key, model: &Model) -> Done {
        let article = self.library.reader().and_then(|mut reader| reader.article(key));
        match article.map(|article| article.meta.link) {
            Ok(Some(link)) if model.settings.lines => self.copy_and_say(&link, model),
            Ok(Some(link)) => self.copy(&link, model.messages()),
            Ok(None) => Done::said(model.messages().no_link),
            Err(error) => Done::failed(error.to_string()),
        }
    }

    /// Copies an address, and says it where it is on no screen.
    fn copy_and_say(&self, address: &str, model: &Model) -> Done {
        let mut done = self.copy(address, model.messages());
        done.reports.insert(0, Report::Info(address.to_owned()));
        done
    }

    fn open_link(&self, address: &str, model: &Model, program: RunProgram<'_>) -> Done {
        match link::opening(address, self.browser.as_deref(), self.variable) {
            Opening::Window(command) => match link::open(&command) {
                Ok(()) => Done::said(address),
                Err(error) => Done::failed(format!("{}: {error}", command.join(" "))),
            },
            Opening::Terminal(command) => run_program(&command, program),
            Opening::Show if model.settings.lines => self.copy_and_say(address, model),
            Opening::Show => self.show(address, model),
            Opening::Refused => Done::failed(format!("{address}: http, https, mailto")),
        }
    }

    /// The address, its QR code, and a copy of it for the person's own machine.
    fn show(&self, address: &str, model: &Model) -> Done {
        let drawing = if model.settings.ascii || model.settings.ambiguous == crate::text::Ambiguous::Wide {
            qr::Drawing::Ascii
        } else {
            qr::Drawing::Blocks
        };
        let mut done = self.copy(address, model.messages());
        let copied = done.reports.iter().filter_map(|report| match report {
            Report::Info(text) | Report::Failed(text) => Some(text.clone()),
            _ => None,
        });
        let mut lines: Vec<String> = [address.to_owned()].into_iter().chain(copied).chain([String::new()]).collect();
        let code = qr::lines(address, drawing, model.dark.unwrap_or(true)).unwrap_or_default();
        let fits = code.len() + lines.len() + 6 <= model.size.rows
            && code.first().is_none_or(|line| line.chars().count() + 6 <= model.size.columns);
        lines.extend(code.into_iter().filter(|_| fits));
        done.reports.push(Report::ShowText(model.messages().links_title.to_owned(), lines));
        done
    }

    fn edit(&self, key: Key, program: RunProgram<'_>) -> Done {
        let path = self.library.reader().and_then(|mut reader| reader.path(key));
        match (path, &self.editor) {
            (Ok(Some(path)), Some(editor)) => {
                let command = [editor.as_slice(), &[path.display().to_string()]].concat();
                let mut done = run_program(&command, program);
                done.reports.push(Report::Changed);
                done
            }
            (Ok(Some(_)), None) => Done::failed("EDITOR?"),
            (Ok(None), _) => Done::default(),
            (Err(error), _) => Done::failed(error.to_string()),
        }
    }
}

fn run_program(command: &[String], program: RunProgram<'_>) -> Done {
    ran(command, program(command, None))
}

/// What became of a program that had the terminal.
fn ran(command: &[String], status: io::Result<ExitStatus>) -> Done {
    let done = match status {
        Ok(status) if status.success() => Done::default(),
        Ok(status) => Done::failed(format!("{}: {status}", command.join(" "))),
        Err(error) => Done::failed(format!("{}: {error}", command.join(" "))),
    };
    Done { gave_terminal: true, ..done }
}

/// Gives the open article to a command, as text, or as Markdown or HTML where the command begins
/// with `md:` or `html:`.
fn pipe(command: &str, model: &Model, program: RunProgram<'_>) -> Done {
    let (format, command) = piped(command);
    if command.is_empty() {
        return Done::default();
    }
    let text = text_of(model, format);
    ran(&command, program(&command, Some(text.as_bytes())))
}

/// The format that a command asks for, and its arguments.
fn piped(command: &str) -> (&str, Vec<String>) {
    match command.split_once(':') {
        Some((format, rest)) if FORMATS.contains(&format) => (format, arguments(rest)),
        _ => ("txt", arguments(command)),
    }
}

/// Over a file that is there only where the person said so.
fn save(path: String, over: bool, model: &Model) -> Done {
    match write(&path, over, &text_of(model, end_of(&path))) {
        Ok(()) => Done::said(format!("{}{path}", model.messages().saved_to)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Done { reports: vec![Report::Exists { path: path.into(), what: Overwrite::Page }], ..Done::default() }
        }
        Err(error) => Done::failed(format!("{path}: {error}")),
    }
}

/// What the name of a file ends in.
fn end_of(path: &str) -> &str {
    Path::new(path).extension().and_then(|end| end.to_str()).unwrap_or("txt")
}

/// Writes a file; over an old one of the name only where `over`.
fn write(path: &str, over: bool, text: &str) -> io::Result<()> {
    let file = if over { File::create(path) } else { File::create_new(path) };
    file.and_then(|mut file| file.write_all(text.as_bytes()))
}

/// The open article in a format: `md`, `html`, else plain text.
fn text_of(model: &Model, format: &str) -> String {
    let Some(article) = &model.page else {
        return String::new();
    };
    export::article(format_of(format), &article.opened.article, model.messages(), &model.settings.zone)
}

/// The format of a name or a file's ending.
fn format_of(name: &str) -> Format {
    match name {
        "md" | "markdown" => Format::Markdown,
        "html" | "htm" => Format::Html,
        _ => Format::Text,
    }
}

/// A command line as arguments: parted at spaces, but for what stands in quotes. Nothing else means
/// anything: no shell is asked.
fn arguments(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    for c in line.chars() {
        match (c, quote) {
            (c, Some(q)) if c == q => quote = None,
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => found.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    found.extend(word);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_parted_at_spaces_and_kept_whole_in_quotes() {
        assert_eq!(arguments("mail -s '看报 文章' me"), ["mail", "-s", "看报 文章", "me"]);
        assert_eq!(arguments("cat; rm -rf $HOME | x"), ["cat;", "rm", "-rf", "$HOME", "|", "x"]);
        assert_eq!(arguments("  "), Vec::<String>::new());
        assert_eq!(arguments("a ''"), ["a", ""]);
    }
}
