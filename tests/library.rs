//! Many articles: what the index says is what the files say, whatever happens to either.

#[path = "library/made.rs"]
mod made;

#[path = "library/building.rs"]
mod building;
#[path = "library/corpus.rs"]
mod corpus;
#[path = "library/finding.rs"]
mod finding;
#[path = "library/trouble.rs"]
mod trouble;
