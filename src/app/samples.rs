//! The sample articles that ship inside the binary, the guide first.

macro_rules! samples {
    ($($path:literal)*) => {
        /// Path and bytes of each sample.
        pub const SAMPLES: &[(&str, &[u8])] = &[$(($path, include_bytes!(concat!("../../assets/samples/", $path)))),*];
    };
}

samples! {
    "看报/指南.md"
    "看报/排版样张.html"
    "科技/终端简史.md"
    "科技/代码三则.md"
    "副刊/節氣.md"
    "副刊/豆腐.md"
    "日本語/雨の名前.html"
    "日本語/切符.md"
    "한국어/한글.md"
    "English/columns.md"
    "English/bytes.html"
    "English/marks.txt"
}
