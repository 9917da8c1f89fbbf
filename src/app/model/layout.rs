//! Where the panes are, from the screen's size and what has the focus. Pure: drawing and scrolling
//! ask the same function.

/// Columns and rows of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    pub columns: usize,
    pub rows: usize,
}

/// A part of the screen, in cells from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Area {
    pub column: usize,
    pub row: usize,
    pub columns: usize,
    pub rows: usize,
}

impl Area {
    /// True when the cell lies in the area.
    pub fn holds(&self, column: usize, row: usize) -> bool {
        (self.column..self.column + self.columns).contains(&column) && (self.row..self.row + self.rows).contains(&row)
    }
}

/// Which pane the keys go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    Filter,
    #[default]
    List,
    Page,
}

/// What decides where the panes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    pub size: Size,
    pub focus: Focus,
    /// There is an article to show.
    pub page: bool,
    /// The article stays beside the list even when it has the focus.
    pub beside: bool,
    /// Rows of the histogram above the list.
    pub histogram: usize,
}

/// The panes' places; a pane that is `None` is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layout {
    /// Where one is: library, query, counts.
    pub top: Option<Area>,
    pub filter: Option<Area>,
    pub histogram: Option<Area>,
    pub list: Option<Area>,
    pub page: Option<Area>,
    /// What one can do, and messages.
    pub bottom: Area,
}

/// From so many columns on, panes stand beside each other.
pub const WIDE: usize = 100;
/// From so many columns on, the article has room as the third.
const THREE: usize = 110;
const FILTER: usize = 29;
/// Columns beside the text of a page, on both sides together.
pub const PAGE_MARGINS: usize = 2;

/// Below this nothing but a short message is shown.
pub const SMALLEST: Size = Size { columns: 20, rows: 5 };

/// True when there is room for panes at all.
pub fn has_room(size: Size) -> bool {
    size.columns >= SMALLEST.columns && size.rows >= SMALLEST.rows
}

/// Where lines are printed instead of drawn: the pane that has the focus, and nothing beside it.
pub fn lines(size: Size, focus: Focus) -> Layout {
    let area = Area { columns: size.columns + PAGE_MARGINS, rows: size.rows, ..Area::default() };
    match focus {
        Focus::Page => Layout { page: Some(area), ..Layout::default() },
        focus => one(focus, area),
    }
}

/// The panes' places.
pub fn layout(wanted: Wanted) -> Layout {
    let Size { columns, rows } = wanted.size;
    let bottom = Area { column: 0, row: rows.saturating_sub(1), columns, rows: 1 };
    let alone = columns < WIDE || wanted.focus == Focus::Page && !(wanted.beside && columns >= THREE);
    if wanted.focus == Focus::Page && alone {
        return Layout { page: Some(body(columns, rows, 0)), bottom, ..Layout::default() };
    }
    let top = Some(Area { column: 0, row: 0, columns, rows: 1 });
    let area = body(columns, rows, 1);
    let panes = if alone { one(wanted.focus, area) } else { abreast(wanted, area) };
    with_histogram(Layout { top, bottom, ..panes }, wanted.histogram)
}

/// The rows between the first and the last lines; air where there is room for it.
fn body(columns: usize, rows: usize, top: usize) -> Area {
    let air = usize::from(rows >= 10);
    Area { column: 0, row: top + air, columns, rows: rows.saturating_sub(top + 1 + 2 * air).max(1) }
}

fn one(focus: Focus, area: Area) -> Layout {
    match focus {
        Focus::Filter => Layout { filter: Some(area), ..Layout::default() },
        _ => Layout { list: Some(area), ..Layout::default() },
    }
}

fn abreast(wanted: Wanted, area: Area) -> Layout {
    let rest = area.columns - FILTER;
    let filter = Some(Area { columns: FILTER - 1, ..area });
    let list_columns = if wanted.page && area.columns >= THREE { rest * 60 / 100 } else { rest };
    let list = Area { column: FILTER, columns: list_columns, ..area };
    let page = (list_columns < rest).then(|| Area {
        column: list.column + list.columns + 1,
        columns: rest - list_columns - 1,
        ..area
    });
    Layout { filter, list: Some(list), page, ..Layout::default() }
}

fn with_histogram(layout: Layout, rows: usize) -> Layout {
    let Some(list) = layout.list.filter(|list| rows > 0 && list.rows > rows + 4) else { return layout };
    Layout {
        histogram: Some(Area { rows, ..list }),
        list: Some(Area { row: list.row + rows, rows: list.rows - rows, ..list }),
        ..layout
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(columns: usize, rows: usize, focus: Focus, page: bool) -> Layout {
        layout(Wanted { size: Size { columns, rows }, focus, page, ..Wanted::default() })
    }

    #[test]
    fn at_80_columns_one_pane_is_shown_at_a_time() {
        let list = at(80, 24, Focus::List, true);
        assert!(list.filter.is_none() && list.page.is_none());
        assert_eq!(list.list.map(|a| (a.columns, a.rows)), Some((80, 20)));
        assert!(at(80, 24, Focus::Filter, true).list.is_none());
    }

    #[test]
    fn where_it_is_wide_three_panes_stand_side_by_side_without_touching() {
        let wide = at(120, 40, Focus::List, true);
        let [filter, list, page] = [wide.filter, wide.list, wide.page].map(Option::unwrap_or_default);
        assert!(filter.column + filter.columns < list.column);
        assert!(list.column + list.columns < page.column);
        assert_eq!(page.column + page.columns, 120);
        assert!(page.columns >= 35);
    }

    #[test]
    fn the_article_takes_the_full_width_with_the_focus() {
        let page = at(120, 40, Focus::Page, true);
        assert!(page.list.is_none());
        assert_eq!(page.page.map(|a| a.columns), Some(120));
    }

    #[test]
    fn no_pane_leaves_the_screen_at_any_size() {
        for columns in 20..200 {
            for rows in 5..60 {
                for focus in [Focus::Filter, Focus::List, Focus::Page] {
                    for page in [false, true] {
                        let l = at(columns, rows, focus, page);
                        for area in [l.filter, l.list, l.page, Some(l.bottom)].into_iter().flatten() {
                            assert!(area.columns > 0 && area.rows > 0, "{columns}x{rows}");
                            assert!(area.column + area.columns <= columns && area.row + area.rows <= rows);
                        }
                    }
                }
            }
        }
    }
}
