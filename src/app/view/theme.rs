//! Roles to styles, last of all: changing the theme never sets a page again.

use ratatui::style::{Color, Modifier, Style};

use crate::app::model::Model;
use crate::config;
use crate::render::{Attributes, Role, Span};
use crate::text::Ambiguous;

/// The styles of everything that is drawn.
#[derive(Debug, Clone)]
pub struct Theme {
    pub text: Style,
    pub strong: Style,
    pub dim: Style,
    /// Signs of marks.
    pub sign: Style,
    /// The selection's sign and what has the focus.
    pub accent: Style,
    pub hit: Style,
    pub error: Style,
    pub palette: Palette,
}

/// Colours of roles; `None` leaves the terminal's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Palette {
    pub accent: Option<Color>,
    pub heading: Option<Color>,
    pub link: Option<Color>,
    pub code: Option<Color>,
    pub keyword: Option<Color>,
    pub string: Option<Color>,
    pub number: Option<Color>,
    pub function: Option<Color>,
    pub faint: Option<Color>,
    pub hit: Option<Color>,
    pub error: Option<Color>,
}

/// Signs, so that nothing is told by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    pub selected: &'static str,
    pub unread: &'static str,
    pub star: &'static str,
    pub untidy: &'static str,
    /// On the reading list.
    pub queued: &'static str,
    pub rule: &'static str,
    pub open: &'static str,
    pub closed: &'static str,
    pub chosen: &'static str,
    pub excluded: &'static str,
    /// Eight heights.
    pub bars: [&'static str; 8],
}

const SIGNS: Signs = Signs {
    selected: "▌",
    unread: "●",
    star: "★",
    untidy: "!",
    queued: "+",
    rule: "│",
    open: "▾",
    closed: "▸",
    chosen: "✓",
    excluded: "-",
    bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
};

const ASCII_SIGNS: Signs = Signs {
    selected: ">",
    unread: "*",
    star: "#",
    untidy: "!",
    queued: "+",
    rule: "|",
    open: "v",
    closed: ">",
    chosen: "x",
    excluded: "-",
    bars: [".", ".", ":", ":", "+", "+", "#", "#"],
};

impl Palette {
    /// The terminal's own 16 colours.
    const TERMINAL: Palette = Palette {
        accent: Some(Color::Cyan),
        heading: None,
        link: Some(Color::Blue),
        code: Some(Color::Green),
        keyword: Some(Color::Magenta),
        string: Some(Color::Green),
        number: Some(Color::Yellow),
        function: Some(Color::Blue),
        faint: None,
        hit: Some(Color::Yellow),
        error: Some(Color::Red),
    };

    const LIGHT: Palette = Palette {
        accent: Some(Color::Rgb(0x0b, 0x65, 0x8a)),
        heading: Some(Color::Rgb(0x8a, 0x2b, 0x0b)),
        link: Some(Color::Rgb(0x1a, 0x4f, 0xa3)),
        code: Some(Color::Rgb(0x2e, 0x6b, 0x2e)),
        keyword: Some(Color::Rgb(0x8a, 0x1f, 0x7a)),
        string: Some(Color::Rgb(0x2e, 0x6b, 0x2e)),
        number: Some(Color::Rgb(0x9a, 0x5b, 0x00)),
        function: Some(Color::Rgb(0x1a, 0x4f, 0xa3)),
        faint: Some(Color::Rgb(0x6b, 0x6b, 0x6b)),
        hit: Some(Color::Rgb(0xb3, 0x5a, 0x00)),
        error: Some(Color::Rgb(0xb0, 0x1c, 0x1c)),
    };

