//! Marks are never lost: killed readers, full disks, two windows, three hosts, undo after a restart.
//!
//! Some tests run this test binary again as a reader of its own (`child`), told by the environment
//! what to do.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use jiff::Timestamp;
use kanbao::article::{ArticleId, Place};
use kanbao::state::{Change, Mark, Options, SavedQuery, Store};
use proptest::prelude::*;

use crate::support::Dice;

fn open(folder: &Path, host: &str) -> Store {
    Store::open(Options { folder: Some(folder.to_owned()), host: host.to_owned() })
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_764_000_000 + second).unwrap()
}

fn id(name: impl std::fmt::Display) -> ArticleId {
    ArticleId::of(&name.to_string())
}

fn is_read(store: &Store, id: ArticleId) -> bool {
    store.mark(id).is_some_and(|mark| mark.read)
}

fn all(store: &Store) -> BTreeMap<ArticleId, Mark> {
    store.marks().map(|(id, mark)| (id, mark.clone())).collect()
}

/// Starts a reader of its own that does what `job` says.
fn start(job: &str, folder: &Path, name: &str) -> Child {
    reader(Command::new(std::env::current_exe().unwrap()), job, folder, name).spawn().unwrap()
}

fn reader(mut command: Command, job: &str, folder: &Path, name: &str) -> Command {
    command.args(["keep::child", "--exact", "--nocapture", "--test-threads=1"]);
    command.env("KEEP_JOB", job).env("KEEP_FOLDER", folder).env("KEEP_NAME", name);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn acknowledge(text: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\nack {text}\n").as_bytes()).and_then(|()| out.flush()).unwrap();
}

/// Not a test of its own: what a reader does that was started by another test.
#[test]
fn child() {
    let Ok(job) = std::env::var("KEEP_JOB") else { return };
    let folder = PathBuf::from(std::env::var_os("KEEP_FOLDER").unwrap());
    let name = std::env::var("KEEP_NAME").unwrap();
    match job.as_str() {
        "mark" => mark_until_killed(&folder, &name),
        "limit" => mark_beyond_a_limit(&folder),
        "fill" => mark_until_full(&folder),
        _ => panic!("no such job: {job}"),
    }
}

fn mark_until_killed(folder: &Path, name: &str) {
    let mut store = open(folder, "host");
    for number in 0..1_000_000 {
        let article = id(format!("{name} {number}"));
        let changes = [
            Change::Read(article, true),
            Change::Star(article, true),
            Change::Note(id(name), format!("{number}")),
            Change::Place(id(name), Place { block: number, character: 0 }, 50),
        ];
        store.apply("Mark", &changes, at(i64::from(number))).unwrap();
        acknowledge(&number.to_string());
        store.compact(at(0)).unwrap();
    }
}

/// Lets a reader go on until it acknowledged the number `enough` and then for `later` microseconds,
/// kills it, and answers the last number it acknowledged.
fn kill(mut reader: Child, enough: u32, later: u64) -> Option<u32> {
    let mut lines = BufReader::new(reader.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut last = None;
    let mut number = |line: &str| {
        if let Some(number) = line.strip_prefix("ack ").and_then(|number| number.parse().ok()) {
            last = Some(number);
        }
        last
    };
    let _ = lines.find(|line| number(line).is_some_and(|number| number >= enough));
    // A moment that has nothing to do with the line that was just read.
    std::thread::sleep(std::time::Duration::from_micros(later));
    reader.kill().unwrap();
    reader.wait().unwrap();
    lines.for_each(|line| {
        number(&line);
    });
    last
}

#[test]
fn readers_killed_at_500_moments_lose_no_mark_that_was_acknowledged() {
    let mut dice = Dice(7);
    // A journal that all five hundred wrote to would be read for minutes.
    let killed: usize = (0..10).map(|_| kill_fifty(&mut dice)).sum();
    assert!(killed > 400, "{killed}");
}

/// Kills fifty readers of one folder, two at a time; answers how many had acknowledged a mark.
fn kill_fifty(dice: &mut Dice) -> usize {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("marks");
    let mut acknowledged: Vec<(String, u32)> = Vec::new();
    for round in 0..25 {
        let names = [format!("{round} a"), format!("{round} b")];
        let killed = kill_both(names.each_ref().map(|name| start("mark", &folder, name)), dice);
        let store = open(&folder, "host");
        for (name, last) in names.into_iter().zip(killed) {
            let Some(last) = last else { continue };
            check(&store, &name, last);
            acknowledged.push((name, last));
        }
    }
    let mut store = open(&folder, "host");
    acknowledged.iter().for_each(|(name, last)| check(&store, name, *last));
    let marks = all(&store);
    assert!(store.compact(at(0)).unwrap());
    assert_eq!(all(&open(&folder, "host")), marks);
    acknowledged.len()
}

/// Each at a moment of its own; neither marks on for as long as the other takes to start.
fn kill_both(readers: [Child; 2], dice: &mut Dice) -> [Option<u32>; 2] {
    let readers = readers.map(|reader| (reader, u32::try_from(dice.below(4)).unwrap(), dice.below(4_000) as u64));
    std::thread::scope(|scope| {
        let killing = readers.map(|(reader, enough, later)| scope.spawn(move || kill(reader, enough, later)));
        killing.map(|killed| killed.join().unwrap())
    })
}

fn check(store: &Store, name: &str, last: u32) {
    for number in 0..=last {
        let mark = store.mark(id(format!("{name} {number}")));
        assert!(mark.is_some_and(|mark| mark.read && mark.starred), "{name} {number} of {last}");
    }
    let note: u32 = store.mark(id(name)).unwrap().note.parse().unwrap();
    assert!(note >= last, "{name}: {note} is older than {last}");
}

fn mark_beyond_a_limit(folder: &Path) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let told = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, told).unwrap();
    let mut store = open(folder, "host");
    let whole = getrlimit(Resource::Fsize);
    for limit in [1_000u64, 1_777, 3_333, 8_000] {
        setrlimit(Resource::Fsize, Rlimit { current: Some(limit), ..whole }).unwrap();
        let mut failed = 0;
        for number in 0..40 {
            let change = Change::Note(id(format!("{limit} {number}")), format!("{limit} {number} 笔记"));
            let done = store.apply("Note", &[change], at(number));
            failed += usize::from(done.is_err());
            assert_eq!(done.is_err(), store.unsaved() > 0);
        }
        assert!(failed > 0 && store.unsaved() >= failed);
    }
    assert!(!store.retry(at(39)).unwrap(), "not so soon again");
    setrlimit(Resource::Fsize, whole).unwrap();
    assert!(store.retry(at(100)).unwrap());
    assert_eq!(store.unsaved(), 0);
    acknowledge("all");
}

