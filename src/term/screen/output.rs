//! A writer that would rather refuse than wait: bytes go now, later, or never again.
//!
//! Owns what is on its way. Knows nothing of what the bytes mean.

use std::io::{self, ErrorKind, Write};

/// A writer that may take less than it is given, or nothing for a while.
#[derive(Debug)]
pub(super) struct NonBlocking<W> {
    pub writer: W,
    /// Bytes on their way that the writer did not take yet.
    pending: Vec<u8>,
    /// The far end is gone, and the error was returned: nothing is sent any more.
    gone: bool,
}

impl<W: Write> NonBlocking<W> {
    pub(super) fn new(writer: W) -> NonBlocking<W> {
        NonBlocking { writer, pending: Vec::new(), gone: false }
    }

    /// True when no bytes are on their way.
    pub(super) fn is_free(&self) -> bool {
        self.pending.is_empty()
    }

    /// Sends what the writer takes of the bytes on their way; true when all were taken.
    pub(super) fn flush(&mut self) -> io::Result<bool> {
        let bytes = std::mem::take(&mut self.pending);
        let taken = self.write(&bytes)?;
        self.pending.extend_from_slice(bytes.get(taken..).unwrap_or_default());
        Ok(self.is_free())
    }

    /// Sends bytes after those that are on their way.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.pending.extend_from_slice(bytes);
        self.flush().map(|_| ())
    }

    /// Sends bytes if the writer takes any of them now, and keeps the rest; returns false, and keeps
    /// nothing, where it takes none. To be called only when no bytes are on their way.
    pub(super) fn try_start(&mut self, bytes: &[u8]) -> io::Result<bool> {
        let taken = self.write(bytes)?;
        if taken > 0 {
            self.pending.extend_from_slice(bytes.get(taken..).unwrap_or_default());
        }
        Ok(taken > 0)
    }

    /// Writes until all is taken or the writer would block; returns how much was. An error is returned
    /// once.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gone {
            return Ok(bytes.len());
        }
        let written = self.try_write(bytes);
        self.gone = written.is_err();
        written
    }

    fn try_write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut taken = 0;
        while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
            match self.writer.write(rest) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => taken += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(taken),
                Err(error) => return Err(error),
            }
        }
        match self.writer.flush() {
            Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error),
            _ => Ok(taken),
        }
    }
}
