//! Numbers and codes in groups, as they are printed and read out.

use domain::typed::signs;

/// What was typed, in groups of these sizes, with capitals; `None` when it does not fit and had
/// better stay as it is, for the person to see the mistake.
pub fn grouped(typed: &str, sizes: &[usize]) -> Option<String> {
    let symbols = signs(typed).to_ascii_uppercase();
    let fits = (1..=sizes.iter().sum()).contains(&symbols.len()) && symbols.bytes().all(|b| b.is_ascii_alphanumeric());
    if !fits {
        return None;
    }
    let mut groups = Vec::with_capacity(sizes.len());
    let mut rest = symbols.as_str();
    for size in sizes {
        let (group, after) = rest.split_at(rest.len().min(*size));
        if !group.is_empty() {
            groups.push(group);
        }
        rest = after;
    }
    Some(groups.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NIR: &[usize] = &[1, 2, 2, 2, 3, 3, 2];

    #[test]
    fn numbers_and_codes_are_shown_in_groups() {
        assert_eq!(grouped("284052a32102552", NIR).as_deref(), Some("2 84 05 2A 321 025 52"));
        assert_eq!(grouped("2-84.05 2A", NIR).as_deref(), Some("2 84 05 2A"));
        assert_eq!(grouped("h7uqzfkcj8kw", &[4, 4, 4]).as_deref(), Some("H7UQ ZFKC J8KW"));
        assert_eq!(grouped("H7UQ\u{a0}ZFKC\u{2011}J8KW", &[4, 4, 4]).as_deref(), Some("H7UQ ZFKC J8KW"));
    }

    #[test]
    fn what_does_not_fit_stays_as_it_is() {
        for typed in ["", " ", "H7UQ ZFKC J8KWX", "H7UQ ZFKC J8Ké", "+33611121314", "<b>"] {
            assert_eq!(grouped(typed, &[4, 4, 4]), None, "{typed}");
        }
    }
}