    const DARK: Palette = Palette {
        accent: Some(Color::Rgb(0x6c, 0xc4, 0xdc)),
        heading: Some(Color::Rgb(0xe8, 0xc0, 0x7d)),
        link: Some(Color::Rgb(0x8a, 0xb4, 0xf0)),
        code: Some(Color::Rgb(0xa5, 0xcf, 0x9b)),
        keyword: Some(Color::Rgb(0xd6, 0x9f, 0xd6)),
        string: Some(Color::Rgb(0xa5, 0xcf, 0x9b)),
        number: Some(Color::Rgb(0xe8, 0xc0, 0x7d)),
        function: Some(Color::Rgb(0x8a, 0xb4, 0xf0)),
        faint: Some(Color::Rgb(0x8f, 0x8f, 0x8f)),
        hit: Some(Color::Rgb(0xf5, 0xc2, 0x5b)),
        error: Some(Color::Rgb(0xf0, 0x8a, 0x8a)),
    };
}

impl Theme {
    /// The theme that the settings name.
    pub fn of(theme: config::Theme) -> Theme {
        Theme::from(match theme {
            config::Theme::Terminal => Palette::TERMINAL,
            config::Theme::Light => Palette::LIGHT,
            config::Theme::Dark => Palette::DARK,
            config::Theme::Plain => Palette::default(),
        })
    }

    fn from(palette: Palette) -> Theme {
        let text = Style::new();
        let bold = text.add_modifier(Modifier::BOLD);
        Theme {
            text,
            strong: bold,
            dim: faint(text, &palette),
            sign: text,
            accent: coloured(bold, palette.accent),
            hit: coloured(bold.add_modifier(Modifier::UNDERLINED), palette.hit),
            error: coloured(bold, palette.error),
            palette,
        }
    }

    /// The signs of the screen: ASCII where lines cannot be drawn, or would take two columns.
    pub fn signs(&self, model: &Model) -> &'static Signs {
        if model.settings.ascii || model.settings.ambiguous == Ambiguous::Wide { &ASCII_SIGNS } else { &SIGNS }
    }
}

fn coloured(style: Style, colour: Option<Color>) -> Style {
    colour.map_or(style, |colour| style.fg(colour))
}

fn faint(style: Style, palette: &Palette) -> Style {
    match palette.faint {
        Some(colour) => style.fg(colour),
        None => style.add_modifier(Modifier::DIM),
    }
}

/// The style of a span of a page.
pub fn span_style(span: &Span, theme: &Theme) -> Style {
    let style = role_style(span.role, theme);
    ATTRIBUTES
        .iter()
        .filter(|(attribute, _)| span.attributes.has(*attribute))
        .fold(style, |style, (_, modifier)| style.add_modifier(*modifier))
}

const ATTRIBUTES: &[(Attributes, Modifier)] = &[
    (Attributes::STRONG, Modifier::BOLD),
    (Attributes::EMPHASIS, Modifier::ITALIC),
    (Attributes::DELETED, Modifier::CROSSED_OUT),
    (Attributes::INSERTED, Modifier::UNDERLINED),
    (Attributes::MARKED, Modifier::REVERSED),
    (Attributes::SMALL, Modifier::DIM),
    (Attributes::KEY, Modifier::BOLD),
];

fn role_style(role: Role, theme: &Theme) -> Style {
    let palette = &theme.palette;
    let plain = theme.text;
    match role {
        Role::Title => theme.strong,
        Role::Heading(1 | 2) => coloured(theme.strong, palette.heading),
        Role::Heading(_) | Role::TableHeader => theme.strong,
        Role::Link => coloured(plain.add_modifier(Modifier::UNDERLINED), palette.link),
        Role::InlineCode | Role::Math => coloured(plain, palette.code),
        Role::CodeKeyword => coloured(plain, palette.keyword),
        Role::CodeString => coloured(plain, palette.string),
        Role::CodeNumber => coloured(plain, palette.number),
        Role::CodeType | Role::CodeFunction => coloured(plain, palette.function),
        Role::Meta
        | Role::QuoteBar
        | Role::LinkNumber
        | Role::Image
        | Role::Caption
        | Role::CodeComment
        | Role::CodeWrap
        | Role::TableRule
        | Role::Rule
        | Role::Ruby
        | Role::Footnote
        | Role::Embed
        | Role::Notice => theme.dim,
        Role::Text | Role::Quote | Role::ListMark | Role::Code => plain,
    }
}