#[test]
fn marks_that_a_limit_cuts_short_are_all_kept_once_there_is_room() {
    let temporary = tempfile::tempdir().unwrap();
    let output = start("limit", temporary.path(), "").wait_with_output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("ack all"), "{output:?}");
    let mut store = open(temporary.path(), "host");
    let kept = |store: &Store| {
        for (limit, number) in [1_000, 1_777, 3_333, 8_000].iter().flat_map(|l| (0..40).map(move |n| (l, n))) {
            let note = format!("{limit} {number} 笔记");
            assert_eq!(store.mark(id(format!("{limit} {number}"))).map(|it| &it.note), Some(&note));
        }
    };
    kept(&store);
    assert_eq!(store.notices().len(), 1, "{:?}", store.notices());
    assert_eq!(store.steps().len(), 160);
    assert!(store.tidy(at(200)).unwrap());
    store = open(temporary.path(), "host");
    kept(&store);
    assert_eq!(store.notices(), Vec::<String>::new());
    assert!(temporary.path().join("host.jsonl.torn").exists());
}

fn mark_until_full(folder: &Path) {
    let mut store = open(folder, "host");
    fs::write(folder.join("ballast"), vec![0; 16 << 10]).unwrap();
    let mut number = 0;
    while store.unsaved() < 20 {
        let done = store.apply("Read", &[Change::Read(id(number), true)], at(number));
        assert_eq!(done.is_err(), store.unsaved() > 0);
        let _ = store.compact(at(number));
        number += 1;
    }
    fs::remove_file(folder.join("ballast")).unwrap();
    assert!(store.retry(at(number + 100)).unwrap());
    let again = open(folder, "host");
    assert!((0..number).all(|number| is_read(&again, id(number))));
    acknowledge(&format!("{number} kept"));
}

