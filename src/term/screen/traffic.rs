//! Bytes and frames by label, for `--stats`.

use std::collections::BTreeMap;

/// What was sent under one label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Frames that sent anything.
    pub frames: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// The traffic of a session.
#[derive(Debug, Default)]
pub(super) struct Counter {
    label: String,
    by_label: BTreeMap<String, Traffic>,
}

impl Counter {
    pub(super) fn label(&mut self, label: &str) {
        if self.label != label {
            self.label.clear();
            self.label.push_str(label);
        }
    }

    pub(super) fn count(&mut self, bytes: usize) {
        if !self.by_label.contains_key(&self.label) {
            self.by_label.insert(self.label.clone(), Traffic::default());
        }
        if let Some(traffic) = self.by_label.get_mut(&self.label) {
            traffic.frames += 1;
            traffic.bytes += bytes as u64;
        }
    }

    pub(super) fn by_label(&self) -> &BTreeMap<String, Traffic> {
        &self.by_label
    }
}
