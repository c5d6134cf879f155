//! The folder and its files, before anything is understood of them.

use super::{Rule, Text, error};

/// In the order of their ids.
pub(super) static ALL: &[&Rule] = &[
    &UNREADABLE_FOLDER,
    &EMPTY_FOLDER,
    &UNREADABLE_FILE,
    &NOT_UTF8,
    &SYNTAX,
    &TOO_DEEP,
    &DUPLICATE_KEY,
    &RESERVED_FILE_NAME,
    &NO_SERVICE_FILE,
];

pub(crate) static UNREADABLE_FOLDER: Rule = error(
    "S001",
    Text {
        title: "the spec folder cannot be read",
        why: "The macro and `car-spec` take a path to a folder of spec files. In the macro it is relative \
            to the folder of the `Cargo.toml` of the crate that invokes it.",
        mend: "Compare the full path in the message with where the folder is. In a published crate, see that \
            `include` in `Cargo.toml` names it.",
        bad: r#"car_api::generate! { specs = "api-spec/car" }"#,
        good: r#"car_api::generate! { specs = "api-specs/car" }"#,
    },
);

pub(crate) static EMPTY_FOLDER: Rule = error(
    "S002",
    Text {
        title: "the spec folder holds no spec files",
        why: "Only files that end in `.json` are read, and only those directly in the folder. A client \
            without actions is almost certainly a wrong path.",
        mend: "Point to the folder of one service and version, not to the folder above it.",
        bad: "car-spec check api-specs",
        good: "car-spec check api-specs/car",
    },
);

pub(crate) static UNREADABLE_FILE: Rule = error(
    "S003",
    Text {
        title: "a spec file cannot be read",
        why: "The file is listed in the folder but cannot be opened: a permission, a broken link, or a disk \
            at fault.",
        mend: "Mend what the operating system complains of in the message.",
        bad: "chmod 000 Describe.json",
        good: "chmod 644 Describe.json",
    },
);

pub(crate) static NOT_UTF8: Rule = error(
    "S004",
    Text {
        title: "a spec file is not UTF-8",
        why: "JSON is UTF-8 by its standard. Files saved in another encoding (GBK is the usual one) would \
            turn into other characters in the docs.",
        mend: "Save the file as UTF-8 in the editor, or convert it: `iconv -f gbk -t utf-8`.",
        bad: "a file saved as GBK",
        good: "the same file saved as UTF-8",
    },
);

pub(crate) static SYNTAX: Rule = error(
    "S005",
    Text {
        title: "a spec file is not JSON",
        why: "Spec files are strict JSON (RFC 8259), so that every tool can read them: no comments, no \
            comma behind the last item, keys and texts in double quotes. Behind the first fault nothing \
            can be trusted, so only that is reported.",
        mend: "Go to the line and column in the message; the fault is there or right before it.",
        bad: r#"{ "action": "DescribeCosCredential", }"#,
        good: r#"{ "action": "DescribeCosCredential" }"#,
    },
);

pub(crate) static TOO_DEEP: Rule = error(
    "S006",
    Text {
        title: "a spec file is nested too deeply",
        why: "No spec needs more than a dozen levels. A limit keeps a broken or hostile file from \
            exhausting the stack of the compiler.",
        mend: "Look for brackets that are opened again and again, usually by a script that went wrong.",
        bad: "[[[[[[ ... ]]]]]]",
        good: r#"{ "request": { "Id": { "type": "string" } } }"#,
    },
);

pub(crate) static DUPLICATE_KEY: Rule = error(
    "S007",
    Text {
        title: "a key stands twice in one object",
        why: "JSON leaves open which of two equal keys counts, and readers differ. Usually a field was \
            copied and not renamed.",
        mend: "Rename or remove one of them.",
        bad: r#""Id": { "type": "string" }, "Id": { "type": "int" }"#,
        good: r#""Id": { "type": "string" }, "Size": { "type": "int" }"#,
    },
);

pub(crate) static RESERVED_FILE_NAME: Rule = error(
    "S008",
    Text {
        title: "a file name that is kept for the format",
        why: "Names with `_` in front are the format's own: `_service.json`, `_errors.json` and \
            `_types.json`. Any other would be silently ignored, so it is refused.",
        mend: "Correct the name, or take the `_` away if the file describes an action.",
        bad: "_type.json",
        good: "_types.json",
    },
);

pub(crate) static NO_SERVICE_FILE: Rule = error(
    "S009",
    Text {
        title: "there is no `_service.json`",
        why: "The actions alone do not say whose they are. `_service.json` gives the service, its version \
            and its hosts.",
        mend: "Add the file.",
        bad: "api-specs/car/DescribeCosCredential.json",
        good: "api-specs/car/_service.json\napi-specs/car/DescribeCosCredential.json",
    },
);
