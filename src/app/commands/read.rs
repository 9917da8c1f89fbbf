//! `kanbao`: the reader itself.

use super::open::{is_stdin, marks_folder, open};
use super::output::Outcome;
use super::{Error, Output};
use crate::app::{self, Keymap, OpenRequest, Stats, line_mode};
use crate::cli::Read;
use crate::config::Config;
use crate::term::{Capabilities, Environment};

/// Opens the reader on the paths of the arguments, and prints its figures with `--stats`.
pub fn read(asked: &Read, config: &Config, output: &mut Output<'_>) -> Result<Outcome, Error> {
    let keymap = keymap(config)?;
    let opened = open(&asked.paths, config)?;
    let paths = if asked.paths.is_empty() { &config.library } else { &asked.paths };
    let single = matches!(paths.as_slice(), [only] if !only.is_dir());
    let request = OpenRequest {
        library: opened.library,
        name: paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" "),
        samples: opened.samples,
        single,
        marks: opened.marks,
        marks_folder: marks_folder(config),
        watch: !opened.samples,
    };
    if asked.plain || !Capabilities::guess(&Environment::read(variable)).full_screen {
        let typed = !paths.iter().any(|path| is_stdin(path));
        line_mode::open(config, keymap, request, variable, typed, &mut output.writer())?;
        return Ok(Outcome::Fine);
    }
    let stats = app::open(config, keymap, request, variable).map_err(Error::Terminal)?;
    if asked.stats {
        print_stats(&stats, output)?;
    }
    Ok(Outcome::Fine)
}

fn keymap(config: &Config) -> Result<Keymap, Error> {
    Keymap::with(&config.keys).map_err(|problems| {
        let first = problems.into_iter().next();
        let (line, what) = first.map_or_else(Default::default, |problem| (Some(problem.line), problem.what));
        Error::Settings(crate::config::Error::Wrong { path: config.dirs.settings.clone(), line, what })
    })
}

fn print_stats(stats: &Stats, output: &mut Output<'_>) -> Result<(), Error> {
    output.line(format!("{:>8} {:>8} {:>8}  key", "frames", "bytes", "a frame"))?;
    for (key, traffic) in stats {
        let each = traffic.bytes.checked_div(traffic.frames).unwrap_or(0);
        output.line(format!("{:>8} {:>8} {each:>8}  {key}", traffic.frames, traffic.bytes))?;
    }
    output.flush()?;
    Ok(())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
