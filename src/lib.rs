//! Kanbao 看报: a news reader for the terminal.
//!
//! # The way of the data
//!
//! ```text
//! files ──scan──▶ bytes ──article──▶ Article ──index──▶ one SQLite file (cache, may be deleted at any time)
//!                                                         │
//! keys ──term──▶ event ──▶ action ──▶ update ──▶ model ◀──┴── query ──▶ hits, facets
//!                                        │         │
//!                                     effects      └──▶ selected article ──render──▶ Page (lines of spans with roles)
//!                                        │                                            │
//!                  journal of marks ◀────┘                         view ──▶ cells ──▶ screen ──▶ few bytes
//! ```
//!
//! The article files are the truth and are never written to. The index is a cache. The marks (read,
//! star, tags, place) are precious and live apart.
//!
//! # The code map
//!
//! | module | owns | its rooms | knows nothing of |
//! |---|---|---|---|
//! | [`bytes`] | reading regular files and streams within limits | | what the bytes mean |
//! | [`text`] | graphemes, columns, sanitising: the only place that counts columns | | files, clock, terminal |
//! | [`html`] | HTML to a tree, the table of elements, what is hidden, the budget of steps | | articles, pages, the index |
//! | [`article`] | bytes to [`article::Article`] and problems | front matter, dates, titles, ids | files, threads, clock |
//! | [`render`] | body and width to [`render::Page`] | `html` reads, `content` holds, `breaks` and `set` make lines, `export` | terminal, colours, themes |
//! | [`search`] | the query language, folding, tokens, pinyin | `query` | files, the index |
//! | [`library`] | many articles | `files` scans and reads, `index` stores, `query` finds | panes, keys, the journal of marks |
//! | [`state`] | marks: journal, merge, undo | | contents of articles, library, app |
//! | [`term`] | the terminal | `input`, `screen` | articles, actions |
//! | [`config`] | the decided options | | the terminal, articles |
//! | [`cli`] | the command line | | everything else |
//! | [`app`] | the reader | `update` changes the model, `panes` are its parts, `view` draws it, `jobs` run beside, `line_mode` is the face without a screen, `commands` do the rest | how any of the above is done |
//!
//! # Where to change what
//!
//! | new | places |
//! |---|---|
//! | action | `app/action.rs` (name, help), `app/update/perform.rs` (what it does; the compiler demands it), `assets/keymap.yaml` (its key) |
//! | kind of mark | `state/mod.rs` lists the places |
//! | HTML element | `html/elements.rs` (its row), `render/html` where it is more than a box |
//! | hidden thing | `html/hidden.rs`: page and search both use it |
//! | field of the query language | `search/query/names.rs` (its names), `search/query/field.rs` (its values), `search/predicate.rs` (what it means for an article), `library/query/terms.rs` (how the index finds it) |
//! | setting | `assets/settings.yaml` (shipped, commented), `config/mod.rs` (decided), `config/file.rs` and `config/value.rs` (how it is written), `config/shown.rs` (how it is printed) |
//! | command | `cli.rs` (arguments), a file in `app/commands` |
//! | export format | a file in `render/export` |
//!
//! # The rules
//!
//! Dependencies point one way (`tests/all/tidy.rs` holds the arrows):
//!
//! ```text
//! main → cli, config, app       app → library, search, render, state, term, article, text, config, cli, bytes
//! library → article, html, search, text, bytes   state → article (the id), bytes   render → text, html, article (the body)
//! article → text, html   config → text, bytes   html, search, term → text   text, cli, bytes → none of ours
//! ```
//!
//! `crossterm` is named only in `term`, `ratatui` only in `app/view`, `app/run.rs` and `term`. Only
//! `app::update` changes the model; drawing never does. Everything that reaches the terminal passes
//! [`text::sanitize`].

#![forbid(unsafe_code)]

pub mod app;
pub mod article;
pub mod bytes;
pub mod cli;
pub mod config;
pub mod html;
pub mod library;
pub mod render;
pub mod search;
pub mod state;
pub mod term;
pub mod text;
