//! What a terminal can do, guessed from what its environment says.
//!
//! Owns the knowledge of terminals by name (terminfo(5) entries of ncurses 6.5, the terminals' own
//! manuals). Knows nothing of the real environment, which is a parameter, and asks nothing: what only
//! a reply can tell (margins, synchronized output) starts as the safe assumption for the name.

use std::borrow::Cow;

use super::probe::{Asking, ProbeResult};
use super::remote::is_remote;

/// The variables that say where one runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// `TERM`.
    pub term: String,
    /// `COLORTERM`.
    pub colorterm: String,
    /// `NO_COLOR` is set and not empty (<https://no-color.org>).
    pub no_color: bool,
    /// Inside tmux (`TMUX`).
    pub tmux: bool,
    /// Inside GNU screen (`STY`).
    pub screen: bool,
    /// Over SSH, as [`is_remote`] has it.
    pub ssh: bool,
    /// `TERM_PROGRAM`.
    pub program: String,
    /// `TERM_PROGRAM_VERSION`.
    pub program_version: String,
    /// `VTE_VERSION`: 7600 is 0.76.
    pub vte: u32,
    /// The character set's locale: the first set of `LC_ALL`, `LC_CTYPE`, `LANG`.
    pub locale: String,
}

impl Environment {
    /// The environment in which `variable` returns the value of each variable that is set.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Environment {
        let text = |name: &str| variable(name).unwrap_or_default();
        let is_set = |name: &str| !text(name).is_empty();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().map(text).find(|value| !value.is_empty());
        Environment {
            term: text("TERM"),
            colorterm: text("COLORTERM"),
            no_color: is_set("NO_COLOR"),
            tmux: is_set("TMUX"),
            screen: is_set("STY"),
            ssh: is_remote(&variable),
            program: text("TERM_PROGRAM"),
            program_version: text("TERM_PROGRAM_VERSION"),
            vte: text("VTE_VERSION").parse().unwrap_or(0),
            locale: locale.unwrap_or_default(),
        }
    }
}

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub enum Depth {
    /// None at all, or none wanted.
    #[default]
    Mono,
    /// The colours of ECMA-48.
    Eight,
    /// Those and their bright ones.
    Sixteen,
    /// xterm's palette of 256.
    Palette,
    /// Red, green and blue of one byte each.
    True,
}

/// How rows of the screen can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Scroll {
    /// Not at all.
    #[default]
    None,
    /// Region (DECSTBM), then line feeds at its bottom or reverse line feeds at its top.
    LineFeed,
    /// Region, then SU and SD.
    Count,
}

/// The multiplexer that a sequence for the outer terminal has to be wrapped for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Passthrough {
    /// There is none.
    #[default]
    None,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

/// What the terminal can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// The cursor can be placed: a full-screen reader is possible.
    pub full_screen: bool,
    /// How many colours there are.
    pub colours: Depth,
    /// Bold, underline, reverse.
    pub attributes: bool,
    /// Faint (SGR 2).
    pub dim: bool,
    /// Italic (SGR 3).
    pub italic: bool,
    /// Crossed out (SGR 9).
    pub strike: bool,
    /// How rows can be moved.
    pub scroll: Scroll,
    /// Left and right margins (DECLRMM, DECSLRM).
    pub margins: bool,
    /// CHA and VPA: the cursor to a column or a row alone.
    pub absolute: bool,
    /// EL: erase to the end of the line.
    pub erase_line: bool,
    /// ECH: erase characters.
    pub erase_characters: bool,
    /// Erasing fills with the background colour.
    pub coloured_erase: bool,
    /// REP: the last character again.
    pub repeat: bool,
    /// Mode 2026.
    pub synchronized: bool,
    /// OSC 8.
    pub hyperlinks: bool,
    /// Box drawing and other Unicode signs; else ASCII.
    pub unicode: bool,
    /// The multiplexer around it, if any.
    pub passthrough: Passthrough,
}

impl Capabilities {
    /// The best guess for a terminal of which nothing is known but `environment`.
    pub fn guess(environment: &Environment) -> Capabilities {
        let mut found = by_name(&environment.term);
        found.colours = colours(environment, found.colours);
        multiplexed(environment, &mut found);
        by_program(environment, &mut found);
        found.unicode &= !named_other_charset(&environment.locale);
        found
    }

