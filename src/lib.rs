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
//! | module | owns | knows nothing of |
//! |---|---|---|
//! | [`bytes`] | reading regular files and streams within limits | what the bytes mean |
//! | [`text`] | graphemes, columns, sanitising: the only place that counts columns | files, clock, terminal |
//! | [`html`] | HTML to a tree, and what of it is hidden | articles, pages, the index |
//! | [`article`] | bytes to [`article::Article`] and problems | files, threads, clock |
//! | [`render`] | body and width to [`render::Page`] | terminal, colours, themes |
//! | [`search`] | the query language, folding, tokens, pinyin | files, the index |
//! | [`library`] | many articles: scan, index, watch | panes, keys, marks' journal |
//! | [`state`] | marks: journal, merge, undo | article contents, library, app |
//! | [`term`] | the terminal: input, screen, probes, clipboard | articles, actions |
//! | [`config`] | the decided options | the terminal, articles |
//! | [`cli`] | the command line | everything else |
//! | [`app`] | the reader: action, update, model, panes, view | how any of the above is done |
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
