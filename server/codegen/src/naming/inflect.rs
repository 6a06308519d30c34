//! The singular of English nouns as tables are named. Our own small table rather than a crate:
//! the names of structs hang on it, so it must not change with a release of somebody else's.

/// Words whose singular no rule gives, or that look like plurals and are none.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("alias", "alias"),
    ("aliases", "alias"),
    ("analyses", "analysis"),
    ("apis", "api"),
    ("appendices", "appendix"),
    ("atlas", "atlas"),
    ("atlases", "atlas"),
    ("axes", "axis"),
    ("bias", "bias"),
    ("biases", "bias"),
    ("bonuses", "bonus"),
    ("brownies", "brownie"),
    ("buses", "bus"),
    ("caches", "cache"),
    ("calories", "calorie"),
    ("calves", "calf"),
    ("campuses", "campus"),
    ("canvas", "canvas"),
    ("canvases", "canvas"),
    ("censuses", "census"),
    ("chaos", "chaos"),
    ("children", "child"),
    ("choruses", "chorus"),
    ("cookies", "cookie"),
    ("corpuses", "corpus"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("diagnoses", "diagnosis"),
    ("dies", "die"),
    ("echoes", "echo"),
    ("elves", "elf"),
    ("emojis", "emoji"),
    ("emphases", "emphasis"),
    ("feet", "foot"),
    ("fps", "fps"),
    ("gas", "gas"),
    ("gases", "gas"),
    ("geese", "goose"),
    ("gps", "gps"),
    ("halves", "half"),
    ("headaches", "headache"),
    ("heroes", "hero"),
    ("hoodies", "hoodie"),
    ("hypotheses", "hypothesis"),
    ("indices", "index"),
    ("irises", "iris"),
    ("knives", "knife"),
    ("kpis", "kpi"),
    ("kudos", "kudos"),
    ("leaves", "leaf"),
    ("lens", "lens"),
    ("lenses", "lens"),
    ("lies", "lie"),
    ("lives", "life"),
    ("loaves", "loaf"),
    ("matrices", "matrix"),
    ("men", "man"),
    ("menus", "menu"),
    ("mice", "mouse"),
    ("movies", "movie"),
    ("news", "news"),
    ("niches", "niche"),
    ("oxen", "ox"),
    ("parentheses", "parenthesis"),
    ("people", "person"),
    ("phenomena", "phenomenon"),
    ("pies", "pie"),
    ("pos", "pos"),
    ("potatoes", "potato"),
    ("quizzes", "quiz"),
    ("rookies", "rookie"),
    ("selfies", "selfie"),
    ("selves", "self"),
    ("series", "series"),
    ("shelves", "shelf"),
    ("skis", "ski"),
    ("sms", "sms"),
    ("species", "species"),
    ("statuses", "status"),
    ("syntheses", "synthesis"),
    ("taxis", "taxi"),
    ("teeth", "tooth"),
    ("theses", "thesis"),
    ("thieves", "thief"),
    ("ties", "tie"),
    ("tomatoes", "tomato"),
    ("torpedoes", "torpedo"),
    ("vertices", "vertex"),
    ("vetoes", "veto"),
    ("viruses", "virus"),
    ("vps", "vps"),
    ("wives", "wife"),
    ("wolves", "wolf"),
    ("women", "woman"),
    ("zombies", "zombie"),
];

/// The singular of a word, with the case of its letters kept; the word itself when it is none
/// or not known.
pub fn singular(word: &str) -> String {
    let lower = word.to_lowercase();
    if let Ok(at) = EXCEPTIONS.binary_search_by_key(&lower.as_str(), |(plural, _)| plural) {
        let single = EXCEPTIONS[at].1;
        let kept = common_prefix(&lower, single);
        // The letters that both have are taken from the word as it is written.
        return match word.get(..kept) {
            Some(head) if word.is_ascii() => format!("{head}{}", &single[kept..]),
            _ => single.to_owned(),
        };
    }
    let cut = |suffix: &str, put: &str| {
        word.get(..word.len() - suffix.len()).map(|head| format!("{head}{put}"))
    };
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| lower.ends_with(suffix));
    let single = if lower.len() < 3 || !word.is_ascii() || ends(&["ss", "us", "is"]) {
        None
    } else if ends(&["ies"]) && lower.len() > 4 {
        cut("ies", "y")
    } else if ends(&["sses", "shes", "ches", "xes", "zzes"]) {
        cut("es", "")
    } else if ends(&["s"]) {
        cut("s", "")
    } else {
        None
    };
    single.unwrap_or_else(|| word.to_owned())
}

fn common_prefix(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_of_tables_find_their_singular() {
        assert!(EXCEPTIONS.is_sorted());
        for (plural, single) in [
            ("users", "user"),
            ("categories", "category"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("batches", "batch"),
            ("caches", "cache"),
            ("houses", "house"),
            ("statuses", "status"),
            ("status", "status"),
            ("address", "address"),
            ("analysis", "analysis"),
            ("analyses", "analysis"),
            ("people", "person"),
            ("People", "Person"),
            ("movies", "movie"),
            ("staff", "staff"),
            ("news", "news"),
            ("series", "series"),
            ("sizes", "size"),
            ("quizzes", "quiz"),
            ("schemas", "schema"),
            ("photos", "photo"),
            ("moves", "move"),
            ("data", "data"),
            ("order", "order"),
            ("indexes", "index"),
            ("deliveries", "delivery"),
            ("ties", "tie"),
            ("größen", "größen"),
            ("as", "as"),
        ] {
            assert_eq!(singular(plural), single, "{plural}");
        }
    }
}
