//! Building and keeping up: whatever happens to the files, the list ends as a fresh one.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

use kanbao::library::{Library, Options, Phase, Progress, Stop};
use kanbao::search::{Order, Query, parse};

use super::made::{Folder, Made, TODAY, listing, paths, search, update};

#[test]
fn a_second_start_has_all_without_looking() {
    let folder = Folder::new(20, 50);
    let first = listing(&folder.indexed());
    let again = folder.open();
    assert!(again.notices().is_empty());
    assert_eq!(listing(&again), first);
    let progress = again.update(&mut |_| {}, &Stop::default()).unwrap();
    assert!(!progress.changed);
    assert_eq!(listing(&again), first);
}

#[test]
fn progress_tells_of_titles_then_of_bodies() {
    let folder = Folder::new(21, 40);
    let library = folder.open();
    let mut told: Vec<Progress> = Vec::new();
    library.update(&mut |progress| told.push(progress), &Stop::default()).unwrap();
    assert!(told[0].changed && told[0].phase == Phase::Titles);
    let listed = told.iter().find(|p| p.total.is_some()).unwrap();
    assert_eq!((listed.done, listed.total), (40, Some(40)));
    let last = told.last().unwrap();
    assert_eq!((last.phase, last.done, last.total), (Phase::Bodies, 40, Some(40)));
}

#[test]
fn keys_stay_while_the_library_is_open() {
    let mut folder = Folder::new(22, 40);
    let library = folder.open();
    let mut reader = library.reader().unwrap();
    let mut early = None;
    library
        .update(
            &mut |progress| {
                if early.is_none() && progress.changed {
                    let keys = search(&mut reader, "", Some(1));
                    early = reader.rows(&keys).unwrap().into_iter().next();
                }
            },
            &Stop::default(),
        )
        .unwrap();
    let early = early.unwrap();
    folder.add();
    update(&library);
    let now = reader.rows(&[early.key]).unwrap();
    assert_eq!(now, [early]);
}

/// Adds, changes, renames and deletes files.
fn stir(folder: &mut Folder, times: usize) {
    let root = folder.root();
    for _ in 0..times {
        let n = folder.dice.below(folder.made.len());
        let path = root.join(&folder.made[n].path);
        match folder.dice.below(4) {
            0 => folder.add(),
            1 => {
                let mut changed = Made::new(&mut folder.dice, n);
                changed.path.clone_from(&folder.made[n].path);
                changed.write(&root, &mut folder.dice);
            }
            2 => {
                let new = path.with_file_name(format!("{}-{}.md", n, folder.dice.below(1000)));
                let _gone_before = fs::rename(path, new);
            }
            _ => {
                let _gone_before = fs::remove_file(path);
            }
        }
    }
}

#[test]
fn a_thousand_changes_while_it_runs_end_as_a_fresh_start() {
    let mut folder = Folder::new(23, 600);
    let library = folder.indexed();
    let stop = Stop::default();
    let updating = std::thread::spawn({
        let (library, stop) = (library.clone(), stop.clone());
        move || {
            while !stop.is_stopped() {
                update(&library);
            }
        }
    });
    stir(&mut folder, 1000);
    fs::remove_dir_all(folder.root().join("阅读/Weekly")).unwrap();
    fs::rename(folder.root().join("科技"), folder.root().join("科学")).unwrap();
    stop.stop();
    updating.join().unwrap();
    update(&library);
    let fresh = folder.fresh();
    assert_eq!(listing(&library), listing(&fresh));
    let (mut one, mut other) = (library.reader().unwrap(), fresh.reader().unwrap());
    for query in ["大连", "玄鸟衔珠", "jr", "title:金融", "c:科学", "-银行 has:link"] {
        assert_eq!(paths(&mut one, query, None), paths(&mut other, query, None), "{query}");
    }
}

