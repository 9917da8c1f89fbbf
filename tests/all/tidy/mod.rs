//! The shape of the source: dependencies point one way, and what a part must not know it does not name.
//!
//! The arrows are read from the crate's own documentation (`src/lib.rs`), so that picture and code
//! cannot part. Tests inside modules are left out: they may use what they like.

mod circles;
mod names;
mod shape;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use self::source::{Source, is_name, root, sources};

/// Files with more lines of logic than this are worth a look, and with more than the second too long.
const LONG: usize = 400;
const TOO_LONG: usize = 700;

/// `main → cli, config` and the like, from the text block of `src/lib.rs` that holds arrows to the right.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("lib.rs")).unwrap();
    let mut arrows = BTreeMap::new();
    for statement in text.lines().filter_map(|line| line.strip_prefix("//! ")).flat_map(|line| line.split("   ")) {
        let Some((from, to)) = statement.split_once(" → ") else { continue };
        let names = |list: &str| -> BTreeSet<String> {
            let names = list.split(',').filter_map(|name| name.split_whitespace().next());
            names.filter(|name| *name != "none").map(str::to_owned).collect()
        };
        for module in names(from) {
            arrows.insert(module, names(to));
        }
    }
    arrows
}

/// The modules of ours that a line names: `crate::text::width` is `text`.
fn named<'l>(line: &'l str, krate: &str) -> Vec<&'l str> {
    let behind = line.split(krate).skip(1);
    behind
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
            None => vec![rest],
        })
        .filter_map(|rest| rest.split(|c| !is_name(c)).next())
        .filter(|name| name.starts_with(|c: char| c.is_lowercase()))
        .collect()
}

fn complain(complaints: &[String], rule: &str) {
    assert!(complaints.is_empty(), "{rule}\n\n{}\n", complaints.join("\n"));
}

/// Complaints of a rule that is newer than some of the source: of those that are known there may be
/// fewer and fewer.
fn complain_beyond(known: usize, complaints: &[String], rule: &str) {
    if complaints.len() > known {
        complain(complaints, &format!("{rule} (known: {known})"));
    }
    println!("hint, {} of {known}: {rule}\n\n{}\n", complaints.len(), complaints.join("\n"));
}

#[test]
fn dependencies_point_one_way() {
    let arrows = arrows();
    assert!(arrows.len() >= 10, "src/lib.rs no longer holds the arrows: {arrows:?}");
    let mut complaints = Vec::new();
    for source in sources().iter().filter(|source| source.path != "lib.rs") {
        let module = source.module();
        let krate = if module == "main" { "kanbao::" } else { "crate::" };
        let allowed = arrows.get(module).unwrap_or_else(|| panic!("src/lib.rs has no arrow for {module}"));
        for (number, line) in &source.lines {
            for name in named(line, krate).into_iter().filter(|name| *name != module && !allowed.contains(*name)) {
                complaints.push(format!("src/{}:{number}: {module} names {name}", source.path));
            }
        }
    }
    complain(
        &complaints,
        "A module names one that the arrows of src/lib.rs do not lead to. Move the code, or hand the value in:",
    );
}

/// Words that parts of the source must not name.
fn forbid(places: impl Fn(&Source) -> bool, words: &[&str], rule: &str) {
    let mut complaints = Vec::new();
    for source in sources().iter().filter(|source| places(source)) {
        for (number, line) in &source.lines {
            for word in words.iter().filter(|word| line.contains(**word)) {
                complaints.push(format!("src/{}:{number}: {word}", source.path));
            }
        }
    }
    complain(&complaints, rule);
}

#[test]
fn only_term_names_crossterm() {
    forbid(|source| !source.is_below(&["term"]), &["crossterm::"], "crossterm is named outside of term:");
}

#[test]
fn only_view_loop_and_term_name_ratatui() {
    forbid(
        |source| !source.is_below(&["term", "app/view", "app/view.rs", "app/run.rs"]),
        &["ratatui::"],
        "ratatui is named outside of app/view, app/run.rs and term:",
    );
}

#[test]
fn pure_modules_touch_nothing_outside() {
    forbid(
        |source| ["text", "html", "article", "render", "search", "cli"].contains(&source.module()),
        &[
            "std::fs",
            "std::thread",
            "std::env",
            "std::process",
            "SystemTime",
            "Instant::now",
            "Timestamp::now",
            "Zoned::now",
        ],
        "text, html, article, render and search know no files, threads, clock or environment:",
    );
}

#[test]
fn behaviour_knows_no_files_and_threads() {
    forbid(
        |source| source.is_below(&["app/panes", "app/update", "app/model", "app/input"]),
        &["std::fs", "std::thread", "std::process", "ratatui", "crossterm"],
        "panes, update and model know no files, threads, ratatui or crossterm; effects are values:",
    );
}

#[test]
fn only_main_ends_the_process() {
    forbid(|source| source.path != "main.rs", &["process::exit", "process::abort"], "only main.rs ends the process:");
}

#[test]
fn nothing_runs_a_shell() {
    let with_shell = sources().iter().filter(|source| {
        let text = fs::read_to_string(root().join(&source.path)).unwrap();
        ["new(\"sh\"", "new(\"bash\"", "\"/bin/sh\"", "\"-c\""].iter().any(|word| text.contains(word))
    });
    let with_shell: Vec<String> = with_shell.map(|source| format!("src/{}", source.path)).collect();
    complain(&with_shell, "programs are started by argument list, never by a shell:");
}

#[test]
fn every_module_says_what_it_is() {
    let bare = sources().iter().filter(|source| {
        let text = fs::read_to_string(root().join(&source.path)).unwrap();
        !text.starts_with("//!")
    });
    let bare: Vec<String> = bare.map(|source| format!("src/{}", source.path)).collect();
    complain(&bare, "A module opens with what it owns and what it knows nothing of (//!):");
}

#[test]
fn files_can_be_read_at_a_sitting() {
    let mut too_long = Vec::new();
    for source in sources() {
        let length = source.lines.len();
        let path = &source.path;
        if length > TOO_LONG {
            too_long.push(format!("src/{path}: {length} lines of code"));
        } else if length > LONG {
            println!("hint: src/{path} has {length} lines of code; is it one thing?");
        }
    }
    complain(&too_long, "A file is too long to be one thing. Split it into well-named ones:");
}
