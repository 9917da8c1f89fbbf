//! Questions to the terminal, sent once and never waited for.
//!
//! Owns what is asked and what the replies mean together. Knows nothing of the clock, which is a
//! parameter of each call, and of what is done with the result.

use std::time::Duration;

use super::input::Reply;

/// How long the first result may take: then the safe assumption holds.
pub const PATIENCE: Duration = Duration::from_millis(200);

/// How long replies are still of use: a slow line may take longer than [`PATIENCE`].
const INTEREST: Duration = Duration::from_secs(10);

/// Synchronized output.
const SYNCHRONIZED: u16 = 2026;
/// DECLRMM: left and right margins.
const MARGINS: u16 = 69;

/// What the terminal said of itself. `None`: it did not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProbeResult {
    /// Characters of ambiguous width (UAX #11) take two columns.
    pub ambiguous_wide: Option<bool>,
    /// The background is dark rather than light.
    pub dark_background: Option<bool>,
    /// Mode 2026.
    pub synchronized: Option<bool>,
    /// Left and right margins (mode 69).
    pub margins: Option<bool>,
    /// It has the kitty keyboard protocol.
    pub keyboard_protocol: Option<bool>,
}

/// Which questions a terminal can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// Everything: xterm and what follows it.
    All,
    /// Everything; the outer terminal is behind GNU screen, which replies sooner than it.
    ThroughScreen,
    /// The width only: the Linux console and others that would print what they do not understand.
    Width,
}

/// One round of questions.
#[derive(Debug)]
pub struct Probe {
    asking: Asking,
    found: ProbeResult,
    cursor_told: bool,
    attributes_told: bool,
    /// The safe assumption was returned.
    told: bool,
    ended: bool,
}

impl Probe {
    /// A round that is about to start: send [`Probe::questions`] and start the clock.
    pub fn new(asking: Asking) -> Probe {
        let found = ProbeResult::default();
        Probe { asking, found, cursor_told: false, attributes_told: false, told: false, ended: false }
    }

    /// The bytes to send. They write on the top row and put the cursor back: paint that row right
    /// after them. A terminal that prints a question does so there, too.
    pub fn questions(&self) -> String {
        // DECSC, home, the ambiguous character and where it left the cursor (CPR).
        let width = "\x1b7\x1b[H\u{2460}\x1b[6n";
        // DECRQM of both modes, and the flags of the keyboard.
        let modes = "\x1b[?2026$p\x1b[?69$p\x1b[?u";
        let background = "\x1b]11;?\x1b\\";
        // DA1, to which every terminal replies, is the last; DECRC.
        let end = "\x1b[c\x1b8";
        match self.asking {
            Asking::All => [width, background, modes, end].concat(),
            Asking::ThroughScreen => [width, "\x1bP\x1b]11;?\x07\x1b\\", modes, end].concat(),
            Asking::Width => [width, end].concat(),
        }
    }

    /// Takes a reply that came `elapsed` after the questions; returns the result once it is complete.
    /// It may come after the safe assumption was returned: then it corrects that.
    pub fn answer(&mut self, reply: Reply, elapsed: Duration) -> Option<ProbeResult> {
        let late = self.ended || elapsed > INTEREST;
        match reply {
            Reply::Cursor(column, _) => self.cursor(column),
            Reply::Background { dark } => self.found.dark_background = Some(dark),
            Reply::Mode { number: SYNCHRONIZED, known } => self.found.synchronized = Some(known),
            Reply::Mode { number: MARGINS, known } => self.found.margins = Some(known),
            Reply::Mode { .. } => {}
            Reply::Keyboard(_) => self.found.keyboard_protocol = Some(true),
            Reply::Attributes => self.attributes_told = true,
        }
        (!late && self.is_complete()).then(|| self.end())
    }

    /// What holds when no more replies came until `elapsed`: returned once, after [`PATIENCE`].
    pub fn no_answer(&mut self, elapsed: Duration) -> Option<ProbeResult> {
        if self.ended || self.told || elapsed < PATIENCE {
            return None;
        }
        self.told = true;
        Some(self.found)
    }

    /// How long to wait, `elapsed` after the questions, until [`Probe::no_answer`] returns something.
    pub fn waits(&self, elapsed: Duration) -> Option<Duration> {
        (!self.ended && !self.told).then(|| PATIENCE.saturating_sub(elapsed))
    }

    /// True while replies may still be under way: a program that ended now would leave them to the
    /// shell.
    pub fn is_open(&self) -> bool {
        !self.attributes_told
    }

    /// True while the reply with the cursor's place has yet to come: what looks like it at another time
    /// is a key ([`Reply::as_key`]).
    pub fn awaits_cursor(&self) -> bool {
        !self.cursor_told && !self.attributes_told
    }

