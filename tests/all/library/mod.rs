//! Many articles: what the index says is what the files say, whatever happens to either.

mod made;

mod building;
mod corpus;
mod finding;
mod trouble;
