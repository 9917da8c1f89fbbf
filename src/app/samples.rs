//! The sample articles that ship inside the binary, the guide first.

macro_rules! samples {
    ($($path:literal)*) => {
        /// Path and bytes of each sample.
        pub const SAMPLES: &[(&str, &[u8])] = &[$(($path, include_bytes!(concat!("../../assets/samples/", $path)))),*];
    };
}

samples! {
    "看报/指南.md"
}
