//! The index file: where it is, its tables, and what happens when it cannot be used.
//!
//! Owns the schema, the opening of connections, and the one-writer lock. The file is a cache: what is
//! older, newer, damaged or of another library is thrown away and built again, saying so. Where no
//! file can be kept the same tables live in memory.

use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

use crate::bytes;
use crate::library::{Error, Options, Result};

/// Grows with every change of the tables or of what is kept in them.
const VERSION: i64 = 7;

/// `PRAGMA application_id` of our files: "KANB".
const APPLICATION: i64 = 0x4b41_4e42;

/// How long a reader waits for another process that is just now changing the file's form.
pub const PATIENCE: Duration = Duration::from_secs(10);

const SCHEMA: &str = "
-- What the index was made of: roots and zone.
CREATE TABLE made(what TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
-- Folders as they were when all their files had been noted.
CREATE TABLE folder(id INTEGER PRIMARY KEY, root INTEGER NOT NULL, below BLOB NOT NULL, modified INTEGER NOT NULL,
    UNIQUE(root, below));
-- One row for each article file, and for each folder that could not be read (with an empty name). What else is
-- known of an article is in the entry at its doc.
CREATE TABLE article(key INTEGER PRIMARY KEY, doc INTEGER NOT NULL, folder INTEGER NOT NULL, name BLOB NOT NULL,
    size INTEGER NOT NULL, modified INTEGER NOT NULL,
    given BLOB NOT NULL, own BLOB,
    title TEXT NOT NULL);
-- What a person should know about a file.
CREATE TABLE problem(key INTEGER, n INTEGER, line INTEGER, what TEXT NOT NULL, PRIMARY KEY(key, n)) WITHOUT ROWID;
-- Category paths, authors, tags and languages, each distinct set of them once.
CREATE TABLE name(kind INTEGER, id INTEGER, text TEXT NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID;
-- What is known of many docs at a time: which of them are articles, their entries (see block.rs), and which titles
-- have a sound (see sounds.rs).
CREATE TABLE block(n INTEGER PRIMARY KEY, newest INTEGER NOT NULL, live INTEGER NOT NULL, version INTEGER NOT NULL,
    sets BLOB NOT NULL);
CREATE TABLE entry(part INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE sound(at INTEGER PRIMARY KEY, docs BLOB NOT NULL);
-- Which docs hold a token (see postings.rs), and which docs a batch of such lists is of.
CREATE TABLE batch(id INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE TABLE posting(batch INTEGER, token BLOB, docs BLOB NOT NULL, PRIMARY KEY(batch, token)) WITHOUT ROWID;
";

/// The index that tells which articles were given the same id.
pub const GIVEN_INDEX: &str = "CREATE INDEX IF NOT EXISTS article_given ON article(given);";

/// Indexes that a first build makes once its rows are there; the last of them tells that all are.
pub const LATE_INDEXES: &str = "
CREATE INDEX IF NOT EXISTS article_folder ON article(folder);
CREATE INDEX IF NOT EXISTS article_given ON article(given);
CREATE INDEX IF NOT EXISTS article_own ON article(own) WHERE own IS NOT NULL;
";

/// Where the tables are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    File(PathBuf),
    /// A database in memory, shared by the connections of this process that name it.
    Memory(String),
}

impl Database {
    /// A place in memory of its own.
    pub fn memory() -> Database {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        Database::Memory(format!("file:/kanbao-{}-{n}?vfs=memdb", std::process::id()))
    }

    pub fn is_memory(&self) -> bool {
        matches!(self, Database::Memory(_))
    }

    pub fn path(&self) -> Option<PathBuf> {
        match self {
            Database::File(path) => Some(path.clone()),
            Database::Memory(_) => None,
        }
    }
}

/// A store that is open: where it is, a connection that keeps it, and what a person should know.
#[derive(Debug)]
pub struct OpenedDatabase {
    pub place: Database,
    pub connection: Connection,
    pub notices: Vec<String>,
}

/// Opens the index of the library that `options` tell of; where no file can be used, in memory.
pub fn open(options: &Options) -> Result<OpenedDatabase> {
    let Some(cache) = &options.cache else { return open_memory(options, Vec::new()) };
    let path = cache.join(file_name(&options.roots));
    match bytes::create_private_folder(cache).map_err(|e| e.to_string()).and_then(|()| open_file(options, &path)) {
        Ok(opened) => Ok(opened),
        Err(what) => {
            let notice = format!("{}: {what}; the index is kept in memory for this time", path.display());
            open_memory(options, vec![notice])
        }
    }
}

/// A store in memory.
pub fn open_memory(options: &Options, notices: Vec<String>) -> Result<OpenedDatabase> {
    let place = Database::memory();
    let connection = connect(&place).and_then(|c| create(&c, options).map(|()| c));
    let connection = connection.map_err(|e| Error::from(e).at(None))?;
    Ok(OpenedDatabase { place, connection, notices })
}

fn open_file(options: &Options, path: &Path) -> std::result::Result<OpenedDatabase, String> {
    let place = Database::File(path.to_owned());
    let mut notices = Vec::new();
    let known = path.exists();
    if !known {
        // SQLite gives the WAL beside the file the same mode, and reports a file that cannot be created.
        let _ = bytes::private().create(true).append(true).open(path);
    }
    let connection = match connect(&place).and_then(|c| state(&c, options).map(|s| (c, s))) {
        Ok((connection, FileState::Ready)) => connection,
        Ok((connection, FileState::Empty)) => {
            create(&connection, options).map(|()| connection).map_err(|e| e.to_string())?
        }
        Ok((connection, FileState::Other(why))) => {
            drop(connection);
            notices.push(format!("{}: {why}; the index is built again", path.display()));
            start_again(options, path)?
        }
        Err(e) if known && is_damage(&e) => {
            notices.push(format!("{}: {e}; the index is built again", path.display()));
            start_again(options, path)?
        }
        Err(e) => return Err(e.to_string()),
    };
    Ok(OpenedDatabase { place, connection, notices })
}

/// Throws the file away and begins a new one.
pub fn start_again(options: &Options, path: &Path) -> std::result::Result<Connection, String> {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match fs::remove_file(&name) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e.to_string()),
            _ => {}
        }
    }
    let connection = connect(&Database::File(path.to_owned())).map_err(|e| e.to_string())?;
    create(&connection, options).map_err(|e| e.to_string())?;
    Ok(connection)
}

