//! Trouble with the index: it is a cache, and no trouble with it is trouble with the articles.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;

use kanbao::library::{Error, Library, Options, Stop};

use super::made::{Folder, listing, paths, search, update};

fn index(folder: &Folder) -> PathBuf {
    let files = fs::read_dir(folder.cache()).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().find(|path| path.extension().is_some_and(|e| e == "sqlite")).unwrap()
}

#[test]
fn a_damaged_index_is_built_again_saying_so() {
    let folder = Folder::new(40, 30);
    let whole = listing(&folder.indexed());
    for damage in ["not a database", ""] {
        fs::write(index(&folder), damage.repeat(1000)).unwrap();
        let library = folder.open();
        assert_eq!(library.notices().is_empty(), damage.is_empty());
        update(&library);
        assert_eq!(listing(&library), whole);
    }
}

#[test]
fn damage_in_the_middle_is_met_and_mended() {
    let folder = Folder::new(41, 400);
    let whole = listing(&folder.indexed());
    let path = index(&folder);
    let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    let length = file.metadata().unwrap().len();
    for page in (1..length / 4096).filter(|page| page % 2 == 0) {
        file.seek(SeekFrom::Start(page * 4096)).unwrap();
        file.write_all(&[0xa5; 4096]).unwrap();
    }
    drop(file);
    let library = folder.open();
    let mut reader = library.reader().unwrap();
    for query in ["", "大连", "c:金融", "jr"] {
        // An answer or an error, never a panic.
        let _either = reader.search(
            &kanbao::search::parse(query, super::made::TODAY),
            kanbao::search::Order::Date,
            false,
            None,
            &Stop::default(),
        );
    }
    update(&library);
    if listing(&library) != whole {
        update(&library);
    }
    assert_eq!(listing(&library), whole);
    assert!(!library.notices().is_empty());
    assert_eq!(paths(&mut reader, "大连", None), paths(&mut folder.fresh().reader().unwrap(), "大连", None));
}

#[test]
fn an_index_of_another_version_is_built_again_saying_so() {
    let folder = Folder::new(42, 10);
    let whole = listing(&folder.indexed());
    let other = rusqlite::Connection::open(index(&folder)).unwrap();
    other.execute_batch("PRAGMA user_version=99").unwrap();
    drop(other);
    let library = folder.open();
    assert!(library.notices()[0].contains("another version"), "{:?}", library.notices());
    update(&library);
    assert_eq!(listing(&library), whole);
}

#[test]
fn where_no_cache_can_be_kept_it_works_in_memory_saying_so() {
    let folder = Folder::new(43, 20);
    let blocked = folder.root().join("file");
    fs::write(&blocked, "").unwrap();
    for cache in [blocked.join("cache"), PathBuf::from("/proc/kanbao")] {
        let library = Library::open(Options { cache: Some(cache), ..folder.options() }).unwrap();
        assert!(library.notices()[0].contains("in memory"), "{:?}", library.notices());
        update(&library);
        assert_eq!(listing(&library).len(), 20);
        assert_eq!(listing(&library), listing(&folder.fresh()));
    }
}

/// Run by the next test in a process of its own, whose files may not grow: as good as a full disk.
#[test]
fn child_on_a_full_disk() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let Some(root) = std::env::var_os("KANBAO_TEST_ROOT") else { return };
    let cache = std::env::var_os("KANBAO_TEST_CACHE").map(Into::into);
    let library = Library::open(Options { roots: vec![root.into()], cache, zone: jiff::tz::TimeZone::UTC }).unwrap();
    let mut reader = library.reader().unwrap();
    let keys = search(&mut reader, "", None);
    // Without a handler the signal that comes with the error would end the process.
    let raised = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, raised).unwrap();
    setrlimit(Resource::Fsize, Rlimit { current: Some(64 << 10), maximum: None }).unwrap();
    update(&library);
    assert!(library.notices()[0].contains("in memory"), "{:?}", library.notices());
    assert_eq!(library.index_path(), None);
    assert_eq!(reader.rows(&keys).unwrap().len(), keys.len(), "keys stay what they were");
    listing(&library).iter().for_each(|row| println!("{row}"));
}

#[test]
fn a_disk_that_is_full_moves_the_index_into_memory_saying_so() {
    let mut folder = Folder::new(44, 20);
    update(&folder.open());
    (0..300).for_each(|_| folder.add());
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "library::trouble::child_on_a_full_disk", "--nocapture"])
        .env("KANBAO_TEST_ROOT", folder.root())
        .env("KANBAO_TEST_CACHE", folder.cache())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{told}\n{}", String::from_utf8_lossy(&child.stderr));
    let rows: Vec<&str> = told.lines().filter(|line| line.starts_with("Row")).collect();
    assert_eq!(rows, listing(&folder.fresh()));
}

#[test]
fn two_readers_share_an_index_without_waiting_or_failing() {
    let mut folder = Folder::new(45, 200);
    let (one, other) = (folder.open(), folder.open());
    std::thread::scope(|scope| {
        for library in [&one, &other] {
            scope.spawn(|| update(library));
            scope.spawn(|| {
                let mut reader = library.reader().unwrap();
                for _ in 0..50 {
                    search(&mut reader, "大连", Some(10));
                }
            });
        }
    });
    assert_eq!(listing(&one), listing(&other));
    folder.add();
    update(&one);
    assert_eq!(listing(&other), listing(&folder.fresh()), "the other sees it without an update of its own");
}

#[test]
fn a_root_that_is_not_there_is_an_error_and_loses_nothing() {
    let folder = Folder::new(46, 10);
    let library = folder.indexed();
    let away = folder.root().with_file_name("away");
    fs::rename(folder.root(), &away).unwrap();
    assert!(matches!(Library::open(folder.options()), Err(Error::Root { .. })));
    assert!(matches!(library.update(&mut |_| {}, &Stop::default()), Err(Error::Root { .. })));
    assert_eq!(listing(&library).len(), 10);
    fs::rename(&away, folder.root()).unwrap();
    update(&library);
    assert_eq!(listing(&library), listing(&folder.fresh()));
}

#[test]
fn what_another_process_wrote_is_news_to_this_one() {
    let folder = Folder::new(46, 20);
    let (one, other) = (folder.open(), folder.open());
    one.update(&mut |_| {}, &Stop::default()).expect("brought up to date");
    let news = other.update(&mut |_| {}, &Stop::default()).expect("brought up to date");
    assert!(news.changed, "the first wrote, the second must list anew");
    let nothing = other.update(&mut |_| {}, &Stop::default()).expect("brought up to date");
    assert!(!nothing.changed);
}
