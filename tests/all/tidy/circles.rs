//! No circle of files: a file is understood with those that it names, and none of them names it back.

use std::collections::{BTreeMap, BTreeSet};

use super::complain_beyond;
use super::names::{Ties, ties};
use super::source::sources;

#[test]
fn no_files_name_each_other_in_a_circle() {
    let ties = ties(sources());
    let circles: Vec<String> = circles(&ties).iter().map(|circle| told(circle, &ties)).collect();
    complain_beyond(
        2,
        &circles,
        "Files name each other in a circle. Move what ties them into a file below both, or make them one:",
    );
}

/// The sets of files each of which leads to all others of its set.
fn circles(ties: &Ties) -> Vec<BTreeSet<&str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        ties.keys().map(|file| (file.as_str(), reached(ties, file))).collect();
    let mut circles: Vec<BTreeSet<&str>> = Vec::new();
    for (file, others) in &reached {
        if others.contains(file) && !circles.iter().any(|circle| circle.contains(file)) {
            circles.push(
                others
                    .iter()
                    .copied()
                    .filter(|other| reached.get(other).is_some_and(|back| back.contains(file)))
                    .collect(),
            );
        }
    }
    circles
}

fn reached<'t>(ties: &'t Ties, file: &'t str) -> BTreeSet<&'t str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![file];
    while let Some(file) = open.pop() {
        let next = ties.get(file).into_iter().flat_map(|to| to.keys()).map(String::as_str);
        open.extend(next.filter(|next| reached.insert(*next)));
    }
    reached
}

/// `a.rs → b.rs: Name, other` for each tie of a circle.
fn told(circle: &BTreeSet<&str>, ties: &Ties) -> String {
    let mut lines = vec![format!("{} files:", circle.len())];
    for file in circle {
        for (to, names) in ties[*file].iter().filter(|(to, _)| circle.contains(to.as_str())) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            lines.push(format!("  src/{file} → src/{to}: {}", names.join(", ")));
        }
    }
    lines.join("\n")
}
