//! What a query finds is what it means, told from every file by itself.

use kanbao::library::{Library, Marked, Reader, Stop};
use kanbao::search::{Candidate, Has, Is, Order, matches, parse};
use proptest::prelude::*;

use super::made::{Folder, Made, TODAY, paths, search, update};

/// What the query means, told from the articles one by one.
fn truth(folder: &Folder, query: &str, states: impl Fn(&Made) -> Vec<Is>) -> Vec<String> {
    let expr = parse(query, TODAY).expr;
    let mut all: Vec<String> = folder
        .made
        .iter()
        .filter(|made| {
            let states = states(made);
            let parts: Vec<Has> = made.link.then_some(Has::Link).into_iter().collect();
            let categories = [made.category.clone()];
            matches(
                &expr,
                &Candidate {
                    title: &made.title,
                    categories: &categories,
                    authors: &made.authors,
                    tags: &made.tags,
                    lang: made.lang.as_deref(),
                    path: &made.path,
                    date: made.date,
                    body: Some(&made.body),
                    states: &states,
                    parts: &parts,
                },
            )
        })
        .map(|made| made.path.clone())
        .collect();
    all.sort_unstable();
    all
}

fn none(_: &Made) -> Vec<Is> {
    Vec::new()
}

fn sorted(mut paths: Vec<String>) -> Vec<String> {
    paths.sort_unstable();
    paths
}

/// Queries for everything that the language has.
const QUERIES: [&str; 60] = [
    "",
    "大连",
    "金融",
    "鸫鹀",
    "玄鸟衔珠",
    "市",
    "头发",
    "頭髮",
    "台湾",
    "かたかな",
    "예술",
    "gdp",
    "GDP",
    "lin",
    "linux",
    "\"lin\"",
    "\"new york\"",
    "new york",
    "york",
    "cafe",
    "c++",
    "++",
    "abc",
    "14%",
    "strasse",
    "开发",
    "人工智能 大连",
    "大连 金融 -银行",
    "大连 | 鸫鹀",
    "-大连",
    "-(大连 | 金融)",
    "jr",
    "jinrong",
    "jrong",
    "金r",
    "cq",
    "chongqing",
    "yinhang",
    "lsgp",
    "title:金融",
    "title:玄鸟衔珠",
    "title:jr",
    "body:金融",
    "body:玄鸟衔珠",
    "body:jr",
    "-body:金融 金融",
    "c:金融",
    "c:金融/",
    "c:jr",
    "author:唐",
    "author:\"唐维\"",
    "tag:rust",
    "tag:daiban",
    "lang:zh",
    "path:科技/W",
    "has:link",
    "-has:link 大连",
    "date:2021-03",
    "近30天",
    "date:2020..2021-02 大连",
];

fn without(all: &[String], others: &[String]) -> Vec<String> {
    all.iter().filter(|path| !others.contains(path)).cloned().collect()
}

fn agree(folder: &Folder, reader: &mut Reader, query: &str) {
    let wanted = truth(folder, query, none);
    let all = paths(reader, query, None);
    let (missed, wrong) = (without(&wanted, &all), without(&all, &wanted));
    assert!(missed.is_empty() && wrong.is_empty(), "{query}: missed {missed:?}, wrong {wrong:?}");
    for limit in [1, 10] {
        let first = paths(reader, query, Some(limit));
        assert_eq!(first, all[..limit.min(all.len())], "{query}");
    }
}

#[test]
fn the_index_says_what_the_articles_say() {
    let folder = Folder::new(1, 400);
    let mut reader = folder.indexed().reader().unwrap();
    QUERIES.iter().for_each(|query| agree(&folder, &mut reader, query));
}

#[test]
fn what_is_not_indexed_yet_is_found_in_the_files() {
    let folder = Folder::new(2, 60);
    let library = folder.open();
    // The first report comes when rows are there and bodies are not: there the person stops it.
    let stop = Stop::default();
    let _stopped = library.update(
        &mut |p| {
            if p.total.is_some() {
                stop.stop()
            }
        },
        &stop,
    );
    let mut reader = library.reader().unwrap();
    QUERIES.iter().for_each(|query| agree(&folder, &mut reader, query));
    update(&library);
    QUERIES.iter().for_each(|query| agree(&folder, &mut reader, query));
}

fn query() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "大",
        "大连",
        "连金",
        "金融银行",
        "股票",
        "人工",
        "市场",
        "发",
        "臺",
        "g",
        "gdp",
        "li",
        "york",
        "jr",
        "yh",
        "dal",
        "融r",
        "title:银行",
        "body:大连",
        "c:新浪",
        "author:w",
        "tag:r",
        "is:unread",
        "has:link",
        "date:2021",
        "path:0001",
    ]);
    let leaf = (word, any::<bool>()).prop_map(|(word, not)| if not { format!("-{word}") } else { word.to_owned() });
    leaf.prop_recursive(3, 8, 3, |inner| {
        (prop::collection::vec(inner, 1..4), any::<bool>())
            .prop_map(|(all, either)| format!("({})", all.join(if either { " | " } else { " " })))
    })
}

