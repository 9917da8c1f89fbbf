//! The size of things: folders, functions, and one meaning for each type name.

use std::collections::BTreeMap;
use std::path::Path;

use super::source::{Token, files, root, sources};
use super::{complain, complain_beyond};

/// Files beside each other in a folder.
const FILES: usize = 15;
/// Lines of a function.
const LINES: usize = 50;

#[test]
fn a_folder_can_be_seen_at_a_glance() {
    let mut folders = BTreeMap::<_, usize>::new();
    for file in files() {
        *folders.entry(file.parent().map(Path::to_owned).unwrap_or_default()).or_default() += 1;
    }
    let full = folders.iter().filter(|(_, files)| **files > FILES);
    let full: Vec<String> = full
        .map(|(folder, files)| format!("src/{}: {files} files", folder.strip_prefix(root()).unwrap().display()))
        .collect();
    complain_beyond(3, &full, "A folder has too many files beside each other. Give what belongs together a folder:");
}

#[test]
fn functions_are_short_but_for_tables() {
    let mut long = Vec::new();
    for source in sources() {
        let tokens = source.tokens();
        for at in (0..tokens.len()).filter(|at| tokens[*at].1 == "fn" && tokens[at + 1].1 != "(") {
            let Some(body) = body(&tokens[at..]) else { continue };
            let (first, last) = (tokens[at].0, body[body.len() - 1].0);
            let lines = last - first + 1;
            if lines > LINES && !is_table(body) {
                long.push(format!("src/{}:{first}: {} of {lines} lines", source.path, tokens[at + 1].1));
            }
        }
    }
    complain(&long, "A function is too long. Split it where it does another thing:");
}

/// The body of the function that begins with the first token, with its brackets.
fn body<'t, 's>(tokens: &'t [Token<'s>]) -> Option<&'t [Token<'s>]> {
    let mut depth = 0;
    for (at, (_, token)) in tokens.iter().enumerate() {
        match *token {
            ";" if depth == 0 => return None,
            "{" if depth == 0 => return group(&tokens[at..]),
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            _ => {}
        }
    }
    None
}

/// From the bracket that begins the tokens to the one that closes it.
fn group<'t, 's>(tokens: &'t [Token<'s>]) -> Option<&'t [Token<'s>]> {
    let mut depth = 0;
    let end = tokens.iter().position(|(_, token)| {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    Some(&tokens[..=end])
}

/// Whether nearly the whole body is one match or array with hardly more than a line for each entry.
fn is_table(body: &[Token]) -> bool {
    let lines = |tokens: &[Token]| tokens[tokens.len() - 1].0 - tokens[0].0 + 1;
    (1..body.len()).any(|at| {
        let group = match body[at].1 {
            "[" => group(&body[at..]),
            "match" => body[at..].iter().position(|(_, token)| *token == "{").and_then(|to| group(&body[at + to..])),
            _ => None,
        };
        group.is_some_and(|group| lines(body) - lines(group) <= 10 && 2 * entries(group) >= lines(group))
    })
}

/// The arms of a match, or the values of an array.
fn entries(group: &[Token]) -> usize {
    let mut depth = 0;
    let sign = if group[0].1 == "{" { "=>" } else { "," };
    let of_table = group.iter().filter(|(_, token)| {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        depth == 1 && *token == sign
    });
    of_table.count()
}

#[test]
fn a_type_name_means_one_thing() {
    let mut types = BTreeMap::<String, Vec<String>>::new();
    for source in sources() {
        let tokens = source.tokens();
        let mut depth = 0;
        for pair in tokens.windows(2) {
            match pair[0].1 {
                "{" => depth += 1,
                "}" => depth -= 1,
                "struct" | "enum" | "trait" | "type" if depth == 0 => {
                    types.entry(pair[1].1.to_owned()).or_default().push(source.path.clone());
                }
                _ => {}
            }
        }
    }
    let doubled = types.iter().filter(|(_, files)| files.len() > 1 && !is_mirrored(files));
    let doubled: Vec<String> = doubled.map(|(name, files)| format!("{name}: {}", files.join(", "))).collect();
    complain_beyond(
        29,
        &doubled,
        "Two types have one name, and are no pane and its view. Say by the name what each is:",
    );
}

/// A pane's state and its view may have one name.
fn is_mirrored(files: &[String]) -> bool {
    files.len() == 2 && files[0].starts_with("app/panes/") && files[1].starts_with("app/view/")
}
