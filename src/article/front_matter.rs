//! The YAML between two `---` lines, and the tolerant reader for what is not valid YAML.