/// All that is at a place, in memory: for a disk that became full.
pub fn copy_to_memory(place: &Database) -> rusqlite::Result<OpenedDatabase> {
    let memory = Database::memory();
    let Database::Memory(name) = &memory else { return Err(rusqlite::Error::InvalidQuery) };
    let connection = connect(&memory)?;
    connect(place)?.execute("VACUUM INTO ?1", [name])?;
    Ok(OpenedDatabase { place: memory, connection, notices: Vec::new() })
}

/// Grows with every batch that is written.
pub fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT coalesce(max(version), 0) FROM block", [], |row| row.get(0))
}

/// A connection to tables that are there.
pub fn connect(place: &Database) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match place {
        Database::File(path) => Connection::open_with_flags(path, flags)?,
        Database::Memory(name) => Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_URI)?,
    };
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Otherwise a statement is compiled again whenever another key is bound to it, which costs more than its row.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch("PRAGMA temp_store=MEMORY; PRAGMA synchronous=NORMAL;")?;
    Ok(connection)
}

/// What an index file is to this library.
enum FileState {
    Ready,
    Empty,
    Other(String),
}

fn state(connection: &Connection, options: &Options) -> rusqlite::Result<FileState> {
    let pragma = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
    match (pragma("application_id")?, pragma("user_version")?) {
        (0, 0) => Ok(FileState::Empty),
        (APPLICATION, VERSION) => made_of(connection, options),
        (APPLICATION, version) => Ok(FileState::Other(format!("made by another version ({version}, not {VERSION})"))),
        _ => Ok(FileState::Other("not an index".to_owned())),
    }
}

fn made_of(connection: &Connection, options: &Options) -> rusqlite::Result<FileState> {
    let mut statement = connection.prepare("SELECT value FROM made WHERE what=?1")?;
    for (what, now) in made(options) {
        let then: Option<String> = statement.query_row([what], |row| row.get(0)).optional()?;
        if then.as_deref() != Some(&now) {
            return Ok(FileState::Other(format!("made with another {what}")));
        }
    }
    Ok(FileState::Ready)
}

/// What the rows depend on besides the files.
fn made(options: &Options) -> [(&'static str, String); 2] {
    let zone = options.zone.iana_name().map_or_else(|| format!("{:?}", options.zone), str::to_owned);
    let roots = options.roots.iter().map(|r| r.to_string_lossy().into_owned()).collect::<Vec<_>>().join("\n");
    [("time zone", zone), ("folders", roots)]
}

/// Makes the tables, unless another process was quicker.
fn create(connection: &Connection, options: &Options) -> rusqlite::Result<()> {
    connection.execute_batch("PRAGMA journal_mode=WAL; BEGIN IMMEDIATE")?;
    if matches!(state(connection, options)?, FileState::Ready) {
        return connection.execute_batch("COMMIT");
    }
    connection.execute_batch(SCHEMA)?;
    for (what, value) in made(options) {
        connection.execute("INSERT INTO made VALUES(?1, ?2)", [what, &value])?;
    }
    connection.execute_batch(&format!("PRAGMA application_id={APPLICATION}; PRAGMA user_version={VERSION}; COMMIT"))
}

/// One file for each set of roots, whatever they are called from.
fn file_name(roots: &[PathBuf]) -> String {
    let mut all = Vec::new();
    for root in roots {
        all.extend_from_slice(root.as_os_str().as_bytes());
        all.push(0);
    }
    format!("{:016x}.sqlite", xxhash_rust::xxh3::xxh3_64(&all))
}

/// True of errors that only a new file mends.
pub fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
        || matches!(error, rusqlite::Error::SqliteFailure(_, Some(what)) if what.contains("no such table"))
}

/// True of errors that mean that the file cannot be written, now.
pub fn is_unwritable(error: &rusqlite::Error) -> bool {
    use ErrorCode::{CannotOpen, DiskFull, FileLockingProtocolFailed, PermissionDenied, ReadOnly, SystemIoFailure};
    matches!(
        error.sqlite_error_code(),
        Some(CannotOpen | DiskFull | FileLockingProtocolFailed | PermissionDenied | ReadOnly | SystemIoFailure)
    )
}

/// The right to write to the index file, given up when dropped (also by the end of the process).
#[derive(Debug)]
pub struct WriteLock {
    _file: Option<File>,
}

/// The right to write, or `None` while another process has it.
pub fn try_lock(place: &Database) -> Option<WriteLock> {
    let Database::File(path) = place else { return Some(WriteLock { _file: None }) };
    let lock = bytes::private().create(true).truncate(false).open(path.with_extension("lock"));
    let Ok(file) = lock else { return Some(WriteLock { _file: None }) };
    match rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive) {
        Err(rustix::io::Errno::WOULDBLOCK) => None,
        // File systems without locks: SQLite's own keep the file whole.
        _ => Some(WriteLock { _file: Some(file) }),
    }
}
