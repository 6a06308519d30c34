//! Pairwise covering arrays: few rows in which any two factors meet in all their values.

/// Rows that give each factor one of its values (0 up to `sizes[factor]`), so that for any two
/// factors every pair of values stands in a row. Greedy, and the same for the same sizes.
pub fn pairwise(sizes: &[usize]) -> Vec<Vec<usize>> {
    let mut open = Vec::new();
    for first in 0..sizes.len() {
        for second in first + 1..sizes.len() {
            for a in 0..sizes[first] {
                for b in 0..sizes[second] {
                    open.push(((first, a), (second, b)));
                }
            }
        }
    }
    let mut rows = Vec::new();
    while let Some(&((first, a), (second, b))) = open.first() {
        let mut row: Vec<Option<usize>> = vec![None; sizes.len()];
        row[first] = Some(a);
        row[second] = Some(b);
        for factor in 0..sizes.len() {
            if row[factor].is_some() {
                continue;
            }
            // The value that closes most pairs with what the row has already.
            let closes = |value: usize| {
                let has = |(at, wanted): (usize, usize)| {
                    if at == factor { wanted == value } else { row[at] == Some(wanted) }
                };
                open.iter()
                    .filter(|(x, y)| (x.0 == factor || y.0 == factor) && has(*x) && has(*y))
                    .count()
            };
            row[factor] = (0..sizes[factor]).rev().max_by_key(|value| closes(*value));
        }
        open.retain(|((x, a), (y, b))| row[*x] != Some(*a) || row[*y] != Some(*b));
        rows.push(row.into_iter().flatten().collect());
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::pairwise;

    #[test]
    fn every_pair_stands_in_a_row() {
        let sizes = [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 2, 2, 4];
        let rows = pairwise(&sizes);
        for first in 0..sizes.len() {
            for second in first + 1..sizes.len() {
                for a in 0..sizes[first] {
                    for b in 0..sizes[second] {
                        assert!(
                            rows.iter().any(|row| row[first] == a && row[second] == b),
                            "{first}={a} and {second}={b} never meet"
                        );
                    }
                }
            }
        }
        assert!(rows.len() <= 20, "{} rows", rows.len());
    }
}
