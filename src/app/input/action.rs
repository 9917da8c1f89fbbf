//! The one table of actions: names, scopes and help. Keys, the help layer and the README come from it.

use crate::config::Language;

/// Where an action's keys hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// In every pane, where the pane has no key of its own.
    All,
    /// In the list.
    List,
    /// In the article.
    Page,
    /// In the filter pane.
    Filter,
    /// Where letters are typed, where the line has no key of its own.
    Input,
    /// In the search line.
    SearchInput,
    /// In the filter pane while typing narrows it.
    FilterInput,
    /// In layers where no letters are typed: texts, and pickers by number.
    Layer,
    /// In questions to be answered with yes or no.
    Question,
}

impl Scope {
    /// All scopes: those of the panes first.
    pub const EVERY: [Scope; 9] = [
        Scope::All,
        Scope::List,
        Scope::Page,
        Scope::Filter,
        Scope::Input,
        Scope::SearchInput,
        Scope::FilterInput,
        Scope::Layer,
        Scope::Question,
    ];

    /// The name in keymaps.
    pub fn name(self) -> &'static str {
        match self {
            Scope::All => "all",
            Scope::List => "list",
            Scope::Page => "page",
            Scope::Filter => "filter",
            Scope::Input => "input",
            Scope::SearchInput => "search-input",
            Scope::FilterInput => "filter-input",
            Scope::Layer => "layer",
            Scope::Question => "question",
        }
    }

    /// The scope of a name in a keymap.
    pub fn named(name: &str) -> Option<Scope> {
        Scope::EVERY.into_iter().find(|scope| scope.name() == name)
    }

    /// The scope whose keys hold where this one has none of its own.
    pub fn parent(self) -> Option<Scope> {
        match self {
            Scope::List | Scope::Page | Scope::Filter => Some(Scope::All),
            Scope::SearchInput | Scope::FilterInput => Some(Scope::Input),
            Scope::All | Scope::Input | Scope::Layer | Scope::Question => None,
        }
    }

    /// True of the panes; false of what lies over them, where a key that is not bound means nothing.
    pub fn is_pane(self) -> bool {
        self == Scope::All || self.parent() == Some(Scope::All)
    }
}

macro_rules! actions {
    ($($action:ident $name:literal $zh:literal $hant:literal $ja:literal $ko:literal $en:literal)*) => {
        /// What a person can ask the reader to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $(#[doc = $en] $action),* }

        impl Action {
            /// All actions, in the order of the help.
            pub const EVERY: &'static [Action] = &[$(Action::$action),*];

            /// The name in keymaps.
            pub fn name(self) -> &'static str {
                match self { $(Action::$action => $name),* }
            }

            /// One line of help in the reader's language.
            pub fn help(self, language: Language) -> &'static str {
                match language {
                    Language::Chinese => match self { $(Action::$action => $zh),* },
                    Language::TraditionalChinese => match self { $(Action::$action => $hant),* },
                    Language::Japanese => match self { $(Action::$action => $ja),* },
                    Language::Korean => match self { $(Action::$action => $ko),* },
                    Language::English => match self { $(Action::$action => $en),* },
                }
            }
        }
    };
}

