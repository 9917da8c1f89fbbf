//! The reader's own words, in the reader's language: one table.

use crate::config::Language;
use crate::search::{Query, Trouble};

macro_rules! messages {
    ($($name:ident: $zh:literal $hant:literal $ja:literal $ko:literal $en:literal)*) => {
        /// Every word and phrase that the reader says.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Messages { pub language: Language, $(pub $name: &'static str),* }

        impl Messages {
            /// The words of a language.
            pub const fn of(language: Language) -> Messages {
                match language {
                    Language::Chinese => Messages { language, $($name: $zh),* },
                    Language::TraditionalChinese => Messages { language, $($name: $hant),* },
                    Language::Japanese => Messages { language, $($name: $ja),* },
                    Language::Korean => Messages { language, $($name: $ko),* },
                    Language::English => Messages { language, $($name: $en),* },
                }
            }
        }
    };
}

messages! {
    name: "看报" "看報" "看報 Kanbao" "Kanbao" "Kanbao"
    articles: " 篇" " 篇" " 件" "건" " articles"
    unread: "未读" "未讀" "未読" "읽지 않음" "unread"
    starred: "星标" "星標" "スター" "별표" "starred"
    queued: "阅读清单" "閱讀清單" "後で読む" "읽을 목록" "reading list"
    untidy: "有问题的文件" "有問題的檔案" "不備のあるファイル" "문제 있는 파일" "untidy files"
    read: "已读" "已讀" "既読" "읽음" "read"
    by_date: "按日期" "按日期" "日付順" "날짜순" "by date"
    by_title: "按标题" "按標題" "題名順" "제목순" "by title"
    by_author: "按作者" "按作者" "著者順" "저자순" "by author"
    by_category: "按分类" "按分類" "分類順" "분류순" "by category"
    by_relevance: "按相关度" "按相關度" "関連度順" "관련도순" "by relevance"
    reversed: "（倒序）" "（倒序）" "（逆順）" "(역순)" " (reversed)"
    categories: "分类" "分類" "分類" "분류" "Categories"
    authors: "作者" "作者" "著者" "저자" "Authors"
    chosen: "已选" "已選" "選択中" "선택됨" "Chosen"
    searching: "正在搜索…" "正在搜尋…" "検索中…" "찾는 중…" "searching…"
    time: "时间" "時間" "時期" "시기" "Time"
    tags: "标签" "標籤" "タグ" "태그" "Tags"
    state: "状态" "狀態" "状態" "상태" "State"
    my_queries: "我的查询" "我的查詢" "保存した検索" "저장한 검색" "My queries"
    samples: "示例文章 · 打开自己的：kanbao 文件夹" "範例文章 · 開啟自己的：kanbao 資料夾" "サンプル記事 · 自分の記事を開く：kanbao フォルダ" "예시 글 · 내 글 열기: kanbao 폴더" "sample articles · to open your own: kanbao FOLDER"
    listing_files: "正在列出" "正在列出" "一覧を作成中" "목록 만드는 중" "listing"
    indexing_bodies: "正在索引正文" "正在索引正文" "本文を索引中" "본문 색인 중" "indexing bodies"
    minutes: "约 {} 分钟" "約 {} 分鐘" "約 {} 分" "약 {}분" "about {} min"
    nothing_found: "没有找到" "沒有找到" "見つかりません" "찾지 못했습니다" "nothing found"
    nothing_here: "这里没有文章" "這裡沒有文章" "記事がありません" "글이 없습니다" "no articles here"
    too_small: "窗口太小" "視窗太小" "画面が小さすぎます" "창이 너무 작습니다" "too small"
    help_title: "帮助：输入即筛选，Enter 执行" "說明：輸入即篩選，Enter 執行" "ヘルプ：入力で絞り込み、Enter で実行" "도움말: 입력하면 좁혀지고 Enter로 실행" "Help: type to narrow, Enter to do it"
    links_title: "链接" "連結" "リンク" "링크" "Links"
    outline_title: "目录" "目錄" "目次" "목차" "Outline"
    changes_title: "最近的标记：Enter 撤销" "最近的標記：Enter 復原" "最近の印：Enter で取り消す" "최근 표시: Enter로 되돌리기" "Recent marks: Enter undoes"
    history_title: "搜索历史" "搜尋歷史" "検索履歴" "검색 기록" "Searches"
    sort_title: "排序" "排序" "並べ替え" "정렬" "Sort"
    fields_title: "字段" "欄位" "項目" "필드" "Fields"
    problems: "问题" "問題" "問題" "문제" "Problems"
    tags_prompt: "标签（空格分隔）" "標籤（空格分隔）" "タグ（空白区切り）" "태그(공백으로 구분)" "Tags (separated by spaces)"
    note_prompt: "批注" "批註" "メモ" "메모" "Note"
    query_name_prompt: "查询的名字（可加 =键）" "查詢的名字（可加 =鍵）" "検索の名前（=キー も可）" "검색 이름(=키 가능)" "Name of the query (=key may follow)"
    save_prompt: "存为文件（.md .html .txt）" "存為檔案（.md .html .txt）" "保存先（.md .html .txt）" "파일로 저장(.md .html .txt)" "Save as (.md .html .txt)"
    pipe_prompt: "交给命令" "交給命令" "コマンドへ渡す" "명령으로 보내기" "Pipe to command"
    press_enter: "（按回车返回）" "（按 Enter 返回）" "（Enter で戻る）" "(Enter로 돌아가기)" "(press Enter to go back)"
    find_prompt: "页内查找" "頁內尋找" "ページ内検索" "페이지에서 찾기" "Find"
    read_all_confirm: "把所列 {} 篇全部标为已读？" "把所列 {} 篇全部標為已讀？" "表示中の {} 件をすべて既読にしますか" "목록의 {}건을 모두 읽음으로 표시할까요?" "Mark all {} listed articles as read?"
    save_confirm: "有 {} 条标记尚未存盘。存到文件？" "有 {} 筆標記尚未存檔。存到檔案？" "{} 件の印が未保存です。ファイルに保存しますか" "저장되지 않은 표시 {}건. 파일로 저장할까요?" "{} marks are not saved. Save them to a file?"
    save_marks_prompt: "把没存盘的标记存到文件" "把未存檔的標記存到檔案" "未保存の印の保存先" "저장되지 않은 표시를 저장할 파일" "Save the unsaved marks to a file"
    overwrite_confirm: "{} 已存在。覆盖？（回车：否）" "{} 已存在。覆寫？（Enter：否）" "{} はすでにあります。上書きしますか（Enter：いいえ）" "{}이(가) 이미 있습니다. 덮어쓸까요? (Enter: 아니오)" "{} is there already. Write over it? (Enter: no)"
    copied: "已复制" "已複製" "コピーしました" "복사했습니다" "copied"
    copied_osc: "已复制（经终端 OSC 52）" "已複製（經終端 OSC 52）" "コピーしました（端末 OSC 52）" "복사했습니다(터미널 OSC 52)" "copied (through the terminal, OSC 52)"
    too_long_to_copy: "太长，终端的剪贴板装不下" "太長，終端的剪貼簿裝不下" "長すぎて端末のクリップボードに入りません" "너무 길어 터미널 클립보드에 들어가지 않습니다" "too long for the terminal's clipboard"
    no_link: "这篇文章没有地址" "這篇文章沒有地址" "この記事には URL がありません" "이 글에는 주소가 없습니다" "this article has no address"
    no_more_unread: "没有未读了" "沒有未讀了" "未読はありません" "읽지 않은 글이 없습니다" "nothing unread"
    wrapped: "已绕回" "已繞回" "先頭に戻りました" "처음으로 돌아왔습니다" "wrapped"
    hits: "处" "處" "箇所" "곳" " hits"
    nothing_to_undo: "没有可撤销的" "沒有可復原的" "取り消すものがありません" "되돌릴 것이 없습니다" "nothing to undo"
    nothing_to_redo: "没有可重做的" "沒有可重做的" "やり直すものがありません" "다시 할 것이 없습니다" "nothing to redo"
    undone: "已撤销：" "已復原：" "取り消し：" "되돌림: " "undone: "
    redone: "已重做：" "已重做：" "やり直し：" "다시 함: " "done again: "
    not_saved: "标记未能存盘，稍后再试：" "標記未能存檔，稍後再試：" "印を保存できません。後で再試行：" "표시를 저장하지 못함, 다시 시도: " "marks not saved, will try again: "
    saved_to: "已存为 " "已存為 " "保存しました：" "저장함: " "saved to "
    untitled: "（无题）" "（無題）" "（無題）" "(제목 없음)" "(untitled)"
    unknown_key: "没有这个键：{}（? 帮助）" "沒有這個鍵：{}（? 說明）" "そのキーはありません：{}（? ヘルプ）" "없는 키: {} (? 도움말)" "no such key: {} (? for help)"
    remote_hint: "远程（SSH）：Enter 显示地址与二维码，并复制" "遠端（SSH）：Enter 顯示地址與二維碼，並複製" "リモート（SSH）：Enter で URL と QR を表示しコピー" "원격(SSH): Enter로 주소와 QR 표시 후 복사" "remote (SSH): Enter shows address and QR code, and copies"
    histogram_title: "按时间" "按時間" "時期別" "시기별" "Over time"
    like_query: "相似" "相似" "類似" "비슷한 글" "like this"
    k_older_month: "上一月" "上一月" "前の月" "이전 달" "earlier month"
    k_newer_month: "下一月" "下一月" "次の月" "다음 달" "later month"
    k_restore: "回到原处" "回到原處" "元に戻る" "돌아가기" "back as it was"
    k_facets: "分面" "分面" "絞り込み" "분류" "facets"
    k_save_query: "存为查询" "存為查詢" "保存" "저장" "save"
    k_relevance: "按相关度" "按相關度" "関連度順" "관련도순" "relevance"
    k_typing: "输入即筛选" "輸入即篩選" "入力で絞り込み" "입력해 좁히기" "type to narrow"
    k_only: "只看这里" "只看這裡" "選ぶ" "선택" "only this"
    k_several: "选中" "選取" "複数選択" "여러 개" "choose"
    k_pick: "选择" "選擇" "選択" "선택" "choose"
    k_copy_it: "复制" "複製" "コピー" "복사" "copy"
    k_yes: "是" "是" "はい" "예" "yes"
    k_no: "否" "否" "いいえ" "아니오" "no"
    k_close: "关闭" "關閉" "閉じる" "닫기" "close"
    k_open: "打开" "開啟" "開く" "열기" "open"
    k_back: "返回" "返回" "戻る" "뒤로" "back"
    k_search: "搜索" "搜尋" "検索" "검색" "search"
    k_categories: "分类" "分類" "分類" "분류" "filter"
    k_unread: "下一未读" "下一未讀" "次の未読" "다음 안읽음" "next unread"
    k_star: "星标" "星標" "スター" "별표" "star"
    k_sort: "排序" "排序" "並べ替え" "정렬" "sort"
    k_help: "帮助" "說明" "ヘルプ" "도움말" "help"
    k_links: "链接" "連結" "リンク" "링크" "links"
    k_copy: "复制地址" "複製地址" "URL コピー" "주소 복사" "copy address"
    k_find: "页内查找" "頁內尋找" "ページ内検索" "찾기" "find"
    k_section: "下一节" "下一節" "次の節" "다음 절" "next heading"
    k_pane: "换栏" "換欄" "欄移動" "창 이동" "pane"
    k_choose: "选中" "選取" "選択" "선택" "choose"
    k_exclude: "排除" "排除" "除外" "제외" "exclude"
    k_quit: "退出" "退出" "終了" "종료" "quit"
    step_read: "标为已读" "標為已讀" "既読にする" "읽음으로 표시" "marked as read"
    step_unread: "标为未读" "標為未讀" "未読にする" "읽지 않음으로 표시" "marked as unread"
    step_read_all: "全部标为已读" "全部標為已讀" "すべて既読にする" "모두 읽음으로 표시" "marked all as read"
    step_star: "加星标" "加星標" "スターを付ける" "별표 추가" "starred"
    step_unstar: "去星标" "去星標" "スターを外す" "별표 제거" "star taken off"
    step_tags: "标签" "標籤" "タグ" "태그" "tags"
    step_note: "批注" "批註" "メモ" "메모" "note"
    step_queue: "阅读清单" "閱讀清單" "後で読む" "읽을 목록" "reading list"
    line_hello: "{} 篇文章。输入编号打开，回车继续，help 看命令" "{} 篇文章。輸入編號開啟，Enter 繼續，help 看命令" "{} 件の記事。番号で開く、Enter で続き、help でコマンド" "글 {}건. 번호로 열기, Enter로 계속, help로 명령 보기" "{} articles. A number opens one, Enter goes on, help tells the commands"
    line_help: "一行一个命令：动作（或其键、其开头），编号（3 或 3-5），文字" "一行一個命令：動作（或其鍵、其開頭），編號（3 或 3-5），文字" "一行に一つ：動作（キーや先頭の文字でも可）、番号（3 や 3-5）、言葉" "한 줄에 하나: 동작(키나 앞글자도 가능), 번호(3 또는 3-5), 낱말" "One command a line: an action (or its key, or its beginning), numbers (3 or 3-5), messages"
    line_more: "（还有 {}，回车继续）" "（還有 {}，Enter 繼續）" "（残り {}、Enter で続き）" "({} 남음, Enter로 계속)" "({} more, Enter goes on)"
    line_end: "（完）" "（完）" "（終わり）" "(끝)" "(the end)"
    line_unknown: "不懂“{}”，help 看命令" "不懂「{}」，help 看命令" "「{}」は分かりません。help でコマンド" "'{}'을(를) 알 수 없습니다. help로 명령 보기" "no command '{}'; help tells the commands"
    line_several: "可以是：{}" "可以是：{}" "次のどれか：{}" "다음 중 하나: {}" "it may be: {}"
    line_no_number: "没有第 {} 号" "沒有第 {} 號" "{} 番はありません" "{}번은 없습니다" "there is no number {}"
    line_not_here: "行方式里没有“{}”" "行方式裡沒有「{}」" "行モードに「{}」はありません" "줄 모드에는 '{}'이(가) 없습니다" "'{}' is for the screen only"
    line_open_first: "先输入编号打开一篇，或在命令后加编号" "先輸入編號開啟一篇，或在命令後加編號" "先に番号で記事を開くか、命令に番号を付けてください" "먼저 번호로 글을 열거나 명령에 번호를 붙이세요" "open an article first, or give its number"
    line_continued: "（从 {}% 接着读；first 从头）" "（從 {}% 接著讀；first 從頭）" "（{}% から続き。first で先頭）" "({}%부터 이어서. first로 처음부터)" "(going on from {}%; first begins anew)"
    line_no_clipboard: "这里没有剪贴板" "這裡沒有剪貼簿" "ここにはクリップボードがありません" "여기에는 클립보드가 없습니다" "there is no clipboard here"
    line_pointless: "只属于屏幕（行方式没有栏；挂起由终端的 Ctrl-Z 管）：{}" "只屬於螢幕（行方式沒有欄；掛起由終端的 Ctrl-Z 管）：{}" "画面専用（行モードに欄はなく、中断は端末の Ctrl-Z で）：{}" "화면 전용(줄 모드에는 창이 없고, 일시 정지는 터미널의 Ctrl-Z): {}" "For the screen only (lines have no panes, and Ctrl-Z is the terminal's own): {}"
    line_filter: "写一个条件，如 category:金融、author:名字、tag:名字、date:2021、is:unread" "寫一個條件，如 category:金融、author:名字、tag:名字、date:2021、is:unread" "条件を一つ書いてください。例：category:金融、author:名前、tag:名前、date:2021、is:unread" "조건을 하나 쓰세요. 예: category:金融, author:이름, tag:이름, date:2021, is:unread" "one filter, such as category:金融, author:name, tag:name, date:2021 or is:unread"
    line_leave: "y 存到文件  n 不存就退出  回车：不退出" "y 存到檔案  n 不存就退出  Enter：不退出" "y 保存する  n 保存せずに終了  Enter：終了しない" "y 저장  n 저장하지 않고 종료  Enter: 종료하지 않음" "y saves them  n leaves without  Enter: stay"
    line_unsaved: "有 {} 条标记没能存盘" "有 {} 筆標記沒能存檔" "{} 件の印を保存できませんでした" "표시 {}건을 저장하지 못했습니다" "{} marks could not be saved"
    step_unqueue: "移出阅读清单" "移出閱讀清單" "後で読むから外す" "읽을 목록에서 뺌" "off the reading list"
    step_query: "我的查询" "我的查詢" "保存した検索" "저장한 검색" "saved query"
    q_not_opened: "没有与它配对的左括号" "沒有與它配對的左括號" "対応する開き括弧がありません" "짝이 되는 여는 괄호가 없습니다" "no bracket is open here"
    q_bracket_open: "括号没有关上" "括號沒有關上" "括弧が閉じていません" "괄호가 닫히지 않았습니다" "the bracket is not closed"
    q_quote_open: "引号没有关上" "引號沒有關上" "引用符が閉じていません" "따옴표가 닫히지 않았습니다" "the quote is not closed"
    q_too_deep: "括号套得太深" "括號套得太深" "括弧の入れ子が深すぎます" "괄호가 너무 깊게 겹쳤습니다" "too many brackets within brackets"
    q_before_or: "OR 前面没有词" "OR 前面沒有詞" "OR の前に語がありません" "OR 앞에 낱말이 없습니다" "nothing before OR"
    q_after_or: "OR 后面没有词" "OR 後面沒有詞" "OR の後に語がありません" "OR 뒤에 낱말이 없습니다" "nothing after OR"
    q_no_exclusion: "后面没有要排除的词" "後面沒有要排除的詞" "除外する語がありません" "제외할 낱말이 없습니다" "nothing to leave out"
    q_after_colon: "冒号后面还没有内容" "冒號後面還沒有內容" "コロンの後に値がありません" "콜론 뒤에 값이 없습니다" "nothing after the colon"
    q_unknown_field: "没有叫“{}”的字段" "沒有叫「{}」的欄位" "「{}」という項目はありません" "'{}' 항목은 없습니다" "no field is called {}"
    q_category_name: "分类没有名字" "分類沒有名字" "分類に名前がありません" "분류에 이름이 없습니다" "the category has no name"
    q_unknown_state: "可用：未读、已读、星标、待读、有问题" "可用：未讀、已讀、星標、待讀、有問題" "使える値：unread、read、starred、queued、untidy" "쓸 수 있는 값: unread, read, starred, queued, untidy" "one of read, unread, starred, queued, untidy"
    q_unknown_part: "可用：链接、图片、代码" "可用：連結、圖片、程式碼" "使える値：link、image、code" "쓸 수 있는 값: link, image, code" "one of link, image, code"
    q_unknown_day: "日期可写 2021、2021-06、2021-06-04、7d、昨天、近3天，范围用 .." "日期可寫 2021、2021-06、2021-06-04、7d、昨天、近3天，範圍用 .." "日付の例：2021、2021-06、2021-06-04、7d、yesterday。範囲は .." "날짜 예: 2021, 2021-06, 2021-06-04, 7d, yesterday. 범위는 .." "a day such as 2021, 2021-06, 2021-06-04, 7d, yesterday, 近3天 or a range with .."
    q_taken: "“{}”读作日期或状态；要找这个词，请加引号" "「{}」讀作日期或狀態；要找這個詞，請加引號" "「{}」は日付か状態と読みました。語として探すには引用符で囲みます" "'{}'은(는) 날짜나 상태로 읽었습니다. 낱말로 찾으려면 따옴표로 묶으세요" "'{}' was read as a date or a state; put it in quotes to look for the word"
    q_day_read_as: "读作 {}" "讀作 {}" "{} として読みました" "{}(으)로 읽었습니다" "read as {}"
}

