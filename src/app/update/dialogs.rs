//! Layers over the panes: picking, prompts, questions, the help.

use super::Step;
use crate::app::effect::{KeepJob, Outside};
use crate::app::input::action::{Action, Scope};
use crate::app::input::keymap::Keymap;
use crate::app::model::layers::{Asks, Choice, Layer, Picker, Purpose, Value};
use crate::app::model::layout::Focus;
use crate::article::Place;
use crate::config::Language;

impl Step<'_> {
    /// Closes the front layer, and takes back what it was about to do.
    pub(super) fn close_layer(&mut self) {
        match self.model.layers.pop() {
            // The list as it was, to the very row.
            Some(Layer::Search(search)) => {
                self.model.list = *search.before;
                self.find_again();
            }
            Some(Layer::Filter(_)) => {
                self.focus_on(Focus::List);
                self.rebuild_filter();
            }
            Some(Layer::Picker(_) | Layer::Prompt(_) | Layer::Question(_) | Layer::Text(_)) | None => {}
        }
    }

    /// Offers entries to pick from; typing narrows them, or picks by their marks.
    pub(super) fn offer(&mut self, title: &str, choices: Vec<Choice>, narrows: bool) {
        let messages = self.model.messages();
        let hints = [(Action::Open, messages.k_pick), (Action::Escape, messages.k_close)];
        let scope = if narrows { Scope::Input } else { Scope::Layer };
        let hint = self.model.settings.keymap.hints(scope, &hints);
        self.push_layer(Layer::Picker(Picker::new(title, &hint, choices, narrows)));
    }

    /// The address of the picked entry, if a picker of addresses is in front.
    pub(super) fn picked_address(&self) -> Option<&str> {
        match self.model.layers.last() {
            Some(Layer::Picker(picker)) => match &picker.selected()?.value {
                Value::Address(address) => Some(address),
                _ => None,
            },
            _ => None,
        }
    }

    /// Does what the picked entry stands for.
    pub(super) fn pick(&mut self) {
        let Some(Layer::Picker(picker)) = self.model.layers.last() else { return };
        let Some(value) = picker.picked().map(|choice| choice.value.clone()) else { return };
        self.model.layers.pop();
        match value {
            Value::Action(action) => self.perform(action, None),
            Value::Address(address) => self.follow(&address),
            Value::Place(place) => self.jump(place),
            Value::Step(number) => self.keep_job(KeepJob::UndoStep(number)),
            Value::Query(query) => self.run_query(&query),
            Value::Order(order) => self.order_by(order),
            Value::Nothing => {}
        }
    }

    /// Follows a link: inside the page, or out of it.
    fn follow(&mut self, address: &str) {
        let inside = address.strip_prefix('#').and_then(|id| {
            let page = self.model.page.as_ref()?;
            page.page().anchors.get(id).copied()
        });
        match inside {
            Some(place) => self.jump(place),
            None => self.outside(Outside::OpenLink(address.to_owned())),
        }
    }

    fn jump(&mut self, place: Place) {
        if let Some(page) = &mut self.model.page {
            page.jump(place);
        }
    }

    /// Completes the word before the cursor of a prompt.
    pub(super) fn complete(&mut self) {
        if let Some(Layer::Prompt(prompt)) = self.model.layers.last_mut() {
            prompt.complete();
        }
    }

    /// The text of a prompt changed: what is to be found in the page is found at once.
    pub(super) fn prompt_typed(&mut self) {
        if let Some(Layer::Prompt(prompt)) = self.model.layers.last()
            && prompt.purpose == Purpose::Find
        {
            let text = prompt.field.text().to_owned();
            self.find_in_page(&text);
        }
    }

    /// Takes the text of the prompt.
    pub(super) fn prompted(&mut self) {
        let Some(Layer::Prompt(prompt)) = self.model.layers.pop() else { return };
        let text = prompt.field.text();
        match prompt.purpose {
            Purpose::Find => {
                self.find_in_page(text);
                self.say_hits();
            }
            Purpose::Tags => self.set_tags(text),
            Purpose::Note => self.set_note(text),
            Purpose::QueryName => self.name_query(text),
            Purpose::SavePage => self.outside(Outside::SavePage { path: text.to_owned(), over: false }),
            Purpose::SaveMarks => {
                // One leaves once they are saved; until then the question comes again.
                self.model.marks.offered = false;
                self.keep_job(KeepJob::Save { path: text.into(), over: false });
            }
            Purpose::Pipe => self.outside(Outside::Pipe(text.to_owned())),
        }
    }

    /// Answers the question in front.
    pub(super) fn decide(&mut self, yes: bool) {
        let Some(Layer::Question(question)) = self.model.layers.last() else { return };
        let asks = question.asks.clone();
        self.model.layers.pop();
        if yes {
            self.answered_yes(asks);
        } else if asks == Asks::SaveMarks {
            self.leave();
        }
    }

    /// Every action with its keys here, then those of the places where letters are typed; Enter does it.
    pub(super) fn help(&mut self) {
        let messages = self.model.messages();
        let here = self.model.scope();
        let keymap = &self.model.settings.keymap;
        let panes = Action::EVERY.iter().filter_map(|action| in_panes(keymap, *action, here, messages.language));
        let others = Scope::EVERY.into_iter().filter(|scope| !scope.is_pane()).flat_map(|scope| {
            let in_scope = move |action: &Action| in_scope(keymap, *action, scope, messages.language);
            Action::EVERY.iter().filter_map(in_scope)
        });
        let choices = panes.chain(others).collect();
        self.offer(messages.help_title, choices, true);
    }
}

/// An action with its keys here; where it has none, those of the pane that has, with its name.
fn in_panes(keymap: &Keymap, action: Action, here: Scope, language: Language) -> Option<Choice> {
    let own = keymap.keys_of(action, here);
    if !own.is_empty() {
        return Some(choice(action, own, String::new(), language));
    }
    let other = keymap.scopes_of(action).into_iter().find(|scope| scope.is_pane())?;
    Some(choice(action, keymap.keys_of(action, other), format!(" ({})", other.name()), language))
}

/// An action with the keys that a scope itself gives it.
fn in_scope(keymap: &Keymap, action: Action, scope: Scope, language: Language) -> Option<Choice> {
    let has = keymap.scopes_of(action).contains(&scope);
    has.then(|| choice(action, keymap.own_keys_of(action, scope), format!(" ({})", scope.name()), language))
}

fn choice(action: Action, keys: Vec<String>, place: String, language: Language) -> Choice {
    let keys: Vec<String> = keys.into_iter().take(3).collect();
    Choice {
        mark: format!("{}{place}", keys.join(", ")),
        label: action.help(language).to_owned(),
        detail: action.name().to_owned(),
        value: Value::Action(action),
    }
}
