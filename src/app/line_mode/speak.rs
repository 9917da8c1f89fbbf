//! The model in sentences: rows of the list, chunks of the page, counts, dialogs.
//!
//! Owns what of the model is new after a line, and how it reads. Knows nothing of how it came about.

use std::ops::Range;

use crate::app::event::{LineCommand, ListItem};
use crate::app::headline;
use crate::app::input::action::{Action, Scope};
use crate::app::messages::{Messages, thousands};
use crate::app::model::Model;
use crate::app::model::layers::{Asks, Choice, Layer, Picker, Value};
use crate::app::model::layout::Focus;
use crate::app::model::session::ORDERS;
use crate::app::panes::{Facet, Histogram, PagePane, states};
use crate::config::Language;
use crate::library::{Count, Facets, Key, Tally};
use crate::text::Ambiguous;

use super::command;

/// Authors and tags that are counted for the person, of each the most frequent.
const COUNTED: usize = 20;

/// What the person knew of the model before a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    focus: Focus,
    article: Option<Key>,
    /// The number of the newest search.
    find: u64,
    /// The rows and the lines of the last chunk, and the selected row.
    rows: Range<usize>,
    lines: Range<usize>,
    selected: usize,
}

impl Before {
    /// What is known of a model.
    pub fn of(model: &Model) -> Before {
        let page = model.page.as_ref();
        Before {
            focus: model.focus,
            article: page.map(|page| page.opened.key),
            find: model.asked.find,
            rows: model.list.cursor.visible(),
            lines: page.map(|page| page.cursor.visible()).unwrap_or_default(),
            selected: model.list.cursor.selected(),
        }
    }

    /// True where the open article is another one, or was not in front.
    pub fn is_opened(&self, model: &Model) -> bool {
        let article = model.page.as_ref().map(|page| page.opened.key);
        model.focus == Focus::Page && (self.focus != Focus::Page || self.article != article)
    }
}

/// What is new in the model after a command; `messages` came up meanwhile.
pub fn news(model: &Model, before: &Before, command: &LineCommand, messages: Vec<String>) -> Vec<String> {
    let speaker = Speaker { model, before, command };
    match (model.layers.last(), &model.page) {
        (Some(layer), _) => [messages, dialog(model, layer)].concat(),
        (None, _) if speaker.counts() => {
            if messages.is_empty() {
                speaker.counted()
            } else {
                messages
            }
        }
        (None, Some(page)) if model.focus == Focus::Page => speaker.page(page, messages),
        _ => [messages, speaker.list()].concat(),
    }
}

/// The rows of a chunk of the list, and how many are left after it.
pub fn rows(model: &Model, rows: Range<usize>) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, item) in rows.clone().filter_map(|index| Some((index, model.list.item(index)?))) {
        lines.push(row(model, index + 1, item));
        lines.extend(item.snippet.as_ref().map(|snippet| format!("   {}", snippet.text)));
    }
    lines.push(rest(model, model.list.keys.len().saturating_sub(rows.end)));
    lines
}

/// What a dialog says: a question, the label of a prompt, the entries of a picker, a text.
pub fn dialog(model: &Model, layer: &Layer) -> Vec<String> {
    let messages = model.messages();
    match layer {
        Layer::Question(question) => {
            let yes_no = || format!("y {}  n {}", messages.k_yes, messages.k_no);
            let saves = question.asks == Asks::SaveMarks;
            vec![question.text.clone(), if saves { messages.line_leave.to_owned() } else { yes_no() }]
        }
        Layer::Prompt(prompt) => vec![prompt.label.clone()],
        Layer::Text(text) => text.lines.clone(),
        Layer::Picker(picker) => picked_from(model, picker),
        // Lines to type in belong to the panes of a screen.
        Layer::Search(_) | Layer::Filter(_) => Vec::new(),
    }
}

/// One command under way.
struct Speaker<'a> {
    model: &'a Model,
    before: &'a Before,
    command: &'a LineCommand,
}