/// Needs a kernel that lets a person mount a tmpfs of their own; passes over where it does not.
#[test]
fn marks_on_a_full_file_system_are_all_kept_once_there_is_room() {
    let temporary = tempfile::tempdir().unwrap();
    let mut command = Command::new("unshare");
    let script = "mount -t tmpfs -o size=96k none \"$KEEP_FOLDER\" && echo mounted && exec \"$0\" \"$@\"";
    command.args(["-rm", "sh", "-c", script]).arg(std::env::current_exe().unwrap());
    let Ok(output) = reader(command, "fill", temporary.path(), "").output() else { return };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!said.contains("mounted") || said.contains(" kept"), "{output:?}");
}

#[test]
fn two_readers_on_one_folder_see_all_that_both_mark() {
    let temporary = tempfile::tempdir().unwrap();
    let mut one = open(temporary.path(), "host");
    let mut two = open(temporary.path(), "host");
    for number in 0..1000 {
        one.apply("Read", &[Change::Read(id(number), true)], at(number)).unwrap();
        two.apply("Read", &[Change::Read(id(-1 - number), true)], at(number)).unwrap();
    }
    one.poll();
    two.poll();
    assert_eq!((all(&one).len(), all(&two).len()), (2000, 2000));
    assert_eq!(all(&one), all(&two));
    assert_eq!(one.steps().len(), 1000);
    assert_eq!(all(&open(temporary.path(), "host")), all(&one));
}

#[test]
fn readers_at_the_same_time_lose_nothing_while_a_third_compacts() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    std::thread::scope(|scope| {
        let mark = |name: &'static str| {
            move || {
                let mut store = open(folder, "host");
                for number in 0..1000 {
                    let change = Change::Star(id(format!("{name} {number}")), true);
                    store.apply("Star", &[change], at(number)).unwrap();
                }
            }
        };
        let readers = [scope.spawn(mark("a")), scope.spawn(mark("b"))];
        let mut store = open(folder, "host");
        while !readers.iter().all(|reader| reader.is_finished()) {
            store.compact(at(0)).unwrap();
        }
        store.poll();
        assert_eq!(all(&store).len(), 2000);
    });
    let store = open(folder, "host");
    assert_eq!(all(&store).len(), 2000);
    assert_eq!(store.notices(), Vec::<String>::new());
    assert_eq!(store.steps().len(), 1000);
}

#[test]
fn what_other_hosts_mark_is_seen_and_told() {
    let temporary = tempfile::tempdir().unwrap();
    let mut one = open(temporary.path(), "one");
    let mut two = open(temporary.path(), "two");
    one.apply("Read", &[Change::Read(id(1), true)], at(10)).unwrap();
    assert_eq!(two.poll(), [id(1)]);
    assert_eq!(two.poll(), []);
    // The clock of the second host is slow, and what it does comes later all the same.
    two.apply("Unread", &[Change::Read(id(1), false)], at(-5000)).unwrap();
    assert_eq!(one.poll(), [id(1)]);
    assert!(!is_read(&one, id(1)));
    assert_eq!(two.steps().first().map(|step| step.at), Some(at(-5000)));
    assert_eq!((one.steps().len(), two.steps().len()), (1, 1));
    assert!(one.compact(at(11)).unwrap());
    assert_eq!(two.poll(), [], "a compaction changes nothing");
}

#[test]
fn a_watched_folder_tells_of_a_mark() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("marks");
    let (send, receive) = std::sync::mpsc::channel();
    let watch = kanbao::state::watch(&folder, move || send.send(()).unwrap_or_default()).unwrap();
    let mut here = open(&folder, "here");
    open(&folder, "there").apply("Read", &[Change::Read(id(1), true)], at(0)).unwrap();
    while !is_read(&here, id(1)) {
        // Without a watch, on a network file system, looking is all there is.
        if watch.is_some() {
            receive.recv_timeout(std::time::Duration::from_secs(20)).expect("a call");
        }
        here.poll();
    }
}

