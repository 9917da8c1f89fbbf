//! What a person marked: read, star, tags, note, place, reading list, saved queries, panes.
//!
//! Owns the journal (one append-only file of JSON Lines per host), the merge of all hosts' journals,
//! undo and redo. Knows nothing of what articles contain, of the library and the app. The clock is
//! given with each call. How nothing is lost is told in `journal.rs`.
//!
//! # From a change to the disk and back
//!
//! ```text
//! Change ──effective──▶ Entry ──store──▶ Record ──▶ bytes ──journal──▶ disk
//!                         │ replica                                      │ folder
//!                         ▼                                              ▼
//! Mark ◀───────────── MergedMarks ◀──replica── Entry ◀──parse── Record ◀─ bytes
//! ```
//!
//! # A new kind of mark
//!
//! Five places: its field in `Mark` and its variant in `Change` (`mark.rs`), its variant in
//! `MarkValue` and the line in `MarkValue::swap` that says which field that is (`record.rs`), and
//! what the change sets, in `effective.rs`. The names that `serde` gives to the variant and to the
//! field are those of the journal and of the export; tell them below. Merging, compaction, undo,
//! export and import follow. A kind that is no step for undo is named in `Entry::is_undoable`.
//!
//! # The journal
//!
//! `marks/<host>.jsonl` in the data folder is text, one JSON object per line, and is only ever
//! appended to. Each host writes its own file and reads all of them, so the folder may be shared by
//! several windows, by NFS, Syncthing or git; copies that such programs make of a file in conflict
//! (`<host>.sync-conflict-….jsonl`) are read as one more host's. A line has these fields:
//!
//! | field | meaning |
//! |---|---|
//! | `t` | when: milliseconds since 1970, a count where the clock stood still or went back, a number of the window |
//! | `a` | the article, 32 hexadecimal digits |
//! | `read`, `star` | `true` or `false` |
//! | `tags` | all tags from now on, a list of texts |
//! | `note` | a text |
//! | `place` | where the person stopped: block, character in the block, per cent read; or `null` |
//! | `opened` | when it was opened last, milliseconds since 1970 |
//! | `queue` | when it was put on the reading list, milliseconds since 1970; `null` is not on it |
//! | `query`, `is` | a saved query's name; its `query` and `key`, or `null` when it is taken away |
//! | `panes`, `is` | a library; the state of the panes, a text |
//! | `search` | a search that was made |
//! | `was` | what held before; the line belongs to a step that can be undone |
//! | `step` | on the first line of a step (all lines with the same `t`): its label |
//! | `at` | on the same line: when it was made, where `t` had to run ahead of the clock |
//! | `undo`, `redo` | the `t` of a step that the lines with this `t` take back or make again |
//!
//! Per article and mark the line with the latest `t` holds: first the time, then the count; of equal
//! ones the host whose name sorts later, then the higher window. A line's time is never before the
//! latest that its writer has read, on whichever host, so a clock that goes back does no harm. Lines
//! with other fields are of a newer version; they are skipped and kept.
//!
//! Hosts that share the folder need names of their own. Two machines called `localhost` would write the
//! same file, which is safe on one machine only.
//!
//! A line that was cut short (power failure, full disk) is skipped and reported; the next compaction
//! moves it to `<host>.jsonl.torn`. Compaction leaves out lines that no longer count, of the own
//! journal only, and keeps the last 1,000 steps.
//!
//! # The export
//!
//! One JSON object: `format` is `"kanbao marks"`, `version` is 1. `articles` is a list sorted by
//! `id` (32 hexadecimal digits), of objects with those of these fields that are set: `read`,
//! `starred` (`true`), `tags` (list of texts), `note` (text), `place` (`block`, `character`,
//! `percent`), `opened`, `queued` (RFC 3339). `queries` is a list of `name`, `query` and maybe
//! `key`; `searches` a list of texts, newest first. An import sets what the export names, as one step
//! that can be undone, and leaves everything else alone.
//!
//! # Who an article is
//!
//! Marks belong to an [`ArticleId`](crate::article::ArticleId), which comes from the article's guid or link where it has one of
//! its own: such an article keeps its marks when its title is corrected. One that is known by title,
//! date and authors alone becomes another article then; it is unread again, and what was marked stays
//! in the journal under the old identity, where it comes back when the correction is taken back.

mod compact;
mod effective;
mod export;
mod folder;
mod history;
mod journal;
mod mark;
mod merge;
pub mod newsboat;
mod parse;
mod record;
mod replica;
mod store;
mod watch;

pub use history::Step;
pub use mark::{Change, Mark, SEARCHES, SavedQuery};
pub use store::{Error, ImportError, Options, Store};
pub use watch::{Watch, watch};
