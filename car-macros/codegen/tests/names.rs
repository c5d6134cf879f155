//! The way from wire names to Rust names: the table that users rely on, and properties for everything else.

use std::collections::HashSet;

use car_codegen::names;
use proptest::prelude::*;

#[test]
fn fields() {
    let table = [
        ("SecretID", "secret_id"),
        ("XRMaxWidth", "xr_max_width"),
        ("FPS", "fps"),
        ("PublishStreamURL", "publish_stream_url"),
        ("BackgroundImageCOSFileId", "background_image_cos_file_id"),
        ("VpcIDs", "vpc_ids"),
        ("DBs", "dbs"),
        ("URLs", "urls"),
        ("InstanceIPs", "instance_ips"),
        ("IPsOfHost", "ips_of_host"),
        ("IPv6Address", "ipv6_address"),
        ("IPv4", "ipv4"),
        ("Ipv4", "ipv4"),
        ("PublicIPv6Addresses", "public_ipv6_addresses"),
        ("DNSServers", "dns_servers"),
        ("ApplicationId", "application_id"),
        ("hadAutoFix", "had_auto_fix"),
        ("H264", "h264"),
        ("Type", "type"),
        ("Self", "self_"),
        ("Super", "super_"),
        ("Crate", "crate_"),
        ("self", "self_"),
        ("Topic_Name", "topic_name"),
        ("a.b-c d", "a_b_c_d"),
        ("3DModel", "n3d_model"),
        ("名", "u540d"),
        ("", "unnamed"),
        ("...", "unnamed"),
        ("_", "unnamed"),
    ];
    for (wire, rust) in table {
        assert_eq!(names::field(wire), rust, "{wire}");
    }
    assert_eq!(names::method("DescribeCosCredential"), "describe_cos_credential");
    assert_eq!(names::method("StartPublishStreamWithURL"), "start_publish_stream_with_url");
}

#[test]
fn types() {
    let table = [
        ("Filter", "Filter"),
        ("VideoEncodeConfig", "VideoEncodeConfig"),
        ("ApplicationCOSFile", "ApplicationCOSFile"),
        ("Topic_Simplification", "TopicSimplification"),
        ("lower", "Lower"),
        ("Option", "OptionType"),
        ("Result", "ResultType"),
        ("Box", "BoxType"),
        ("Vec", "VecType"),
        ("String", "StringType"),
        ("Self", "SelfType"),
        ("Client", "ClientType"),
        ("Error", "Error"),
        ("3D", "T3d"),
        ("DNS", "DNS"),
        ("A_B", "AB"),
        ("", "Unnamed"),
    ];
    for (wire, rust) in table {
        assert_eq!(names::type_name(wire), rust, "{wire}");
    }
    assert_eq!(names::inline_enum("DescribeRequest", "Mode"), "DescribeRequestMode");
    assert_eq!(names::inline_enum("Config", "XRType"), "ConfigXRType");
}

#[test]
fn values() {
    let variants = |values: &[&str]| names::value_variants(values.iter().copied());
    assert_eq!(
        variants(&["FULL", "DDA_CUT", "S1", "applicationCreating"]),
        ["Full", "DdaCut", "S1", "ApplicationCreating"]
    );
    assert_eq!(variants(&["on", "ON", "On2"]), ["On", "On3", "On2"]);
    assert_eq!(
        variants(&["Other", "Unknown", "Self", "self"]),
        ["OtherValue", "UnknownValue", "SelfValue", "SelfValue2"]
    );
    assert_eq!(variants(&["1080p", "-1", ""]), ["V1080p", "V1", "Unnamed"]);
}

#[test]
fn error_codes() {
    let variants = |codes: &[&str]| names::error_variants(codes.iter().copied());
    assert_eq!(
        variants(&["AuthFailure", "FailedOperation", "FailedOperation.ApplicationLockFail"]),
        ["AuthFailure", "FailedOperation", "ApplicationLockFail"]
    );
    assert_eq!(
        variants(&["FailedOperation.Timeout", "InternalError.Timeout", "Timeout"]),
        ["FailedOperationTimeout", "InternalErrorTimeout", "Timeout"]
    );
    assert_eq!(variants(&["Failed.Other", "Self"]), ["OtherCode", "SelfCode"]);
}

