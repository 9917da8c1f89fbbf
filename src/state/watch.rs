//! A call when a journal changes, so that a running reader shows what other windows and hosts mark.
//!
//! Owns the watching of the folder of journals, and the one thread behind it. What has changed is
//! for [`super::Store::poll`] to find out.

use std::path::Path;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

/// Watches until it is dropped.
pub struct Watch {
    _watcher: RecommendedWatcher,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

/// Calls `changed` on a thread of its own soon after a journal in `folder` changes; several changes
/// may give one call, and what this reader appends gives calls as well. `None` where the kernel hears
/// nothing of what other hosts write: the reader then calls [`super::Store::poll`] now and then.
///
/// # Errors
/// A folder that is not there and cannot be made, or a kernel that watches no more files. The same
/// helps there.
pub fn watch(folder: &Path, changed: impl Fn() + Send + 'static) -> notify::Result<Option<Watch>> {
    if !folder.is_dir() {
        crate::bytes::create_private_folder(folder)?;
    }
    if is_remote(folder) {
        return Ok(None);
    }
    let heard = move |event: notify::Result<Event>| {
        if event.map_or(true, |event| is_of_journal(&event)) {
            changed();
        }
    };
    let mut watcher = notify::recommended_watcher(heard)?;
    watcher.watch(folder, RecursiveMode::NonRecursive)?;
    Ok(Some(Watch { _watcher: watcher }))
}

fn is_of_journal(event: &Event) -> bool {
    let journal = |path: &std::path::PathBuf| path.extension().is_some_and(|it| it == "jsonl" || it == "old");
    !event.kind.is_access() && (event.need_rescan() || event.paths.iter().any(journal))
}

/// Whether other hosts write to this file system behind the kernel's back: NFS, SMB, CIFS, FUSE
/// (sshfs), 9P, Ceph, AFS.
#[cfg(target_os = "linux")]
fn is_remote(folder: &Path) -> bool {
    const REMOTE: [u64; 8] =
        [0x6969, 0x517b, 0xfe53_4d42, 0xff53_4d42, 0x6573_5546, 0x0102_1997, 0x00c3_6400, 0x5346_414f];
    rustix::fs::statfs(folder).is_ok_and(|it| REMOTE.contains(&(it.f_type as u64 & 0xffff_ffff)))
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_folder: &Path) -> bool {
    false
}