    /// Takes over what the terminal itself said.
    pub fn learn(&mut self, found: &ProbeResult) {
        self.synchronized = found.synchronized.unwrap_or(self.synchronized);
        self.margins = found.margins.unwrap_or(self.margins);
    }

    /// What may be asked of the terminal; nothing of one without a full screen.
    pub fn asking(&self) -> Option<Asking> {
        match () {
            () if !self.full_screen => None,
            () if self.passthrough == Passthrough::Screen => Some(Asking::ThroughScreen),
            () if self.scroll == Scroll::Count => Some(Asking::All),
            () => Some(Asking::Width),
        }
    }

    /// Nothing but text: no cursor, no colours.
    pub fn dumb() -> Capabilities {
        Capabilities {
            full_screen: false,
            colours: Depth::Mono,
            attributes: false,
            dim: false,
            italic: false,
            strike: false,
            scroll: Scroll::None,
            margins: false,
            absolute: false,
            erase_line: false,
            erase_characters: false,
            coloured_erase: false,
            repeat: false,
            synchronized: false,
            hyperlinks: false,
            unicode: false,
            passthrough: Passthrough::None,
        }
    }

    /// A DEC VT100: what nearly everything can.
    pub fn vt100() -> Capabilities {
        Capabilities {
            full_screen: true,
            attributes: true,
            scroll: Scroll::LineFeed,
            erase_line: true,
            ..Capabilities::dumb()
        }
    }

    /// xterm and what follows it, without what only some of them have.
    pub fn xterm() -> Capabilities {
        Capabilities {
            colours: Depth::Sixteen,
            dim: true,
            italic: true,
            strike: true,
            scroll: Scroll::Count,
            absolute: true,
            erase_characters: true,
            coloured_erase: true,
            hyperlinks: true,
            unicode: true,
            ..Capabilities::vt100()
        }
    }

    /// `sequence` wrapped so that it reaches the terminal that the person looks at.
    ///
    /// tmux takes it in a DCS with every ESC doubled (its `allow-passthrough` must be on for
    /// anything that it does not know itself); screen takes it in DCS strings of at most 768 bytes.
    pub fn wrap<'a>(&self, sequence: &'a str) -> Cow<'a, str> {
        match self.passthrough {
            Passthrough::None => Cow::Borrowed(sequence),
            Passthrough::Tmux => Cow::Owned(format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b"))),
            Passthrough::Screen => Cow::Owned(wrap_for_screen(sequence)),
        }
    }
}

/// The longest string that GNU screen takes (its `MAXSTR`), less its frame.
const SCREEN_STRING: usize = 764;

/// Pieces in a DCS each; an ESC never ends a piece, as it would end the string with what follows.
fn wrap_for_screen(sequence: &str) -> String {
    let mut out = String::new();
    let mut piece = String::new();
    for c in sequence.chars() {
        if piece.len() + c.len_utf8() > SCREEN_STRING || piece.ends_with('\x1b') && c == '\\' {
            out.push_str(&format!("\x1bP{piece}\x1b\\"));
            piece.clear();
        }
        piece.push(c);
    }
    out + "\x1bP" + &piece + "\x1b\\"
}