#[test]
fn undo_of_mark_all_over_10000_articles_after_a_restart_restores_what_was() {
    let temporary = tempfile::tempdir().unwrap();
    let mut store = open(temporary.path(), "host");
    let articles: Vec<ArticleId> = (0..10_000).map(id).collect();
    let some: Vec<Change> = articles.iter().step_by(3).map(|id| Change::Read(*id, true)).collect();
    store.apply("Some", &some, at(0)).unwrap();
    let mixed: Vec<Change> = articles.iter().step_by(7).map(|id| Change::Read(*id, false)).collect();
    store.apply("Mixed", &mixed, at(1)).unwrap();
    let before = all(&store);
    let every: Vec<Change> = articles.iter().map(|id| Change::Read(*id, true)).collect();
    store.apply("Mark all read", &every, at(2)).unwrap();
    let after = all(&store);
    assert_eq!(after.len(), 10_000);
    let expected = 10_000 - before.len();

    let mut store = open(temporary.path(), "host");
    let (step, touched) = store.undo(at(3)).unwrap().unwrap();
    assert_eq!((step.label.as_str(), step.count, touched.len()), ("Mark all read", expected, expected));
    assert_eq!(all(&store), before);

    let mut store = open(temporary.path(), "host");
    assert_eq!(all(&store), before);
    assert!(store.compact(at(4)).unwrap());
    let mut store = open(temporary.path(), "host");
    store.redo(at(5)).unwrap().unwrap();
    assert_eq!(all(&store), after);
    assert_eq!(store.redo(at(6)).unwrap(), None);
    store.undo(at(7)).unwrap().unwrap();
    assert_eq!(all(&open(temporary.path(), "host")), before);
}

#[test]
fn a_folder_that_cannot_be_written_keeps_marks_in_memory_and_in_a_file_of_choice() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("marks");
    fs::write(&folder, "in the way").unwrap();
    let mut store = open(&folder, "host");
    for number in 0..3 {
        assert!(store.apply("Read", &[Change::Read(id(number), true)], at(number)).is_err());
    }
    assert!(is_read(&store, id(2)));
    assert_eq!(store.unsaved(), 3);
    assert!(store.undo(at(3)).is_err());
    assert!(!is_read(&store, id(2)));

    let file = temporary.path().join("saved.jsonl");
    store.save_to(&file, false).unwrap();
    let again = store.save_to(&file, false).unwrap_err();
    assert_eq!(again.source.kind(), std::io::ErrorKind::AlreadyExists);
    store.save_to(&file, true).unwrap();
    let mut other = open(&temporary.path().join("other"), "host");
    other.import(&fs::read_to_string(&file).unwrap(), at(9)).unwrap();
    assert_eq!(all(&other), all(&store));
    assert_eq!(other.steps().len(), 3);
    assert_eq!(all(&open(&temporary.path().join("other"), "host")), all(&store));

    fs::remove_file(&folder).unwrap();
    assert!(store.retry(at(100)).unwrap());
    assert_eq!(all(&open(&folder, "host")), all(&store));
}

