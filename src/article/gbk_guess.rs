//! A short look at bytes that tells simplified Chinese in GB2312 at once, as most files that are not
//! UTF-8 are: the guess of a charset from all that there are costs more than the rest of the reading.
//!
//! Owns when that look is proof enough. "No" is never said here.

use std::sync::LazyLock;

use encoding_rs::GBK;

/// The most common characters of Chinese texts: a third of nearly any.
const COMMON: &str = "的一是不了在有人我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对\
     可里后么心多天而能好都然没于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市";

/// Chinese characters that must be there at least, and how many of them at most for each common one.
const ENOUGH: usize = 24;
const ONE_IN: usize = 5;

/// True if these bytes are surely Chinese in GB2312 (and so in GBK and GB18030), cut anywhere.
pub fn is_chinese(bytes: &[u8]) -> bool {
    let (mut han, mut common) = (0, 0);
    let mut rest = bytes.iter();
    while let Some(&first) = rest.next() {
        if first.is_ascii() {
            continue;
        }
        let Some(&second) = rest.next() else { break };
        match (first, second) {
            // Signs and full-width letters.
            (0xa1..=0xa3, 0xa1..=0xfe) => {}
            (0xb0..=0xf7, 0xa1..=0xfe) => {
                han += 1;
                common += usize::from(is_common(first, second));
            }
            _ => return false,
        }
    }
    han >= ENOUGH && common * ONE_IN >= han
}

/// Rows of GB2312 with Chinese characters, and characters in each.
const ROWS: usize = 0xf8 - 0xb0;
const COLUMNS: usize = 0xff - 0xa1;

static TABLE: LazyLock<[bool; ROWS * COLUMNS]> = LazyLock::new(|| {
    let mut table = [false; ROWS * COLUMNS];
    for pair in GBK.encode(COMMON).0.as_chunks::<2>().0 {
        if let Some(common) = place(pair[0], pair[1]).and_then(|place| table.get_mut(place)) {
            *common = true;
        }
    }
    table
});

fn is_common(first: u8, second: u8) -> bool {
    place(first, second).is_some_and(|place| TABLE.get(place).copied().unwrap_or_default())
}

fn place(first: u8, second: u8) -> Option<usize> {
    Some(usize::from(first.checked_sub(0xb0)?) * COLUMNS + usize::from(second.checked_sub(0xa1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHINESE: &str = "大连，是我国十五大副省级城市兼五大计划单列市之一，也是东北经济体量最大的城市。";
    const OTHERS: [(&str, &str); 8] = [
        (
            "big5",
            "今天天氣很好，我們一起去公園散步，看看花，聽聽鳥叫的聲音，非常舒服。在這個不大的國家裡，人人都有自己的看法。",
        ),
        ("shift_jis", "今日はとても良い天気なので、みんなで公園へ散歩に行きました。国の人口は年々少なくなっている。"),
        (
            "euc-jp",
            "今日はとても良い天気なので、みんなで公園へ散歩に行きました。日本国政府発表、本年度人口動態統計大要、出生数減少。",
        ),
        (
            "euc-kr",
            "오늘은 날씨가 아주 좋아서 모두 함께 공원으로 산책을 갔습니다. 이 나라의 인구는 해마다 줄어들고 있다고 정부가 밝혔다.",
        ),
        ("windows-1251", "Сегодня очень хорошая погода, и мы все вместе пошли гулять в парк."),
        ("koi8-r", "Сегодня очень хорошая погода, и мы все вместе пошли гулять в парк."),
        ("windows-874", "วันนี้อากาศดีมากพวกเราจึงไปเดินเล่นที่สวนสาธารณะด้วยกันและดูดอกไม้"),
        ("windows-1252", "Il était une fois un éléphant très âgé, où ça, là-bas. ÀÉÈÙÇÂÊÎÔÛ"),
    ];

    fn encoded(label: &str, text: &str) -> Vec<u8> {
        encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned()
    }

    #[test]
    fn only_chinese_is_chinese() {
        let bytes = encoded("gb18030", CHINESE);
        assert!((55..bytes.len()).all(|cut| is_chinese(&bytes[..cut])));
        assert!(!is_chinese(CHINESE.as_bytes()));
        for (label, text) in OTHERS {
            let bytes = encoded(label, text);
            assert!((0..bytes.len()).all(|from| !is_chinese(&bytes[from..])), "{label}");
        }
    }

    #[test]
    fn the_common_ones_of_others_are_not_those_of_chinese() {
        let korean = "이다는에의을고가지하기로사도한인리대서시은자를아어나그일수과있정해들부상주장보전제스국여원게공구오라조비면";
        let japanese =
            "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新";
        for (label, text) in [("euc-kr", korean), ("euc-jp", japanese)] {
            assert!(!is_chinese(&encoded(label, text)), "{label}");
        }
    }
}
