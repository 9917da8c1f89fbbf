//! Job control: stopping on Ctrl-Z.
//!
//! Owns whether a shell could continue us. Knows nothing of the terminal's state.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::process::{Signal, getpgrp, getpid, getsid, kill_current_process_group, kill_process};

/// True where a shell with job control started us, so that it can continue us.
///
/// Such a shell gives each job a process group of its own. In the session leader's group no shell is
/// left to do it (an orphaned group, POSIX 3.264): the terminal's only program, `ssh -t host kanbao`.
pub(super) fn can_stop() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Stops this job, with all programs of its pipeline, and returns once it was continued.
pub(super) fn stop() -> io::Result<()> {
    let continued = Arc::new(AtomicBool::new(false));
    let id = signal_hook::flag::register(signal_hook::consts::SIGCONT, continued.clone())?;
    let stopped = kill_current_process_group(Signal::STOP);
    // The signal may reach another thread first, and this one runs on for a moment.
    for _ in 0..100 {
        if stopped.is_err() || continued.load(Ordering::Relaxed) {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    signal_hook::low_level::unregister(id);
    Ok(stopped?)
}

/// Stops this process only, without waiting.
pub(super) fn stop_alone() {
    if can_stop() {
        // If the signal is refused, the process simply runs on.
        let _ = kill_process(getpid(), Signal::STOP);
    }
}
