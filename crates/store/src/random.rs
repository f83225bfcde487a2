//! The one place that asks the operating system for randomness.

use crate::StoreError;

/// `N` random bytes.
///
/// # Errors
/// [`StoreError::Randomness`] when the operating system has none to give.
pub fn bytes<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    getrandom::fill(&mut bytes).map_err(|_| StoreError::Randomness)?;
    Ok(bytes)
}

/// A number below `bound`, each as likely as the others. `bound` must not be 0.
///
/// # Errors
/// [`StoreError::Randomness`] when the operating system has none to give.
pub fn below(bound: u32) -> Result<u32, StoreError> {
    // Numbers from the last, incomplete run of `bound` are thrown away: they would favour the small.
    let fair = u32::MAX - u32::MAX % bound;
    loop {
        let number = u32::from_be_bytes(bytes()?);
        if number < fair {
            return Ok(number % bound);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_below_their_bound_and_reach_everywhere() {
        let mut seen = [0_u32; 7];
        for _ in 0..7000 {
            seen[below(7).unwrap() as usize] += 1;
        }
        assert!(seen.iter().all(|&count| count > 700), "{seen:?}");
    }
}
