//! The command line over real articles: run by `.ci/run`, where `KANBAO_CORPUS` names their folder.

use std::path::{Path, PathBuf};

use crate::home::{Home, text};
use kanbao::text::{Ambiguous, width};

fn corpus() -> PathBuf {
    PathBuf::from(std::env::var_os("KANBAO_CORPUS").expect("KANBAO_CORPUS names the folder of real articles"))
}

/// Every article file below `folder`; a file named only `.md` is one too.
fn articles(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(articles(&path));
        } else if [".md", ".markdown", ".html", ".htm", ".txt"].iter().any(|e| path.to_string_lossy().ends_with(e)) {
            found.push(path);
        }
    }
    found
}

#[test]
#[ignore = "needs KANBAO_CORPUS"]
fn every_article_is_listed_once_with_a_title() {
    for folder in ["real", "web"] {
        let folder = corpus().join(folder);
        let output = Home::new().run(["list".as_ref(), "--format".as_ref(), "json".as_ref(), folder.as_os_str()]);
        let lines: Vec<serde_json::Value> =
            text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let mut listed: Vec<PathBuf> = lines.iter().map(|line| line["path"].as_str().unwrap().into()).collect();
        let mut there = articles(&folder);
        listed.sort();
        there.sort();
        assert_eq!(listed, there);
        assert!(lines.iter().all(|line| line["title"].as_str().is_some_and(|title| !title.trim().is_empty())));
    }
}

#[test]
#[ignore = "needs KANBAO_CORPUS"]
fn check_names_exactly_the_untidy_ones() {
    let output = Home::new().run(["check".as_ref(), corpus().as_os_str()]);
    let named: Vec<&str> =
        text(&output.stdout).lines().filter_map(|line| line.split_once(".md:").map(|(path, _)| path)).collect();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(named.len(), 3, "{named:#?}");
    for untidy in ["/社交媒体/", "P232", "@大道无形我有型"] {
        assert!(named.iter().any(|path| path.contains(untidy)), "{untidy} is not among {named:#?}");
    }
}

#[test]
#[ignore = "needs KANBAO_CORPUS"]
fn no_page_is_wider_than_asked_or_holds_a_control() {
    let home = Home::new();
    for path in articles(&corpus()) {
        let output = home.run(["show".as_ref(), "--width".as_ref(), "40".as_ref(), path.as_os_str()]);
        assert_eq!(output.status.code(), Some(0), "{}", path.display());
        for line in text(&output.stdout).lines() {
            assert!(width(line, Ambiguous::Narrow) <= 40, "{}: {line}", path.display());
            assert!(!line.chars().any(char::is_control), "{}: {line:?}", path.display());
        }
    }
}
