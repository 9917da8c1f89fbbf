//! Code in roles by its language.
//!
//! Owns the names of languages and what a syntax's scopes mean as [`Role`]s. Knows nothing of lines'
//! widths or colours. The syntaxes are Sublime Text's, by `syntect`; they are unpacked when the first
//! page with code in a known language is parsed (2 ms), each language on its first use (10 to 30 ms,
//! 2 to 10 MB).

use std::ops::Range;
use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::Role;

/// Bytes of code that are painted on one page. Painting does 1 MB/s, and a page is to be there at once.
const PAGE_BUDGET: usize = 48 << 10;
/// Lines longer than this in bytes, such as generated ones, are left plain.
const LONGEST_LINE: usize = 1000;

/// Paints the code of one page.
#[derive(Debug)]
pub struct Highlighter {
    /// Bytes that may still be painted.
    left: usize,
}

impl Default for Highlighter {
    fn default() -> Highlighter {
        Highlighter { left: PAGE_BUDGET }
    }
}

impl Highlighter {
    /// The roles of `code` written in `language`: adjoining ranges of bytes that together are all of it.
    ///
    /// Plain [`Role::Code`] where the language is not known, and where the page has very much code.
    pub fn highlight(&mut self, code: &str, language: &str) -> Vec<(Range<usize>, Role)> {
        let mut runs = PaintedRuns::default();
        if let Some((syntaxes, syntax)) = find(language) {
            let mut painter = SyntaxPainter { syntaxes, state: ParseState::new(syntax), stack: ScopeStack::new() };
            for line in code.split_inclusive('\n') {
                let Some(left) = self.left.checked_sub(line.len()) else { break };
                self.left = left;
                painter.paint(line, &mut runs);
            }
        }
        runs.push_to(code.len(), Role::Code);
        runs.list
    }
}

/// The language that a `class` attribute names: `language-rust`, `lang-c`, `brush: js`, `sourceCode py`.
pub fn language_of_class(class: &str) -> Option<&str> {
    let mut words = class.split([' ', ';', ':', '\n', '\t']).filter(|word| !word.is_empty());
    let mut last = "";
    words.find_map(|word| {
        let prefixed =
            ["language-", "lang-", "highlight-source-", "brush-"].iter().find_map(|prefix| word.strip_prefix(prefix));
        let follows = matches!(last, "brush" | "sourceCode" | "hljs" | "prettyprint" | "highlight").then_some(word);
        last = word;
        prefixed.or(follows).filter(|language| !language.is_empty())
    })
}

fn find(language: &str) -> Option<(&'static SyntaxSet, &'static SyntaxReference)> {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    let name = language.trim().to_ascii_lowercase();
    if name.is_empty() || PLAIN.contains(&name.as_str()) {
        return None;
    }
    let syntaxes = SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines);
    let token = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, token)| token);
    syntaxes.find_syntax_by_token(token).map(|syntax| (syntaxes, syntax))
}

/// Names that say that there is no language.
const PLAIN: &[&str] = &["text", "plain", "plaintext", "txt", "none", "nohighlight", "output"];