#[test]
fn a_folder_without_permission_is_read_and_told_of() {
    use std::os::unix::fs::PermissionsExt;
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("marks");
    open(&folder, "host").apply("Read", &[Change::Read(id(1), true)], at(0)).unwrap();
    fs::set_permissions(folder.join("host.jsonl"), fs::Permissions::from_mode(0o400)).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    let mut store = open(&folder, "host");
    assert!(is_read(&store, id(1)));
    let done = store.apply("Star", &[Change::Star(id(1), true)], at(1));
    // The superuser may write everywhere.
    assert_eq!(done.is_err(), !rustix::process::geteuid().is_root());
    assert!(store.mark(id(1)).is_some_and(|mark| mark.starred));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_torn_last_line_is_told_once_and_harms_nothing() {
    let temporary = tempfile::tempdir().unwrap();
    let mut store = open(temporary.path(), "host");
    store.apply("Read", &[Change::Read(id(1), true)], at(1)).unwrap();
    let path = temporary.path().join("host.jsonl");
    let mut torn = fs::OpenOptions::new().append(true).open(&path).unwrap();
    torn.write_all(b"{\"t\":[1764000002000,0,5],\"a\":\"01234").unwrap();
    store.apply("Read", &[Change::Read(id(2), true)], at(2)).unwrap();
    torn.write_all(b"{\"t\":[17").unwrap();

    let mut store = open(temporary.path(), "host");
    assert_eq!(store.notices(), ["host.jsonl: lines cut short and set aside: 2"]);
    assert!(is_read(&store, id(1)) && is_read(&store, id(2)));
    store.apply("Read", &[Change::Read(id(3), true)], at(3)).unwrap();
    assert!(store.tidy(at(4)).unwrap());
    let store = open(temporary.path(), "host");
    assert_eq!(store.notices(), Vec::<String>::new());
    assert!((1..=3).all(|number| is_read(&store, id(number))));
    assert_eq!(fs::read_to_string(temporary.path().join("host.jsonl.torn")).unwrap().lines().count(), 2);
}

#[test]
fn a_step_is_taken_back_out_of_the_order_and_later_changes_stay() {
    let mut store = Store::open(Options { folder: None, host: "host".into() });
    store.apply("Star", &[Change::Star(id(1), true), Change::Star(id(2), true)], at(0)).unwrap();
    store.apply("Note", &[Change::Note(id(1), "一".into())], at(1)).unwrap();
    store.apply("Unstar", &[Change::Star(id(2), false)], at(2)).unwrap();
    let star = store.steps().last().unwrap().number;
    let (step, touched) = store.undo_step(star, at(3)).unwrap().unwrap();
    assert_eq!((step.label.as_str(), step.undone, touched), ("Star", true, vec![id(1)]));
    assert_eq!(store.mark(id(1)).map(|mark| (mark.starred, mark.note.as_str())), Some((false, "一")));
    assert_eq!(store.undo_step(star, at(4)).unwrap(), None);
    store.redo_step(star, at(5)).unwrap().unwrap();
    assert!(store.mark(id(1)).unwrap().starred);
    let labels: Vec<String> = store.steps().into_iter().map(|step| step.label).collect();
    assert_eq!(labels, ["Unstar", "Note", "Star"]);
}

#[test]
fn places_searches_and_panes_are_kept_and_are_no_steps() {
    let temporary = tempfile::tempdir().unwrap();
    let mut store = open(temporary.path(), "host");
    let place = Place { block: 4, character: 2 };
    store.apply("", &[Change::Place(id(1), place, 30), Change::Opened(id(1))], at(0)).unwrap();
    store.apply("", &[Change::Panes { library: "/a".into(), state: "x".into() }], at(1)).unwrap();
    for number in 0..250 {
        store.apply("", &[Change::Searched(format!("词 {number}"))], at(2 + number)).unwrap();
    }
    store.apply("", &[Change::Searched("词 100".into())], at(300)).unwrap();
    let store = open(temporary.path(), "host");
    assert_eq!(store.steps(), []);
    assert_eq!(store.mark(id(1)).and_then(|mark| mark.place), Some((place, 30)));
    assert_eq!(store.mark(id(1)).and_then(|mark| mark.opened), Some(at(0)));
    assert_eq!((store.panes("/a"), store.panes("/b")), (Some("x"), None));
    let searches = store.searches();
    assert_eq!((searches.len(), searches[0].as_str(), searches[1].as_str()), (200, "词 100", "词 249"));
}

#[test]
fn the_reading_list_stands_in_the_order_of_adding_whatever_the_clock_says() {
    let mut store = Store::open(Options { folder: None, host: "host".into() });
    let queue = |number: i64, on| Change::Queue(id(number), on);
    store.apply("Later", &[queue(3, true), queue(1, true)], at(100)).unwrap();
    store.apply("Later", &[queue(2, true)], at(50)).unwrap();
    store.apply("Later", &[queue(3, true)], at(200)).unwrap();
    assert_eq!(store.reading_list(), [id(3), id(1), id(2)]);
    store.apply("Done", &[queue(1, false)], at(201)).unwrap();
    assert_eq!(store.reading_list(), [id(3), id(2)]);
    store.undo(at(202)).unwrap();
    assert_eq!(store.reading_list(), [id(3), id(1), id(2)]);
}

#[test]
fn tags_are_counted_and_saved_queries_can_be_taken_back() {
    let mut store = Store::open(Options { folder: None, host: "host".into() });
    let tags = |number: i64, tags: &[&str]| Change::Tags(id(number), tags.iter().map(|tag| tag.to_string()).collect());
    store.apply("Tag", &[tags(1, &[" 经济 ", "要闻", "经济"]), tags(2, &["经济", ""])], at(0)).unwrap();
    assert_eq!(store.tags(), [("经济".to_owned(), 2), ("要闻".to_owned(), 1)]);
    store.apply("Tag", &[tags(2, &[])], at(1)).unwrap();
    assert_eq!(store.tags(), [("经济".to_owned(), 1), ("要闻".to_owned(), 1)]);
    let saved = SavedQuery { query: "is:unread".into(), key: Some("1".into()) };
    store.apply("Save query", &[Change::Query("早".into(), Some(saved.clone()))], at(2)).unwrap();
    assert_eq!(store.queries(), [("早".to_owned(), saved)]);
    store.undo(at(3)).unwrap();
    assert_eq!(store.queries(), []);
}

#[test]
fn an_export_brings_all_marks_to_another_store() {
    let mut one = Store::open(Options { folder: None, host: "one".into() });
    let place = Place { block: 4, character: 2 };
    let changes = [
        Change::Read(id(1), true),
        Change::Tags(id(1), vec!["经济".into()]),
        Change::Note(id(2), "笔记".into()),
        Change::Place(id(2), place, 30),
        Change::Opened(id(2)),
        Change::Queue(id(3), true),
        Change::Star(id(3), true),
        Change::Query("早".into(), Some(SavedQuery { query: "降息".into(), key: None })),
        Change::Searched("一".into()),
    ];
    one.apply("All", &changes, at(0)).unwrap();
    one.apply("", &[Change::Searched("二".into())], at(1)).unwrap();
    let mut two = Store::open(Options { folder: None, host: "two".into() });
    two.apply("Star", &[Change::Star(id(1), true)], at(0)).unwrap();
    let before = all(&two);
    two.import(&one.export(), at(5)).unwrap();
    assert!(two.mark(id(1)).is_some_and(|mark| mark.read && mark.starred), "what is not named is left alone");
    let mut expected = all(&one);
    expected.get_mut(&id(1)).unwrap().starred = true;
    assert_eq!(all(&two), expected);
    assert_eq!((two.queries(), two.searches()), (one.queries(), one.searches()));
    two.undo(at(6)).unwrap();
    assert_eq!(two.mark(id(1)), before.get(&id(1)));
    assert!(two.import("{\"articles\":[]}", at(7)).is_err());
    assert!(two.import("nothing of the kind", at(7)).is_err());
}

#[test]
fn kinds_of_lines_from_a_newer_version_outlive_compaction() {
    let temporary = tempfile::tempdir().unwrap();
    let newer = "{\"t\":[1764000000000,0,1],\"a\":\"0123456789abcdef0123456789abcdef\",\"mood\":\"好\"}\n";
    fs::write(temporary.path().join("host.jsonl"), newer).unwrap();
    let mut store = open(temporary.path(), "host");
    assert_eq!(store.notices(), Vec::<String>::new());
    store.apply("Read", &[Change::Read(id(1), true)], at(1)).unwrap();
    assert!(store.compact(at(2)).unwrap());
    assert!(fs::read_to_string(temporary.path().join("host.jsonl")).unwrap().starts_with(newer));
}

/// What one of three hosts does at one moment, or two of them at the same.
fn change() -> impl Strategy<Value = Change> {
    let article = || (0..4i64).prop_map(id);
    prop_oneof![
        (article(), any::<bool>()).prop_map(|(id, on)| Change::Read(id, on)),
        (article(), any::<bool>()).prop_map(|(id, on)| Change::Star(id, on)),
        (article(), any::<bool>()).prop_map(|(id, on)| Change::Queue(id, on)),
        (article(), "[ab]{0,2}").prop_map(|(id, note)| Change::Note(id, note)),
        (article(), prop::collection::vec("[ab]", 0..3)).prop_map(|(id, tags)| Change::Tags(id, tags)),
        (article(), 0..5u32).prop_map(|(id, block)| Change::Place(id, Place { block, character: 0 }, 1)),
        article().prop_map(Change::Opened),
        "[ab]".prop_map(Change::Searched),
        ("[ab]", proptest::option::of("[ab]"))
            .prop_map(|(name, query)| Change::Query(name, query.map(|query| SavedQuery { query, key: None }))),
        "[ab]".prop_map(|state| Change::Panes { library: "/".into(), state }),
    ]
}

#[derive(Debug, Clone)]
enum Act {
    Apply(Vec<Change>),
    Undo,
    Redo,
    Poll,
    Compact,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => prop::collection::vec(change(), 1..4).prop_map(Act::Apply),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
        1 => Just(Act::Poll),
        1 => Just(Act::Compact),
    ]
}

