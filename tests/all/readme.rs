//! The README's list of keys is the table of actions. To write it anew: `KANBAO_WRITE=1 cargo test --test all readme::`.

use std::fs;

use kanbao::app::{Action, Keymap, Scope};
use kanbao::config::Language;

const BEGIN: &str = "<!-- keys: begin (made from the table of actions; a test compares) -->\n";
const END: &str = "<!-- keys: end -->";

#[test]
fn the_readme_lists_the_keys_of_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = fs::read_to_string(path).expect("the README");
    let (before, rest) = readme.split_once(BEGIN).expect("where the keys begin");
    let (listed, after) = rest.split_once(END).expect("where they end");
    let table = table();
    if std::env::var_os("KANBAO_WRITE").is_some() {
        fs::write(path, format!("{before}{BEGIN}{table}{END}{after}")).expect("written");
        return;
    }
    assert_eq!(listed, table, "run: KANBAO_WRITE=1 cargo test --test all readme::");
}

/// One row an action of the panes: its keys, where they hold, what it does, the name for settings. Then one
/// row for each place beside the panes: its keys, and the names of their actions.
fn table() -> String {
    let keymap = Keymap::shipped();
    let mut out = "| keys | does | name |\n| --- | --- | --- |\n".to_owned();
    for action in Action::EVERY {
        let scopes = keymap.scopes_of(*action);
        let Some(scope) = scopes.first().copied().filter(|scope| scope.is_pane()) else { continue };
        let keys: Vec<String> = keymap.keys_of(*action, scope).iter().map(|key| code(key)).collect();
        let place = if scopes.contains(&Scope::All) { String::new() } else { format!(" ({})", scope.name()) };
        out.push_str(&format!(
            "| {}{place} | {} | {} |\n",
            keys.join(" "),
            action.help(Language::English),
            action.name()
        ));
    }
    out.push_str("\n| place | keys |\n| --- | --- |\n");
    for scope in Scope::EVERY.into_iter().filter(|scope| !scope.is_pane()) {
        let bound = |action: &&Action| keymap.scopes_of(**action).contains(&scope);
        let keys = |action: &Action| {
            let keys: Vec<String> = keymap.own_keys_of(*action, scope).iter().map(|key| code(key)).collect();
            format!("{} {}", keys.join(" "), action.name())
        };
        let all: Vec<String> = Action::EVERY.iter().filter(bound).map(keys).collect();
        out.push_str(&format!("| {} | {} |\n", scope.name(), all.join(", ")));
    }
    out
}

fn code(key: &str) -> String {
    format!("`{}`", key.replace('|', "\\|"))
}
