//! Properties in `style` attributes.

/// The value of the property `wanted` in the declarations `css`: the first one that is there.
pub fn property<'a>(css: &'a str, wanted: &str) -> Option<&'a str> {
    let mut all = css.split(';').filter_map(|declaration| declaration.split_once(':'));
    let (_, value) = all.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))?;
    Some(value.trim().trim_end_matches("!important").trim_end())
}
