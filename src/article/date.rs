//! Dates as the web writes them.