/// Names that the syntaxes do not know themselves, and languages that another's syntax fits well.
const ALIASES: &[(&str, &str)] = &[
    ("bourne", "sh"),
    ("c#", "cs"),
    ("c++", "cpp"),
    ("clojure", "clj"),
    ("cmd", "bat"),
    ("conf", "properties"),
    ("console", "sh"),
    ("csharp", "cs"),
    ("delphi", "pas"),
    ("dockerfile", "sh"),
    ("elisp", "lisp"),
    ("fish", "sh"),
    ("golang", "go"),
    ("html+erb", "erb"),
    ("ini", "properties"),
    ("javascript", "js"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsx", "js"),
    ("kotlin", "java"),
    ("kt", "java"),
    ("latex", "tex"),
    ("mjs", "js"),
    ("objc", "m"),
    ("objective-c", "m"),
    ("objectivec", "m"),
    ("patch", "diff"),
    ("py3", "py"),
    ("python3", "py"),
    ("scheme", "lisp"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("shellscript", "sh"),
    ("svg", "xml"),
    ("terminal", "sh"),
    ("toml", "properties"),
    ("ts", "js"),
    ("tsx", "js"),
    ("typescript", "js"),
    ("vue", "html"),
];

/// Puts roles on one line after another.
struct SyntaxPainter {
    syntaxes: &'static SyntaxSet,
    state: ParseState,
    stack: ScopeStack,
}

impl SyntaxPainter {
    fn paint(&mut self, line: &str, runs: &mut PaintedRuns) {
        let start = runs.end;
        let parsed = if line.len() <= LONGEST_LINE { self.state.parse_line(line, self.syntaxes).ok() } else { None };
        for (at, operation) in parsed.unwrap_or_default() {
            runs.push_to(start + at.min(line.len()), role_of(&self.stack));
            if self.stack.apply(&operation).is_err() {
                break;
            }
        }
        runs.push_to(start + line.len(), role_of(&self.stack));
    }
}

/// What the innermost scope that means something means.
fn role_of(stack: &ScopeStack) -> Role {
    static MEANINGS: OnceLock<Vec<(Scope, Role)>> = OnceLock::new();
    let meanings = MEANINGS
        .get_or_init(|| SCOPES.iter().filter_map(|(name, role)| Some((Scope::new(name).ok()?, *role))).collect());
    let meaning = |scope: &Scope| meanings.iter().find(|(known, _)| known.is_prefix_of(*scope)).map(|(_, role)| *role);
    stack.as_slice().iter().rev().find_map(meaning).unwrap_or(Role::Code)
}

/// Scopes by the names that Sublime Text gives them; the first that is a prefix counts.
const SCOPES: &[(&str, Role)] = &[
    ("comment", Role::CodeComment),
    ("meta.interpolation", Role::Code),
    ("meta.template.expression", Role::Code),
    ("source", Role::Code),
    ("string", Role::CodeString),
    ("constant.character", Role::CodeString),
    ("constant", Role::CodeNumber),
    ("keyword.operator.word", Role::CodeKeyword),
    ("keyword.operator.logical.python", Role::CodeKeyword),
    ("keyword.operator", Role::Code),
    ("keyword", Role::CodeKeyword),
    ("storage", Role::CodeKeyword),
    ("variable.language", Role::CodeKeyword),
    ("variable.function", Role::CodeFunction),
    ("entity.name.function", Role::CodeFunction),
    ("entity.other.attribute-name", Role::CodeFunction),
    ("support.function", Role::CodeFunction),
    ("support.macro", Role::CodeFunction),
    ("entity.name.tag", Role::CodeKeyword),
    ("entity.name", Role::CodeType),
    ("entity.other.inherited-class", Role::CodeType),
    ("support.type.property-name", Role::CodeFunction),
    ("support", Role::CodeType),
    ("markup.inserted", Role::CodeString),
    ("markup.deleted", Role::CodeKeyword),
    ("meta.diff.header", Role::CodeComment),
    ("meta.diff.range", Role::CodeNumber),
];

/// Adjoining ranges, neighbours of one role joined.
#[derive(Default)]
struct PaintedRuns {
    list: Vec<(Range<usize>, Role)>,
    end: usize,
}

impl PaintedRuns {
    fn push_to(&mut self, end: usize, role: Role) {
        if end <= self.end {
            return;
        }
        match self.list.last_mut() {
            Some((range, last)) if *last == role => range.end = end,
            _ => self.list.push((self.end..end, role)),
        }
        self.end = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<'c>(code: &'c str, language: &str) -> Vec<(&'c str, Role)> {
        Highlighter::default()
            .highlight(code, language)
            .into_iter()
            .map(|(range, role)| (code[range].trim(), role))
            .collect()
    }

    #[test]
    fn code_has_the_roles_of_its_language() {
        let roles = shown("fn main() { let x = \"好\"; } // 完\n", "Rust");
        for wanted in [
            ("fn", Role::CodeKeyword),
            ("main", Role::CodeFunction),
            ("\"好\"", Role::CodeString),
            ("// 完", Role::CodeComment),
        ] {
            assert!(roles.contains(&wanted), "{wanted:?} in {roles:?}");
        }
        assert!(shown("x = 12 # y", "python3").contains(&("12", Role::CodeNumber)));
        assert!(shown("# c\na = 1\n", "toml").contains(&("# c", Role::CodeComment)));
        assert!(shown("const a = 1", "ts").contains(&("const", Role::CodeKeyword)));
    }

    #[test]
    fn the_ranges_are_all_of_the_code() {
        for (code, language) in
            [("a\n\nb", "c"), ("", "rust"), ("if x; then\r\n", "bash"), ("未知", "no such"), ("\"open", "js")]
        {
            let runs = Highlighter::default().highlight(code, language);
            let joined = runs.iter().map(|(range, _)| &code[range.clone()]).collect::<String>();
            assert_eq!(joined, code);
        }
    }

    #[test]
    fn unknown_languages_and_immense_code_are_plain() {
        let mut page = Highlighter::default();
        assert_eq!(page.highlight("let x", "klingon"), [(0..5, Role::Code)]);
        assert_eq!(page.highlight("let x", "text"), [(0..5, Role::Code)]);
        let minified = "var a=1;".repeat(1000);
        assert_eq!(page.highlight(&minified, "js"), [(0..8000, Role::Code)]);
        let immense = "var a=1;\n".repeat(PAGE_BUDGET / 9 + 10);
        let painted = page.highlight(&immense, "js");
        assert!(painted.last().is_some_and(|(range, role)| *role == Role::Code && range.len() > 80));
        assert_eq!(page.highlight("var a;", "js").len(), 1);
    }

    #[test]
    fn classes_name_languages() {
        assert_eq!(language_of_class("hljs language-rust"), Some("rust"));
        assert_eq!(language_of_class("brush: js; toolbar: false"), Some("js"));
        assert_eq!(language_of_class("sourceCode python"), Some("python"));
        assert_eq!(language_of_class("highlight-source-c++"), Some("c++"));
        assert_eq!(language_of_class("content wide"), None);
    }
}
