//! Yes-or-no facts of an article, as bits: found in its body, kept in the index, tested by queries.

/// Yes and no of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u16);

impl Flags {
    /// The tokens of the body are in posting lists, and the flags below are known.
    pub const INDEXED: Flags = Flags(1);
    pub const LINK: Flags = Flags(2);
    pub const IMAGE: Flags = Flags(4);
    pub const CODE: Flags = Flags(8);
    pub const UNTIDY: Flags = Flags(16);
    /// The date is the file's time.
    pub const FILE_TIME: Flags = Flags(32);

    pub fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn with(self, other: Flags, on: bool) -> Flags {
        Flags(if on { self.0 | other.0 } else { self.0 & !other.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_set_and_cleared() {
        let flags = Flags::default().with(Flags::LINK, true).with(Flags::CODE, true).with(Flags::LINK, false);
        assert!(flags.has(Flags::CODE) && !flags.has(Flags::LINK));
    }
}