#[test]
fn any_query_finds_what_it_means() {
    let folder = Folder::new(3, 150);
    let library = folder.indexed();
    let reader = std::cell::RefCell::new(library.reader().unwrap());
    proptest!(ProptestConfig::with_cases(150), |(query in query())| {
        agree(&folder, &mut reader.borrow_mut(), &query);
    });
}

#[test]
fn marks_are_asked_for_like_all_else() {
    let folder = Folder::new(4, 50);
    let library = folder.indexed();
    let mut reader = library.reader().unwrap();
    let rows = {
        let keys = search(&mut reader, "", None);
        reader.rows(&keys).unwrap()
    };
    let state = |path: &str| path.bytes().map(usize::from).sum::<usize>() % 3;
    let mark = |(row, path): (&kanbao::library::Row, &String)| Marked {
        id: row.id,
        read: state(path) == 1,
        starred: state(path) == 2,
        queued: false,
        tags: if state(path) == 2 { vec!["稍后".to_owned()] } else { Vec::new() },
    };
    let places: Vec<String> = rows.iter().map(|row| reader.below(row.key).unwrap()).collect();
    library.mark(rows.iter().zip(&places).map(mark));
    let states = |made: &Made| match state(&made.path) {
        1 => vec![Is::Read],
        2 => vec![Is::Starred],
        _ => Vec::new(),
    };
    for query in ["is:read", "is:unread", "is:starred 大连", "-is:starred 玄鸟衔珠", "is:queued", "is:untidy"] {
        assert_eq!(sorted(paths(&mut reader, query, None)), truth(&folder, query, states), "{query}");
    }
    assert_eq!(paths(&mut reader, "tag:shaohou", None), paths(&mut reader, "is:starred", None));
    let facets = reader.facets(&parse("is:starred", TODAY), &Stop::default()).unwrap();
    assert_eq!((facets.starred.all, facets.unread), (facets.total, facets.total));
    assert_eq!(facets.tags.iter().find(|tag| tag.value == "稍后").map(|tag| tag.count.all), Some(facets.total));
    library.mark(rows.iter().map(|row| Marked {
        id: row.id,
        read: true,
        starred: false,
        queued: true,
        tags: Vec::new(),
    }));
    assert_eq!(paths(&mut reader, "is:starred | is:unread", None).len(), 0);
    assert_eq!(paths(&mut reader, "is:queued", None).len(), 50);
}

#[test]
fn facets_count_what_is_found() {
    let folder = Folder::new(5, 200);
    let mut reader = folder.indexed().reader().unwrap();
    for query in ["", "大连", "c:金融/ 玄鸟衔珠", "没有这个"] {
        let facets = reader.facets(&parse(query, TODAY), &Stop::default()).unwrap();
        let found = truth(&folder, query, none);
        assert_eq!(facets.total, found.len(), "{query}");
        let made: Vec<&Made> = folder.made.iter().filter(|made| found.contains(&made.path)).collect();
        for (path, count) in &facets.categories {
            assert_eq!(count.all, made.iter().filter(|m| m.category.starts_with(path)).count(), "{query} {path:?}");
        }
        assert_eq!(facets.months.iter().map(|(_, count)| count.all).sum::<usize>(), found.len());
        for ((year, month), count) in &facets.months {
            let within = |m: &&&Made| m.date.is_some_and(|d| (d.year(), d.month()) == (*year, *month));
            assert_eq!(count.all, made.iter().filter(within).count(), "{query}");
        }
        for author in &facets.authors {
            assert_eq!(author.count.all, made.iter().filter(|m| m.authors.contains(&author.value)).count());
        }
    }
}

#[test]
fn every_order_has_all_hits() {
    let folder = Folder::new(6, 80);
    let mut reader = folder.indexed().reader().unwrap();
    let query = parse("大连 | 银行", TODAY);
    let newest = search(&mut reader, "大连 | 银行", None);
    let mut rows = |order, reverse, limit| {
        let hits = reader.search(&query, order, reverse, limit, &Stop::default()).unwrap();
        assert_eq!(hits.total, Some(newest.len()));
        reader.rows(&hits.keys).unwrap()
    };
    let titles: Vec<String> = rows(Order::Title, false, None).iter().map(|r| kanbao::search::fold(&r.title)).collect();
    assert!(titles.is_sorted());
    assert!(rows(Order::Category, false, None).iter().map(|r| r.category.clone()).is_sorted());
    let oldest = rows(Order::Date, true, None);
    assert!(oldest.iter().map(|r| r.date.map(|d| d.0)).is_sorted());
    assert_eq!(rows(Order::Title, true, Some(3)).len(), 3);
    let relevant = rows(Order::Relevance, false, None);
    let in_title = |row: &kanbao::library::Row| row.title.contains("大连") || row.title.contains("银行");
    let first_without = relevant.iter().position(|row| !in_title(row)).unwrap_or(relevant.len());
    assert!(relevant[first_without..].iter().all(|row| !in_title(row)));
    assert_eq!(rows(Order::Author, false, None).len(), newest.len());
}

