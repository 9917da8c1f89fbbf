//! Where the person sits: at this machine, or at the far end of a line.
//!
//! Owns what the environment says of it. Knows nothing of the real environment, which is a parameter.

/// True when the reader runs over SSH, as sshd says with `SSH_CONNECTION` and `SSH_TTY`. tmux hands
/// the first on to new windows (its `update-environment`).
pub fn is_remote(variable: impl Fn(&str) -> Option<String>) -> bool {
    ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].iter().any(|name| is_set(&variable, name))
}

/// True when programs with windows can show them: Wayland or X11 (one forwarded by SSH too).
pub fn has_display(variable: impl Fn(&str) -> Option<String>) -> bool {
    cfg!(target_os = "macos") && !is_remote(&variable)
        || ["WAYLAND_DISPLAY", "DISPLAY"].iter().any(|name| is_set(&variable, name))
}

pub(super) fn is_set(variable: impl Fn(&str) -> Option<String>, name: &str) -> bool {
    variable(name).is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ssh_says_so_in_the_environment() {
        let over_ssh = |name: &str| (name == "SSH_CONNECTION").then(|| "10.0.0.2 50000 10.0.0.1 22".to_owned());
        assert!(is_remote(over_ssh));
        assert!(!is_remote(|_| None));
        assert!(!is_remote(|_| Some(String::new())));
    }

    #[test]
    fn a_display_may_be_near_or_forwarded() {
        assert!(has_display(|name| (name == "DISPLAY").then(|| "localhost:10.0".to_owned())));
        assert!(has_display(|name| (name == "WAYLAND_DISPLAY").then(|| "wayland-0".to_owned())));
    }
}