    fn cursor(&mut self, column: u16) {
        if std::mem::replace(&mut self.cursor_told, true) {
            return;
        }
        self.found.ambiguous_wide = match column {
            2 => Some(false),
            3 => Some(true),
            _ => None,
        };
    }

    fn is_complete(&self) -> bool {
        let background = self.asking != Asking::ThroughScreen || self.found.dark_background.is_some();
        self.attributes_told && background
    }

    fn end(&mut self) -> ProbeResult {
        self.ended = true;
        let asked = self.asking != Asking::Width;
        // Terminals keep the order: a reply that has not come by now never will.
        let never = |said: Option<bool>| said.or(asked.then_some(false));
        ProbeResult {
            synchronized: never(self.found.synchronized),
            margins: never(self.found.margins),
            keyboard_protocol: never(self.found.keyboard_protocol),
            ..self.found
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(5);
    const LATE: Duration = Duration::from_millis(900);

    fn after(probe: &mut Probe, replies: &[Reply], elapsed: Duration) -> Option<ProbeResult> {
        replies.iter().map(|reply| probe.answer(*reply, elapsed)).last().flatten()
    }

    #[test]
    fn the_last_answer_completes_the_findings() {
        let mut probe = Probe::new(Asking::All);
        let replies = [
            Reply::Cursor(3, 1),
            Reply::Background { dark: false },
            Reply::Mode { number: 2026, known: true },
            Reply::Mode { number: 69, known: false },
            Reply::Keyboard(0),
        ];
        assert_eq!(after(&mut probe, &replies, SOON), None);
        let found = ProbeResult {
            ambiguous_wide: Some(true),
            dark_background: Some(false),
            synchronized: Some(true),
            margins: Some(false),
            keyboard_protocol: Some(true),
        };
        assert_eq!(probe.answer(Reply::Attributes, SOON), Some(found));
        assert_eq!(probe.no_answer(LATE), None);
        assert!(!probe.is_open());
    }

    #[test]
    fn what_a_terminal_passes_over_it_does_not_have() {
        let mut probe = Probe::new(Asking::All);
        let found = after(&mut probe, &[Reply::Cursor(2, 1), Reply::Attributes], SOON).unwrap();
        assert_eq!(found.ambiguous_wide, Some(false));
        assert_eq!((found.synchronized, found.keyboard_protocol), (Some(false), Some(false)));
        assert_eq!(found.dark_background, None);
    }

    #[test]
    fn silence_means_that_nothing_is_known_and_is_told_once() {
        let mut probe = Probe::new(Asking::All);
        assert_eq!(probe.waits(SOON), Some(Duration::from_millis(195)));
        assert_eq!(probe.no_answer(SOON), None);
        assert_eq!(probe.no_answer(PATIENCE), Some(ProbeResult::default()));
        assert_eq!(probe.no_answer(LATE), None);
        assert_eq!(probe.waits(LATE), None);
        assert!(probe.is_open());
    }

    #[test]
    fn a_late_round_corrects_the_safe_assumption_and_a_very_late_one_nothing() {
        let mut probe = Probe::new(Asking::All);
        probe.no_answer(PATIENCE);
        let found = after(&mut probe, &[Reply::Cursor(3, 1), Reply::Attributes], LATE).unwrap();
        assert_eq!(found.ambiguous_wide, Some(true));
        let mut probe = Probe::new(Asking::All);
        assert!(probe.awaits_cursor());
        assert_eq!(after(&mut probe, &[Reply::Cursor(3, 1), Reply::Attributes], INTEREST * 2), None);
        assert!(!probe.awaits_cursor(), "late as it was, it has come");
    }

    #[test]
    fn nonsense_is_no_finding() {
        let mut probe = Probe::new(Asking::Width);
        let replies = [Reply::Cursor(40, 12), Reply::Cursor(3, 1), Reply::Mode { number: 7, known: true }];
        assert_eq!(after(&mut probe, &replies, SOON), None);
        assert_eq!(probe.answer(Reply::Attributes, SOON), Some(ProbeResult::default()));
    }

    #[test]
    fn behind_screen_the_outer_terminal_answers_after_the_end() {
        let mut probe = Probe::new(Asking::ThroughScreen);
        assert!(probe.questions().contains("\x1bP\x1b]11;?"));
        assert_eq!(probe.answer(Reply::Attributes, SOON), None);
        let found = probe.answer(Reply::Background { dark: true }, SOON).unwrap();
        assert_eq!(found.dark_background, Some(true));
    }

    #[test]
    fn a_simple_terminal_is_asked_nothing_that_it_would_print() {
        assert!(!Probe::new(Asking::Width).questions().contains(']'));
    }
}
