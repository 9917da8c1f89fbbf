//! The command line.
//!
//! Owns the names, flags and help of commands. Knows nothing of how they are done.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Reads folders of article files in the terminal.
#[derive(Debug, Parser)]
#[command(name = "kanbao", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
#[command(after_help = "In the reader, `?` lists all keys. `kanbao config --default` shows all settings.")]
pub struct Arguments {
    /// The command; without one the reader opens
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The arguments of the reader
    #[command(flatten)]
    pub read: Read,
}

/// The arguments of the reader itself.
#[derive(Debug, Clone, Default, Args)]
pub struct Read {
    /// Folders or files of articles; `-` reads one article from standard input. Without any: the
    /// library of the settings, else sample articles
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// No full screen: numbered lines and one command a line, for screen readers and line terminals
    #[arg(long)]
    pub plain: bool,
    /// Print the bytes and frames sent, by key, on exit
    #[arg(long)]
    pub stats: bool,
}

/// The commands besides the reader.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List articles, newest first
    List(List),
    /// Print one article, set to a width
    Show(Show),
    /// Print the tree of categories with counts
    Categories(Categories),
    /// Name every file with something wrong in it, and what
    Check(Check),
    /// Tell where settings, marks and cache are, and the settings in force
    Config(Config),
    /// Build the index now
    Index(Index),
    /// Export marks, or import them
    #[command(subcommand)]
    Marks(Marks),
}

/// `kanbao list`.
#[derive(Debug, Args)]
pub struct List {
    /// Folders or files of articles; without any the library of the settings
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Only articles that this finds: words, "phrases", -not, title: category: author: date: is: …
    #[arg(
        short,
        long,
        value_name = "QUERY",
        default_value = "",
        allow_hyphen_values = true,
        hide_default_value = true
    )]
    pub query: String,
    /// Newest first, or by title, author or category
    #[arg(long, value_enum, default_value_t = Sort::Date)]
    pub sort: Sort,
    /// The other way round
    #[arg(long)]
    pub reverse: bool,
    /// At most N articles
    #[arg(short = 'n', long, value_name = "N", value_parser = how_many, allow_hyphen_values = true)]
    pub number: Option<usize>,
    /// Aligned lines, or one JSON object a line
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// A number of articles.
fn how_many(text: &str) -> Result<usize, &'static str> {
    text.parse().map_err(|_| "how many articles at most, a whole number such as 20; all of them without -n")
}

impl List {
    /// The list that the reader prints without a terminal.
    pub fn of_paths(paths: Vec<PathBuf>) -> List {
        List { paths, query: String::new(), sort: Sort::Date, reverse: false, number: None, format: ListFormat::Text }
    }
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// Newest first
    Date,
    /// By title
    Title,
    /// By author
    Author,
    /// By category
    Category,
    /// By how well the query fits
    Relevance,
}

/// Lines for people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
}

/// `kanbao show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The article's file; `-` reads it from standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Columns to set it to; without it the terminal's, at most the reading width of the settings
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(8..=1000))]
    pub width: Option<u16>,
    /// text, ansi (with the terminal's colours), json (meta, lines with roles, links), markdown, html;
    /// without it ansi on a terminal and text elsewhere
    #[arg(long, value_enum)]
    pub format: Option<ShowFormat>,
    /// Columns of characters such as “ ” … — that terminals disagree on; without it as the settings say
    #[arg(long, value_enum)]
    pub ambiguous: Option<Ambiguous>,
}

/// How a page is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    /// Plain text
    Text,
    /// Text with the terminal's colours
    Ansi,
    /// Meta, lines with roles, links
    Json,
    /// Markdown
    Markdown,
    /// HTML
    Html,
}

/// The width of characters of ambiguous width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Ambiguous {
    /// One column
    Narrow,
    /// Two columns
    Wide,
}

/// `kanbao categories`.
#[derive(Debug, Args)]
pub struct Categories {
    /// Folders or files of articles; without any the library of the settings
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// An indented tree, or one JSON object a line
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// `kanbao check`: exit code 0 when all is tidy, 1 when not.
#[derive(Debug, Args)]
pub struct Check {
    /// Folders or files of articles; without any the library of the settings
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// `kanbao config`.
#[derive(Debug, Args)]
pub struct Config {
    /// Print the shipped settings file, with what each setting means
    #[arg(long)]
    pub default: bool,
}

/// `kanbao index`.
#[derive(Debug, Args)]
pub struct Index {
    /// Folders or files of articles; without any the library of the settings
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// `kanbao marks`.
#[derive(Debug, Subcommand)]
pub enum Marks {
    /// Print all marks as JSON
    Export,
    /// Take over the marks of an export, or read and star of a newsboat cache.db
    Import {
        /// The JSON of an export (`-`: from standard input), or newsboat's cache.db
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Where the articles are that newsboat's are compared with; without it the library of the settings
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn read(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(std::iter::once("kanbao").chain(line.split_whitespace()))
    }

    #[test]
    fn the_command_line_agrees_with_itself() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn paths_open_the_reader_and_names_are_commands() {
        let arguments = read("a b -").unwrap();
        assert!(arguments.command.is_none());
        assert_eq!(arguments.read.paths, ["a", "b", "-"].map(PathBuf::from));
        assert!(matches!(read("list a").unwrap().command, Some(Command::List(_))));
        assert_eq!(read("./list --plain").unwrap().read.paths, [PathBuf::from("./list")]);
        assert!(read("").unwrap().command.is_none());
    }

    #[test]
    fn a_query_may_begin_with_its_not() {
        let Some(Command::List(list)) = read("list -q -is:read -n 3 --sort title --reverse").unwrap().command else {
            panic!("not a list")
        };
        assert_eq!(
            (list.query.as_str(), list.number, list.sort, list.reverse),
            ("-is:read", Some(3), Sort::Title, true)
        );
    }

    #[test]
    fn wrong_use_is_an_error() {
        for line in
            ["--nonsense", "list --sort size", "show", "show a --width 3", "show a --format pdf", "marks", "list -n x"]
        {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
