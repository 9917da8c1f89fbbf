//! Bytes to text: byte order mark, UTF-8, declared charset, guess, and at last lossy.