/// What the name in `TERM` says.
fn by_name(term: &str) -> Capabilities {
    let is = |name: &str| term == name || term.strip_prefix(name).is_some_and(|rest| rest.starts_with(['-', '.', '+']));
    let any = |names: &[&str]| names.iter().any(|name| is(name));
    let modern = Capabilities { colours: Depth::True, repeat: true, synchronized: true, ..Capabilities::xterm() };
    match term {
        "" | "dumb" | "unknown" | "cons25" | "emacs" => Capabilities::dumb(),
        _ if any(&["foot", "alacritty", "xterm-kitty", "xterm-ghostty", "ghostty", "contour"]) => modern,
        _ if is("wezterm") => Capabilities { margins: true, ..modern },
        _ if is("tmux") => Capabilities { repeat: true, hyperlinks: false, ..depth_of_name(term) },
        _ if is("screen") => {
            Capabilities { italic: false, coloured_erase: false, hyperlinks: false, ..depth_of_name(term) }
        }
        _ if any(&[
            "xterm", "rxvt", "st", "konsole", "vte", "gnome", "mintty", "putty", "iterm2", "nsterm", "mlterm",
        ]) =>
        {
            depth_of_name(term)
        }
        _ if any(&["linux", "fbterm", "jfbterm"]) => {
            Capabilities { scroll: Scroll::LineFeed, italic: false, hyperlinks: false, ..depth_of_name(term) }
        }
        _ if any(&["vt220", "vt320", "vt340", "vt420", "vt510"]) => {
            Capabilities { erase_characters: true, ..Capabilities::vt100() }
        }
        _ if any(&["vt100", "vt102"]) => Capabilities::vt100(),
        // A stranger: colours as ECMA-48 has them, nothing else beyond a VT100.
        _ => Capabilities { colours: depth_of_name(term).colours, unicode: true, ..Capabilities::vt100() },
    }
}

/// An xterm with as many colours as its name tells.
fn depth_of_name(term: &str) -> Capabilities {
    let colours = match term {
        _ if term.ends_with("-mono") || term.ends_with("-m") => Depth::Mono,
        _ if term.contains("direct") || term.contains("truecolor") => Depth::True,
        _ if term.contains("256color") => Depth::Palette,
        _ if term.starts_with("screen") || term.starts_with("linux") => Depth::Eight,
        _ => Depth::Sixteen,
    };
    Capabilities { colours, ..Capabilities::xterm() }
}

fn colours(environment: &Environment, named: Depth) -> Depth {
    let truecolour = matches!(environment.colorterm.as_str(), "truecolor" | "24bit");
    match named {
        _ if environment.no_color => Depth::Mono,
        Depth::Mono => Depth::Mono,
        // GNU screen sends no true colour on unless told so in its own settings.
        _ if truecolour && !environment.screen => Depth::True,
        depth => depth,
    }
}

/// tmux and screen stand between: what they do counts, not what the outer terminal could.
fn multiplexed(environment: &Environment, found: &mut Capabilities) {
    if environment.tmux {
        let version = version(&environment.program_version);
        found.passthrough = Passthrough::Tmux;
        found.repeat = true;
        found.margins = false;
        found.coloured_erase = true;
        found.italic = found.full_screen;
        found.hyperlinks = environment.program == "tmux" && version >= (3, 4);
        found.synchronized = false;
    } else if environment.screen {
        found.passthrough = Passthrough::Screen;
        found.margins = false;
        found.repeat = false;
        found.coloured_erase = false;
        found.hyperlinks = false;
        found.synchronized = false;
    }
}

/// What is known of a program whose `TERM` names another terminal.
fn by_program(environment: &Environment, found: &mut Capabilities) {
    if environment.tmux || environment.screen || !found.full_screen {
        return;
    }
    match environment.program.as_str() {
        "Apple_Terminal" => {
            found.hyperlinks = false;
            found.repeat = false;
        }
        "iTerm.app" | "WezTerm" => {
            found.margins = true;
            found.synchronized = true;
        }
        "mintty" | "ghostty" => found.margins = true,
        _ => {}
    }
    if environment.vte > 0 {
        found.repeat = environment.vte >= 5000;
        found.hyperlinks = environment.vte >= 5000;
    }
}

