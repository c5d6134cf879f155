//! Tells whether two values are the same without keeping the first, which may be large or secret.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Field, List, Record, View, items};

/// A number that is the same for values that are the same, and different for others but for one chance in 2^64.
/// It holds within one run of the program.
pub(crate) fn fingerprint<'a>(fields: impl IntoIterator<Item = &'a dyn Field>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for field in fields {
        hash(field, &mut hasher);
    }
    hasher.finish()
}

/// A tag in front of each value, and lengths in front of lists, keep neighbours apart.
fn hash(field: &dyn Field, hasher: &mut DefaultHasher) {
    match field.view() {
        View::Absent => 0_u8.hash(hasher),
        View::Text(text) => (1_u8, text).hash(hasher),
        View::Secret(secret) => (2_u8, secret.expose()).hash(hasher),
        View::Int(number) => (3_u8, number).hash(hasher),
        View::UInt(number) => (4_u8, number).hash(hasher),
        View::Float(number) => (5_u8, number.to_bits()).hash(hasher),
        View::Bool(truth) => (6_u8, truth).hash(hasher),
        View::Record(record) => hash_record(record, hasher),
        View::List(list) => hash_list(list, hasher),
    }
}

fn hash_record(record: &dyn Record, hasher: &mut DefaultHasher) {
    7_u8.hash(hasher);
    for index in 0..record.shape().fields.len() {
        if let Some(field) = record.get(index) {
            hash(field, hasher);
        }
    }
    for (name, value) in record.extra().into_iter().flatten() {
        (8_u8, name, value.to_string()).hash(hasher);
    }
}

fn hash_list(list: &dyn List, hasher: &mut DefaultHasher) {
    (9_u8, list.len()).hash(hasher);
    for item in items(list) {
        hash(item, hasher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    fn of(field: &dyn Field) -> u64 {
        fingerprint([field])
    }

    #[test]
    fn the_same_has_the_same() {
        assert_eq!(of(&vec!["a".to_owned()]), of(&vec!["a".to_owned()]));
        assert_eq!(of(&Secret::new("a")), of(&Secret::new("a")));
    }

    #[test]
    fn what_differs_differs() {
        let values: [&dyn Field; 14] = [
            &String::new(),
            &"a".to_owned(),
            &Secret::new("a"),
            &0_i64,
            &0_u64,
            &0.0,
            &-0.0,
            &false,
            &None::<String>,
            &Vec::<String>::new(),
            &vec![String::new()],
            &vec!["ab".to_owned(), "c".to_owned()],
            &vec!["a".to_owned(), "bc".to_owned()],
            &vec![vec!["a".to_owned()], vec![]],
        ];
        let prints: std::collections::HashSet<u64> = values.into_iter().map(of).collect();
        assert_eq!(prints.len(), values.len());
    }
}