fn state(store: &Store) -> impl PartialEq + std::fmt::Debug + use<> {
    (all(store), store.queries(), store.searches(), store.panes("/").map(str::to_owned), store.reading_list())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn three_hosts_journals_merged_in_any_order_give_the_same_state(
        acts in prop::collection::vec((0..3usize, 0..4i64, act()), 1..30),
        order in Just(vec!["a", "b", "c"]).prop_shuffle(),
    ) {
        let temporary = tempfile::tempdir().unwrap();
        let shared = temporary.path().join("shared");
        let mut hosts = ["a", "b", "c"].map(|host| open(&shared, host));
        for (host, second, act) in acts {
            let store = &mut hosts[host];
            match act {
                Act::Apply(changes) => store.apply("Step", &changes, at(second)).unwrap(),
                Act::Undo => drop(store.undo(at(second)).unwrap()),
                Act::Redo => drop(store.redo(at(second)).unwrap()),
                Act::Poll => drop(store.poll()),
                Act::Compact => drop(store.compact(at(second)).unwrap()),
            }
        }
        let whole = state(&open(&shared, "reader"));
        for store in &mut hosts {
            store.poll();
            prop_assert_eq!(&state(store), &whole);
        }
        let apart = temporary.path().join("apart");
        fs::create_dir(&apart).unwrap();
        let mut reader = open(&apart, "reader");
        for host in order {
            let name = format!("{host}.jsonl");
            if shared.join(&name).exists() {
                fs::copy(shared.join(&name), apart.join(&name)).unwrap();
            }
            reader.poll();
        }
        prop_assert_eq!(&state(&reader), &whole);
    }

    #[test]
    fn undoing_everything_restores_the_beginning_and_redoing_it_the_end(
        steps in prop::collection::vec(prop::collection::vec(change(), 1..4), 1..12),
    ) {
        let mut store = Store::open(Options { folder: None, host: "host".into() });
        let undoable = |change: &Change| !matches!(change,
            Change::Place(..) | Change::Opened(_) | Change::Panes { .. } | Change::Searched(_));
        for changes in &steps {
            let changes: Vec<Change> = changes.iter().filter(|change| undoable(change)).cloned().collect();
            store.apply("Step", &changes, at(0)).unwrap();
        }
        let end = state(&store);
        let made = store.steps().len();
        for _ in 0..made {
            prop_assert!(store.undo(at(1)).unwrap().is_some());
        }
        prop_assert!(store.undo(at(1)).unwrap().is_none());
        prop_assert_eq!(all(&store).len() + store.queries().len(), 0);
        for _ in 0..made {
            prop_assert!(store.redo(at(2)).unwrap().is_some());
        }
        prop_assert_eq!(&state(&store), &end);
    }
}