#[test]
fn identifiers() {
    let written = |name: &str| names::ident(name).to_string();
    assert_eq!(written("type"), "r#type");
    assert_eq!(written("gen"), "r#gen");
    assert_eq!(written("async"), "r#async");
    assert_eq!(written("self_"), "self_");
    assert_eq!(written("fps"), "fps");
    assert_eq!(written("self"), "self_", "what is no name becomes one");
    assert_eq!(written("no name"), "no_name");
    assert_eq!(written(""), "unnamed");
}

#[cfg(feature = "cli")]
#[test]
fn keywords_are_those_of_the_compiler() {
    // `syn` refuses as an identifier what the compiler does; `gen` is newer than its table.
    let words =
        "as async await box const crate dyn final fn macro ref self super try type yield union default raw";
    for word in words.split(' ') {
        let is_plain = syn::parse_str::<proc_macro2::Ident>(word).is_ok();
        assert_eq!(names::is_keyword(word), !is_plain, "{word}");
    }
    assert!(names::is_keyword("gen"));
}

#[test]
fn call_options_are_sorted_snake_case_names() {
    assert!(names::CALL_OPTIONS.is_sorted() && names::CLIENT_METHODS.is_sorted());
    assert!(names::CALL_OPTIONS.iter().all(|name| names::is_snake_case(name) && names::is_call_option(name)));
}

#[test]
fn what_a_spec_adds_to_a_builder_cannot_be_a_parameter() {
    for (method, expected) in [
        (names::waiter_method("version_online"), "wait_until_version_online"),
        (names::items_method("users"), "items_of_users"),
    ] {
        assert_eq!(method, expected);
        assert!(names::is_call_option(&method));
    }
    for (taken, free) in [("timeout", "timeout_value"), ("items_of_users", "value_of_items_of_users")] {
        assert_eq!(names::instead_of(taken), free);
        assert!(!names::is_call_option(free));
    }
    assert!(!names::is_call_option("wait_until") && !names::is_call_option("items_off"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_gives_legal_names(wire in any::<String>()) {
        for name in [names::field(&wire), names::method(&wire)] {
            prop_assert!(names::is_snake_case(&name), "{wire:?} gives {name}");
        }
        let types = [names::type_name(&wire), names::inline_enum("Record", &wire)];
        for name in types {
            prop_assert!(names::is_identifier(&name), "{wire:?} gives {name}");
            prop_assert!(!names::is_prelude_type(&name) && !names::is_generated_type(&name), "{wire:?} gives {name}");
        }
        let text = names::ident(&wire).to_string();
        prop_assert!(names::is_identifier(text.trim_start_matches("r#")), "{wire:?} gives {text}");
    }

    #[test]
    fn names_do_not_change_when_they_are_named_again(wire in "[A-Za-z][A-Za-z0-9_]{0,20}") {
        let field = names::field(&wire);
        prop_assert_eq!(names::field(&field), field);
        let ty = names::type_name(&wire);
        prop_assert_eq!(names::type_name(&ty), ty);
    }

    #[test]
    fn variants_are_all_different_and_legal(values in proptest::collection::vec(any::<String>(), 0..12)) {
        let variants = names::value_variants(values.iter().map(String::as_str));
        prop_assert_eq!(variants.len(), values.len());
        prop_assert!(variants.iter().all(|name| names::is_identifier(name)));
        let distinct: HashSet<&String> = variants.iter().collect();
        prop_assert_eq!(distinct.len(), variants.len());
        prop_assert!(!distinct.contains(&"Other".to_owned()) && !distinct.contains(&"Unknown".to_owned()));
    }

    #[test]
    fn error_variants_are_all_different_and_legal(codes in proptest::collection::vec("[A-Z][a-z]{0,2}(\\.[A-Z][a-z]{0,2})?", 0..12)) {
        let distinct_codes: HashSet<&String> = codes.iter().collect();
        let variants = names::error_variants(distinct_codes.iter().map(|code| code.as_str()));
        let distinct: HashSet<&String> = variants.iter().collect();
        prop_assert_eq!(distinct.len(), distinct_codes.len());
        prop_assert!(variants.iter().all(|name| names::is_identifier(name)));
    }
}