/// `3.4a` is (3, 4); what is no version is (0, 0).
fn version(text: &str) -> (u32, u32) {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok());
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// True of a locale that names a character set which is not UTF-8 (`zh_CN.GBK`).
fn named_other_charset(locale: &str) -> bool {
    let Some((_, charset)) = locale.split_once('.') else { return false };
    let charset = charset.split('@').next().unwrap_or_default();
    !charset.eq_ignore_ascii_case("utf-8") && !charset.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(term: &str) -> Environment {
        Environment { term: term.to_owned(), ..Environment::default() }
    }

    #[test]
    fn every_name_has_the_colours_that_its_terminal_has() {
        let cases = [
            ("dumb", Depth::Mono),
            ("", Depth::Mono),
            ("vt100", Depth::Mono),
            ("linux", Depth::Eight),
            ("xterm", Depth::Sixteen),
            ("xterm-mono", Depth::Mono),
            ("screen", Depth::Eight),
            ("screen-256color", Depth::Palette),
            ("xterm-256color", Depth::Palette),
            ("tmux-256color", Depth::Palette),
            ("xterm-direct", Depth::True),
            ("foot", Depth::True),
            ("somebodys-256color", Depth::Palette),
        ];
        for (term, depth) in cases {
            assert_eq!(Capabilities::guess(&of(term)).colours, depth, "{term}");
        }
    }

    #[test]
    fn no_color_and_truecolor_are_obeyed() {
        let plain = Environment { no_color: true, ..of("xterm-256color") };
        assert_eq!(Capabilities::guess(&plain).colours, Depth::Mono);
        let deep = Environment { colorterm: "truecolor".to_owned(), ..of("xterm-256color") };
        assert_eq!(Capabilities::guess(&deep).colours, Depth::True);
    }

    #[test]
    fn a_dumb_terminal_has_no_full_screen_and_a_vt100_has() {
        assert!(!Capabilities::guess(&of("dumb")).full_screen);
        let vt100 = Capabilities::guess(&of("vt100"));
        assert!(vt100.full_screen && !vt100.absolute && !vt100.unicode);
        assert_eq!(vt100.scroll, Scroll::LineFeed);
    }

    #[test]
    fn inside_tmux_counts_what_tmux_can() {
        let tmux = |version: &str| Environment {
            tmux: true,
            program: "tmux".to_owned(),
            program_version: version.to_owned(),
            ..of("screen-256color")
        };
        let old = Capabilities::guess(&tmux("3.3a"));
        assert!(old.italic && old.repeat && !old.margins && !old.hyperlinks);
        assert!(Capabilities::guess(&tmux("3.4")).hyperlinks);
        assert_eq!(old.wrap("\x1b]52;c;eA==\x07"), "\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\");
    }

    #[test]
    fn screen_gets_long_strings_in_pieces() {
        let screen = Capabilities::guess(&Environment { screen: true, ..of("screen") });
        assert!(!screen.italic);
        let wrapped = screen.wrap(&"x".repeat(2000)).into_owned();
        assert_eq!(wrapped.matches("\x1bP").count(), 3);
        assert_eq!(wrapped.replace("\x1bP", "").replace("\x1b\\", "").len(), 2000);
        assert_eq!(screen.wrap("\x1b]8;;\x1b\\"), "\x1bP\x1b]8;;\x1b\x1b\\\x1bP\\\x1b\\");
    }

    #[test]
    fn the_terminals_own_word_counts_more_than_its_name() {
        let mut can = Capabilities::guess(&of("foot"));
        can.learn(&ProbeResult { synchronized: Some(false), margins: Some(true), ..ProbeResult::default() });
        assert!(!can.synchronized && can.margins);
        can.learn(&ProbeResult::default());
        assert!(!can.synchronized && can.margins);
        let asking = |term: &str| Capabilities::guess(&of(term)).asking();
        assert_eq!(asking("xterm-256color"), Some(Asking::All));
        assert_eq!((asking("linux"), asking("vt100")), (Some(Asking::Width), Some(Asking::Width)));
        assert_eq!(asking("dumb"), None);
    }

    #[test]
    fn the_first_locale_that_is_set_counts() {
        let variable = |name: &str| match name {
            "TERM" => Some("xterm".to_owned()),
            "LC_ALL" => Some(String::new()),
            "LANG" => Some("zh_TW.Big5".to_owned()),
            _ => None,
        };
        let environment = Environment::read(variable);
        assert_eq!((environment.term.as_str(), environment.locale.as_str()), ("xterm", "zh_TW.Big5"));
    }

    #[test]
    fn a_locale_with_another_charset_gets_ascii_lines() {
        let gbk = Environment { locale: "zh_CN.GBK".to_owned(), ..of("xterm") };
        assert!(!Capabilities::guess(&gbk).unicode);
        let utf8 = Environment { locale: "zh_CN.UTF-8".to_owned(), ..of("xterm") };
        assert!(Capabilities::guess(&utf8).unicode);
        assert!(Capabilities::guess(&of("xterm")).unicode);
    }
}
