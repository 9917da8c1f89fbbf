//! `kanbao show`: one article, set to a width.

use std::path::Path;

use jiff::Timestamp;

use super::json::{Shown, line_of};
use super::open::{is_stdin, stdin};
use super::{Error, Output, ansi};
use crate::app::messages::Messages;
use crate::app::{export, headline};
use crate::article::{Article, Source, read};
use crate::bytes;
use crate::cli::{self, Show, ShowFormat};
use crate::config::{Auto, Config, Theme};
use crate::render::export::Format;
use crate::render::{CodeLines, Document, Options, Page};
use crate::state::Mark;
use crate::text::Ambiguous;

/// Prints the article in `asked.file`.
pub fn show(asked: &Show, config: &Config, output: &mut Output<'_>) -> Result<(), Error> {
    let article = article(&asked.file, config)?;
    let page = page(&article, asked, config, output.columns);
    let format = asked.format.unwrap_or(if output.columns.is_some() { ShowFormat::Ansi } else { ShowFormat::Text });
    match format {
        ShowFormat::Text => Ok(page.lines.iter().try_for_each(|line| output.line(line.text().trim_end()))?),
        ShowFormat::Ansi => print_styled(&page, config.theme != Theme::Plain, output),
        ShowFormat::Json => {
            let shown = Shown::new(&article, asked.file.display().to_string(), &page);
            Ok(output.line(line_of(&shown)?)?)
        }
        ShowFormat::Markdown => print_as(Format::Markdown, &article, config, output),
        ShowFormat::Html => print_as(Format::Html, &article, config, output),
    }
}

fn print_as(format: Format, article: &Article, config: &Config, output: &mut Output<'_>) -> Result<(), Error> {
    let text = export::article(format, article, &Messages::of(config.language), &config.zone);
    Ok(output.text(&text)?)
}

fn article(file: &Path, config: &Config) -> Result<Article, Error> {
    let way_out = "name the file of an article, or - for standard input";
    let failed = |source| Error::File { path: file.to_owned(), source, way_out };
    let (bytes, modified) = if is_stdin(file) {
        (stdin(bytes::ARTICLE)?, None)
    } else {
        let (bytes, meta) = bytes::read_up_to(file, bytes::ARTICLE).map_err(failed)?;
        (bytes, meta.modified().ok().and_then(|time| Timestamp::try_from(time).ok()))
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok(read(&bytes, &Source { path: &name, modified, zone: &config.zone }))
}

fn page(article: &Article, asked: &Show, config: &Config, columns: Option<usize>) -> Page {
    let ambiguous = match (asked.ambiguous, config.ambiguous) {
        (Some(cli::Ambiguous::Wide), _) | (None, Auto::Set(Ambiguous::Wide)) => Ambiguous::Wide,
        _ => Ambiguous::Narrow,
    };
    let messages = Messages::of(config.language);
    let options = Options {
        labels: headline::labels(&messages),
        ambiguous,
        gap: config.gap,
        bidi: config.bidi,
        link_list: config.link_list,
        code_lines: if config.wrap_code { CodeLines::Wrap } else { CodeLines::Scroll },
        ..Options::default()
    };
    let head = headline::head(article, &Mark::default(), &messages, &config.zone);
    let width = asked.width.map_or_else(|| columns.unwrap_or(80).min(config.reading_width), usize::from);
    Document::parse(Some(&head), &article.body, &options.for_article(&article.meta)).set(width)
}

fn print_styled(page: &Page, colours: bool, output: &mut Output<'_>) -> Result<(), Error> {
    Ok(page.lines.iter().try_for_each(|line| output.styled(&ansi::line(line, colours)))?)
}