#[test]
fn a_command_that_prints_once_sees_what_was_added_and_removed() {
    let mut folder = Folder::new(24, 30);
    let library = folder.indexed();
    folder.add();
    fs::remove_file(folder.root().join(&folder.made[3].path)).unwrap();
    let again = folder.open();
    let progress = again.refresh_quick(&Stop::default()).unwrap();
    assert!(progress.changed);
    assert_eq!(listing(&again), listing(&folder.fresh()));
    let mut reader = again.reader().unwrap();
    assert_eq!(paths(&mut reader, "大连", None), paths(&mut folder.fresh().reader().unwrap(), "大连", None));
    drop(library);
}

#[test]
fn a_quick_refresh_of_many_articles_sees_every_folder_that_changed() {
    let mut folder = Folder::new(26, 5100);
    folder.settle();
    folder.open().refresh_quick(&Stop::default()).unwrap();
    let refresh = |folder: &Folder| {
        let library = folder.open();
        let changed = library.refresh_quick(&Stop::default()).unwrap().changed;
        let mut reader = library.reader_once().unwrap();
        (reader.count(&Query::default(), &Stop::default()).unwrap().all, changed)
    };
    assert_eq!(refresh(&folder), (5100, false));
    fs::remove_file(folder.root().join(&folder.made[3].path)).unwrap();
    assert_eq!(refresh(&folder), (5099, true));
    folder.add();
    assert_eq!(refresh(&folder), (5100, true));
    let top = folder.made[7].path.split('/').next().unwrap();
    fs::rename(folder.root().join(top), folder.root().join("别处")).unwrap();
    assert_eq!(refresh(&folder), (5100, true));
    fs::rename(folder.root(), folder.root().with_extension("gone")).unwrap();
    assert!(Library::open(folder.options()).is_err());
}

#[test]
fn watching_tells_of_changes_in_new_folders_too() {
    let mut folder = Folder::new(25, 5);
    let library = folder.indexed();
    let (sender, changes) = channel();
    let watcher = library.watch(move || sender.send(()).unwrap()).unwrap();
    folder.add();
    changes.recv_timeout(Duration::from_secs(20)).unwrap();
    update(&library);
    assert_eq!(listing(&library), listing(&folder.fresh()));
    drop(watcher);
    while changes.recv_timeout(Duration::from_secs(20)).is_ok() {}
}

#[test]
fn links_that_loop_end_and_what_cannot_be_read_is_one_marked_entry() {
    let folder = Folder::new(26, 3);
    let root = folder.root();
    symlink(&root, root.join("loop")).unwrap();
    symlink("nowhere", root.join("broken.md")).unwrap();
    fs::write(root.join("MANIFEST.json"), "{}").unwrap();
    fs::write(root.join(".md"), "# 无名").unwrap();
    let (kind, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR);
    rustix::fs::mknodat(rustix::fs::CWD, root.join("pipe.md"), kind, mode, 0).unwrap();
    let mut reader = folder.indexed().reader().unwrap();
    let keys = search(&mut reader, "", None);
    assert_eq!(keys.len(), 3 + 3);
    let untidy = search(&mut reader, "is:untidy", None);
    let mut rows = reader.details(&untidy).unwrap();
    rows.sort_by_key(|d| reader.below(d.row.key).unwrap());
    let below: Vec<String> = rows.iter().map(|d| reader.below(d.row.key).unwrap()).collect();
    let told: Vec<(&str, &str)> =
        below.iter().zip(&rows).map(|(path, d)| (path.as_str(), d.problems[0].what.as_str())).collect();
    assert_eq!(told[0].0, "broken.md");
    assert!(told[0].1.starts_with("cannot be read: "), "{told:?}");
    assert_eq!(told[1], ("pipe.md", "cannot be read: not a regular file"));
    let article = reader.article(untidy[0]).unwrap();
    assert!(!article.problems.is_empty());
}

#[test]
fn a_single_file_is_a_library_of_one() {
    let folder = Folder::new(27, 4);
    let file = folder.root().join(&folder.made[2].path);
    let options = Options { roots: vec![file.clone()], ..folder.options() };
    let library = Library::open(options).unwrap();
    update(&library);
    let mut reader = library.reader().unwrap();
    let keys = search(&mut reader, "", None);
    assert_eq!(keys.len(), 1);
    assert_eq!(reader.rows(&keys).unwrap()[0].title, folder.made[2].title);
    assert_eq!(reader.path(keys[0]).unwrap(), Some(file));
    fs::write(folder.root().join(&folder.made[2].path), "# 改了").unwrap();
    update(&library);
    let keys = search(&mut reader, "", None);
    assert_eq!(reader.rows(&keys).unwrap()[0].title, "改了");
}