impl Messages {
    /// A phrase with its `{}` filled.
    pub fn fill(phrase: &str, value: impl std::fmt::Display) -> String {
        phrase.replacen("{}", &value.to_string(), 1)
    }

    /// A count with what it counts: `312 未读`.
    pub fn count(&self, count: usize, what: &str) -> String {
        format!("{}{}{what}", thousands(count), if what.starts_with(' ') || what == self.articles { "" } else { " " })
    }

    /// How often something is in the page.
    pub fn hits_of(&self, count: usize) -> String {
        if count == 0 { self.nothing_found.to_owned() } else { self.count(count, self.hits) }
    }

    /// That words of a query were read as dates or states, if any were.
    pub fn taken(&self, text: &str, query: &Query) -> Option<String> {
        let taken: Vec<&str> = query.taken.iter().filter_map(|span| text.get(span.clone())).collect();
        (!taken.is_empty()).then(|| Messages::fill(self.q_taken, taken.join(" ")))
    }

    /// What is wrong with a query.
    pub fn trouble(&self, trouble: &Trouble) -> String {
        let phrase = match trouble {
            Trouble::NotOpened => self.q_not_opened,
            Trouble::BracketNotClosed => self.q_bracket_open,
            Trouble::QuoteNotClosed => self.q_quote_open,
            Trouble::TooDeep => self.q_too_deep,
            Trouble::NothingBeforeOr => self.q_before_or,
            Trouble::NothingAfterOr => self.q_after_or,
            Trouble::NothingToLeaveOut => self.q_no_exclusion,
            Trouble::NothingAfterColon => self.q_after_colon,
            Trouble::UnknownField(name) => return Messages::fill(self.q_unknown_field, name),
            Trouble::CategoryWithoutName => self.q_category_name,
            Trouble::UnknownState => self.q_unknown_state,
            Trouble::UnknownPart => self.q_unknown_part,
            Trouble::UnknownDay => self.q_unknown_day,
            Trouble::DayReadAs(part) => return Messages::fill(self.q_day_read_as, part),
        };
        phrase.to_owned()
    }
}