#[test]
fn the_total_of_everything_is_known_at_once() {
    let folder = Folder::new(7, 30);
    let mut reader = folder.indexed().reader().unwrap();
    let hits = reader.search(&parse("", TODAY), Order::Date, false, Some(5), &Stop::default()).unwrap();
    assert_eq!((hits.keys.len(), hits.total), (5, Some(30)));
    assert_eq!(reader.count(&parse("大连", TODAY), &Stop::default()).unwrap().all, truth(&folder, "大连", none).len());
}

#[test]
fn a_title_that_changed_is_found_by_its_new_sounds_only() {
    let folder = Folder::new(8, 3);
    let write = |title: &str| {
        let text = format!("---\ntitle: {title}\ndate: 2021-06-09 12:00:00\n---\n<p>x</p>");
        std::fs::write(folder.root().join("bird.md"), text).unwrap();
    };
    write("鹈鹕");
    let library = folder.indexed();
    let mut reader = library.reader().unwrap();
    assert_eq!(paths(&mut reader, "tihu", Some(5)), ["bird.md"]);
    write("一只鸳鸯");
    update(&library);
    assert!(paths(&mut reader, "tihu", Some(5)).is_empty());
    assert_eq!(paths(&mut reader, "yuanyang", None), ["bird.md"]);
}

#[test]
fn a_hit_in_a_body_is_shown_with_its_sentence() {
    let folder = Folder::new(8, 0);
    std::fs::write(folder.root().join("a.md"), "<p>前一句。他说：<b>鸫</b>鹀来了！后一句。</p>").unwrap();
    let mut reader = folder.indexed().reader().unwrap();
    let key = search(&mut reader, "鸫鹀", None)[0];
    let snippet = reader.snippet(key, &parse("鸫鹀", TODAY)).unwrap().unwrap();
    assert_eq!(snippet.text, "他说：鸫鹀来了！");
    assert_eq!(&snippet.text[snippet.hits[0].clone()], "鸫鹀");
    assert_eq!(reader.snippet(key, &parse("没有", TODAY)).unwrap(), None);
}

#[test]
fn articles_alike_share_rare_words() {
    let mut folder = Folder::new(9, 120);
    let like = |n: usize, body: &str| format!("---\ntitle: 关于{n}\ndate: 2021-01-0{n}\n---\n<p>{body}</p>");
    for (n, body) in [(1, "麒麟阁议沧溟渡之役"), (2, "又见麒麟阁议沧溟渡"), (3, "沧溟渡口")] {
        std::fs::write(folder.root().join(format!("{n}.md")), like(n, body)).unwrap();
    }
    folder.add();
    let mut reader = folder.indexed().reader().unwrap();
    let key = search(&mut reader, "之役", None)[0];
    let alike = reader.similar(key, 2, &Stop::default()).unwrap();
    let paths: Vec<String> = alike.iter().map(|&key| reader.below(key).unwrap()).collect();
    assert_eq!(paths, ["2.md", "3.md"]);
}

#[test]
fn a_person_who_types_on_stops_the_search() {
    let folder = Folder::new(10, 20);
    let mut reader = folder.indexed().reader().unwrap();
    let stop = Stop::default();
    stop.stop();
    let stopped = reader.search(&parse("大连", TODAY), Order::Date, false, None, &stop);
    assert!(matches!(stopped, Err(kanbao::library::Error::Stopped)));
}

#[test]
fn samples_need_no_files() {
    let options = Folder::new(11, 0).options();
    let files: [(&str, &[u8]); 2] =
        [("a/甲.md", b"---\ntitle: jia\n---\n# x\n\nbody one"), ("乙.md", "大连金融".as_bytes())];
    let library = Library::embedded(&files, options).unwrap();
    let mut reader = library.reader().unwrap();
    assert_eq!(sorted(paths(&mut reader, "", None)), ["a/甲.md", "乙.md"]);
    assert_eq!(paths(&mut reader, "body", None), ["a/甲.md"]);
    update(&library);
    assert_eq!(paths(&mut reader, "金融", None), ["乙.md"]);
    let key = search(&mut reader, "金融", None)[0];
    assert_eq!(reader.article(key).unwrap().body.text, "大连金融");
    assert_eq!(reader.path(key).unwrap(), None);
    let id = reader.rows(&[key]).unwrap()[0].id;
    assert_eq!(reader.find(id).unwrap(), Some(key));
}
