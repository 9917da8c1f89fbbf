//! The one table of actions: names, scopes and help. Keys, the help layer and the README come from it.

use crate::config::Language;

/// Where an action's keys hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// In every pane, where the pane has no key of its own.
    All,
    List,
    Page,
    Filter,
}

impl Scope {
    pub const EVERY: [Scope; 4] = [Scope::All, Scope::List, Scope::Page, Scope::Filter];

    /// The name in keymaps.
    pub fn name(self) -> &'static str {
        match self {
            Scope::All => "all",
            Scope::List => "list",
            Scope::Page => "page",
            Scope::Filter => "filter",
        }
    }

    /// The scope of a name in a keymap.
    pub fn named(name: &str) -> Option<Scope> {
        Scope::EVERY.into_iter().find(|scope| scope.name() == name)
    }
}

macro_rules! actions {
    ($($action:ident $name:literal $zh:literal $en:literal)*) => {
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
                    Language::Chinese | Language::TraditionalChinese => match self { $(Action::$action => $zh),* },
                    _ => match self { $(Action::$action => $en),* },
                }
            }
        }
    };
}

actions! {
    Down "down" "下一行" "one line down"
    Up "up" "上一行" "one line up"
    HalfDown "half-down" "下半页" "half a page down"
    HalfUp "half-up" "上半页" "half a page up"
    PageDown "page-down" "下一页" "a page down"
    PageUp "page-up" "上一页" "a page up"
    First "first" "到开头（带数字：到第几条）" "to the beginning (with a count: to that item)"
    Last "last" "到末尾" "to the end"
    Left "left" "左：收起，或向左滚动" "left: fold, or scroll left"
    Right "right" "右：展开，或向右滚动" "right: unfold, or scroll right"
    Open "open" "打开" "open"
    Back "back" "返回（在列表中：退出）" "back (in the list: quit)"
    Escape "escape" "取消，返回" "cancel, back"
    Quit "quit" "退出" "quit"
    NextPane "next-pane" "下一栏" "next pane"
    PreviousPane "previous-pane" "上一栏" "previous pane"
    Zoom "zoom" "文章占满全宽，或与列表并排" "article in full width, or beside the list"
    Search "search" "输入即搜索（在文章中：页内查找）" "search as one types (in the article: find)"
    Categories "categories" "到分类栏，输入即筛选" "to the filter pane, typing narrows it"
    Sort "sort" "排序" "sort"
    Reverse "reverse" "倒序" "reverse the order"
    Relevance "relevance" "按相关度" "order by relevance"
    Like "like" "与此相似的文章" "more articles like this"
    NextUnread "next-unread" "下一篇未读" "next unread article"
    PreviousUnread "previous-unread" "上一篇未读" "previous unread article"
    NextHit "next-hit" "下一处命中（无查找时：下一篇未读）" "next hit (without a search: next unread)"
    PreviousHit "previous-hit" "上一处命中（无查找时：上一篇未读）" "previous hit (without a search: previous unread)"
    NextHeading "next-heading" "下一节" "next heading"
    PreviousHeading "previous-heading" "上一节" "previous heading"
    NextArticle "next-article" "下一篇" "next article"
    PreviousArticle "previous-article" "上一篇" "previous article"
    JumpBack "jump-back" "回到跳转之前" "back to before the jump"
    Paragraph "paragraph" "选中一段（再按：下一段），供复制" "select a paragraph (again: the next), to copy it"
    Outline "outline" "目录" "outline of the headings"
    Links "links" "文中链接，按编号打开" "links of the article, opened by number"
    Fields "fields" "文章的全部字段和问题" "all fields of the article, and its problems"
    Read "toggle-read" "已读／未读" "read or unread"
    ReadAll "read-all" "把所列全部标为已读" "mark all that is listed as read"
    Star "star" "星标" "star"
    Tags "tags" "标签" "tags"
    Note "note" "批注" "note"
    Queue "queue" "放入阅读清单，或取出" "put on the reading list, or take off"
    ReadingList "reading-list" "阅读清单" "the reading list"
    Undo "undo" "撤销标记" "undo the last mark"
    Redo "redo" "重做标记" "redo"
    Changes "changes" "最近的标记，可任选撤销" "recent marks, to undo any of them"
    Toggle "toggle" "选中，或取消" "choose, or not"
    Exclude "exclude" "排除，或取消" "exclude, or not"
    Clear "clear-filters" "清除全部筛选" "clear all filters"
    Histogram "histogram" "按时间分布" "articles over time"
    SaveQuery "save-query" "存为查询" "save the query under a name"
    Queries "queries" "我的查询" "saved queries"
    History "history" "搜索历史" "history of searches"
    CopyLink "copy-link" "复制地址" "copy the address"
    CopyText "copy-text" "复制全文" "copy the text"
    SavePage "save-page" "存为文件" "save the page to a file"
    Pipe "pipe" "交给外部命令" "pipe the article to a command"
    Edit "edit" "用编辑器打开文件" "open the file in the editor"
    Repaint "repaint" "重画" "paint the screen anew"
    Suspend "suspend" "挂起" "suspend"
    Help "help" "帮助" "help"
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
            assert!(!action.help(Language::Chinese).is_empty() && !action.help(Language::English).is_empty());
        }
    }
}
