//! One thread that does what it is asked, newest first in mind.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::library::Stop;

/// How many requests are not done yet, of all workers together.
#[derive(Debug, Clone, Default)]
pub struct Busy(Arc<AtomicUsize>);

impl Busy {
    /// True while some request is not done.
    pub fn is_busy(&self) -> bool {
        self.0.load(Ordering::Acquire) > 0
    }
}

/// A thread and the way to it.
#[derive(Debug)]
pub struct Worker<T> {
    sender: Sender<T>,
    current: Arc<Mutex<Stop>>,
    busy: Busy,
    /// A new request stops the work under way.
    interrupts: bool,
    thread: Option<JoinHandle<()>>,
}

/// What becomes of the work under way when something new is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newer {
    Interrupts,
    Waits,
}

impl<T: Send + 'static> Worker<T> {
    /// Starts a thread. `work` gets all that was asked since it last looked, oldest first.
    pub fn start(name: &str, busy: &Busy, newer: Newer, work: impl FnMut(Vec<T>, &Stop) + Send + 'static) -> Worker<T> {
        Worker::ready(name, busy, newer, move || work)
    }

    /// Starts a thread that makes ready for its work before anything is asked.
    pub fn ready<W>(name: &str, busy: &Busy, newer: Newer, make: impl FnOnce() -> W + Send + 'static) -> Worker<T>
    where
        W: FnMut(Vec<T>, &Stop),
    {
        let (sender, receiver) = channel();
        let current = Arc::new(Mutex::new(Stop::default()));
        let (busy, interrupts) = (busy.clone(), newer == Newer::Interrupts);
        let looping = Loop { receiver, current: Arc::clone(&current), busy: busy.clone() };
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || looping.run(make())).ok();
        Worker { sender, current, busy, interrupts, thread }
    }

    /// Asks for something.
    pub fn post(&self, request: T) {
        let current = lock(&self.current);
        self.busy.0.fetch_add(1, Ordering::AcqRel);
        if self.sender.send(request).is_err() {
            self.busy.0.fetch_sub(1, Ordering::AcqRel);
        }
        if self.interrupts {
            current.stop();
        }
    }

    /// The way to stop the work under way.
    pub fn stop(&self) -> Stop {
        lock(&self.current).clone()
    }

    /// Waits until all that was asked is done.
    pub fn finish(self) {
        drop(self.sender);
        if let Some(thread) = self.thread {
            // A panic of the worker was told where it happened.
            let _ = thread.join();
        }
    }
}

struct Loop<T> {
    receiver: Receiver<T>,
    current: Arc<Mutex<Stop>>,
    busy: Busy,
}

impl<T> Loop<T> {
    fn run(self, mut work: impl FnMut(Vec<T>, &Stop)) {
        while let Ok(first) = self.receiver.recv() {
            let mut batch = vec![first];
            let stop = {
                // Held while draining, so that a request is either in this batch or stops it.
                let mut current = lock(&self.current);
                batch.extend(self.receiver.try_iter());
                *current = Stop::default();
                current.clone()
            };
            let done = Done(batch.len(), &self.busy);
            work(batch, &stop);
            drop(done);
        }
    }
}

/// Counts requests as done, even when the work panics.
struct Done<'a>(usize, &'a Busy);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.1.0.fetch_sub(self.0, Ordering::AcqRel);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
