//! Control sequences with their defaults left out.

/// CUP, its defaults left out.
pub fn place(x: usize, y: usize) -> Vec<u8> {
    let row = if y == 0 { String::new() } else { (y + 1).to_string() };
    let column = if x == 0 { String::new() } else { format!(";{}", x + 1) };
    format!("\x1b[{row}{column}H").into_bytes()
}

/// CR, line feeds, and CUF: to column `x`, `rows` below.
pub fn down(x: usize, rows: usize) -> Vec<u8> {
    let mut out = vec![b'\r'];
    out.extend(std::iter::repeat_n(b'\n', rows));
    if x > 0 {
        out.extend(counted(x, b'C'));
    }
    out
}

/// A control sequence with a count, left out where it is one.
pub fn counted(count: usize, last: u8) -> Vec<u8> {
    let number = if count == 1 { String::new() } else { count.to_string() };
    let mut out = format!("\x1b[{number}").into_bytes();
    out.push(last);
    out
}

/// The length of [`counted`].
pub fn counted_length(count: usize) -> usize {
    match count {
        0..=1 => 3,
        2..=9 => 4,
        10..=99 => 5,
        _ => 6,
    }
}
