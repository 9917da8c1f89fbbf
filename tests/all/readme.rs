//! The README's list of keys is the table of actions. To write it anew: `KANBAO_WRITE=1 cargo test --test all readme::`.

use std::fs;

use kanbao::app::Keymap;
use kanbao::app::action::{Action, Scope};
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

/// One row an action: its keys, where they hold, what it does, the name for settings.
fn table() -> String {
    let keymap = Keymap::shipped();
    let mut out = "| keys | does | name |\n| --- | --- | --- |\n".to_owned();
    for action in Action::EVERY {
        let scopes = keymap.scopes_of(*action);
        let scope = scopes.first().copied().unwrap_or(Scope::All);
        let keys: Vec<String> = keymap.keys_of(*action, scope).iter().map(|key| code(key)).collect();
        let place = if scopes.contains(&Scope::All) { String::new() } else { format!(" ({})", scope.name()) };
        out.push_str(&format!(
            "| {}{place} | {} | {} |\n",
            keys.join(" "),
            action.help(Language::English),
            action.name()
        ));
    }
    out
}

fn code(key: &str) -> String {
    format!("`{}`", key.replace('|', "\\|"))
}
