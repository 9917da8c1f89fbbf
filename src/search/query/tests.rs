use proptest::prelude::*;

use super::*;

const TODAY: Date = Date::constant(2021, 6, 9);

fn printed(text: &str) -> String {
    parse(text, TODAY).to_string()
}

#[test]
fn queries_mean_what_the_table_says() {
    for line in include_str!("../../../tests/queries/parse.txt").lines() {
        let Some((query, meaning)) = line.split_once('‖').filter(|_| !line.starts_with("# ")) else { continue };
        let (expr, problem) = meaning.split_once('‖').unwrap_or((meaning, ""));
        let found = parse(query.trim(), TODAY);
        let problems: Vec<_> = found.problems.iter().map(|p| format!("{:?} {}", p.span, p.what)).collect();
        assert_eq!(
            (found.to_string().as_str(), problems.join("; ").as_str()),
            (expr.trim(), problem.trim()),
            "{query}"
        );
    }
}

#[test]
fn words_read_as_dates_or_states_are_known_unless_a_field_says_so() {
    let cases = [
        ("大连 昨天 -未读", vec!["昨天", "未读"]),
        ("(近30天 | 上周)", vec!["近30天", "上周"]),
        ("date:昨天 is:未读 date:(上周 | 昨天)", vec![]),
        ("\"昨天\" \\未读 today 3月", vec![]),
    ];
    for (text, expected) in cases {
        let taken: Vec<&str> = parse(text, TODAY).taken.into_iter().map(|span| &text[span]).collect();
        assert_eq!(taken, expected, "{text}");
    }
}

#[test]
fn brackets_of_any_depth_are_read() {
    let deep = format!("{}大连{}", "(".repeat(10_000), ")".repeat(10_000));
    assert_eq!(printed(&deep), "大连");
    assert_eq!(printed(&"-(".repeat(10_000)), "");
}

#[test]
fn dates_are_understood_whatever_day_it_is() {
    for text in ["date:3月", "date:6月4日", "date:7d", "date:上周", "date:近一年", "date:>2021-06", "近30天"]
    {
        assert_eq!(parse(text, Date::default()).problems, [], "{text}");
        parse(text, Date::MIN);
        parse(text, Date::MAX);
    }
}

fn query_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-c金融大连 　]{1,4}",
        "[-()（）|｜\"“”「」\\\\:：/ .0-9]{1,3}",
        prop::sample::select(vec![
            "title:", "c:", "author:", "date:", "is:", "has:", "foo:", "OR ", " OR ", "unread", "近3天", "昨天",
            "未读", "2021-06", "..", "link", "\\", "-(", "path:",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_text_is_read_and_problems_point_into_it(text in any::<String>()) {
        let query = parse(&text, TODAY);
        prop_assert!(query.problems.iter().all(|p| text.get(p.span.clone()).is_some()));
    }

    #[test]
    fn what_is_printed_is_read_as_the_same(text in query_text()) {
        let query = parse(&text, TODAY);
        let again = parse(&query.to_string(), TODAY);
        prop_assert_eq!(&again.expr, &query.expr, "{}", query);
        prop_assert!(query.problems.iter().all(|p| text.get(p.span.clone()).is_some()));
    }
}
