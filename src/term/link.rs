//! Opening a link: which addresses may be opened, and with what.
//!
//! Owns the rule that an address reaches a program only as one argument of known scheme. Knows
//! nothing of what to show where no browser can be started.

use std::io;

use url::Url;

use super::program;
use super::remote::{has_display, is_remote};

/// How a link is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// A program with a window: [`open`] starts it.
    Window(Vec<String>),
    /// A browser in the terminal (`w3m`): run it with [`program::run`].
    Terminal(Vec<String>),
    /// The person sits elsewhere, or there is no display: show the address, a QR code, copy it.
    Show,
    /// Neither http, https nor mailto, or no address at all.
    Refused,
}

/// Browsers that show their page in the terminal.
const TEXT_BROWSERS: [&str; 8] = ["w3m", "lynx", "links", "links2", "elinks", "browsh", "carbonyl", "chawan"];

/// How `address` should be opened: with `browser` (program and arguments), or with the desktop's
/// where it is `None`. `variable` returns the environment variable of a name.
pub fn opening(address: &str, browser: Option<&[String]>, variable: impl Fn(&str) -> Option<String>) -> Opening {
    let Some(address) = allowed(address) else { return Opening::Refused };
    let command = match browser {
        Some(command) if !command.is_empty() => command.to_vec(),
        _ => vec![desktop(&variable).to_owned()],
    };
    let in_terminal = is_text_browser(&command);
    let command = [command, vec![address]].concat();
    match () {
        () if in_terminal => Opening::Terminal(command),
        () if is_remote(&variable) || !has_display(&variable) => Opening::Show,
        () => Opening::Window(command),
    }
}

/// Starts the program of [`Opening::Window`], apart from the terminal.
pub fn open(command: &[String]) -> io::Result<()> {
    program::start_detached(command)
}

/// `address` in the form that programs get, if its scheme is http, https or mailto.
///
/// A mailto that attaches files is refused: mail programs have attached them (RFC 6068, section 7).
fn allowed(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    let attaches = || url.query_pairs().any(|(name, _)| name.to_ascii_lowercase().starts_with("attach"));
    match url.scheme() {
        "http" | "https" if url.has_host() => Some(url.into()),
        "mailto" if !attaches() => Some(url.into()),
        _ => None,
    }
}

fn desktop(variable: &impl Fn(&str) -> Option<String>) -> &'static str {
    match () {
        () if cfg!(target_os = "macos") => "open",
        () if variable("WSL_DISTRO_NAME").is_some() => "wslview",
        () => "xdg-open",
    }
}

fn is_text_browser(command: &[String]) -> bool {
    let name = command.first().map(|program| program.rsplit('/').next().unwrap_or(program));
    name.is_some_and(|name| TEXT_BROWSERS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_a_desktop(name: &str) -> Option<String> {
        (name == "DISPLAY").then(|| ":0".to_owned())
    }

    fn over_ssh(name: &str) -> Option<String> {
        matches!(name, "SSH_CONNECTION" | "DISPLAY").then(|| "x".to_owned())
    }

    #[test]
    fn only_web_and_mail_addresses_are_opened() {
        let refused = [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ftp://example.org/",
            "--version",
            "-https://example.org",
            "#part",
            "relative/path",
            "",
            "mailto:a@example.org?attach=/etc/passwd",
            "mailto:a@example.org?Attachment=x",
            "https://",
        ];
        for address in refused {
            assert_eq!(opening(address, None, at_a_desktop), Opening::Refused, "{address}");
        }
    }

    #[test]
    fn an_address_is_one_argument_whatever_is_in_it() {
        let browser = ["firefox".to_owned(), "--new-tab".to_owned()];
        let address = "HTTPS://example.org/a b;rm -rf ~\"`$(x)`";
        let Opening::Window(command) = opening(address, Some(&browser), at_a_desktop) else { panic!("a window") };
        assert_eq!(command.len(), 3);
        assert!(command[2].starts_with("https://example.org/a%20b;rm%20-rf"));
    }

    #[test]
    fn over_ssh_and_without_a_display_no_browser_is_started() {
        assert_eq!(opening("https://example.org/", None, over_ssh), Opening::Show);
        assert_eq!(opening("https://example.org/", None, |_| None), Opening::Show);
    }

    #[test]
    fn a_text_browser_gets_the_terminal_wherever_the_person_sits() {
        let browser = ["/usr/bin/w3m".to_owned()];
        let command = vec!["/usr/bin/w3m".to_owned(), "https://example.org/".to_owned()];
        assert_eq!(opening("https://example.org/", Some(&browser), over_ssh), Opening::Terminal(command));
    }

    #[test]
    fn a_browser_that_is_not_there_is_an_error_with_its_kind() {
        let error = open(&["/nonexistent/browser".to_owned()]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