#[test]
fn several_roots_are_one_library() {
    let (one, other) = (Folder::new(28, 5), Folder::new(29, 6));
    let roots = vec![one.root(), other.root()];
    let library = Library::open(Options { roots, ..one.options() }).unwrap();
    update(&library);
    assert_eq!(listing(&library).len(), 11);
    update(&library);
    assert_eq!(listing(&library).len(), 11);
}

#[test]
fn two_articles_never_share_an_id() {
    let folder = Folder::new(30, 0);
    let write = |name: &str, title: &str| {
        let text = format!("---\ntitle: {title}\nlink: https://example.com/one\n---\n{title}");
        fs::write(folder.root().join(name), text).unwrap();
    };
    write("b.md", "乙");
    let library = folder.indexed();
    let ids = |library: &Library| {
        let mut reader = library.reader().unwrap();
        let keys = reader.search(&parse("", TODAY), Order::Title, false, None, &Stop::default()).unwrap().keys;
        let rows = reader.rows(&keys).unwrap();
        for row in &rows {
            assert_eq!(reader.find(row.id).unwrap(), Some(row.key));
            assert_eq!(reader.article(row.key).unwrap().id, row.id);
        }
        let mut ids: Vec<(String, String)> =
            rows.into_iter().map(|row| (reader.below(row.key).unwrap(), row.id.to_string())).collect();
        ids.sort();
        ids
    };
    let alone = ids(&library);
    write("c.md", "丙");
    write("d.md", "丙");
    update(&library);
    let three = ids(&library);
    assert_eq!(three[0], alone[0], "the first path keeps the id of the article");
    assert_eq!(three.iter().map(|(_, id)| id).collect::<std::collections::HashSet<_>>().len(), 3);
    assert_eq!(three, ids(&folder.fresh()));
    fs::remove_file(folder.root().join("b.md")).unwrap();
    update(&library);
    assert_eq!(ids(&library)[0].1, alone[0].1, "the next path has it when the first is gone");
    assert_eq!(ids(&library), ids(&folder.fresh()));
}

/// Run by the next test in a process of its own: builds an index until it is killed.
#[test]
fn child_that_builds() {
    let Some(root) = std::env::var_os("KANBAO_TEST_ROOT") else { return };
    let cache = std::env::var_os("KANBAO_TEST_CACHE").map(Into::into);
    let library = Library::open(Options { roots: vec![root.into()], cache, zone: jiff::tz::TimeZone::UTC }).unwrap();
    // Each report is a line; the parent kills after some of them.
    library.update(&mut |progress| eprintln!("progress {progress:?}"), &Stop::default()).unwrap();
}

#[test]
fn killed_while_building_it_loses_nothing_but_time() {
    use std::io::{BufRead, BufReader};
    let folder = Folder::new(31, 3000);
    let whole = folder.fresh();
    for lines in [1, 2, 3, 4] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "library::building::child_that_builds", "--nocapture"])
            .env("KANBAO_TEST_ROOT", folder.root())
            .env("KANBAO_TEST_CACHE", folder.cache())
            .stderr(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let told = BufReader::new(child.stderr.take().unwrap()).lines();
        let _seen = told.map_while(Result::ok).filter(|line| line.starts_with("progress")).take(lines).count();
        child.kill().unwrap();
        child.wait().unwrap();
        let library = folder.open();
        assert!(library.notices().is_empty());
        let rows = listing(&library);
        assert!(!rows.is_empty());
    }
    let library = folder.indexed();
    assert_eq!(listing(&library).len(), listing(&whole).len());
    assert_eq!(listing(&library), listing(&whole));
    let (mut one, mut other) = (library.reader().unwrap(), whole.reader().unwrap());
    for query in ["大连", "玄鸟衔珠", "jr"] {
        assert_eq!(paths(&mut one, query, None), paths(&mut other, query, None), "{query}");
    }
}