impl Speaker<'_> {
    fn page(&self, page: &PagePane, messages: Vec<String>) -> Vec<String> {
        let (chunk, known) = (page.cursor.visible(), &self.before.lines);
        let lines = match self.command.action {
            _ if self.before.is_opened(self.model) => self.opened(page),
            Action::NextHit | Action::PreviousHit => return self.hit(page, messages),
            Action::Paragraph => page.selected_text().into_iter().collect(),
            Action::Down | Action::HalfDown | Action::PageDown => {
                self.lines(page, chunk.start.max(known.end)..chunk.end)
            }
            Action::Up | Action::HalfUp | Action::PageUp | Action::First | Action::Last | Action::Repaint => {
                self.lines(page, chunk)
            }
            Action::NextArticle | Action::PreviousArticle => vec![rest(self.model, 0)],
            // A jump to where one is already.
            Action::Outline | Action::Links | Action::Open if messages.is_empty() => self.lines(page, chunk),
            _ if chunk != *known => self.lines(page, chunk),
            _ => Vec::new(),
        };
        [messages, lines].concat()
    }

    /// The first chunk, and where it is when it is not the beginning.
    fn opened(&self, page: &PagePane) -> Vec<String> {
        let chunk = page.cursor.visible();
        let percent = page.opened.mark.place.map(|(_, percent)| percent).filter(|_| chunk.start > 0);
        let continued = percent.map(|percent| Messages::fill(self.model.messages().line_continued, percent));
        continued.into_iter().chain(self.lines(page, chunk)).collect()
    }

    /// The chunk that begins with the hit, after how many hits there are.
    fn hit(&self, page: &PagePane, messages: Vec<String>) -> Vec<String> {
        let Some(find) = &page.find else { return messages };
        let count = self.model.messages().hits_of(find.hits.len());
        let others = messages.into_iter().filter(|message| *message != count);
        let lines = find.hits.first().map(|_| self.lines(page, page.cursor.visible())).unwrap_or_default();
        [count.clone()].into_iter().chain(others).chain(lines).collect()
    }

    /// Lines of the page without the blank ones before them, and how many are left after them.
    fn lines(&self, page: &PagePane, lines: Range<usize>) -> Vec<String> {
        let left = page.page().lines.len().saturating_sub(lines.end);
        let lines = page.page().lines.get(lines).unwrap_or_default().iter();
        let lines = lines.map(|line| line.text().trim_end().to_owned()).skip_while(String::is_empty);
        lines.chain([rest(self.model, left)]).collect()
    }

    fn list(&self) -> Vec<String> {
        let cursor = &self.model.list.cursor;
        let (chunk, known, selected) = (cursor.visible(), &self.before.rows, cursor.selected());
        match self.command.action {
            _ if self.model.asked.find != self.before.find => [found(self.model), self.found_rows(chunk)].concat(),
            _ if self.before.focus == Focus::Page => rows(self.model, chunk),
            Action::Down | Action::Up if selected != self.before.selected => {
                self.model.list.selected().map(|item| row(self.model, selected + 1, item)).into_iter().collect()
            }
            Action::HalfDown | Action::PageDown => rows(self.model, chunk.start.max(known.end)..chunk.end),
            Action::First => rows(self.model, selected..chunk.end),
            Action::HalfUp | Action::PageUp | Action::Last | Action::Repaint | Action::Back | Action::Escape => {
                rows(self.model, chunk)
            }
            Action::Down | Action::Up | Action::NextArticle | Action::PreviousArticle => vec![rest(self.model, 0)],
            _ => Vec::new(),
        }
    }

    fn found_rows(&self, chunk: Range<usize>) -> Vec<String> {
        if chunk.is_empty() { Vec::new() } else { rows(self.model, chunk) }
    }

    /// True of a command that asks for counts.
    fn counts(&self) -> bool {
        let LineCommand { action, numbers, text } = self.command;
        match action {
            Action::Categories | Action::Toggle | Action::Exclude | Action::Histogram => text.is_empty(),
            Action::Tags => text.is_empty() && numbers.is_empty() && self.model.focus != Focus::Page,
            _ => false,
        }
    }

    /// Categories, filters, times or tags with their counts.
    fn counted(&self) -> Vec<String> {
        let empty = Facets::default();
        let facets = self.model.filter.facets.as_deref().unwrap_or(&empty);
        match self.command.action {
            Action::Categories => {
                let categories = facets.categories.iter();
                categories.map(|(path, count)| self.count_line(&path.join("/"), *count)).collect()
            }
            Action::Histogram => self.bars(facets),
            Action::Tags => {
                let tags = self.model.marks.tags.iter();
                tags.map(|(tag, count)| format!("{tag}: {}", thousands(*count))).collect()
            }
            _ => self.filters(facets),
        }
    }

    /// Authors, tags and states, as they are typed to be chosen.
    fn filters(&self, facets: &Facets) -> Vec<String> {
        let most = |counts: &[Count], facet: fn(String) -> Facet| -> Vec<(Facet, Tally)> {
            counts.iter().take(COUNTED).map(|count| (facet(count.value.clone()), count.count)).collect()
        };
        let states = states(facets).into_iter().filter(|(_, count)| count.all > 0);
        let states = states.map(|(state, count)| (Facet::State(state), count)).collect();
        let all = [most(&facets.authors, Facet::Author), most(&facets.tags, Facet::Tag), states].concat();
        all.iter().map(|(facet, count)| self.count_line(&facet.expr().to_string(), *count)).collect()
    }

    /// `金融: 12，未读 3`.
    fn count_line(&self, label: &str, count: Tally) -> String {
        let messages = self.model.messages();
        let (_, comma) = separators(messages.language);
        let unread = (count.unread > 0).then(|| format!("{comma}{} {}", messages.unread, thousands(count.unread)));
        format!("{label}: {}{}", thousands(count.all), unread.unwrap_or_default())
    }

    /// Years, or the months of the only year: `2021:  1,204  ████`, the longest bar to the end of the line.
    /// Those without articles are left out. The count comes first: a listener need not hear the bar.
    fn bars(&self, facets: &Facets) -> Vec<String> {
        let histogram = Histogram::of(&facets.months);
        let years = histogram.years();
        let month = |((year, month), count): &((i16, i8), usize)| (format!("{year}-{month:02}"), *count);
        let bars: Vec<(String, usize)> = match years.as_slice() {
            [_] => histogram.months.iter().map(month).collect(),
            _ => years.iter().map(|(year, count)| (year.to_string(), *count)).collect(),
        };
        let settings = &self.model.settings;
        let ascii = settings.ascii || settings.ambiguous == Ambiguous::Wide;
        let sign = if ascii { "#" } else { "█" };
        let highest = bars.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
        let digits = thousands(highest).len();
        let bar = |(label, count): (String, usize)| {
            let head = format!("{label}: {:>digits$}  ", thousands(count));
            let room = self.model.size.columns.saturating_sub(head.len());
            format!("{head}{}", sign.repeat((count * room).div_ceil(highest)))
        };
        bars.into_iter().filter(|(_, count)| *count > 0).map(bar).collect()
    }
}

