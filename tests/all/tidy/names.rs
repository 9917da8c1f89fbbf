//! Follows names to the files that define them, through `use` and the `pub use` of other modules.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, Token, is_name};

/// Which files a file names something of, and what.
pub type Ties = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// A module as names are looked up in it.
#[derive(Default)]
struct Module {
    file: String,
    /// What is defined at the top of the file.
    items: BTreeSet<String>,
    /// What `use` brings, by the name that it has here.
    uses: BTreeMap<String, Vec<String>>,
    /// Every path in the code, and those of `use` that are not public.
    paths: BTreeSet<Vec<String>>,
}

struct Crate(BTreeMap<Vec<String>, Module>);

enum Found {
    Module(Vec<String>),
    Item { file: String, name: String },
}

/// The ties between all files but `main.rs`.
pub fn ties(sources: &[Source]) -> Ties {
    let library = sources.iter().filter(|source| source.path != "main.rs");
    let all = Crate(library.map(|source| (module_path(&source.path), module(source))).collect());
    let mut ties = Ties::new();
    for (place, module) in &all.0 {
        for path in &module.paths {
            let Some(Found::Item { file, name }) = all.resolve(place, path, 0) else { continue };
            if file != module.file {
                ties.entry(module.file.clone()).or_default().entry(file).or_default().insert(name);
            }
        }
    }
    ties
}

/// `[app, view, list]` for `app/view/list.rs`.
fn module_path(file: &str) -> Vec<String> {
    let mut path: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    path.pop_if(|last| last == "mod" || last == "lib");
    path
}

impl Crate {
    fn resolve(&self, place: &[String], path: &[String], depth: usize) -> Option<Found> {
        let mut here = place.to_vec();
        for (at, name) in path.iter().enumerate() {
            let module = self.0.get(&here)?;
            let is_last = at + 1 == path.len();
            let child = [&here[..], std::slice::from_ref(name)].concat();
            let found = match name.as_str() {
                "crate" => Some(Found::Module(Vec::new())),
                "self" => Some(Found::Module(here.clone())),
                "super" => Some(Found::Module(here[..here.len().checked_sub(1)?].to_vec())),
                _ if module.items.contains(name) => Some(Found::Item { file: module.file.clone(), name: name.clone() }),
                _ if self.0.contains_key(&child) && !(is_last && module.uses.contains_key(name)) => {
                    Some(Found::Module(child))
                }
                _ => match module.uses.get(name) {
                    Some(used) if depth < 16 => self.resolve(&here, used, depth + 1),
                    // What a macro defines is seen only where it is named.
                    None if at > 0 => Some(Found::Item { file: module.file.clone(), name: name.clone() }),
                    _ => None,
                },
            };
            match found? {
                Found::Module(next) => here = next,
                item => return Some(item),
            }
        }
        Some(Found::Module(here))
    }
}

fn module(source: &Source) -> Module {
    let tokens = source.tokens();
    let mut module = Module { file: source.path.clone(), ..Module::default() };
    let (mut at, mut depth) = (0, 0);
    while let Some(&(_, token)) = tokens.get(at) {
        let next = tokens.get(at + 1).map_or("", |(_, token)| token);
        let before = at.checked_sub(1).map_or("", |before| tokens[before].1);
        match token {
            "{" => depth += 1,
            "}" => depth -= 1,
            "use" if next != "<" => {
                let is_public = before == "pub" || before == ")";
                at = used(&tokens, at + 1, &[], &mut |name, path| {
                    if !is_public {
                        module.paths.insert(path.clone());
                    }
                    module.uses.insert(name, path);
                });
                continue;
            }
            "mod" if tokens.get(at + 2).is_some_and(|(_, token)| *token == ";") => at += 1,
            "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "mod"
                if depth == 0 && next.starts_with(is_name) && next != "fn" =>
            {
                module.items.insert(next.to_owned());
            }
            // A field is called as it likes.
            _ if next == ":" => {}
            _ if token.starts_with(is_name) && before != "." && before != "::" => {
                let mut path = vec![token.to_owned()];
                while let [(_, "::"), (_, name), ..] = tokens[at + 1..]
                    && name.starts_with(is_name)
                {
                    path.push(name.to_owned());
                    at += 2;
                }
                module.paths.insert(path);
            }
            _ => {}
        }
        at += 1;
    }
    module
}

/// Reads what one `use` brings, from `at` on; returns where it ends.
fn used(tokens: &[Token], mut at: usize, above: &[String], found: &mut impl FnMut(String, Vec<String>)) -> usize {
    let mut path = above.to_vec();
    let mut name = None;
    while let Some(&(_, token)) = tokens.get(at) {
        at += 1;
        match token {
            "{" => {
                while tokens[at - 1].1 != "}" {
                    at = used(tokens, at, &path, found);
                }
                name = None;
                path.clear();
            }
            "as" => {
                name = Some(tokens[at].1.to_owned());
                at += 1;
            }
            "self" if !above.is_empty() => name = path.last().cloned(),
            "," | "}" | ";" => break,
            "::" | "*" => {}
            _ => {
                path.push(token.to_owned());
                name = Some(token.to_owned());
            }
        }
    }
    if let Some(name) = name {
        found(name, path);
    }
    at
}