/// A number with separators, as `14,577`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::search;

    #[test]
    fn counts_read_as_in_the_language() {
        assert_eq!(Messages::of(Language::Chinese).count(14577, " 篇"), "14,577 篇");
        assert_eq!(Messages::of(Language::Chinese).count(312, "未读"), "312 未读");
        assert_eq!(Messages::of(Language::English).count(1000000, " articles"), "1,000,000 articles");
        assert_eq!(thousands(7), "7");
    }

    const LANGUAGES: [Language; 5] =
        [Language::Chinese, Language::TraditionalChinese, Language::Japanese, Language::Korean, Language::English];

    fn said(typed: &str, language: Language) -> String {
        let problems = search::parse(typed, Date::default()).problems;
        problems.first().map_or(String::new(), |problem| Messages::of(language).trouble(&problem.what))
    }

    #[test]
    fn what_is_wrong_with_a_query_is_said_in_the_language() {
        assert_eq!(said("(大连", Language::Chinese), "括号没有关上");
        assert_eq!(said("autor:张", Language::TraditionalChinese), "沒有叫「autor」的欄位");
        assert_eq!(said("date:2021-", Language::Korean), "2021(으)로 읽었습니다");
        let wrong =
            ["(", ")", "\"a", "| a", "a |", "- a", "c:", "autor:y", "c:/", "is:?", "has:?", "date:?", "date:2021-"];
        for typed in wrong {
            let problem = &search::parse(typed, Date::default()).problems[0];
            assert_eq!(said(typed, Language::English), problem.what.to_string(), "{typed}");
        }
    }

    #[test]
    fn values_that_are_proposed_are_understood() {
        let proposed = |phrase: &'static str| {
            let values = phrase.rsplit_once([':', '：']).map_or(phrase, |(_, values)| values);
            values.trim_start_matches("one of ").split(['、', ',']).map(str::trim)
        };
        for messages in LANGUAGES.map(Messages::of) {
            let states = proposed(messages.q_unknown_state).map(|value| format!("is:{value}"));
            let parts = proposed(messages.q_unknown_part).map(|value| format!("has:{value}"));
            for query in states.chain(parts) {
                assert_eq!(search::parse(&query, Date::default()).problems, [], "{query}");
            }
        }
    }
}
