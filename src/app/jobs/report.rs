//! The way from the workers to the reader.

use std::sync::mpsc::Sender;

use crate::app::event::{Event, Report};

/// Where reports go.
#[derive(Debug, Clone)]
pub struct Reports(Sender<Event>);

impl Reports {
    /// Reports that become events.
    pub fn to(events: Sender<Event>) -> Reports {
        Reports(events)
    }

    /// Sends a report.
    pub fn send(&self, report: Report) {
        // Once the reader is closed there is no receiver.
        let _ = self.0.send(Event::Report(report));
    }
}
