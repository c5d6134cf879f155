//! "Did you mean": the legal name that is nearest to a wrong one.

/// The candidate that `wrong` was probably meant to be: the same but for case, or with few letters changed.
pub(crate) fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = wrong.to_lowercase();
    // One letter in three, at least one: `doc` may have been `dcs`, but `int` was not meant to be `url`.
    let length = wrong.chars().count();
    let limit = (length / 3).max(1);
    // A difference in length is a distance of its own, and is cheap to see among thousands of names.
    let may_be_near = |candidate: &str| candidate.chars().count().abs_diff(length) <= limit;
    candidates
        .into_iter()
        .filter(|candidate| !candidate.is_empty() && may_be_near(candidate))
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The end of a message: `, did you mean ...?`, or nothing where no candidate is near.
pub(crate) fn did_you_mean<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, candidates).map(|name| format!(", did you mean `{name}`?")).unwrap_or_default()
}

/// Names for a sentence: `` `a`, `b` or `c` ``.
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [front @ .., last] => {
            let front: Vec<String> = front.iter().map(|name| format!("`{name}`")).collect();
            format!("{} or `{last}`", front.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, listed, nearest};

    #[test]
    fn near_means_few_letters_or_another_case() {
        assert_eq!(nearest("strng", ["string", "int"]), Some("string"));
        assert_eq!(nearest("STRING", ["string", "int"]), Some("string"));
        assert_eq!(nearest("reuqest", ["request", "response"]), Some("request"));
        assert_eq!(nearest("uint", ["int", "url"]), Some("int"));
        assert_eq!(nearest("completely", ["string", "int"]), None);
        assert_eq!(nearest("", ["a", ""]), Some("a"));
    }

    #[test]
    fn the_nearest_of_two_wins_and_ties_go_by_the_alphabet() {
        assert_eq!(nearest("Filters", ["Filter", "Filtern"]), Some("Filter"));
        assert_eq!(did_you_mean("x", ["completely"]), "");
        assert_eq!(did_you_mean("docs", ["doc"]), ", did you mean `doc`?");
    }

    #[test]
    fn lists_read_like_sentences() {
        assert_eq!(listed(&["a"]), "`a`");
        assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