/// How many articles were found, and what is wrong with the query.
fn found(model: &Model) -> Vec<String> {
    let (messages, list) = (model.messages(), &model.list);
    let query = list.source.typed();
    let mut lines: Vec<String> = query.problems.iter().map(|problem| messages.trouble(&problem.what)).collect();
    if list.keys.is_empty() {
        lines.push(messages.nothing_found.to_owned());
        lines.extend(messages.taken(list.source.text(), query));
    } else {
        lines.push(messages.count(list.keys.len(), messages.articles));
    }
    lines
}

/// `3. 标题。作者，2021-06-04。未读，星标`: sentences, so that they are read as such.
fn row(model: &Model, number: usize, item: &ListItem) -> String {
    let (stop, comma) = separators(model.messages().language);
    let day = item.row.date.map(|(at, _)| headline::day(at, &model.settings.zone));
    let from: Vec<String> = [item.row.author.clone()].into_iter().chain(day).filter(|part| !part.is_empty()).collect();
    let parts = [item.row.title.clone(), from.join(comma), marks(model.messages(), item).join(comma)];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{number}. {}", parts.join(stop))
}

fn marks(messages: &Messages, ListItem { row, mark, .. }: &ListItem) -> Vec<String> {
    let all = [
        (!mark.read, messages.unread),
        (mark.starred, messages.starred),
        (mark.queued.is_some(), messages.queued),
        (row.untidy, messages.untidy),
    ];
    let states = all.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word.to_owned());
    states.chain(mark.tags.iter().map(|tag| format!("#{tag}"))).collect()
}

