//! The raised and lowered characters that Unicode has.

/// Characters, and the raised ones for them in the same order.
const SUPERSCRIPTS: [(&str, &str); 2] = [("0123456789+-=()ni−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ⁻"), ("xr", "ˣʳ")];
/// Characters, and the lowered ones for them in the same order.
const SUBSCRIPTS: [(&str, &str); 2] = [("0123456789+-=()−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋"), ("aeoxhklmnpst", "ₐₑₒₓₕₖₗₘₙₚₛₜ")];

/// `text` raised; `None` where Unicode lacks a character for it.
pub(super) fn superscript(text: &str) -> Option<String> {
    text.chars().map(|c| moved(c, &SUPERSCRIPTS)).collect()
}

/// `text` lowered; `None` where Unicode lacks a character for it.
pub(super) fn subscript(text: &str) -> Option<String> {
    text.chars().map(|c| moved(c, &SUBSCRIPTS)).collect()
}

fn moved(c: char, table: &[(&str, &str)]) -> Option<char> {
    table.iter().find_map(|(from, to)| from.chars().position(|f| f == c).and_then(|at| to.chars().nth(at)))
}
