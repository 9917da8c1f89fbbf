//! Against the libraries that `make-corpus` writes, where it is at hand.

use std::path::Path;
use std::process::Command;

use jiff::tz::TimeZone;
use kanbao::library::{Library, Options, Stop};
use kanbao::search::parse;

use super::made::{TODAY, update};

/// `KANBAO_MAKE_CORPUS` names the tool; without it there is nothing to compare with.
#[test]
fn every_needle_and_category_is_found_as_often_as_the_manifest_says() {
    let Some(tool) = std::env::var_os("KANBAO_MAKE_CORPUS") else { return };
    for seed in ["1", "2", "7"] {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().join("news");
        let made = Command::new(&tool).arg(&root).args(["2000", "--seed", seed]).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let library =
            Library::open(Options { roots: vec![root.clone()], cache: Some(temp.path().into()), zone: TimeZone::UTC })
                .unwrap();
        update(&library);
        compare(&library, &root, seed);
    }
}

fn compare(library: &Library, root: &Path, seed: &str) {
    let manifest = std::fs::read(root.join("MANIFEST.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let mut reader = library.reader().unwrap();
    let facets = reader.facets(&parse("", TODAY), &Stop::default()).unwrap();
    assert_eq!(facets.total as u64, manifest["articles"].as_u64().unwrap());
    for (needle, count) in manifest["needles"].as_object().unwrap() {
        let found = reader.count(&parse(needle, TODAY), &Stop::default()).unwrap();
        assert_eq!(found.all as u64, count.as_u64().unwrap(), "{needle}, seed {seed}");
    }
    for (category, count) in manifest["per_category"].as_object().unwrap() {
        let counted = facets.categories.iter().find(|(path, _)| path == std::slice::from_ref(category));
        assert_eq!(counted.map(|(_, count)| count.all as u64), count.as_u64(), "{category}, seed {seed}");
    }
}