/// How much is left, or that nothing is.
fn rest(model: &Model, left: usize) -> String {
    match left {
        0 => model.messages().line_end.to_owned(),
        _ => Messages::fill(model.messages().line_more, thousands(left)),
    }
}

/// What parts sentences, and what parts their words.
fn separators(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Korean | Language::English => (". ", ", "),
        Language::Chinese | Language::TraditionalChinese => ("。", "，"),
        Language::Japanese => ("。", "、"),
    }
}

/// The entries of a picker with the numbers that pick them; actions and orders by their names.
fn picked_from(model: &Model, picker: &Picker) -> Vec<String> {
    let messages = model.messages();
    let entries: Vec<&Choice> = picker.shown().map(|(choice, _)| choice).collect();
    match entries.first().map(|choice| &choice.value) {
        None => vec![messages.nothing_found.to_owned()],
        Some(Value::Action(_)) => help(model),
        Some(Value::Order(_)) => ORDERS.iter().map(|(name, _)| format!("sort {name}")).collect(),
        Some(_) => {
            let numbered = entries.iter().enumerate();
            numbered.map(|(index, choice)| format!("{}. {}", index + 1, entry(messages, choice))).collect()
        }
    }
}

fn entry(messages: &Messages, choice: &Choice) -> String {
    let Choice { mark, label, detail, value } = choice;
    match value {
        Value::Query(_) if detail.is_empty() => label.clone(),
        Value::Query(_) if mark.is_empty() => format!("{label}: {detail}"),
        Value::Query(_) => format!("{label} ({mark}): {detail}"),
        Value::Step(_) => format!("{}{label} ({detail})", if mark.is_empty() { "" } else { messages.undone }),
        // Links have numbers of their own, which are those of the entries.
        _ => {
            let mark = if mark.parse::<usize>().is_ok() { "" } else { mark };
            [mark, label, detail].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        }
    }
}

/// The actions there are, with the words and keys that call them, and what may follow them.
fn help(model: &Model) -> Vec<String> {
    let messages = model.messages();
    let line = |action: &Action| {
        let keys = [Scope::List, Scope::Page].map(|scope| typed_keys(model, *action, scope));
        let keys = keys.into_iter().find(|keys| !keys.is_empty());
        let keys = keys.map(|keys| format!(" ({keys})")).unwrap_or_default();
        let example = command::example(*action).map(|rest| format!(" — {} {rest}", action.name()));
        format!("{}{keys}: {}{}", action.name(), action.help(messages.language), example.unwrap_or_default())
    };
    let (screen, lines): (Vec<Action>, Vec<Action>) =
        Action::EVERY.iter().partition(|action| command::is_for_screens(**action));
    let screen: Vec<&str> = screen.into_iter().map(Action::name).collect();
    let screen = Messages::fill(messages.line_pointless, screen.join(" "));
    [messages.line_help.to_owned()].into_iter().chain(lines.iter().map(line)).chain([screen]).collect()
}

/// The keys of an action that a person can type as a word.
fn typed_keys(model: &Model, action: Action, scope: Scope) -> String {
    let is_typed = |keys: &String| keys.split(' ').all(|key| key.chars().count() == 1);
    let keys = model.settings.keymap.keys_of(action, scope).into_iter().filter(is_typed);
    keys.map(|keys| keys.replace(' ', "")).collect::<Vec<_>>().join(" ")
}