actions! {
    Down "down" "下一行" "下一行" "一行下へ" "한 줄 아래로" "one line down"
    Up "up" "上一行" "上一行" "一行上へ" "한 줄 위로" "one line up"
    HalfDown "half-down" "下半页" "下半頁" "半ページ下へ" "반 쪽 아래로" "half a page down"
    HalfUp "half-up" "上半页" "上半頁" "半ページ上へ" "반 쪽 위로" "half a page up"
    PageDown "page-down" "下一页" "下一頁" "次のページ" "다음 쪽" "a page down"
    PageUp "page-up" "上一页" "上一頁" "前のページ" "이전 쪽" "a page up"
    First "first" "到开头（带数字：到第几条）" "到開頭（帶數字：到第幾條）" "先頭へ（数を付けるとその番目へ）" "처음으로(숫자와 함께: 그 번째로)" "to the beginning (with a count: to that item)"
    Last "last" "到末尾" "到末尾" "末尾へ" "끝으로" "to the end"
    Left "left" "左：收起，或向左滚动" "左：收起，或向左捲動" "左：折りたたむ、または左へ" "왼쪽: 접기, 또는 왼쪽으로" "left: fold, or scroll left"
    Right "right" "右：展开，或向右滚动" "右：展開，或向右捲動" "右：開く、または右へ" "오른쪽: 펼치기, 또는 오른쪽으로" "right: unfold, or scroll right"
    Open "open" "打开" "開啟" "開く" "열기" "open"
    Back "back" "返回（在列表中：退出）" "返回（在列表中：退出）" "戻る（一覧では終了）" "뒤로(목록에서는 종료)" "back (in the list: quit)"
    Escape "escape" "取消，返回" "取消，返回" "取り消し、戻る" "취소, 뒤로" "cancel, back"
    Quit "quit" "退出" "退出" "終了" "종료" "quit"
    NextPane "next-pane" "下一栏" "下一欄" "次の欄" "다음 창" "next pane"
    PreviousPane "previous-pane" "上一栏" "上一欄" "前の欄" "이전 창" "previous pane"
    Zoom "zoom" "文章占满全宽，或与列表并排" "文章佔滿全寬，或與列表並排" "記事を全幅で、または一覧と並べて" "글을 전체 폭으로, 또는 목록 옆에" "article in full width, or beside the list"
    Search "search" "输入即搜索（在文章中：页内查找）" "輸入即搜尋（在文章中：頁內尋找）" "入力で検索（記事では：ページ内検索）" "입력하며 검색(글에서는 페이지에서 찾기)" "search as one types (in the article: find)"
    Categories "categories" "到分类栏，输入即筛选" "到分類欄，輸入即篩選" "分類の欄へ、入力で絞り込み" "분류 창으로, 입력하면 좁혀짐" "to the filter pane, typing narrows it"
    Sort "sort" "排序" "排序" "並べ替え" "정렬" "sort"
    Reverse "reverse" "倒序" "倒序" "逆順" "역순" "reverse the order"
    Relevance "relevance" "按相关度" "按相關度" "関連度順" "관련도순" "order by relevance"
    Like "like" "与此相似的文章" "與此相似的文章" "似た記事" "비슷한 글" "more articles like this"
    NextUnread "next-unread" "下一篇未读" "下一篇未讀" "次の未読記事" "다음 안 읽은 글" "next unread article"
    PreviousUnread "previous-unread" "上一篇未读" "上一篇未讀" "前の未読記事" "이전 안 읽은 글" "previous unread article"
    NextHit "next-hit" "下一处命中（无查找时：下一篇未读）" "下一處命中（無尋找時：下一篇未讀）" "次の一致（検索していなければ次の未読）" "다음 일치(검색이 없으면 다음 안 읽은 글)" "next hit (without a search: next unread)"
    PreviousHit "previous-hit" "上一处命中（无查找时：上一篇未读）" "上一處命中（無尋找時：上一篇未讀）" "前の一致（検索していなければ前の未読）" "이전 일치(검색이 없으면 이전 안 읽은 글)" "previous hit (without a search: previous unread)"
    NextHeading "next-heading" "下一节" "下一節" "次の見出し" "다음 제목" "next heading"
    PreviousHeading "previous-heading" "上一节" "上一節" "前の見出し" "이전 제목" "previous heading"
    NextArticle "next-article" "下一篇" "下一篇" "次の記事" "다음 글" "next article"
    PreviousArticle "previous-article" "上一篇" "上一篇" "前の記事" "이전 글" "previous article"
    JumpBack "jump-back" "回到跳转之前" "回到跳轉之前" "移動前の場所へ戻る" "이동하기 전 자리로" "back to before the jump"
    Paragraph "paragraph" "选中一段（再按：下一段），供复制" "選取一段（再按：下一段），供複製" "段落を選ぶ（もう一度で次の段落）、コピー用" "문단 선택(다시: 다음 문단), 복사용" "select a paragraph (again: the next), to copy it"
    Outline "outline" "目录" "目錄" "目次" "목차" "outline of the headings"
    Links "links" "文中链接，按编号打开" "文中連結，按編號開啟" "記事のリンク、番号で開く" "글의 링크, 번호로 열기" "links of the article, opened by number"
    Fields "fields" "文章的全部字段和问题" "文章的全部欄位和問題" "記事の全項目と問題" "글의 모든 항목과 문제" "all fields of the article, and its problems"
    Read "toggle-read" "已读／未读" "已讀／未讀" "既読／未読" "읽음／읽지 않음" "read or unread"
    ReadAll "read-all" "把所列全部标为已读" "把所列全部標為已讀" "表示中のすべてを既読にする" "목록의 모든 글을 읽음으로" "mark all that is listed as read"
    Star "star" "星标" "星標" "スター" "별표" "star"
    Tags "tags" "标签" "標籤" "タグ" "태그" "tags"
    Note "note" "批注" "批註" "メモ" "메모" "note"
    Queue "queue" "放入阅读清单，或取出" "放入閱讀清單，或取出" "後で読むに入れる、外す" "읽을 목록에 넣기, 빼기" "put on the reading list, or take off"
    ReadingList "reading-list" "阅读清单" "閱讀清單" "後で読む" "읽을 목록" "the reading list"
    Undo "undo" "撤销标记" "復原標記" "印を取り消す" "표시 되돌리기" "undo the last mark"
    Redo "redo" "重做标记" "重做標記" "印をやり直す" "표시 다시 하기" "redo"
    Changes "changes" "最近的标记，可任选撤销" "最近的標記，可任選復原" "最近の印、選んで取り消せる" "최근 표시, 골라서 되돌리기" "recent marks, to undo any of them"
    Toggle "toggle" "选中，或取消" "選取，或取消" "選ぶ、外す" "선택, 해제" "choose, or not"
    Exclude "exclude" "排除，或取消" "排除，或取消" "除外する、やめる" "제외, 해제" "exclude, or not"
    Clear "clear-filters" "清除全部筛选" "清除全部篩選" "絞り込みをすべて外す" "거르기를 모두 지우기" "clear all filters"
    Histogram "histogram" "按时间分布" "按時間分布" "時期別の数" "시기별 분포" "articles over time"
    SaveQuery "save-query" "存为查询" "存為查詢" "検索を名前を付けて保存" "검색을 이름으로 저장" "save the query under a name"
    Queries "queries" "我的查询" "我的查詢" "保存した検索" "저장한 검색" "saved queries"
    History "history" "搜索历史" "搜尋歷史" "検索履歴" "검색 기록" "history of searches"
    CopyLink "copy-link" "复制地址" "複製地址" "URL をコピー" "주소 복사" "copy the address"
    CopyText "copy-text" "复制全文" "複製全文" "本文をコピー" "본문 복사" "copy the text"
    SavePage "save-page" "存为文件" "存為檔案" "ページをファイルに保存" "페이지를 파일로 저장" "save the page to a file"
    Pipe "pipe" "交给外部命令" "交給外部命令" "記事をコマンドへ渡す" "글을 명령으로 보내기" "pipe the article to a command"
    Edit "edit" "用编辑器打开文件" "用編輯器開啟檔案" "ファイルをエディタで開く" "파일을 편집기로 열기" "open the file in the editor"
    Repaint "repaint" "重画" "重畫" "画面を描き直す" "화면 다시 그리기" "redraw the screen"
    Suspend "suspend" "挂起" "掛起" "中断" "일시 정지" "suspend"
    Help "help" "帮助" "說明" "ヘルプ" "도움말" "help"
    Complete "complete" "补全" "補全" "補完" "자동 완성" "complete the word"
    Recall "recall" "上一次搜索（行中有字时：上一行）" "上一次搜尋（行中有字時：上一行）" "前の検索（文字があれば一行上へ）" "이전 검색(글자가 있으면 한 줄 위로)" "an earlier search (in a line with text: one line up)"
    DeleteBack "delete-back" "删去前一字" "刪去前一字" "前の文字を消す" "앞 글자 지우기" "delete the character before the cursor"
    DeleteForward "delete-forward" "删去后一字" "刪去後一字" "次の文字を消す" "뒤 글자 지우기" "delete the character after the cursor"
    DeleteWord "delete-word" "删去前一词" "刪去前一詞" "前の語を消す" "앞 낱말 지우기" "delete the word before the cursor"
    DeleteToStart "delete-to-start" "删到行首" "刪到行首" "行頭まで消す" "줄 처음까지 지우기" "delete to the start of the line"
    DeleteToEnd "delete-to-end" "删到行尾" "刪到行尾" "行末まで消す" "줄 끝까지 지우기" "delete to the end of the line"
    Yes "yes" "是" "是" "はい" "예" "yes"
    No "no" "否" "否" "いいえ" "아니오" "no"
}

impl Action {
    /// The action of a name in a keymap.
    pub fn named(name: &str) -> Option<Action> {
        Action::EVERY.iter().copied().find(|action| action.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_name_of_its_own_and_a_line_of_help() {
        for (at, action) in Action::EVERY.iter().enumerate() {
            assert_eq!(Action::named(action.name()), Some(*action), "double name at {at}");
            for language in [Language::Chinese, Language::Korean, Language::English] {
                assert!(!action.help(language).is_empty());
            }
        }
    }
}
